import { setSeats } from './seats.ts';
import type { Seat, SessionState } from './state.ts';
import { ERASED_PERSON } from './words.ts';

/**
 * A person was erased: their seat goes back where the session is to come, and what stays (row, attendance, counts) is nobody's. Free text goes
 * as a whole, since it may name anybody; it stands in the form's responses. @param now ISO 8601
 */
export function forgetPerson(state: SessionState, ref: string, now: string): SessionState {
  const free = releaseSeat(state, ref, now);
  const nobody = nameless(free);
  return {
    ...free,
    seats: Object.fromEntries(
      Object.entries(free.seats).map((entry) => (entry[0] === ref ? [nobody, anonymous(entry[1], nobody)] : entry)),
    ),
    mailedRows: free.mailedRows?.map((row) => (row.ref === ref ? { ...row, ref: nobody, name: ERASED_PERSON } : row)) ?? null,
    walkInRefs: free.walkInRefs.map((one) => (one === ref ? nobody : one)),
    remarks: [],
  };
}

function releaseSeat(state: SessionState, ref: string, now: string): SessionState {
  const seat = state.seats[ref];
  if (seat?.status !== 'reserved' && seat?.status !== 'waiting') return state;
  const { seq, priority, name, arrival } = seat;
  return setSeats(state, [{ ref, seq: seq + 1, want: 'none', priority, name, arrival }], now).state;
}

/** No path hears of it. */
function anonymous({ rev, ...seat }: Seat, ref: string): Seat {
  return { ...seat, ref, rev, notifiedRev: rev, name: ERASED_PERSON, priority: false, arrival: '' };
}

/** In the place of a reference: one that no other erased person of this session has. */
function nameless({ seats, mailedRows, walkInRefs }: SessionState): string {
  const refs = new Set([...Object.keys(seats), ...walkInRefs, ...(mailedRows ?? []).map((row) => row.ref)]);
  return Array.from({ length: refs.size + 1 }, (_, index) => `erased-${index + 1}`).find((one) => !refs.has(one)) ?? '';
}

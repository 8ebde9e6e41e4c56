import { atAnotherTime } from '../../domain/co-facilitation.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { note, type Seat, type SessionState } from './state.ts';
import { journal } from './words.ts';

/** A session can't be moved into the past: its people would be told to come to what is over. */
export function moveRefused(state: SessionState, refused: NonNullable<SessionState['refusedMove']>): SessionState {
  return note({ ...state, refusedMove: refused }, journal.moveRefused(refused.by, refused.start.label), refused.at.label);
}

/** Whoever has come already isn't told of another start; those who would come are not sent to what is over. */
export function movedToThePast(state: SessionState, start: Moment, at: Moment): SessionState {
  if (state.start.plan.start.at <= at.at) return note(state, journal.eventChangedDuring, at.label);
  return moveRefused(state, { by: null, start, at });
}

export function movedByStaff(
  state: SessionState,
  { plan, place }: { readonly plan: SessionStart['plan']; readonly place: SessionStart['place'] },
  at: Moment,
): SessionState {
  const before = state.start.plan;
  const isSameTime = plan.start.at === before.start.at && plan.end.at === before.end.at;
  const sendsListAgain = plan.listAt.at > at.at;
  // Another sheet for another day; on the same day the numbers that facilitators have printed stay.
  const freesNumbers = sendsListAgain && plan.start.at.slice(0, 10) !== before.start.at.slice(0, 10);
  const moved: SessionState = {
    ...state,
    start: { ...state.start, plan, place },
    refusedMove: null,
    low: null,
    lowSeen: false,
    icsSequence: state.icsSequence + 1,
    sheet: { facilitator: false, coordinator: false },
    mailed: sendsListAgain ? { list: [], attendance: [] } : { ...state.mailed, attendance: [] },
    mailedRows: sendsListAgain ? null : state.mailedRows,
    round: state.round + 1,
    ...(isSameTime ? {} : { answersRead: 0, answeredAt: null, coFacilitation: atAnotherTime(state.coFacilitation) }),
  };
  const next = mapSeats(moved, (seat) =>
    isTaken(seat) ? { ...seat, rev: seat.rev + 1, number: freesNumbers ? null : seat.number } : seat,
  );
  return note(next, journal.moved(plan.start.label, place.name), at.label);
}

/** Never created again by itself: staff decided. */
export function cancelledByStaff(state: SessionState, at: Moment): SessionState {
  // A calendar believes a cancellation only of a later version (RFC 5546, 3.2.5).
  const icsSequence = state.icsSequence + 1;
  const gone: SessionState = { ...state, cancelled: true, cancelledAt: at, icsSequence, unread: null, eventOutage: null };
  const next = mapSeats(gone, (seat) =>
    isTaken(seat) ? { ...seat, status: 'cancelled', rev: seat.rev + 1, attendance: 'revoked' } : seat,
  );
  return note(next, journal.cancelled, at.label);
}

function isTaken({ status, attendance }: Seat): boolean {
  return (status === 'reserved' || status === 'waiting') && attendance === null;
}

function mapSeats(state: SessionState, change: (seat: Seat) => Seat): SessionState {
  return { ...state, seats: Object.fromEntries(Object.entries(state.seats).map(([ref, seat]) => [ref, change(seat)])) };
}

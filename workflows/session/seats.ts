import type { Moment } from '../../domain/moment.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { compare, type ListRow, note, type Seat, type SessionState, withSeat, withSeats } from './state.ts';
import { journal } from './words.ts';

/** True when nothing in the batch could change this session: the update's validator then refuses it, which costs no event. */
export function wouldAllBeRefused(state: SessionState, requests: readonly SeatRequest[]): boolean {
  return requests.every(
    (request) =>
      request.want !== 'none' &&
      state.seats[request.ref] === undefined &&
      (state.start.headCountOnly || wantedStatus(state, request, undefined) === 'refused' || (request.want === 'seat' && state.cancelled)),
  );
}

/** Answers a batch in its order; what a released seat frees goes to whoever waits, before anybody later in the batch is answered. */
export function setSeats(
  state: SessionState,
  requests: readonly SeatRequest[],
  now: string,
): { state: SessionState; views: readonly SeatView[] } {
  const next = requests.reduce((before, request) => promote(setSeat(before, request, now)), state);
  const views = requests.map((request) => answerTo(next, request));
  // A request that comes twice, perhaps late, is answered again; that its path hears this answer is not known.
  const newer = views.filter(({ ref, seq }) => seq > (state.seats[ref]?.seq ?? 0));
  return { state: crowded(markSent(next, newer), now), views };
}

/** Since when more people wait than the coordinator wants to learn of on the day itself. */
function crowded(state: SessionState, now: string): SessionState {
  const isCrowded = waitingCount(state) >= state.start.plan.manyWaiting;
  if (!isCrowded) return state.crowdedSince === null ? state : { ...state, crowdedSince: null };
  return state.crowdedSince === null ? { ...state, crowdedSince: now } : state;
}

function setSeat(state: SessionState, request: SeatRequest, now: string): SessionState {
  const seat = state.seats[request.ref];
  if (seat && request.seq <= seat.seq) return state;
  // Who sat in a session stays on its sheet, whatever became of the path meanwhile.
  if (request.want === 'none' && seat?.status === 'reserved' && now >= state.start.plan.start.at)
    return withSeat(state, { ...seat, seq: request.seq });
  const status = wantedStatus(state, request, seat);
  // A refusal leaves nothing behind: who asked goes on to the next session.
  if (status === 'refused') return state;
  const { ref, seq, name, priority, arrival } = request;
  // Whoever comes back comes anew: their number is of a list that a move has made void, their attendance of another time.
  const stays = seat !== undefined && (seat.status === 'reserved' || status === 'released');
  const before = stays ? seat : { ...NEW_SEAT, notifiedRev: seat?.notifiedRev ?? 0 };
  return withSeat(state, { ...before, ref, seq, rev: (seat?.rev ?? 0) + 1, status, name, priority, arrival });
}

const NEW_SEAT = { number: null, attendance: null, markedAt: null, markedBy: null, notifiedRev: 0 } as const;

function wantedStatus(state: SessionState, request: SeatRequest, seat: Seat | undefined): Seat['status'] {
  if (request.want === 'none') return 'released';
  if (state.start.headCountOnly) return 'refused';
  if (state.cancelled) return 'cancelled';
  if (seat?.status === 'reserved') return 'reserved';
  if (listIsSent(state)) return 'refused';
  if (seatsLeft(state) > 0) return 'reserved';
  return request.want === 'seatOrWait' && (seat?.status === 'waiting' || waitingCount(state) < MOST_WAITING) ? 'waiting' : 'refused';
}

function answerTo(state: SessionState, { ref, seq }: SeatRequest): SeatView {
  const view = viewOf(state, ref);
  if (view?.seq === seq) return view;
  return { ...ofSession(state), ref, seq, rev: 0, status: 'refused', rank: null, attendance: null, markedBy: null };
}

/** What every view of a seat here says of the session. */
function ofSession({ start, icsSequence }: SessionState) {
  const { id, kind, title, plan, place } = start;
  return { sessionId: id, kind, title, start: plan.start, end: plan.end, place, icsSequence };
}

function promote(state: SessionState): SessionState {
  if (state.cancelled) return state;
  let next = state;
  for (const seat of waitingOrder(state)) {
    if (seatsLeft(next) <= 0) break;
    next = note(withSeat(next, { ...seat, status: 'reserved', rev: seat.rev + 1, number: nextNumber(next) }), journal.seatPassedOn);
  }
  return next;
}

/**
 * Nobody beyond has a chance in a room of thirty: they wait for the next session instead, and a list that anybody can join stays small enough for
 * a workflow's state.
 */
export const MOST_WAITING = 200;

/** Priority neighbourhoods first, then order of arrival. */
export function waitingOrder(state: SessionState): readonly Seat[] {
  return Object.values(state.seats)
    .filter((seat) => seat.status === 'waiting')
    .toSorted((a, b) => Number(b.priority) - Number(a.priority) || compare(a.arrival, b.arrival) || compare(a.ref, b.ref));
}

/** The attendance form's grid ends with this row (see config/google-apps-script): a person without one could never be entered. */
const LAST_ROW = 30;

export function seatsLeft(state: SessionState): number {
  if (state.start.headCountOnly) return 0;
  const free =
    state.start.capacity - Object.values(state.seats).reduce((reserved, seat) => reserved + Number(seat.status === 'reserved'), 0);
  return listIsSent(state) ? Math.min(free, LAST_ROW - lastNumber(state)) : free;
}

function lastNumber(state: SessionState): number {
  return Math.max(0, ...Object.values(state.seats).map((seat) => seat.number ?? 0));
}

export function reservedSeats(state: SessionState): readonly Seat[] {
  return Object.values(state.seats)
    .filter((seat) => seat.status === 'reserved')
    .toSorted((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || compare(a.arrival, b.arrival) || compare(a.ref, b.ref));
}

/** The list as it is mailed: its numbers stay with their people, and what changes on it later is told. */
export function withList(state: SessionState): SessionState {
  const numbered = freezeNumbers(state);
  return { ...numbered, mailedRows: numbered.mailedRows ?? listRows(numbered) };
}

/** The facilitators' list, by number. */
export function listRows(state: SessionState): readonly ListRow[] {
  return reservedSeats(state).map(({ number, name, ref }) => ({ number: number ?? 0, name, ref }));
}

/** Whether too few people are coming, looked at once so short before the start. */
export function fillChecked(state: SessionState, at: Moment): SessionState {
  const reserved = reservedSeats(state).length;
  const isLow = reserved * 100 < state.start.capacity * state.start.plan.lowPercent;
  return { ...state, lowSeen: true, low: isLow ? { reserved, at } : null };
}

export function waitingCount(state: SessionState): number {
  return Object.values(state.seats).reduce((waiting, seat) => waiting + Number(seat.status === 'waiting'), 0);
}

export function viewOf(state: SessionState, ref: string): SeatView | null {
  const seat = state.seats[ref];
  return seat ? seenAs(state, seat, seat.status === 'waiting' ? (ranks(state).get(ref) ?? null) : null) : null;
}

/** Reference → place in the waiting list, from 1. */
function ranks(state: SessionState): ReadonlyMap<string, number> {
  return new Map(waitingOrder(state).map(({ ref }, index) => [ref, index + 1]));
}

function seenAs(state: SessionState, { ref, seq, rev, status, attendance, markedBy }: Seat, rank: number | null): SeatView {
  return { ...ofSession(state), ref, seq, rev, status, rank, attendance, markedBy };
}

/** So many paths are told by one activity: its argument stays small, and what an attempt that died must say again. */
export const NOTIFIED_AT_ONCE = 100;

/** Views that their path hasn't heard yet: the first ones, where there are many. */
export function unsentViews(state: SessionState): readonly SeatView[] {
  const seats = Object.values(state.seats).filter((seat) => seat.notifiedRev < seat.rev);
  const rankOf = seats.some(({ status }) => status === 'waiting') ? ranks(state) : new Map<string, number>();
  return seats.slice(0, NOTIFIED_AT_ONCE).map((seat) => seenAs(state, seat, rankOf.get(seat.ref) ?? null));
}

export function markSent(state: SessionState, views: readonly SeatView[]): SessionState {
  const notified = views.flatMap((view) => {
    const seat = state.seats[view.ref];
    return seat && seat.notifiedRev < view.rev && view.seq === seat.seq ? [{ ...seat, notifiedRev: view.rev }] : [];
  });
  return notified.length === 0 ? state : withSeats(state, notified);
}

/** The session begins: whoever waits has no seat here any more, and looks for another session. */
export function closeWaitingList(state: SessionState): SessionState {
  const waiting = Object.values(state.seats).filter(({ status }) => status === 'waiting');
  return withSeats(
    state,
    waiting.map((seat) => ({ ...seat, status: 'released', rev: seat.rev + 1 })),
  );
}

export function listIsSent(state: SessionState): boolean {
  return state.mailed.list.length > 0 || Object.values(state.seats).some(({ status, number }) => status === 'reserved' && number !== null);
}

/** Numbers 1 … n in order of arrival; from then on a number stays with its person. */
export function freezeNumbers(state: SessionState): SessionState {
  if (listIsSent(state)) return state;
  return reservedSeats(state).reduce((next, seat, index) => withSeat(next, { ...seat, number: index + 1 }), state);
}

function nextNumber(state: SessionState): number | null {
  if (!listIsSent(state)) return null;
  return lastNumber(state) + 1;
}

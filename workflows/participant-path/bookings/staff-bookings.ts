import type { Moment } from '../../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../../domain/plan.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { hasMail } from '../contact-details.ts';
import { log } from '../journal.ts';
import { addCommand } from '../outbox.ts';
import { reopen } from '../reopening.ts';
import { enter, isBefore } from '../stages.ts';
import type { Booking, PathState } from '../state.ts';
import { addCall, addTask, taskOf } from '../tasks.ts';
import * as words from '../words/bookings.ts';
import { tellRegistration } from '../words/tasks.ts';
import { bookingAt, momentsOf, NOT_REMINDED, ownView, staffBookings, withBooking, withoutBooking } from './booking.ts';
import { releaseBookings, releaseSeat } from './release.ts';
import { FOUND } from './search.ts';
import { seatChanged } from './seat-changes.ts';

/** Seats that staff asked for by the follow-up form (workshops), each beside the one that the path looks for by itself. */

export function registerFor(state: PathState, sessionId: string, at: Moment): PathState {
  if (bookingAt(state, sessionId) !== null) return log(state, at, words.alreadyBooked(sessionId));
  const back = state.stage === 'left' ? reopen(state, at, words.WHY_REOPENED.registered) : state;
  // Raised by every command, so higher than whatever this path asked of the session before.
  const seq = back.commands + 1;
  const booking: Booking = {
    origin: 'staff',
    sessionId,
    seq,
    view: null,
    invitedAt: null,
    notifiedAt: null,
    moments: null,
    stale: false,
    ...NOT_REMINDED,
  };
  const next = withBooking(log(back, at, words.registrationRequested(sessionId)), booking);
  return addCommand(next, { kind: 'register', seq, sessionId });
}

interface RegistrationAnswer {
  readonly seq: number;
  readonly sessionId: string;
  readonly view: SeatView | null;
  readonly plan: Plan | null;
  readonly at: Moment;
}

/** What the session answered. */
export function placed(state: PathState, { seq, sessionId, view, plan, at }: RegistrationAnswer): PathState {
  const booking = bookingAt(state, sessionId);
  if (booking?.seq !== seq) return state;
  if (view === null || (view.status !== 'reserved' && view.status !== 'waiting')) return refused(state, booking, at);
  const { early } = booking;
  const isOwn = view.kind === 'info' && view.status === 'reserved' && early === null && isBefore(state.stage, 'informed');
  if (isOwn) return ownSeat(state, booking, view, at);
  const moments = plan === null ? null : momentsOf(plan);
  const booked = withBooking(state, { ...booking, view, invitedAt: at.at, early: null, moments, stale: plan === null });
  const confirmed = sayRegistered(log(booked, at, words.booked(view)), 'staffSeat', view, at);
  return early === null ? confirmed : seatChanged(confirmed, early, at);
}

function refused(state: PathState, { sessionId, seq }: Booking, at: Moment): PathState {
  return addTask(withoutBooking(state, sessionId), {
    ...taskOf('refused', sessionId, seq),
    kind: 'info',
    since: at,
    title: words.refused(sessionId),
    about: 'other',
  });
}

/** Where there is no address; else the registration's own mail says it. */
function sayRegistered(state: PathState, about: 'seat' | 'staffSeat', view: SeatView, at: Moment): PathState {
  if (hasMail(state)) return state;
  return addCall(state, about, at, tellRegistration(view), { session: view.sessionId });
}

/**
 * Staff chose an information session for a person who has been at none: the path's own seat is there from now on. Another one that it had found
 * goes to somebody else, and the person is told so.
 */
function ownSeat(state: PathState, { seq, sessionId }: Booking, view: SeatView, at: Moment): PathState {
  const before = ownView(state);
  const isOther = before !== null && before.attendance === null && before.start.at > at.at;
  const why = words.replacedBy(view);
  const free = isOther ? releaseSeat(state, { why, tell: 'staff' }, at) : state;
  const own: Booking = {
    origin: 'path',
    sessionId,
    seq,
    view,
    invitedAt: at.at,
    notifiedAt: null,
    moments: null,
    stale: false,
    ...NOT_REMINDED,
  };
  const search = { ...free.search, ...FOUND, seq: Math.max(free.search.seq, seq), want: 'seat' as const };
  const seated: PathState = { ...withBooking(free, own), search, stale: true };
  const logged = log(seated, at, words.booked(view));
  return sayRegistered(logged.stage === 'invited' ? logged : enter(logged, 'invited', at), 'seat', view, at);
}

/** The first of the sessions ahead, where staff asked for it: what a person who can't come speaks of. */
export function nextStaffBooking(state: PathState, now: string): Booking | null {
  const ahead = staffBookings(state).filter(({ view }) => view === null || view.start.at > now);
  const [first] = ahead.toSorted((a, b) => ((a.view?.start.at ?? '') < (b.view?.start.at ?? '') ? -1 : 1));
  const own = ownView(state);
  const ownFirst = own !== null && own.attendance === null && (first?.view === null || own.start.at <= (first?.view?.start.at ?? ''));
  return ownFirst ? null : (first ?? null);
}

/** Freed by the person; the referent knows and may propose another one. */
export function leaveBooking(state: PathState, { sessionId, view }: Booking, at: Moment, why: string): PathState {
  const title = words.left(why, sessionId, view);
  const open = { ...taskOf('left', sessionId, state.commands), kind: 'info' as const, since: at, title, about: 'other' as const };
  return addTask(
    releaseBookings(state, (booking) => booking.sessionId === sessionId, 'onRequest', at),
    open,
  );
}

/** Deadlines to be made anew: the session moved, or the seat came late. */
export function staleBooking({ bookings }: PathState): Booking | null {
  return bookings.find(({ stale }) => stale) ?? null;
}

export function bookingRequest(request: PlanRequest, { view, invitedAt }: Booking): PlanRequest {
  const session = view === null || invitedAt === null ? null : { start: view.start.at, end: view.end.at, invitedAt };
  return { ...request, session };
}

/** `request`: the booking as it stood; what came meanwhile asks for another plan. */
export function bookingPlanned(state: PathState, request: Booking, plan: Plan): PathState {
  const booking = bookingAt(state, request.sessionId);
  if (booking === null || JSON.stringify(booking) !== JSON.stringify(request)) return state;
  return withBooking(state, { ...booking, stale: false, moments: momentsOf(plan) });
}

/** What a mail speaks of when its turn comes: a seat as it stands now, none that was given back; of a session that is gone, what it was. */
export function viewFor(state: PathState, { mail, view }: { readonly mail: string; readonly view?: SeatView }): SeatView | null {
  // Asked six months after: no session is spoken of, however long ago one was.
  if (mail === 'situation') return null;
  if (view === undefined || mail === 'sessionCancelled' || mail === 'released') return view ?? ownView(state);
  return bookingAt(state, view.sessionId)?.view ?? null;
}

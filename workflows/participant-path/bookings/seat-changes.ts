import type { Moment } from '../../../domain/moment.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { log } from '../journal.ts';
import { enter, isBefore } from '../stages.ts';
import type { Booking, PathState } from '../state.ts';
import { addTask, closeTasks, taskOf } from '../tasks.ts';
import * as words from '../words/bookings.ts';
import { type Answered, bookingAt, replanned, subjectOf, withBooking, withoutBooking, withoutOwn } from './booking.ts';
import { tellOfChange } from './changes.ts';
import { offerAnother, promotion } from './offers.ts';
import { attendanceChanged, correctedAttendance } from './sheet.ts';

/** News of a session: a promotion, a move, a cancellation, an attendance. Older news than what is known changes nothing. */
export function seatChanged(state: PathState, view: SeatView, at: Moment): PathState {
  const booking = bookingAt(state, view.sessionId);
  if (booking === null)
    return isAwaited(state, view) ? { ...state, search: { ...state.search, early: view } } : correctedAttendance(state, view);
  const { view: before } = booking;
  if (before === null) return isAnswerAwaited(booking, view) ? withBooking(state, { ...booking, early: view }) : state;
  if (view.rev <= before.rev) return state;
  const current = { ...booking, view };
  return changed(withBooking(state, current), current, before, at);
}

/** The session has given the seat and goes on, and its answer hasn't come back yet: without this, what it says meanwhile would be lost. */
function isAwaited({ search, outbox }: PathState, view: SeatView): boolean {
  const isAsked = outbox.some((command) => command.kind === 'invite' && command.seq === view.seq);
  return isAsked && view.rev > (search.early?.sessionId === view.sessionId ? search.early.rev : 0);
}

function isAnswerAwaited({ seq, early }: Booking, view: SeatView): boolean {
  return view.seq === seq && view.rev > (early?.rev ?? 0);
}

function changed(state: PathState, booking: Answered, before: SeatView, at: Moment): PathState {
  const { view } = booking;
  if (view.status === 'cancelled') return cancelled(state, booking, at);
  if (view.attendance !== before.attendance && view.attendance !== null) return attendanceChanged(state, booking);
  if (before.status === 'waiting' && view.status === 'reserved') return promoted(state, booking, at);
  if (before.status === 'waiting' && view.status === 'released') return neverPromoted(state, booking, at);
  return view.icsSequence === before.icsSequence ? state : moved(state, booking, { was: before.start.at, at });
}

/** One mail for all the edits; reminders are due again for the new time, but not those that would have been due by now. */
function moved(state: PathState, booking: Answered, { was, at }: { readonly was: string; readonly at: Moment }): PathState {
  const { view } = booking;
  const again = replanned(state, { ...booking, movedAt: at.at, reminders: { week: false, day: false } });
  const logged = log(again, at, words.moved(view));
  const title = words.tellMoved(view);
  return tellOfChange(logged, { mail: 'sessionMoved', view, was, about: subjectOf(booking), at, title });
}

function promoted(state: PathState, booking: Answered, at: Moment): PathState {
  const { view, moments, origin } = booking;
  const holdUntil = moments?.holdUntil ?? null;
  // The call that may follow must not be closed by a deadline of the time before.
  const again = {
    ...booking,
    invitedAt: at.at,
    notifiedAt: null,
    reminders: { week: false, day: false },
    moments: moments && { ...moments, holdUntil: null },
  };
  const seated = replanned(state, again);
  const isInvited = origin === 'path' && isBefore(seated.stage, 'informed');
  return promotion(isInvited ? enter(seated, 'invited', at) : seated, { view, holdUntil, about: subjectOf(booking), at });
}

/** The session began and no seat came free: the path looks for the next one, or staff hear of it. */
function neverPromoted(state: PathState, { origin, view }: Answered, at: Moment): PathState {
  if (origin === 'path') return offerAnother(withoutOwn(log(state, at, words.NOT_PROMOTED)), 'waitingListClosed');
  return addTask(withoutBooking(closeCalls(state, view.sessionId), view.sessionId), {
    ...taskOf('no-place', view.sessionId, view.seq),
    kind: 'info',
    since: at,
    title: words.notPromoted(view),
    about: 'other',
  });
}

function closeCalls(state: PathState, sessionId: string): PathState {
  return closeTasks(state, ({ about, session }) => about === 'staffSeat' && session === sessionId);
}

/** Cancelled by the organisers: never counted as the person's absence. */
function cancelled(state: PathState, booking: Answered, at: Moment): PathState {
  const { view, origin } = booking;
  const logged = log(state, at, words.cancelled(view));
  const title = words.tellCancelled(view);
  const change = { mail: 'sessionCancelled', view, was: view.start.at, about: subjectOf(booking), at, title } as const;
  return origin === 'path' ? lookElsewhere(tellOfChange(logged, change)) : tellOfChange(anotherToPropose(logged, view, at), change);
}

/** First in the next waiting list. */
function lookElsewhere(state: PathState): PathState {
  const free = withoutOwn(state);
  return offerAnother({ ...free, search: { ...free.search, displaced: true } }, 'sessionCancelled');
}

/** The mail promises another date, and only a person can find one. */
function anotherToPropose(state: PathState, view: SeatView, at: Moment): PathState {
  return addTask(withoutBooking(state, view.sessionId), {
    ...taskOf('cancelled', view.sessionId, view.seq),
    kind: 'info',
    since: at,
    title: words.proposeAnother(view),
    about: 'other',
  });
}

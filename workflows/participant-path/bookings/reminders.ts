import type { Moment } from '../../../domain/moment.ts';
import { hasMail } from '../contact-details.ts';
import { log } from '../journal.ts';
import { addCommand } from '../outbox.ts';
import { enter } from '../stages.ts';
import type { Booking, PathState } from '../state.ts';
import { addCall, addTask, taskOf } from '../tasks.ts';
import * as words from '../words/bookings.ts';
import { type Answered, bookingAt, isCallFor, ownView, subjectOf, views, withBooking } from './booking.ts';
import { releaseSeat } from './release.ts';

export type BookingDue = 'reminderWeek' | 'reminderDay' | 'holdUntil' | 'begins';

interface BookingWait {
  readonly due: BookingDue;
  readonly moment: Moment;
  readonly sessionId: string;
}

/** What concerns a seat goes on during a pause: the person has been promised it. */
export function bookingWaits(state: PathState): readonly BookingWait[] {
  return [...state.bookings.flatMap((booking) => seatWaits(state, booking)), ...callWaits(state)];
}

function seatWaits(state: PathState, booking: Booking): readonly BookingWait[] {
  const { sessionId, view, moments, movedAt, reminders } = booking;
  if (view?.status !== 'reserved' || view.attendance !== null || moments === null) return [];
  const eve = hasMail(state) ? moments.reminderDay : moments.callDay;
  const due = [
    ['reminderWeek', reminders.week ? null : unlessPast(moments.reminderWeek, movedAt)],
    ['reminderDay', reminders.day ? null : unlessPast(eve, movedAt)],
    ['holdUntil', waitsForFirstCall(state, booking) ? moments.holdUntil : null],
  ] as const;
  return due.flatMap(([name, moment]) => (moment === null ? [] : [{ due: name, moment, sessionId }]));
}

/** From its start on, a session needs no call any more. */
function callWaits(state: PathState): readonly BookingWait[] {
  const called = views(state).filter(({ sessionId }) => state.open.some((one) => isCallFor(one, sessionId)));
  return called.map(({ sessionId, start }) => ({ due: 'begins', moment: start, sessionId }));
}

/**
 * A person who knows of their seat keeps it, whatever they can't be told later; and so does one whose first call became due after the hold's end.
 * Seats that staff asked for are theirs to follow.
 */
function waitsForFirstCall({ open }: PathState, { origin, moments, notifiedAt }: Booking): boolean {
  const holdUntil = moments?.holdUntil ?? null;
  if (origin === 'staff' || holdUntil === null || notifiedAt !== null) return false;
  return open.some(({ kind, about, since }) => kind === 'call' && about === 'seat' && since.at < holdUntil.at);
}

/** The mail that tells of a move is enough where a reminder would have gone by then. */
function unlessPast(moment: Moment | null, movedAt: string | null): Moment | null {
  return moment !== null && movedAt !== null && moment.at <= movedAt ? null : moment;
}

/** A mail, or a call where there is no address; nothing about what has begun, nor of the coming week on its eve. @param now ISO 8601 */
export function remind(state: PathState, sessionId: string, mail: 'reminderWeek' | 'reminderDay', at: Moment, now: string): PathState {
  const booking = bookingAt(state, sessionId);
  if (booking === null || !isAnswered(booking)) return state;
  const { view } = booking;
  const reminders = { week: true, day: booking.reminders.day || mail === 'reminderDay' };
  const reminded = withBooking(state, { ...booking, reminders });
  if (isTooLate(mail, booking, now)) return reminded;
  if (hasMail(reminded))
    return addCommand(reminded, { kind: 'mail', mail, why: mail === 'reminderWeek' ? 'weekBefore' : 'dayBefore', view });
  return addCall(reminded, subjectOf(booking), at, words.remind(view), { session: sessionId });
}

function isAnswered(booking: Booking): booking is Answered {
  return booking.view !== null;
}

/** After a pause, or a night of the service. */
function isTooLate(mail: 'reminderWeek' | 'reminderDay', { view, moments }: Answered, now: string): boolean {
  const eve = moments?.reminderDay ?? null;
  return view.start.at <= now || (mail === 'reminderWeek' && eve !== null && eve.at <= now);
}

/**
 * The seat goes to somebody else, and the person to their referent: the call that was not answered becomes one that offers another session, and
 * the stage's clock says who hears when it isn't made.
 */
export function notReached(state: PathState, at: Moment): PathState {
  const view = ownView(state);
  const free = releaseSeat(log(state, at, words.NOT_REACHED), { why: words.RELEASE_WORDS.notReached, tell: null }, at);
  const back = free.stage === 'invited' ? enter(free, 'registered', at) : free;
  if (hasMail(back)) return view === null ? back : addCommand(back, { kind: 'mail', mail: 'released', why: 'notReached', view });
  return addTask(back, { ...taskOf('not-reached', at.at), kind: 'call', since: at, title: words.offerAfterCall(view), about: 'seat' });
}

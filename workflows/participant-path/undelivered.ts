import type { Moment } from '../../domain/moment.ts';
import { appointmentsAhead, callAbout } from './appointment.ts';
import { isAhead, ownView, staffBookings } from './bookings/booking.ts';
import type { PathMail } from './commands.ts';
import { checkContactDetails } from './contact-details.ts';
import { offeredAgain } from './eligibility.ts';
import { addCommand } from './outbox.ts';
import { isPaused } from './pause.ts';
import { isSituationAsked } from './situation.ts';
import type { Appointment, PathState, SentMail } from './state.ts';
import { addCall, closeTasks, type Task } from './tasks.ts';
import * as titles from './words/tasks.ts';

/** What a call is about that says what a mail could not. */
const BY_PHONE: Record<PathMail, Task['about']> = {
  confirmation: 'seat',
  seat: 'seat',
  reinvitation: 'seat',
  reminderWeek: 'seat',
  reminderDay: 'seat',
  sessionMoved: 'seat',
  sessionCancelled: 'release',
  released: 'release',
  appointment: 'appointment',
  appointmentReminder: 'appointment',
  appointmentCancelled: 'appointment',
  situation: 'situation',
};

/** A mail that reaches nobody: what it would have said is said on the phone, unless a call says it already. */
export function saidByPhone(state: PathState, { kind, at }: SentMail, interview: Appointment | null): PathState {
  const about = BY_PHONE[kind];
  if (about === 'seat') return staffSeatsByPhone(seatByPhone(state, at), at);
  if (about === 'appointment') return appointmentByPhone(state, kind === 'appointmentCancelled' ? interview : null, at);
  if (about === 'situation') return isCalledAbout(state, about) ? state : addCall(state, about, at, titles.ASK_SITUATION);
  const isCalled = state.open.some((open) => open.kind === 'call' && open.mail === kind);
  return isCalled ? state : addCall(state, about, at, titles.tellUndeliveredMail(kind), { mail: kind });
}

/** Those to come, or the one that is off. */
function appointmentByPhone(state: PathState, off: Appointment | null, at: Moment): PathState {
  const isCalled = (id: string) => state.open.some((open) => open.kind === 'call' && open.appointment === id);
  if (off !== null) return isCalled(off.id) || off.start.at <= at.at ? state : callAbout(state, off, 'cancelled', at);
  return appointmentsAhead(state, at.at)
    .filter(({ id }) => !isCalled(id))
    .reduce((next, one) => callAbout(next, one, 'fixed', at), state);
}

function staffSeatsByPhone(state: PathState, at: Moment): PathState {
  const unnotified = staffBookings(state).flatMap(({ view, notifiedAt }) => (isAhead(view, at) && notifiedAt === null ? [view] : []));
  return unnotified.reduce((next, view) => {
    if (next.open.some(({ kind, session }) => kind === 'call' && session === view.sessionId)) return next;
    return addCall(next, 'staffSeat', at, titles.tellRegistration(view), { session: view.sessionId });
  }, state);
}

/** The seat that a mail can't tell of. */
export function seatByPhone(state: PathState, at: Moment): PathState {
  const view = ownView(state);
  if (!isAhead(view, at) || isCalledAbout(state, 'seat')) return state;
  return addCall(state, 'seat', at, titles.offerSeat(view), { session: view.sessionId });
}

function isCalledAbout({ open }: PathState, topic: Task['about']): boolean {
  return open.some(({ kind, about }) => kind === 'call' && about === topic);
}

/** A correction of the address resends at once what the person could not read. */
export function changedAddress(before: PathState, after: PathState, at: Moment): PathState {
  const settled = checkContactDetails(after, at);
  if (settled.person.email === null || settled.person.email === before.person.email) return settled;
  return saidByMail(settled, { wasUnreachable: before.person.email === null && before.person.phone === null, at });
}

/**
 * What was to be said by phone is said by mail. A first call, one about a seat that is lost and one that offers another stay a person's to make.
 * `wasUnreachable`: nobody could be called either, so all that stands is said.
 */
function saidByMail(state: PathState, { wasUnreachable, at }: { readonly wasUnreachable: boolean; readonly at: Moment }): PathState {
  const calls = state.open.filter(
    ({ kind, about, topic }) => kind === 'call' && about !== 'walkIn' && about !== 'release' && topic !== 'not-reached',
  );
  const isToSay = (call: (open: Task) => boolean): boolean => wasUnreachable || calls.some(call);
  const why = 'addressCorrected';
  let next = closeTasks(state, (open) => open.kind === 'contactDetails' || calls.includes(open));
  if (isAhead(ownView(state), at)) next = addCommand(next, { kind: 'mail', mail: 'confirmation', why });
  for (const { view, sessionId } of staffBookings(state))
    if (isAhead(view, at) && isToSay(({ session }) => session === sessionId))
      next = addCommand(next, { kind: 'mail', mail: 'seat', why, view });
  for (const appointment of appointmentsAhead(state, at.at))
    if (isToSay((call) => call.appointment === appointment.id))
      next = addCommand(next, { kind: 'appointment', mail: 'appointment', change: 'fixed', appointment, why });
  if (isSituationAsked(state) && isToSay(({ about }) => about === 'situation'))
    next = addCommand(next, { kind: 'mail', mail: 'situation', why });
  const isSpokenTo = isPaused(state) || state.open.some(({ topic }) => topic === 'unable');
  return wasUnreachable && !isSpokenTo ? offeredAgain(next, why) : next;
}

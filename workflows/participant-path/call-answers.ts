import { CALL_NOTE } from '../../domain/answer-notes.ts';
import type { FollowUp } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { appointmentAhead, appointmentDeclined, endPath } from './appointment.ts';
import { staffBookings } from './bookings/booking.ts';
import { invite, seatsNotified } from './bookings/offers.ts';
import { decline } from './bookings/release.ts';
import { restartClock } from './clock.ts';
import { attempted } from './contact.ts';
import { mayTakePart } from './eligibility.ts';
import { log } from './journal.ts';
import { isBefore } from './stages.ts';
import type { PathState } from './state.ts';
import { closeTasks, type Task } from './tasks.ts';
import * as entries from './words/journal.ts';

export function isCallNote(note: string): boolean {
  return CALL_NOTE.test(note.trim());
}

/** What a person said on the phone. It closes the call that it answers, and no other. */
export function answeredCall(state: PathState, { callAnswer, note, date, staff }: FollowUp): PathState {
  if (callAnswer === null) return state;
  if (callAnswer === 'notReached') {
    const tried = [...state.tried, { at: date, what: entries.TRIED.unansweredCall }].slice(-10);
    return attempted({ ...log(state, date, entries.notReached(staff)), tried }, date);
  }
  const calls = answeredCalls(state, note);
  // An answer to a call that is gone says nothing of what the person has now.
  if (calls.length === 0 && note !== null && isCallNote(note)) return log(state, date, entries.answeredTooLate(staff));
  const reached = closeTasks(
    { ...restartClock(state, date), tried: [{ at: date, what: entries.TRIED.call }] },
    ({ key, about }) => about === 'walkIn' || calls.some((call) => call.key === key),
  );
  const isOfAppointment = calls.length > 0 && calls.every(({ about }) => about === 'appointment');
  if (callAnswer === 'refuses') return endPath(log(reached, date, entries.REFUSES), date, entries.WHY_LEFT.refuses, { tell: 'onRequest' });
  if (isOfAppointment) return answeredAppointment(reached, callAnswer, date);
  if (callAnswer === 'comes') return comes(log(reached, date, entries.COMES_TO_SESSION), calls, date);
  return anotherDate(log(reached, date, entries.PREFERS_ANOTHER_DATE), date);
}

/** The call that the answer names; of an answer typed by hand the calls about a seat, else all. */
function answeredCalls({ open }: PathState, note: string | null): readonly Task[] {
  const calls = open.filter(({ kind }) => kind === 'call');
  const named = CALL_NOTE.exec(note?.trim() ?? '')?.[1];
  if (named !== undefined) return calls.filter(({ key }) => key === named);
  const aboutSeats = calls.filter(({ about }) => about === 'seat' || about === 'staffSeat' || about === 'release');
  return aboutSeats.length > 0 ? aboutSeats : calls;
}

function answeredAppointment(state: PathState, answer: 'comes' | 'anotherDate', at: Moment): PathState {
  const appointment = appointmentAhead(state, at.at) ?? state.appointments.at(-1) ?? null;
  if (answer === 'comes' || appointment === null) return log(state, at, entries.COMES_TO_APPOINTMENT);
  return appointmentDeclined(state, appointment, 'anotherDate', at);
}

/** The seat may have gone to somebody else meanwhile: another session is looked for. */
function comes(state: PathState, calls: readonly Task[], at: Moment): PathState {
  const hasNone = state.search.want === 'none' && staffBookings(state).length === 0 && isBefore(state.stage, 'informed');
  return hasNone && mayTakePart(state)
    ? invite(state, 'seat', 'anotherDate')
    : seatsNotified(
        state,
        at,
        calls.flatMap(({ session }) => session ?? []),
      );
}

/** The seat, where there is one, is given back for another; who is further on than the information session is invited to none. */
export function anotherDate(state: PathState, at: Moment): PathState {
  const looksOn = isBefore(state.stage, 'informed');
  const free = decline(state, { why: entries.WHY_RELEASED.anotherDate, tell: looksOn ? null : 'onRequest' }, at);
  return looksOn ? invite(free, 'seat', 'anotherDate') : free;
}

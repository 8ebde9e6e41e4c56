import { isConfirmedNote, isSeenNote, keptBecause, REASONS } from '../../domain/answer-notes.ts';
import type { FollowUp, Person, Unable } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { acknowledged } from './acknowledged.ts';
import { appointed, appointmentAhead, appointmentDeclined, endPath, interviewsAnswered, missed, ofItsAppointment } from './appointment.ts';
import { isAhead, ownView, views } from './bookings/booking.ts';
import { invite } from './bookings/offers.ts';
import { decline } from './bookings/release.ts';
import { leaveBooking, nextStaffBooking, registerFor } from './bookings/staff-bookings.ts';
import { anotherDate, answeredCall } from './call-answers.ts';
import { isWithin48Hours, restartClock } from './clock.ts';
import { consentGiven } from './consent.ts';
import { attempted, spokenTo } from './contact.ts';
import { confirmedProposal, enteredByStaff } from './contact-details.ts';
import { changesIn, withAnswer } from './corrected-response.ts';
import { isAgeAsked } from './eligibility.ts';
import { exitReported } from './exit.ts';
import { causedBy, log, writtenByPublicForm } from './journal.ts';
import { neighbourhoodReported } from './neighbourhood.ts';
import { noted } from './notes.ts';
import { confirmAddress } from './registration.ts';
import { reopen } from './reopening.ts';
import { isTaken, respondedBy, responseKey, submittedBefore, withResponse } from './responses.ts';
import { retentionAnswered } from './retention.ts';
import { situationReported } from './situation.ts';
import { enter, isBefore } from './stages.ts';
import type { PathState } from './state.ts';
import { addOneOfFew, addTask, closeTasks, type Topic, taskOf, taskSoon } from './tasks.ts';
import { assigned } from './transfer.ts';
import { changedAddress } from './undelivered.ts';
import * as entries from './words/journal.ts';
import * as titles from './words/tasks.ts';

/** @param now when it is taken, days after its response where intake was down (ISO 8601) */
export function followedUp(state: PathState, fact: FollowUp, now = fact.origin.submitted.at): PathState {
  if (isTaken(state, fact.origin)) return state;
  const key = responseKey(fact.origin);
  const withFact = withAnswer({ ...withResponse(state, fact.origin), stale: true }, key, fact);
  if (submittedBefore(state, fact.origin) === undefined) return recorded(withFact, state, fact, now);
  const corrected = log(withFact, fact.origin.submitted, entries.responseCorrected(fact.staff));
  const before = state.answers[key] ?? null;
  return recorded(corrected, state, ofItsAppointment(state, changesIn(fact, before), before?.appointment ?? null), now);
}

function recorded(withFact: PathState, before: PathState, fact: FollowUp, now: string): PathState {
  const next = [
    correctedDetails,
    noted,
    contacted,
    acknowledged,
    retentionAnswered,
    neighbourhoodReported,
    answeredCall,
    staged,
    appointed,
    decided,
    registered,
  ].reduce((done, step) => step(done, fact, now), withFact);
  const withExit = tellsOfExit(before, next, fact) ? exitReported(next, fact.date, fact.outcome ?? fact.reason) : next;
  return causedBy(before, withExit, fact.origin, fact.staff);
}

/** Asked for the exit facts, whoever answers has said what they know. An outcome tells at any time. */
function tellsOfExit(before: PathState, after: PathState, fact: FollowUp): boolean {
  if (before.stage !== 'left' || after.stage !== 'left') return false;
  const isAttempt = fact.contact === 'attempt' || fact.contact === 'missed' || fact.callAnswer === 'notReached';
  const isNoted = fact.note !== null && !isSeenNote(fact.note) && keptBecause(fact.note) === null;
  const isAnswer = fact.contact !== null || fact.callAnswer !== null || fact.stage !== null || isNoted;
  return fact.outcome !== null || (before.ladder.referent && isAnswer && !isAttempt);
}

/** A person settles, begins anew and settles again: nobody does so more often. */
const OUTCOMES_KEPT = 20;

function contacted(state: PathState, fact: FollowUp): PathState {
  const { contact, date, staff, origin } = fact;
  if (contact === null) return state;
  const entry = { at: date, what: entries.TRIED[contact] };
  const tried = { ...log(state, date, entries.contacted(contact, staff)), tried: [...state.tried, entry].slice(-10) };
  if (contact === 'attempt') return attempted(tried, date);
  if (contact === 'missed') return attempted(missed(tried, fact), date);
  const restarted = { ...restartClock(interviewsAnswered(spokenTo(tried), origin.submitted.at), date), tried: [entry] };
  // Whoever meets the person has decided to accompany them.
  if (contact === 'interview')
    return interviewed(
      closeTasks(restarted, ({ topic }) => topic === 'followed-elsewhere'),
      date,
    );
  if (contact === 'workshop') return isBefore(state.stage, 'exploring') ? enter(restarted, 'exploring', date) : restarted;
  if (contact === 'dropIn') return isBefore(state.stage, 'informed') ? enter(restarted, 'informed', date) : restarted;
  return situationReported(restarted, date, null);
}

function registered(state: PathState, { registerFor: session, date }: FollowUp): PathState {
  if (!session) return state;
  const isRefused = state.consentWithdrawn !== null;
  return isRefused ? log(state, date, entries.notRegistered(session)) : registerFor(state, session, date);
}

/** The FSE entry date is the first individual interview. */
function interviewed(state: PathState, at: Moment): PathState {
  const met = situationReported({ ...state, interviewedAt: state.interviewedAt ?? at }, at, null);
  return isBefore(met.stage, 'exploring') ? enter(met, 'exploring', at) : met;
}

function staged(state: PathState, { stage, date, until, outcome, reason }: FollowUp): PathState {
  if (stage === null) return state;
  if (stage === 'left')
    return endPath(state, date, outcome ?? reason ?? entries.WHY_LEFT.stage, { isReasonKnown: (outcome ?? reason) !== null });
  if (stage === 'settled' && state.stage === 'settled' && state.situation.askedAt !== null)
    return situationReported(restartClock(state, date), date, outcome ?? reason);
  const moved = stage === state.stage ? restartClock(state, date) : enter(state, stage, date);
  if (stage === 'settled') return settledWith(moved, state, outcome ?? reason, date);
  // The training's clock starts at its end.
  return stage === 'training' && until !== null ? { ...moved, clockFrom: until } : moved;
}

/** An outcome stays in the path's history, whatever a reopening makes of its stage. */
function settledWith(state: PathState, before: PathState, words: string | null, at: Moment): PathState {
  const outcomes = words === null ? state.outcomes : [...state.outcomes, { at, words }].slice(-OUTCOMES_KEPT);
  const settledFrom = before.stage === 'settled' ? before.settledFrom : before.stage;
  return { ...state, outcome: words ?? state.outcome, outcomes, settledFrom, situation: { askedAt: null, knownAt: null, words: null } };
}

function decided(state: PathState, fact: FollowUp): PathState {
  const { decision, date, until, reason, adviser, outcome } = fact;
  if (decision === 'pause') return log({ ...state, paused: { since: date, until, reason } }, date, entries.paused(until));
  if (decision === 'confirm') return isConfirmedNote(fact.note) ? state : confirmAddress(state, date);
  if (decision === 'close') {
    const tell = reason === REASONS.duplicate ? 'duplicate' : 'closed';
    return endPath(state, date, outcome ?? reason ?? entries.WHY_LEFT.closed, { isReasonKnown: (outcome ?? reason) !== null, tell });
  }
  if (decision === 'reopen') return reopened(state, date, reason ?? entries.WHY_REOPENED.byStaff);
  if ((decision === 'name' || decision === 'transfer') && adviser !== null) return assigned(state, { ...fact, adviser });
  return state;
}

const ANSWERED_BY_REOPENING: ReadonlySet<Topic> = new Set(['eligibility', 'back-after-withdrawal']);

/** Whoever has not been to an information session yet is offered one again. */
function reopened(state: PathState, at: Moment, reason: string): PathState {
  const waived = { ...state, ageWaived: state.ageWaived || isAgeAsked(state) };
  const open = closeTasks(reopen(consentGiven(waived, at), at, reason), ({ topic }) => ANSWERED_BY_REOPENING.has(topic));
  const idle = isBefore(open.stage, 'informed') && open.search.want === 'none';
  return idle ? invite(open, hasConfirmation(open) ? 'seat' : 'confirmation', 'decision') : open;
}

function hasConfirmation({ mails }: PathState): boolean {
  return mails.some(({ kind }) => kind === 'confirmation');
}

function correctedDetails(state: PathState, fact: FollowUp): PathState {
  const { date } = fact;
  const confirmed = confirmedProposal(state, fact);
  const newEmail = confirmed?.field === 'email' ? confirmed.value : fact.newEmail;
  const newPhone = confirmed?.field === 'phone' ? confirmed.value : fact.newPhone;
  if (newEmail === null && newPhone === null) return state;
  const person: Person = {
    ...state.person,
    email: newEmail ?? state.person.email,
    badEmail: newEmail === null ? state.person.badEmail : null,
    ...(newEmail === null ? {} : { unconfirmedEmail: null }),
    phone: newPhone ?? state.person.phone,
    badPhone: newPhone === null ? state.person.badPhone : null,
  };
  const vouched = newEmail === null ? {} : { addressConfirmed: newEmail };
  const fields = [...(newEmail === null ? [] : (['email'] as const)), ...(newPhone === null ? [] : (['phone'] as const))];
  const entered = fields.reduce(enteredByStaff, state);
  const closed = closeTasks(
    log({ ...entered, ...vouched, person }, date, entries.CONTACT_DETAILS_CORRECTED),
    (open) => open.kind === 'contactDetails',
  );
  return changedAddress(state, closed, date);
}

/** The participant's own answer by the « empêchement » form. */
export function unable(state: PathState, { origin, answer, byReferenceAlone }: Unable): PathState {
  if (isTaken(state, origin)) return state;
  const at = origin.submitted;
  const responded = { ...respondedBy(state, origin), stale: true };
  if (byReferenceAlone === true) return writtenByPublicForm(responded, askWhoSaidSo(responded, answer, at), origin);
  return causedBy(responded, unableTo(responded, answer, at), origin);
}

function unableTo(state: PathState, answer: Unable['answer'], at: Moment): PathState {
  if (answer === 'withdraw') return endPath(log(state, at, entries.WITHDRAWS), at, entries.WHY_LEFT.withdraws, { tell: 'onRequest' });
  const appointment = appointmentAhead(state, at.at);
  if (appointment) return appointmentDeclined(state, appointment, answer, at);
  const booking = nextStaffBooking(state, at.at);
  if (booking) return leaveBooking(state, booking, at, entries.WHAT_THE_PERSON_SAYS[answer]);
  if (!isBefore(state.stage, 'informed')) return furtherOn(state, answer, at);
  if (answer === 'anotherDate') return anotherDate(log(state, at, entries.saidByPerson(answer)), at);
  const view = ownView(state);
  const freed = decline(log(state, at, entries.saidByPerson(answer)), { why: entries.WHY_RELEASED.unable, tell: null }, at);
  return view === null ? freed : invite(freed, 'seat', 'unable');
}

/** Whoever knows the reference may have written it: nothing is given back, moved or closed before somebody has spoken with the person. */
function askWhoSaidSo(state: PathState, answer: Unable['answer'], at: Moment): PathState {
  if (state.stage === 'left' || state.open.some((open) => open.topic === 'said-by-somebody')) return state;
  const start = views(state).find((view) => isAhead(view, at))?.start.at ?? null;
  const topic = taskSoon(start !== null && isWithin48Hours(start, at.at), 'said-by-somebody', at.at);
  return addTask(state, { ...topic, kind: 'decide', since: at, title: titles.saidBySomebody(answer), about: 'walkIn' });
}

/** No information session is theirs any more, but a seat that they kept: without one, only the referent knows what they speak of. */
function furtherOn(state: PathState, answer: 'cannotCome' | 'anotherDate', at: Moment): PathState {
  const view = ownView(state);
  if (view !== null && view.attendance === null)
    return decline(log(state, at, entries.saidFurtherOn(answer)), { why: entries.WHY_RELEASED.unable, tell: 'onRequest' }, at);
  const title = titles.withoutAppointments(answer);
  return addOneOfFew(state, { ...taskOf('unable', at.at), kind: 'decide', since: at, title, about: 'walkIn' });
}

import type { Person } from '../../domain/facts.ts';
import { MOST_NEAR, mergeKeys } from '../../domain/matching.ts';
import type { Moment } from '../../domain/moment.ts';
import type { PathStart, RegistrationMessage } from '../../domain/path-start.ts';
import { nameForMails } from '../../domain/text.ts';
import { beginsByWalkIn, walkedIn } from './attendance.ts';
import { invite } from './bookings/offers.ts';
import { NO_SEARCH } from './bookings/search.ts';
import { askAgreement, consentGiven } from './consent.ts';
import { checkContactDetails, editedByAuthor, NOTHING_CORRECTED, propose, proposeOther, vouchedByStaff } from './contact-details.ts';
import { ageChoosesAgain, askEligibility, mayTakePart, offeredAgain } from './eligibility.ts';
import { holdFirstMail } from './influx.ts';
import { causedBy, log, writtenByPublicForm } from './journal.ts';
import { askNeighbourhood, withAnswerKept } from './neighbourhood.ts';
import { additionsIn, wishOf, wishText, withWish } from './own-words.ts';
import { reopen } from './reopening.ts';
import { isTaken, respondedBy, responseKey } from './responses.ts';
import { NOT_NOTIFIED } from './retention.ts';
import { isBefore } from './stages.ts';
import type { PathState } from './state.ts';
import { addOneOfFew, addTask, askOnce, closeTasks, type Task, taskOf } from './tasks.ts';
import { changedAddress } from './undelivered.ts';
import * as entries from './words/journal.ts';
import * as titles from './words/tasks.ts';

export function begin({ ref, registration, matchKeys, near: refs, turn, plan, walkIn, held }: PathStart): PathState {
  const { person, origin } = registration;
  const blank: PathState = {
    ref,
    person,
    addressConfirmed: null,
    author: walkIn ? null : responseKey(registration.origin),
    corrected: NOTHING_CORRECTED,
    wishes: walkIn ? [] : withWish([], wishOf(responseKey(registration.origin), origin.submitted, person)),
    neighbourhoodAnswer: null,
    consentWithdrawn: null,
    erasedAt: null,
    registeredAt: origin.submitted,
    lastResponseAt: origin.submitted.at,
    matchKeys,
    near: [],
    seen: { [responseKey(registration.origin)]: origin.submitted.at },
    answers: {},
    turn,
    stage: 'registered',
    stageSince: origin.submitted,
    clockFrom: origin.submitted,
    plan,
    stale: false,
    search: NO_SEARCH,
    bookings: [],
    attended: [],
    provisional: Boolean(walkIn),
    noShows: 0,
    interviewedAt: null,
    appointments: [],
    appointmentCount: 0,
    paused: null,
    tried: [],
    attempts: 0,
    ladder: { referent: false, coordinator: 0 },
    situation: { askedAt: null, knownAt: null, words: null },
    ageWaived: false,
    isAgeLimitNotified: false,
    outcome: null,
    outcomes: [],
    settledFrom: null,
    leftFrom: null,
    exitKnownAt: null,
    retention: NOT_NOTIFIED,
    notes: [],
    assignedAt: null,
    lent: null,
    open: [],
    outbox: [],
    outage: null,
    commands: 0,
    mails: [],
    log: [],
  };
  const begun = walkIn
    ? beginsByWalkIn(noteNear(blank, refs, origin.submitted), walkIn, origin.submitted)
    : registered(blank, refs, held === true);
  return causedBy(blank, begun, origin, walkIn?.staff ?? null);
}

function registered(blank: PathState, near: readonly string[], isHeld: boolean): PathState {
  const { person, plan, registeredAt: at } = blank;
  const logged = log(blank, at, person.enteredBy ? entries.registeredBy(person.enteredBy) : entries.REGISTERED);
  const named = checkName(checkContactDetails(noteNear(logged, near, at), at), at);
  const checked = askNeighbourhood(named, at);
  if (!plan.assignment.eligible) return askEligibility(checked, at);
  const noted = noteFollowedElsewhere(checked, at);
  return isHeld ? holdFirstMail(noted, at) : invite(noted, 'confirmation', 'registered');
}

/** The same person again, or an edit of a response already taken: its author's edit corrects, any other response only adds. */
export function registeredAgain(state: PathState, { registration, matchKeys, near, walkIn }: RegistrationMessage): PathState {
  const { origin } = registration;
  const person = withConfirmed(registration.person, state.addressConfirmed);
  // Handed over again, perhaps because intake died before it could tell of another path that it saw since.
  if (isTaken(state, origin)) return causedBy(state, noteNear(state, near, origin.submitted), origin);
  const key = responseKey(origin);
  const withKeys: PathState = {
    ...respondedBy(state, origin),
    matchKeys: mergeKeys(state.matchKeys, matchKeys),
    stale: true,
  };
  const noted = noteNear(withKeys, near, origin.submitted);
  if (walkIn) return causedBy(state, walkedIn(correctedBySheet(noted, person, origin.submitted), walkIn), origin, walkIn.staff);
  const next =
    key === state.author ? editedRegistration(noted, person, origin.submitted) : secondRegistration(noted, person, key, origin.submitted);
  return writtenByPublicForm(state, askNeighbourhood(next, origin.submitted), origin);
}

/** An edit with the address that a person vouched for keeps it. */
function withConfirmed(person: Person, confirmed: string | null): Person {
  const { unconfirmedEmail = null } = person;
  return unconfirmedEmail !== null && unconfirmedEmail === confirmed
    ? { ...person, email: unconfirmedEmail, unconfirmedEmail: null }
    : person;
}

/** A member of staff vouches for the address: what the person could not be told goes at once. */
export function confirmAddress(state: PathState, at: Moment): PathState {
  const { unconfirmedEmail = null } = state.person;
  if (unconfirmedEmail === null) return state;
  const confirmed = { ...state, addressConfirmed: unconfirmedEmail };
  return changedAddress(
    state,
    log({ ...confirmed, person: withConfirmed(state.person, unconfirmedEmail) }, at, entries.ADDRESS_CONFIRMED),
    at,
  );
}

/** A sheet corrects whom it made known itself; of anybody else it only knows less than they do. */
function correctedBySheet(state: PathState, answers: Person, at: Moment): PathState {
  if (!state.provisional) return proposeOther({ ...state, person: fillGaps(state.person, answers) }, answers, at);
  const { firstName } = answers;
  const isCorrected = state.corrected.phone !== null;
  const phone = isCorrected ? state.person.phone : answers.phone;
  const person: Person = { ...state.person, firstName, lastName: answers.lastName ?? state.person.lastName, phone };
  const isSame = JSON.stringify(person) === JSON.stringify(state.person);
  const next = isSame ? state : log({ ...state, person }, at, entries.SHEET_CORRECTED);
  return isCorrected ? propose(next, 'phone', answers.phone, at) : next;
}

/** Whoever registers after having come tells more than the sheet did. */
function ownWords(existing: Person, answers: Person): Person {
  return { ...answers, lastName: answers.lastName ?? existing.lastName, phone: answers.phone ?? existing.phone };
}

function secondRegistration(state: PathState, person: Person, key: string, at: Moment): PathState {
  const wishes = withWish(state.wishes, wishOf(key, at, person));
  const merged = state.provisional
    ? editedByAuthor(vouchedByStaff(state), ownWords(state.person, person), at)
    : { ...state, person: fillGaps(state.person, person) };
  const withWishes: PathState = {
    ...merged,
    person: { ...merged.person, wish: wishText(wishes) },
    wishes,
    ...(state.provisional ? { provisional: false, author: key } : {}),
  };
  const logged = log(withWishes, at, entries.REGISTERED_AGAIN);
  const next = proposeOther(logged, person, at);
  if (state.consentWithdrawn !== null) return askAgreement(next, at);
  const news = additionsIn(state.person, person);
  // Anybody may have filled the form in again: who withdrew is left alone until somebody has spoken with them.
  if (state.leftFrom?.withdrew === true) return askOnce(next, 'back-after-withdrawal', at, titles.BACK_AFTER_WITHDRAWAL);
  if (state.stage === 'left') return registeredAfterLeaving(next, news, at);
  if (!isBefore(state.stage, 'informed')) return addOneOfFew(next, backAgain(news, at));
  return offeredAgain(next, 'registeredAgain');
}

function registeredAfterLeaving(state: PathState, news: readonly string[], at: Moment): PathState {
  const back = reopen(state, at, entries.WHY_REOPENED.byRegistration);
  if (!isBefore(back.stage, 'informed')) return addOneOfFew(back, backAgain(news, at));
  return mayTakePart(back) ? invite(back, 'confirmation', 'registeredAgain') : askEligibility(back, at);
}

/** Told to the referent, since no session is theirs any more; a contact with the person takes it away. */
function backAgain(news: readonly string[], at: Moment): Task {
  return { ...taskOf('back', at.at), kind: 'decide', since: at, title: titles.registeredAgain(news), about: 'walkIn' };
}

/** Who took their consent back in this response gives it again in it. */
function editedRegistration(state: PathState, person: Person, at: Moment): PathState {
  const agreed = consentGiven(state, at);
  const corrected = correctedRegistration(agreed, person, at);
  return agreed.consentWithdrawn === state.consentWithdrawn ? corrected : offeredAgain(corrected, 'registeredAgain');
}

function correctedRegistration(state: PathState, edit: Person, at: Moment): PathState {
  const wishes = withWish(state.wishes, wishOf(state.author ?? '', at, edit));
  const edited = editedByAuthor({ ...state, wishes }, withAnswerKept(state, { ...edit, wish: wishText(wishes) }), at);
  const logged = log(withOtherAddressHeld(edited, state, at), at, entries.REGISTRATION_CORRECTED);
  const corrected = edited.person.birthDate === state.person.birthDate ? logged : ageChoosesAgain(logged);
  return changedAddress(state, checkName(corrected, at), at);
}

/** An address is changed now and then; more often than this in a day, it is somebody who has mails sent to others. */
const CONFIRMATIONS_A_DAY = 3;
const DAY_MS = 24 * 3600_000;

/** The next address of so many in a day waits for a person. */
function withOtherAddressHeld(state: PathState, { person: before, mails, outbox }: PathState, at: Moment): PathState {
  const { email } = state.person;
  if (email === null || email === before.email) return state;
  const since = new Date(Date.parse(at.at) - DAY_MS).toISOString();
  const sent = mails.filter((mail) => mail.kind === 'confirmation' && mail.at.at > since);
  const waiting = outbox.filter((one) => one.kind === 'mail' && one.mail === 'confirmation');
  if (sent.length + waiting.length < CONFIRMATIONS_A_DAY) return state;
  return { ...state, person: { ...state.person, email: null, unconfirmedEmail: email } };
}

/** A first name that no mail says: whoever knows the person may have it corrected. */
function checkName(state: PathState, at: Moment): PathState {
  if (nameForMails(state.person.firstName) !== null) return closeTasks(state, ({ topic }) => topic === 'unusual-name');
  return addTask(state, { ...taskOf('unusual-name'), kind: 'info', since: at, title: titles.UNUSUAL_NAME, about: 'other' });
}

/** Proposed to both organisations, forced on none. */
function noteFollowedElsewhere(state: PathState, at: Moment): PathState {
  const other = state.plan.assignment.followedElsewhere;
  if (!other) return state;
  const title = titles.followedElsewhere(other.organisation);
  return addTask(state, { ...taskOf('followed-elsewhere'), kind: 'decide', since: at, title, about: 'other', alsoFor: other.worklist });
}

/** What else is known of a person: contact details are only proposed. */
function fillGaps(existing: Person, answers: Person): Person {
  return {
    ...existing,
    lastName: existing.lastName ?? answers.lastName,
    birthDate: existing.birthDate ?? answers.birthDate,
    neighbourhood: better(existing.neighbourhood, answers.neighbourhood),
    priorityNeighbourhood: existing.priorityNeighbourhood || answers.priorityNeighbourhood,
    town: existing.town ?? answers.town,
    situation: answers.situation ?? existing.situation,
    referrer: existing.referrer ?? answers.referrer,
    alreadyFollowedBy: existing.alreadyFollowedBy ?? answers.alreadyFollowedBy,
    enteredBy: existing.enteredBy ?? answers.enteredBy,
  };
}

/** A neighbourhood of the configuration says more than a name that it doesn't know. */
function better(existing: Person['neighbourhood'], answer: Person['neighbourhood']): Person['neighbourhood'] {
  return existing === null || (answer !== null && 'id' in answer && !('id' in existing)) ? answer : existing;
}

/** Each named until there are many: the last line says that there are others, since nobody reads a hundred of them. */
export function noteNear(state: PathState, near: readonly string[], at: Moment): PathState {
  const news = near.filter((ref) => ref !== state.ref && !state.near.includes(ref)).slice(0, MOST_NEAR - state.near.length);
  return news.reduce((next, ref) => {
    const named = [...next.near, ref];
    const title = named.length < MOST_NEAR ? titles.possibleDuplicate(ref) : titles.MANY_DUPLICATES;
    return addTask({ ...next, near: named }, { ...taskOf('duplicate', ref), kind: 'possibleDuplicate', since: at, title, about: 'other' });
  }, state);
}

/** That path was erased: nobody can compare the two any more. */
export function forgetNear(state: PathState, ref: string): PathState {
  if (!state.near.includes(ref)) return state;
  const { key } = taskOf('duplicate', ref);
  const compared = closeTasks(state, (open) => open.key === key);
  const title = titles.possibleDuplicate(ref);
  return { ...compared, near: state.near.filter((one) => one !== ref), log: state.log.filter(({ what }) => what !== title) };
}

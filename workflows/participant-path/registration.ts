import type { Person, Registration } from '../../domain/facts.ts';
import { mergeKeys } from '../../domain/matching.ts';
import type { Moment } from '../../domain/moment.ts';
import type { PathStart, RegistrationTaken } from '../../domain/path-start.ts';
import { beginsByWalkIn, walkedIn } from './attendance.ts';
import { ageChoosesAgain, askEligibility } from './eligibility.ts';
import type { OpenPoint, PathState } from './state.ts';
import { closePoints, command, invite, isAhead, isBefore, log, point, reopen } from './steps.ts';

export function begin({ ref, registration, matchKeys, near, turn, plan, walkIn }: PathStart): PathState {
  const { person, origin } = registration;
  const blank: PathState = {
    ref,
    person,
    registeredAt: origin.submitted,
    matchKeys,
    near: [],
    seen: { [responseKey(registration)]: origin.submitted.at },
    turn,
    stage: 'registered',
    stageSince: origin.submitted,
    clockFrom: origin.submitted,
    plan,
    stale: false,
    seat: {
      seq: 0,
      want: 'none',
      view: null,
      invitedAt: null,
      notifiedAt: null,
      noneSince: null,
      movedAt: null,
      displaced: false,
      lookedAt: null,
    },
    noShows: 0,
    interviewedAt: null,
    appointment: null,
    paused: null,
    tried: [],
    attempts: 0,
    ladder: { referent: false, coordinator: 0 },
    reminders: { week: false, day: false },
    situation: { asked: null, known: null },
    ageLimitTold: false,
    outcome: null,
    open: [],
    outbox: [],
    trouble: null,
    commands: 0,
    mails: [],
    log: [],
  };
  if (walkIn) {
    const checked = noteNear({ ...blank, provisional: true }, near, origin.submitted);
    return beginsByWalkIn(checked, walkIn, origin.submitted);
  }
  const registered = log(
    blank,
    origin.submitted,
    person.enteredBy ? `Inscription saisie par ${person.enteredBy}.` : 'Inscription par le formulaire.',
  );
  const checked = checkContactDetails(noteNear(registered, near, origin.submitted), origin.submitted);
  if (plan.charge.eligible) return invite(noteFollowedElsewhere(checked, origin.submitted), 'confirmation', 'inscription reçue');
  return askEligibility(checked, origin.submitted);
}

/** The same person again, or an edit of a response already taken. */
export function registeredAgain(state: PathState, { registration, matchKeys, near, walkIn }: RegistrationTaken): PathState {
  const { origin } = registration;
  const person = withConfirmed(registration.person, state.addressConfirmed);
  const key = responseKey(registration);
  const seen = state.seen[key];
  if (seen !== undefined && seen >= origin.submitted.at) return state;
  const known: PathState = {
    ...state,
    seen: { ...state.seen, [key]: origin.submitted.at },
    matchKeys: mergeKeys(state.matchKeys, matchKeys),
    stale: true,
  };
  const noted = noteNear(known, near, origin.submitted);
  if (walkIn) return walkedIn(toldBySheet(noted, person, origin.submitted), walkIn);
  return seen === undefined ? secondRegistration(noted, person, origin.submitted) : correctedRegistration(noted, person, origin.submitted);
}

/** An edit with the address that a person vouched for keeps it. */
function withConfirmed(person: Person, confirmed: string | null | undefined): Person {
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
  return changedAddress(state, log({ ...confirmed, person: withConfirmed(state.person, unconfirmedEmail) }, at, 'Adresse confirmée.'), at);
}

/** A sheet corrects whom it made known itself; of anybody else it only knows less than they do. */
function toldBySheet(state: PathState, told: Person, at: Moment): PathState {
  if (!state.provisional) return { ...state, person: fillGaps(state.person, told) };
  const { firstName, phone } = told;
  const person: Person = { ...state.person, firstName, lastName: told.lastName ?? state.person.lastName, phone };
  const isSame = JSON.stringify(person) === JSON.stringify(state.person);
  return isSame ? state : log({ ...state, person }, at, 'Feuille de présence corrigée : nom ou téléphone.');
}

/** Whoever registers after having come tells more than the sheet did. */
function ownWords(known: Person, told: Person): Person {
  return { ...told, lastName: told.lastName ?? known.lastName, phone: told.phone ?? known.phone };
}

function secondRegistration(state: PathState, person: Person, at: Moment): PathState {
  const merged = state.provisional
    ? ownWords(state.person, person)
    : { ...fillGaps(state.person, person), wish: state.person.wish ?? person.wish };
  const logged = log(
    { ...state, person: merged, ...(state.provisional ? { provisional: false } : {}) },
    at,
    'Nouvelle inscription de la même personne : elle rejoint ce parcours.',
  );
  const next = changedAddress(state, logged, at);
  if (state.stage === 'left') return registeredAfterLeaving(next, at);
  const idle = next.seat.want === 'none' && (state.stage === 'registered' || state.stage === 'noShow');
  return idle && next.plan.charge.eligible ? invite(next, 'confirmation', 'nouvelle inscription') : next;
}

function registeredAfterLeaving(state: PathState, at: Moment): PathState {
  const back = reopen(state, at, 'nouvelle inscription');
  if (!isBefore(back.stage, 'informed')) return point(back, { ...WAITS_FOR_NEWS, key: `back-${at.at}`, since: at });
  return back.plan.charge.eligible ? invite(back, 'confirmation', 'nouvelle inscription') : askEligibility(back, at);
}

/** Told to the referent, since no session is theirs any more; whoever speaks to the person takes it away. */
const WAITS_FOR_NEWS = { kind: 'decide', title: 'S’est réinscrit(e) : reprendre contact.', about: 'walkIn' } as const;

function correctedRegistration(state: PathState, person: Person, at: Moment): PathState {
  const logged = log({ ...state, person }, at, 'Inscription corrigée par la personne.');
  const corrected = person.birthDate === state.person.birthDate ? logged : ageChoosesAgain(logged);
  return changedAddress(state, corrected, at);
}

/** A correction of the address resends at once what the person could not read. */
export function changedAddress(before: PathState, after: PathState, at: Moment): PathState {
  const settled = checkContactDetails(after, at);
  if (settled.person.email === null || settled.person.email === before.person.email) return settled;
  return saidByMail(settled, at);
}

/** What was to be said by phone is said by mail. A first call, and one about a seat that is lost, stay a person's to make. */
function saidByMail(state: PathState, at: Moment): PathState {
  const calls = state.open.filter(({ kind, about }) => kind === 'call' && about !== 'walkIn' && about !== 'release');
  const reachable = closePoints(state, (open) => open.kind === 'contactDetails' || calls.includes(open));
  const isToSay = (topic: OpenPoint['about']) => calls.some(({ about }) => about === topic);
  const why = 'adresse corrigée';
  const { seat, places = [], appointment } = reachable;
  let next = isAhead(seat.view, at) ? command(reachable, { kind: 'mail', mail: 'confirmation', why }) : reachable;
  for (const { view, sessionId } of places)
    if (isAhead(view, at) && calls.some(({ session }) => session === sessionId))
      next = command(next, { kind: 'mail', mail: 'seat', why, view });
  if (isToSay('appointment') && appointment !== null && appointment.start.at > at.at)
    next = command(next, { kind: 'appointment', moved: false, why });
  return isToSay('situation') ? command(next, { kind: 'mail', mail: 'situation', why }) : next;
}

/** Proposed to both organisations, forced on none. */
function noteFollowedElsewhere(state: PathState, at: Moment): PathState {
  const other = state.plan.charge.followedElsewhere;
  if (!other) return state;
  const title = `Se dit déjà suivi(e) par ${other.organisation} : garder ou transférer ?`;
  return point(state, { key: 'followed-elsewhere', kind: 'decide', since: at, title, about: 'other', alsoFor: other.desk });
}

function fillGaps(known: Person, told: Person): Person {
  const unconfirmedEmail = (known.email ?? told.email) === null ? (told.unconfirmedEmail ?? known.unconfirmedEmail ?? null) : null;
  return {
    ...known,
    ...(unconfirmedEmail === null && known.unconfirmedEmail === undefined ? {} : { unconfirmedEmail }),
    lastName: known.lastName ?? told.lastName,
    email: known.email ?? told.email,
    badEmail: (known.email ?? told.email) === null ? (told.badEmail ?? known.badEmail) : null,
    phone: known.phone ?? told.phone,
    badPhone: (known.phone ?? told.phone) === null ? (told.badPhone ?? known.badPhone) : null,
    birthDate: known.birthDate ?? told.birthDate,
    neighbourhood: known.neighbourhood ?? told.neighbourhood,
    priorityNeighbourhood: known.priorityNeighbourhood || told.priorityNeighbourhood,
    town: known.town ?? told.town,
    situation: told.situation ?? known.situation,
  };
}

/** Key of the point that asks whether a shared address may be written to. */
export const SHARED_ADDRESS = 'shared-address';

export function checkContactDetails(state: PathState, at: Moment): PathState {
  const { email, unconfirmedEmail = null, badEmail, badPhone, phone } = state.person;
  if (email === null && unconfirmedEmail !== null) {
    return point(state, {
      key: SHARED_ADDRESS,
      kind: 'contactDetails',
      since: at,
      title: 'Adresse utilisée par trois personnes ou plus : à confirmer.',
      about: 'other',
    });
  }
  const wrong = (email === null && badEmail !== null) || (phone === null && badPhone !== null && email === null);
  if (!wrong) return state;
  return point(state, {
    key: 'contact-details',
    kind: 'contactDetails',
    since: at,
    title: 'Adresse ou téléphone inutilisable : coordonnées à corriger.',
    about: 'other',
  });
}

function noteNear(state: PathState, near: readonly string[], at: Moment): PathState {
  const news = near.filter((ref) => ref !== state.ref && !state.near.includes(ref));
  return news.reduce(
    (next, ref) =>
      point(
        { ...next, near: [...next.near, ref] },
        {
          key: `duplicate-${ref}`,
          kind: 'possibleDuplicate',
          since: at,
          title: `Doublon possible avec le dossier ${ref} : une personne décide.`,
          about: 'other',
        },
      ),
    state,
  );
}

function responseKey({ origin }: Registration): string {
  return `${origin.formId}|${origin.responseId}`;
}

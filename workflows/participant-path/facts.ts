import type { ContactKind, FollowUp, Person, Unable } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { leavePlace, nextPlace, registerFor } from './places.ts';
import { changedAddress, confirmAddress } from './registration.ts';
import type { Appointment, PathState } from './state.ts';
import { call, closePoints, command, decline, enter, hasMail, invite, isBefore, leave, log, point, reopen, restartClock } from './steps.ts';

const MAX_ATTEMPTS = 3;

export function followedUp(state: PathState, fact: FollowUp): PathState {
  const key = `${fact.origin.formId}|${fact.origin.responseId}`;
  const seen = state.seen[key];
  if (seen !== undefined && seen >= fact.origin.submitted.at) return state;
  const taken: PathState = { ...state, seen: { ...state.seen, [key]: fact.origin.submitted.at }, stale: true };
  return [corrected, contacted, answeredCall, staged, appointed, decided, registered].reduce((next, step) => step(next, fact), taken);
}

const CONTACT_WORDS: Record<ContactKind, string> = {
  interview: 'entretien',
  phone: 'téléphone',
  email: 'e-mail',
  workshop: 'atelier',
  dropIn: 'permanence',
  attempt: 'tentative sans réponse',
};

function contacted(state: PathState, { contact, date, staff, note }: FollowUp): PathState {
  if (contact === null) return note === null ? state : acknowledged(log(state, date, `Note de ${staff}.`));
  const entry = { at: date, what: CONTACT_WORDS[contact] };
  const tried = { ...log(state, date, `${capital(CONTACT_WORDS[contact])} (${staff}).`), tried: [...state.tried, entry].slice(-10) };
  if (contact === 'attempt') return attempted(tried, date);
  const restarted = { ...restartClock(spokenTo(tried), date), tried: [entry] };
  // Whoever meets the person has decided to accompany them.
  if (contact === 'interview')
    return interviewed(
      closePoints(restarted, ({ key }) => key === 'followed-elsewhere'),
      date,
    );
  if (contact === 'workshop') return isBefore(state.stage, 'exploring') ? enter(restarted, 'exploring', date) : restarted;
  if (contact === 'dropIn') return isBefore(state.stage, 'informed') ? enter(restarted, 'informed', date) : restarted;
  return situationKnown(restarted, date);
}

function registered(state: PathState, { registerFor: session, date }: FollowUp): PathState {
  return session ? registerFor(state, session, date) : state;
}

/** What only had to be known is closed by whoever answers about the file. */
function acknowledged(state: PathState): PathState {
  return closePoints(state, ({ kind }) => kind === 'possibleDuplicate' || kind === 'mailInDoubt' || kind === 'info');
}

/** Whoever has been spoken to needs no first call any more. */
function spokenTo(state: PathState): PathState {
  return closePoints(state, ({ about }) => about === 'walkIn');
}

/** The FSE entry date is the first individual interview. */
function interviewed(state: PathState, at: Moment): PathState {
  const met = situationKnown({ ...state, interviewedAt: state.interviewedAt ?? at }, at);
  return isBefore(met.stage, 'exploring') ? enter(met, 'exploring', at) : met;
}

function situationKnown(state: PathState, at: Moment): PathState {
  if (state.stage !== 'settled' || state.situation.asked === null || state.situation.known !== null) return state;
  return closePoints(
    log({ ...state, situation: { ...state.situation, known: at } }, at, 'Situation à 6 mois connue.'),
    (open) => open.about === 'situation',
  );
}

function attempted(state: PathState, at: Moment): PathState {
  const attempts = state.attempts + 1;
  if (attempts < MAX_ATTEMPTS) return { ...state, attempts };
  return point(
    { ...state, attempts },
    {
      key: `unreachable-${at.at}`,
      kind: 'decide',
      since: at,
      title: `${attempts} tentatives sans réponse : clore pour « injoignable » ?`,
      about: 'other',
    },
  );
}

function answeredCall(state: PathState, { callAnswer, date, staff }: FollowUp): PathState {
  if (callAnswer === null) return state;
  if (callAnswer === 'notReached')
    return attempted(
      { ...log(state, date, `Pas joint au téléphone (${staff}).`), tried: [...state.tried, { at: date, what: 'appel sans réponse' }] },
      date,
    );
  const reached = closePoints({ ...restartClock(state, date), tried: [{ at: date, what: 'appel' }] }, (open) => open.kind === 'call');
  if (callAnswer === 'comes') return log(reached, date, 'Au téléphone : vient à la séance.');
  if (callAnswer === 'anotherDate') return anotherDate(log(reached, date, 'Au téléphone : préfère une autre date.'), date);
  return leave(log(reached, date, 'Au téléphone : ne souhaite pas venir.'), date, 'ne souhaite pas participer');
}

function anotherDate(state: PathState, at: Moment): PathState {
  return invite(decline(state, 'autre date demandée', at), 'seat', 'autre date demandée');
}

function staged(state: PathState, { stage, date, until, outcome, reason }: FollowUp): PathState {
  if (stage === null) return state;
  if (stage === 'left') return leave(state, date, outcome ?? reason ?? 'sortie');
  const moved = stage === state.stage ? restartClock(state, date) : enter(state, stage, date);
  if (stage === 'settled') return { ...moved, outcome: outcome ?? reason ?? moved.outcome, situation: { asked: null, known: null } };
  // The training's clock starts at its end.
  return stage === 'training' && until !== null ? { ...moved, clockFrom: until } : moved;
}

function appointed(state: PathState, { appointment, date }: FollowUp): PathState {
  if (appointment === null) return state;
  if (state.appointment?.start.at === appointment.at) return state;
  const previous = state.appointment;
  const next: Appointment = { id: `${state.ref}-rdv`, sequence: previous === null ? 0 : previous.sequence + 1, start: appointment };
  const set = log({ ...state, appointment: next }, date, `Rendez-vous : ${appointment.label}.`);
  const asked = command(set, {
    kind: 'appointment',
    moved: previous !== null,
    why: previous === null ? 'rendez-vous fixé' : 'rendez-vous déplacé',
  });
  return hasMail(asked) ? asked : call(asked, 'appointment', date, `Dire le rendez-vous : ${appointment.label}.`);
}

function decided(state: PathState, fact: FollowUp): PathState {
  const { decision, date, until, reason, adviser } = fact;
  if (decision === 'pause')
    return log({ ...state, paused: { until, reason } }, date, until ? `En pause jusqu’au ${until.label}.` : 'En pause.');
  if (decision === 'confirm') return confirmAddress(state, date);
  if (decision === 'close') return leave(state, date, reason ?? 'clos');
  if (decision === 'reopen') return reopened(state, date, reason ?? 'réouverture');
  if ((decision === 'name' || decision === 'transfer') && adviser !== null) return assigned(state, adviser, date, decision === 'transfer');
  return state;
}

/** Whoever has not been to an information session yet is offered one again. */
function reopened(state: PathState, at: Moment, reason: string): PathState {
  const open = closePoints(reopen(state, at, reason), ({ key }) => key === 'eligibility');
  const idle = isBefore(open.stage, 'informed') && open.seat.want === 'none';
  return idle ? invite(open, hasConfirmation(open) ? 'seat' : 'confirmation', 'décision d’une personne') : open;
}

function hasConfirmation({ mails }: PathState): boolean {
  return mails.some(({ kind }) => kind === 'confirmation');
}

/** The desk of a newly named referent: its plan says the rest. */
function assigned(state: PathState, adviser: string, at: Moment, transfer: boolean): PathState {
  const charge = { ...state.plan.charge, referent: adviser, adviserToName: false };
  const settled = closePoints(state, ({ key }) => key === 'followed-elsewhere' || key === 'age-limit');
  const next = { ...settled, plan: { ...state.plan, charge }, stale: true };
  return log(next, at, transfer ? `Dossier transféré à ${adviser}.` : `Référent nommé : ${adviser}.`);
}

function corrected(state: PathState, { newEmail, newPhone, date }: FollowUp): PathState {
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
  const closed = closePoints(
    log({ ...state, ...vouched, person }, date, 'Coordonnées corrigées.'),
    (open) => open.kind === 'contactDetails',
  );
  return changedAddress(state, closed, date);
}

/** The participant's own answer by the « empêchement » form. */
export function unable(state: PathState, { origin, answer }: Unable): PathState {
  const key = `${origin.formId}|${origin.responseId}`;
  const seen = state.seen[key];
  if (seen !== undefined && seen >= origin.submitted.at) return state;
  const at = origin.submitted;
  const taken = { ...state, seen: { ...state.seen, [key]: at.at }, stale: true };
  if (answer === 'withdraw') return leave(log(taken, at, 'La personne se retire.'), at, 'se retire');
  const place = nextPlace(taken, at.at);
  if (place)
    return leavePlace(taken, place, at, answer === 'anotherDate' ? 'La personne demande une autre date' : 'La personne ne peut pas venir');
  if (answer === 'anotherDate') return anotherDate(log(taken, at, 'La personne demande une autre date.'), at);
  const { view } = taken.seat;
  const freed = decline(log(taken, at, 'La personne ne peut pas venir.'), 'empêchement', at);
  return view === null ? freed : invite(freed, 'seat', 'empêchement');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

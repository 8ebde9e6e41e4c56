import { isLeadDesk } from '../../domain/charge.ts';
import { type DeskItem, deskItem, type PrefilledAnswer } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatView } from '../../domain/seat.ts';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import { capitalised } from '../../domain/text.ts';
import { coordinatorOf, seenNote } from './acknowledged.ts';
import { numberOf } from './appointment.ts';
import { background } from './background.ts';
import { ownView } from './bookings/booking.ts';
import { callNote } from './call-answers.ts';
import { ladderStage } from './clock.ts';
import { consentItems } from './consent-items.ts';
import { departedItem } from './departure.ts';
import { DUPLICATE } from './exit.ts';
import { NEIGHBOURHOOD_NOTES } from './neighbourhood.ts';
import { aboutPerson } from './own-words.ts';
import { agenda, type PathState, STAGE_WORDS } from './path.ts';
import { isPaused } from './pause.ts';
import { quotedWords } from './quoted.ts';
import { isSituationAsked } from './situation.ts';
import { isBefore } from './stages.ts';
import type { Task } from './tasks.ts';
import { isTold, willBeTold } from './told.ts';
import { comingOf } from './transfer.ts';
import { TRIED } from './words/journal.ts';
import { ASK_SITUATION, withComing } from './words/tasks.ts';

const MISSING: Partial<Record<PathState['stage'], string>> = {
  registered: 'Une séance à proposer',
  noShow: 'Une décision : nouvelle invitation, appel ou clôture',
  informed: 'Le premier entretien individuel',
  exploring: 'Un contact, ou la description du projet',
  building: 'Un contact, ou un résultat',
  training: 'La fin de la formation',
  settled: 'La situation à 6 mois',
  left: 'Le motif et la situation de sortie',
};

const NO_NEWS = 'Sans nouvelles.';

const NUDGES: Partial<Record<PathState['stage'], string>> = { settled: ASK_SITUATION, left: 'Éléments de sortie à compléter.' };

/** What this file asks of its referent, the coordinator and the lead, each told only what they may know. */
export function deskItems(state: PathState): readonly DeskItem[] {
  if (state.consentWithdrawn !== null) return [...consentItems(state, about(state)), ...pointItems(state), ...troubleItem(state)];
  if (isPaused(state)) return [...pointItems(state, isForPause), ...troubleItem(state)];
  return [...ladderItems(state), ...adviserItem(state), ...pointItems(state), ...troubleItem(state)];
}

/** A pause stops the clock, not what the person or their referent must know of a session or an appointment. */
function isForPause({ kind, topic, about: subject }: Task): boolean {
  if (subject === 'appointment' || topic === 'referent-not-told') return true;
  return (kind === 'call' && subject !== 'walkIn' && subject !== 'situation') || kind === 'contactDetails' || kind === 'mailInDoubt';
}

function ladderItems(state: PathState): readonly DeskItem[] {
  const { ladder, plan } = state;
  const told = plan.coordinator[ladder.coordinator - 1];
  return [
    ...(ladder.referent && plan.referent ? [nudge(state, plan.referent)] : []),
    ...(ladder.coordinator > 0 && told ? escalations(state, told) : []),
  ];
}

function nudge(state: PathState, due: Moment): DeskItem {
  const { stage, plan, person } = state;
  return deskItem({
    ...about(state),
    // Of its moment: after an appointment that led to nothing it is another reminder.
    key: `nudge-${stage}-${due.at}`,
    desk: plan.charge.firstRung,
    kind: stage === 'left' ? 'exitFacts' : 'nudge',
    due,
    title: ladderStage(state) === 'informed' ? introducing(state, NO_NEWS) : (NUDGES[stage] ?? NO_NEWS),
    phone: stage === 'settled' ? person.phone : null,
    missing: MISSING[ladderStage(state)] ?? null,
    next: afterNudge(state),
    notes: quotedWords(state),
    answers: newsAnswers(state),
  });
}

/** Null where nobody else is told: exit facts. */
function afterNudge(state: PathState): string | null {
  const { plan, ladder } = state;
  if (plan.coordinator.length === 0) return null;
  const next = ladder.coordinator === 0 ? agenda(state).find(({ due }) => due === 'coordinator') : undefined;
  return next ? `Sans réponse, ${willBeTold(plan.charge)} ${next.moment.label}.` : `${capitalised(isTold(plan.charge))}.`;
}

/** A repeat is another item, so that it is told anew. */
function escalations(state: PathState, told: Moment): readonly DeskItem[] {
  const { plan, stage, ladder } = state;
  const next = plan.coordinator[ladder.coordinator];
  const key = `escalation-${stage}-${told.at}-${ladder.coordinator}`;
  const seek = stage === 'registered' && state.search.want === 'seat';
  const kind = seek ? ('noSession' as const) : ('escalation' as const);
  const after = next ? `Nouveau rappel ${next.label} sans réponse.` : 'Plus de rappel : le dossier reste dans le point du lundi.';
  const reminded = ladder.referent && plan.referent ? [{ at: plan.referent, what: TRIED.referentReminded }] : [];
  const whole = {
    ...about(state),
    tried: [...state.tried, ...reminded],
    key,
    kind,
    due: told,
    title: seek ? seekWords(state) : 'Dossier bloqué.',
    missing: missingOf(state, seek),
    next: after,
    answers: isEligibilityAsked(state) ? eligibilityAnswers(state) : newsAnswers(state),
  };
  const { secondRung, firstNameOnly, lead } = plan.charge;
  const forLead = { ...whole, next: [...followedBy(state), after].join(' ') };
  const others = { ...whole, ...firstNameOf(state), missing: null, next: null, answers: [] };
  const second = firstNameOnly ? others : isLeadDesk(secondRung) ? forLead : whole;
  const items = [deskItem({ ...second, desk: secondRung })];
  if (lead !== null && lead !== secondRung) items.push(deskItem({ ...forLead, desk: lead }));
  return items;
}

function missingOf(state: PathState, seek: boolean): string | null {
  if (isEligibilityAsked(state)) return 'Une décision : moins de 18 ans, clore ou inviter malgré l’âge';
  if (!seek && state.stage === 'registered') return 'Un appel, pour proposer une autre date';
  return MISSING[ladderStage(state)] ?? null;
}

function isEligibilityAsked({ open }: PathState): boolean {
  return open.some(({ topic }) => topic === 'eligibility');
}

function eligibilityAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [answer('Clore', { decision: 'close', reason: 'moins de 18 ans' }), answer('Inviter', { decision: 'reopen' })];
}

function seekWords(state: PathState): string {
  return ownView(state)?.status === 'waiting' ? 'Seulement en liste d’attente : aucune place à proposer.' : 'Aucune séance à proposer.';
}

/** A lead knows their people better than their people's files. */
function followedBy({ plan }: PathState): readonly string[] {
  return plan.charge.referentName === null ? [] : [`Suivi par ${plan.charge.referentName}.`];
}

/** Of another organisation's file, beside its stage and since when. */
function firstNameOf({ person }: PathState): Pick<DeskItem, 'who' | 'reference' | 'tried' | 'notes'> {
  return { who: person.firstName, reference: null, tried: [], notes: [] };
}

function adviserItem(state: PathState): readonly DeskItem[] {
  const { charge } = state.plan;
  // Who accompanies a minor is asked only once somebody decided that they may take part.
  if (state.stage === 'left' || isEligibilityAsked(state)) return [];
  if (charge.departed !== null) return isOver(state) ? [] : [departedItem(state, charge.departed, about(state))];
  if (charge.referent !== null) return [];
  if (charge.adviserToName) {
    return [
      deskItem({
        ...about(state),
        key: 'name-adviser',
        desk: charge.firstRung,
        kind: 'nameAdviser',
        due: state.registeredAt,
        title: introducing(state, 'Nommer le conseiller qui accompagnera cette personne.'),
        missing: 'Le nom du conseiller',
        answers: [{ label: 'Nommer un conseiller', form: 'followUp', values: { reference: state.ref, decision: 'name' } }],
      }),
    ];
  }
  if (!charge.personDecides) return [];
  const decide = {
    ...about(state),
    key: 'who-is-in-charge',
    kind: 'decide' as const,
    due: state.registeredAt,
    title: introducing(state, `Décider quelle structure accompagne cette personne (${charge.reason}).`),
    missing: 'La structure et le référent',
    answers: [{ label: 'Nommer un conseiller', form: 'followUp' as const, values: { reference: state.ref, decision: 'name' } }],
  };
  return charge.deciders.map((desk) => deskItem({ ...decide, desk }));
}

/** A settled path whose situation is known asks nothing of anybody any more. */
function isOver({ stage, situation }: PathState): boolean {
  return stage === 'settled' && situation.known !== null;
}

function pointItems(state: PathState, which: (open: Task) => boolean = () => true): readonly DeskItem[] {
  const { firstRung, firstNameOnly } = state.plan.charge;
  return state.open.filter(which).flatMap((open) => {
    const { key, topic, kind, since, title, alsoFor } = open;
    const desk = open.desk ?? (isForCoordinator(open) ? coordinatorOf(state) : firstRung);
    const more = kind === 'call' ? callDetails(state, open) : { answers: answersTo(state, open), missing: missingFor(state, open) };
    // Of another organisation's file, the coordinator is told without the person's details.
    const of = desk !== firstRung && firstNameOnly ? { ...about(state), ...firstNameOf(state) } : about(state);
    const notes = notesFor(state, open);
    const told = topic === 'accompanies' ? withComing(title, comingOf(state, since)) : title;
    const words = topic === 'accompanies' || open.about === 'walkIn' ? introducing(state, told) : told;
    const item = deskItem({ ...of, key, desk, kind, due: since, since, title: words, notes, urgent: open.soon === true, ...more });
    return alsoFor === undefined || alsoFor === desk ? [item] : [item, { ...item, desk: alsoFor }];
  });
}

function notesFor(state: PathState, { topic }: Task): DeskItem['notes'] {
  if (topic === 'appointment-brief') return background(state);
  return topic === 'accompanies' ? quotedWords(state) : [];
}

/** The first lines about a person say what their registration tells of them. */
function introducing({ person }: PathState, title: string): string {
  const told = aboutPerson(person);
  return told === null ? title : `${title} ${told}`;
}

function missingFor({ person }: PathState, { topic }: Task): string | null {
  const { unconfirmedEmail = null } = person;
  return topic === 'shared-address' && unconfirmedEmail !== null ? `L’accord de quelqu’un pour écrire à ${unconfirmedEmail}` : null;
}

function isForCoordinator({ kind, topic }: Task): boolean {
  return kind === 'possibleDuplicate' || topic === 'eligibility' || topic === 'neighbourhood' || topic === 'referent-not-told';
}

function troubleItem(state: PathState): readonly DeskItem[] {
  const { trouble } = state;
  if (trouble === null) return [];
  const since = { at: trouble.since, label: '' };
  const title = `Un envoi de ce dossier est refusé. ${SERVICE_ERRORS[trouble.code].tell}`;
  const desk = coordinatorOf(state);
  return [
    deskItem({
      key: `service-${trouble.code}`,
      desk,
      kind: 'service',
      due: since,
      since,
      who: state.ref,
      reference: state.ref,
      title,
      urgent: true,
      cause: trouble.code,
    }),
  ];
}

function callDetails(state: PathState, open: Task): Partial<DeskItem> {
  const { about: subject } = open;
  const { phone, firstName } = state.person;
  const view = ownView(state);
  const sms =
    view === null || subject !== 'seat'
      ? `Bonjour ${firstName}, pouvez-vous me rappeler ? Merci.`
      : `Bonjour ${firstName}, nous vous attendons ${whenAndWhere(view)}. Répondez-moi si vous ne pouvez pas venir.`;
  if (subject === 'walkIn')
    return { phone, sms: `Bonjour ${firstName}, merci de votre visite ! Pouvez-vous me rappeler ? Merci.`, answers: contactAnswers(state) };
  const again = `Bonjour ${firstName}, pouvez-vous me rappeler ? Merci.`;
  if (subject === 'release') return { phone, sms: again, answers: releaseAnswers(state, open) };
  if (subject === 'situation') return { phone, sms: again, answers: situationAnswers(state) };
  const seatAnswers = view === null ? ANOTHER_SESSION : CALL_ANSWERS;
  const answers = subject === 'seat' ? seatAnswers : CALL_ANSWERS.filter(({ value }) => value === 'comes' || value === 'notReached');
  return {
    phone,
    sms,
    answers: answers.map(({ label, value }) => ({
      label,
      form: 'followUp',
      values: { reference: state.ref, callAnswer: value, note: callNote(open) },
    })),
  };
}

/** Another date only where the service still looks for one. */
function releaseAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  const isSeat = open.appointment === undefined;
  const another =
    isSeat && isBefore(state.stage, 'informed') ? [answer('Autre date', { callAnswer: 'anotherDate', note: callNote(open) })] : [];
  return [answer('C’est dit', { note: seenNote(open) }), ...another, answer('Pas joint', { callAnswer: 'notReached' })];
}

/** A place made in Outlook may have a name only, or none yet. */
function whenAndWhere({ start, place }: SeatView): string {
  return [start.label, place.name, place.address].filter((part) => part.trim() !== '').join(', ');
}

/** On the call to a person whose seat is gone. */
const ANOTHER_SESSION = [
  { label: 'Proposer une autre séance', value: 'anotherDate' },
  { label: 'Pas joint', value: 'notReached' },
  { label: 'Refuse', value: 'refuses' },
] as const;

const CALL_ANSWERS = [
  { label: 'Vient', value: 'comes' },
  { label: 'Autre date', value: 'anotherDate' },
  { label: 'Pas joint', value: 'notReached' },
  { label: 'Refuse', value: 'refuses' },
] as const;

function answersTo(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const { topic, kind } = open;
  const answer = answerAbout(state);
  const seen = answer('Vu', { note: seenNote(open) });
  if (kind === 'possibleDuplicate') return [answer('Clore : doublon', { decision: 'close', reason: DUPLICATE }), seen];
  if (topic === 'shared-address')
    return [answer('Confirmer l’adresse', { decision: 'confirm' }), answer('Corriger les coordonnées', { decision: 'correct' })];
  if (open.proposal !== undefined) return proposalAnswers(answer, open.proposal, seen);
  if (topic === 'neighbourhood')
    return [answer('Oui, prioritaire', { note: NEIGHBOURHOOD_NOTES.yes }), answer('Non', { note: NEIGHBOURHOOD_NOTES.no })];
  if (kind === 'contactDetails') return [answer('Corriger les coordonnées', { decision: 'correct' })];
  if (topic === 'eligibility') return eligibilityAnswers(state);
  if (topic === 'unreachable') return unreachableAnswers(state);
  if (topic === 'appointment-brief') return [...interviewAnswers(state, open), seen];
  if (topic === 'appointment-declined' || topic === 'appointment-missed') return appointmentAnswers(state, open);
  if (topic === 'appointment-stands') return [...standingAnswers(state, open), seen];
  if (topic === 'sheet-unknown') return sheetAnswers(state);
  if (open.about === 'walkIn') return contactAnswers(state);
  if (topic === 'take-back' && state.lent !== null)
    return [answer('Reprendre', { decision: 'transfer', adviser: state.lent.name }), ...keepAnswer(state, answer)];
  if (topic === 'followed-elsewhere' || topic === 'age-limit') return [transferAnswer(state, open, answer), ...keepAnswer(state, answer)];
  return [seen];
}

function proposalAnswers(
  answer: Answer,
  { field, value }: NonNullable<Task['proposal']>,
  seen: PrefilledAnswer,
): readonly PrefilledAnswer[] {
  const taken = field === 'email' ? { newEmail: value } : { newPhone: value };
  return [answer('Prendre le nouveau', { decision: 'correct', ...taken }), { ...seen, label: 'Garder l’ancien' }];
}

/** To the organisation that the line proposes, whose name stands for its contact; another name may be written in its place. */
function transferAnswer({ plan }: PathState, { topic }: Task, answer: Answer): PrefilledAnswer {
  const proposed = topic === 'age-limit' ? plan.ageLimit : plan.charge.followedElsewhere;
  return answer('Transférer', { decision: 'transfer', ...(proposed ? { adviser: proposed.organisation } : {}) });
}

/** Keeping is naming whoever accompanies already: one tap, where there is somebody. */
function keepAnswer({ plan }: PathState, answer: Answer): readonly PrefilledAnswer[] {
  const { referentName } = plan.charge;
  return referentName === null ? [] : [answer('Garder', { decision: 'name', adviser: referentName })];
}

type Answer = (label: string, values: Record<string, string>) => PrefilledAnswer;

function answerAbout({ ref }: PathState): Answer {
  return (label, values) => ({ label, form: 'followUp', values: { reference: ref, ...values } });
}

/** What is answered to silence depends on what was asked: news, the situation at + 6 months, the exit facts. */
function newsAnswers(state: PathState): readonly PrefilledAnswer[] {
  if (state.stage === 'left') return exitAnswers(state);
  return state.stage === 'settled' ? situationAnswers(state) : contactAnswers(state);
}

function unreachableAnswers(state: PathState): readonly PrefilledAnswer[] {
  if (isSituationAsked(state)) return situationAnswers(state).toReversed();
  return [answerAbout(state)('Clore : injoignable', { decision: 'close', reason: 'injoignable' }), ...contactAnswers(state)];
}

/** Each records the situation; « Autre situation » leaves its words to be written in the form that opens. */
function situationAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer('Activité créée', { stage: 'settled', outcome: 'activité créée' }),
    answer('En emploi', { stage: 'settled', outcome: 'emploi' }),
    answer('En formation', { stage: 'settled', outcome: 'formation' }),
    answer('Autre situation', { stage: 'settled' }),
    answer('Pas joint', { callAnswer: 'notReached' }),
    answer('Injoignable', { stage: 'settled', outcome: 'injoignable' }),
  ];
}

/** The reason and the outcome are written in the form that opens. */
function exitAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer('Compléter la sortie', { stage: 'left' }),
    answer('Injoignable', { stage: 'left', reason: 'injoignable' }),
    answer('Sans réponse', { contact: 'attempt' }),
  ];
}

function sheetAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer('Était présent(e)', { stage: 'informed' }),
    answer('Proposer une autre séance', { decision: 'reopen' }),
    answer('Contacté', { contact: 'phone' }),
    answer('Sans réponse', { contact: 'attempt' }),
  ];
}

function contactAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer('Contacté', { contact: 'phone' }),
    answer('Sans réponse', { contact: 'attempt' }),
    answer('Entretien', { contact: 'interview' }),
    { ...answer('En pause un mois', { decision: 'pause' }), datesIn: { until: 'P30D' } },
  ];
}

/** The new date is written in the form that opens. */
function appointmentAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  const isMissed = open.topic === 'appointment-missed';
  return [
    answer('Nouveau rendez-vous', isMissed ? {} : itsNumber(open)),
    ...(isMissed ? [] : [answer('Annuler le rendez-vous', { ...itsNumber(open), decision: 'cancelAppointment' })]),
    answer('Contacté', { contact: 'phone' }),
    answer('Sans réponse', { contact: 'attempt' }),
  ];
}

function interviewAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [answer('Entretien fait', { contact: 'interview' }), answer('Absent(e)', { contact: 'missed' }), ...standingAnswers(state, open)];
}

function standingAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer('Annuler le rendez-vous', { ...itsNumber(open), decision: 'cancelAppointment' }),
    answer('Donner une autre date', itsNumber(open)),
  ];
}

/** Which of several. */
function itsNumber({ appointment }: Task): Record<string, string> {
  return appointment === undefined ? {} : { ofAppointment: numberOf({ id: appointment }) };
}

/** First name and initial, the stage and since when, what was tried. */
function about(state: PathState): Pick<DeskItem, 'who' | 'reference' | 'stage' | 'since' | 'tried'> {
  return { who: displayName(state), reference: state.ref, stage: STAGE_WORDS[state.stage], since: state.clockFrom, tried: state.tried };
}

export function displayName({ person }: PathState): string {
  const [initial] = Array.from(person.lastName ?? '');
  return initial ? `${person.firstName} ${initial.toUpperCase()}.` : person.firstName;
}

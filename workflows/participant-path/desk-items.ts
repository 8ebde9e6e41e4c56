import { type DeskItem, deskItem, type PrefilledAnswer } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import { agenda, type OpenPoint, type PathState, STAGE_WORDS } from './path.ts';
import { SHARED_ADDRESS } from './registration.ts';
import { isSoon, REFERENT_NOT_TOLD } from './steps.ts';

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

/** What this file asks of its referent, the coordinator and the lead, each told only what they may know. */
export function deskItems(state: PathState): readonly DeskItem[] {
  if (state.paused) return [];
  return [...ladderItems(state), ...adviserItem(state), ...pointItems(state), ...troubleItem(state)];
}

function ladderItems(state: PathState): readonly DeskItem[] {
  const { ladder, plan, stage } = state;
  const items: DeskItem[] = [];
  if (ladder.referent && plan.referent) {
    const next = ladder.coordinator === 0 ? agenda(state).find(({ due }) => due === 'coordinator') : undefined;
    items.push(
      deskItem({
        ...about(state),
        key: `nudge-${stage}-${state.clockFrom.at}`,
        desk: plan.charge.firstRung,
        kind: stage === 'left' ? 'exitFacts' : 'nudge',
        due: plan.referent,
        title: 'Sans nouvelles.',
        missing: MISSING[stage] ?? null,
        next: next ? `Sans réponse, la coordination sera prévenue ${next.moment.label}.` : 'La coordination est prévenue.',
        answers: contactAnswers(state),
      }),
    );
  }
  const told = plan.coordinator[ladder.coordinator - 1];
  if (ladder.coordinator > 0 && told) items.push(...escalations(state, told));
  return items;
}

/** A repeat is another item, so that it is told anew. */
function escalations(state: PathState, told: Moment): readonly DeskItem[] {
  const { plan, stage, ladder } = state;
  const next = plan.coordinator[ladder.coordinator];
  const key = `escalation-${stage}-${state.clockFrom.at}-${ladder.coordinator}`;
  const kind = stage === 'registered' ? ('noSession' as const) : ('escalation' as const);
  const after = next ? `Nouveau rappel ${next.label} sans réponse.` : 'Plus de rappel : le dossier reste dans le point du lundi.';
  const reminded = ladder.referent && plan.referent ? [{ at: plan.referent, what: 'relance du référent' }] : [];
  const whole = {
    ...about(state),
    tried: [...state.tried, ...reminded],
    key,
    kind,
    due: told,
    title: stage === 'registered' ? 'Aucune séance à proposer.' : 'Dossier bloqué.',
    missing: MISSING[stage] ?? null,
    next: after,
    answers: contactAnswers(state),
  };
  const { secondRung, firstNameOnly, lead } = plan.charge;
  const forSecondRung = firstNameOnly ? { ...whole, who: state.person.firstName, tried: [], missing: null, answers: [] } : whole;
  const items = [deskItem({ ...forSecondRung, desk: secondRung })];
  if (lead !== null && lead !== secondRung) items.push(deskItem({ ...whole, desk: lead, answers: [] }));
  return items;
}

function adviserItem(state: PathState): readonly DeskItem[] {
  const { charge } = state.plan;
  // Who accompanies a minor is asked only once somebody decided that they may take part.
  if (state.stage === 'left' || charge.referent !== null || state.open.some(({ key }) => key === 'eligibility')) return [];
  if (charge.adviserToName) {
    return [
      deskItem({
        ...about(state),
        key: 'name-adviser',
        desk: charge.firstRung,
        kind: 'nameAdviser',
        due: state.registeredAt,
        title: 'Nommer le conseiller qui accompagnera cette personne.',
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
    title: `Décider quelle structure accompagne cette personne (${charge.reason}).`,
    missing: 'La structure et le référent',
    answers: [{ label: 'Nommer un conseiller', form: 'followUp' as const, values: { reference: state.ref, decision: 'name' } }],
  };
  return (charge.deciders ?? [charge.firstRung]).map((desk) => deskItem({ ...decide, desk }));
}

function pointItems(state: PathState): readonly DeskItem[] {
  const { firstRung, secondRung, firstNameOnly } = state.plan.charge;
  // Of another organisation's file, the coordinator is told of a mail without the person's details.
  const firstName = firstNameOnly ? { who: state.person.firstName, tried: [] } : {};
  return state.open.flatMap((open) => {
    const { key, kind, since, title, alsoFor } = open;
    const desk = isForCoordinator(open) ? coordinatorOf(state, secondRung) : firstRung;
    const whose = key.startsWith(REFERENT_NOT_TOLD) ? firstName : {};
    const more = kind === 'call' ? callDetails(state, open) : { answers: answersTo(state, open), missing: missingFor(state, open) };
    const urgent = isSoon(open);
    const item = deskItem({ ...about(state), key, desk, kind, due: since, since, title, urgent, ...more, ...whose });
    return alsoFor === undefined || alsoFor === desk ? [item] : [item, { ...item, desk: alsoFor }];
  });
}

function missingFor({ person }: PathState, { key }: OpenPoint): string | null {
  const { unconfirmedEmail = null } = person;
  return key === SHARED_ADDRESS && unconfirmedEmail !== null ? `L’accord de quelqu’un pour écrire à ${unconfirmedEmail}` : null;
}

function isForCoordinator({ kind, key }: OpenPoint): boolean {
  return kind === 'possibleDuplicate' || key === 'eligibility' || key.startsWith(REFERENT_NOT_TOLD);
}

/** Duplicates are the coordinator's, even of her own files (where the ladder's second rung is her organisation's lead). */
function coordinatorOf({ plan }: PathState, secondRung: string): string {
  return secondRung.startsWith('lead-') ? plan.charge.firstRung : secondRung;
}

function troubleItem(state: PathState): readonly DeskItem[] {
  const { trouble, plan } = state;
  if (trouble === null) return [];
  const since = { at: trouble.since, label: '' };
  const title = `Un envoi de ce dossier est refusé. ${SERVICE_ERRORS[trouble.code].tell}`;
  const desk = coordinatorOf(state, plan.charge.secondRung);
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
    }),
  ];
}

function callDetails(state: PathState, { about: topic }: OpenPoint): Partial<DeskItem> {
  const { phone, firstName } = state.person;
  const { view } = state.seat;
  const sms =
    view === null || topic !== 'seat'
      ? `Bonjour ${firstName}, pouvez-vous me rappeler ? Merci.`
      : `Bonjour ${firstName}, nous vous attendons ${view.start.label}, ${view.place.name}, ${view.place.address}. Répondez-moi si vous ne pouvez pas venir.`;
  if (topic === 'walkIn')
    return { phone, sms: `Bonjour ${firstName}, merci de votre visite ! Pouvez-vous me rappeler ? Merci.`, answers: contactAnswers(state) };
  const answers = topic === 'seat' ? CALL_ANSWERS : CALL_ANSWERS.filter(({ value }) => value === 'comes' || value === 'notReached');
  return {
    phone,
    sms,
    answers: answers.map(({ label, value }) => ({ label, form: 'followUp', values: { reference: state.ref, callAnswer: value } })),
  };
}

const CALL_ANSWERS = [
  { label: 'Vient', value: 'comes' },
  { label: 'Autre date', value: 'anotherDate' },
  { label: 'Pas joint', value: 'notReached' },
  { label: 'Refuse', value: 'refuses' },
] as const;

function answersTo(state: PathState, { key, kind }: OpenPoint): readonly PrefilledAnswer[] {
  const answer = (label: string, values: Record<string, string>): PrefilledAnswer => ({
    label,
    form: 'followUp',
    values: { reference: state.ref, ...values },
  });
  if (key === SHARED_ADDRESS)
    return [answer('Confirmer l’adresse', { decision: 'confirm' }), answer('Corriger les coordonnées', { decision: 'correct' })];
  if (kind === 'contactDetails') return [answer('Corriger les coordonnées', { decision: 'correct' })];
  if (key === 'eligibility')
    return [answer('Clore', { decision: 'close', reason: 'moins de 18 ans' }), answer('Inviter', { decision: 'reopen' })];
  if (key.startsWith('unreachable-'))
    return [answer('Clore : injoignable', { decision: 'close', reason: 'injoignable' }), ...contactAnswers(state)];
  if (key === 'followed-elsewhere' || key === 'age-limit')
    return [answer('Transférer', { decision: 'transfer' }), ...keepAnswer(state, answer)];
  // Whoever answers about the file has seen it.
  return [answer('Vu', { note: 'Vu' })];
}

/** Keeping is naming whoever accompanies already: one tap, where there is somebody. */
function keepAnswer(
  { plan }: PathState,
  answer: (label: string, values: Record<string, string>) => PrefilledAnswer,
): readonly PrefilledAnswer[] {
  const { referentName } = plan.charge;
  return referentName === null ? [] : [answer('Garder', { decision: 'name', adviser: referentName })];
}

function contactAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = (label: string, values: Record<string, string>): PrefilledAnswer => ({
    label,
    form: 'followUp',
    values: { reference: state.ref, ...values },
  });
  return [
    answer('Contacté', { contact: 'phone' }),
    answer('Sans réponse', { contact: 'attempt' }),
    answer('Entretien', { contact: 'interview' }),
    answer('En pause un mois', { decision: 'pause', until: aMonthAfter(state) }),
  ];
}

/** `YYYY-MM-DD`, to be changed in the form: a month after the reminder that carries the answer. */
function aMonthAfter({ plan, ladder }: PathState): string {
  const told = plan.coordinator[ladder.coordinator - 1] ?? plan.referent ?? plan.madeAt;
  return new Date(Date.parse(told.at) + 30 * 24 * 3600_000).toISOString().slice(0, 10);
}

/** First name and initial, the stage and since when, what was tried. */
function about(state: PathState): Pick<DeskItem, 'who' | 'reference' | 'stage' | 'since' | 'tried'> {
  return { who: displayName(state), reference: state.ref, stage: STAGE_WORDS[state.stage], since: state.clockFrom, tried: state.tried };
}

export function displayName({ person }: PathState): string {
  const [initial] = Array.from(person.lastName ?? '');
  return initial ? `${person.firstName} ${initial.toUpperCase()}.` : person.firstName;
}

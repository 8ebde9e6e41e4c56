import { type Answer, lacking } from '../../domain/co-facilitation.ts';
import { type DeskItem, deskItem, type PrefilledAnswer } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SessionState } from './state.ts';

/** Who hasn't said that they come; then the coordinator, with who might replace them, or another date. */
export function coFacilitationItems(state: SessionState): readonly DeskItem[] {
  const { asked, proposed } = state.coFacilitation;
  return [
    ...lacking(state.coFacilitation).flatMap((answer) => [
      ...toFacilitator(state, answer),
      ...toCoordinator(state, answer),
      ...proposedInOutlook(state, answer),
    ]),
    ...(asked ? [toSubstitute(state, asked)] : []),
    ...(proposed ? [proposal(state, { by: proposed.by, at: proposed.at, ...proposed.time })] : []),
  ];
}

function toFacilitator(state: SessionState, { code, answer }: Answer): readonly DeskItem[] {
  const { start, coFacilitation } = state;
  const due = start.plan.answersAt;
  if (due === null || coFacilitation.unable.includes(code)) return [];
  const title =
    answer === 'declined'
      ? 'Vous avez décliné cette séance : un remplaçant est à trouver.'
      : 'Vous n’avez pas encore répondu à l’invitation.';
  const answers = [
    answerOf(state, 'J’y serai', { sessionAction: 'accept' }),
    answerOf(state, 'Me faire remplacer', { sessionAction: 'substitute' }),
  ];
  return [toDecide(state, { key: `answer-${code}-${start.plan.start.at}`, desk: code, since: due, title, answers })];
}

function toCoordinator(state: SessionState, { code, name, answer, substitute }: Answer): readonly DeskItem[] {
  const { start, coFacilitation, answersRead } = state;
  const { answersAt, answersCoordinator, listAt } = start.plan;
  const unable = coFacilitation.unable.includes(code);
  const declined = unable || answer === 'declined';
  if (!(declined || answersRead > 1) || coFacilitation.asked !== null || code === start.coordinator) return [];
  const due = answersCoordinator ?? answersAt ?? listAt;
  const since = (unable ? coFacilitation.unableSince : null) ?? (declined ? (answersAt ?? due) : due);
  const instead = substitute ? `Remplaçant possible : ${substitute.name}.` : 'Personne d’autre dans sa structure : une autre date ?';
  const answers = [
    ...(substitute ? [answerOf(state, `Demander à ${substitute.name}`, { sessionAction: 'substitute', adviser: substitute.name })] : []),
    answerOf(state, 'Déplacer', { sessionAction: 'move' }),
    answerOf(state, 'Annuler', { sessionAction: 'cancel' }),
  ];
  const key = `substitute-${code}-${start.plan.start.at}-${declined}`;
  const title = `${name} ${declined ? 'ne peut pas venir' : 'n’a pas confirmé'}. ${instead}`;
  return [toDecide(state, { key, desk: start.coordinator, since, title, answers })];
}

function toSubstitute(state: SessionState, { who, instead, since }: NonNullable<SessionState['coFacilitation']['asked']>): DeskItem {
  const { start, coFacilitation } = state;
  const name = coFacilitation.answers.find(({ code }) => code === instead)?.name ?? instead;
  const answers = [answerOf(state, 'J’y serai', { sessionAction: 'accept' })];
  return toDecide(state, {
    key: `replace-${who}-${start.plan.start.at}`,
    desk: who,
    since,
    title: `Pouvez-vous remplacer ${name} ?`,
    answers,
  });
}

function proposedInOutlook(state: SessionState, { name, proposed }: Answer): readonly DeskItem[] {
  const { answersAt } = state.start.plan;
  return proposed && answersAt ? [proposal(state, { by: name, at: answersAt, ...proposed })] : [];
}

function proposal(
  state: SessionState,
  { by, at, start, typed }: { readonly by: string; readonly at: Moment; readonly start: Moment; readonly typed: string },
): DeskItem {
  const answers = [answerOf(state, 'Accepter cette date', { sessionAction: 'move', newStart: typed })];
  const title = `${by} propose une autre date : ${start.label}.`;
  return toDecide(state, { key: `proposal-${start.at}`, desk: state.start.coordinator, since: at, title, answers, missing: null });
}

type Decision = Pick<DeskItem, 'key' | 'desk' | 'title' | 'answers'> & { readonly since: Moment; readonly missing?: string | null };

function toDecide({ start }: SessionState, decision: Decision): DeskItem {
  return deskItem({
    kind: 'decide',
    due: decision.since,
    who: `${start.title} du ${start.plan.start.label}`,
    reference: start.id,
    missing: 'Deux co-animateurs, un de chaque structure',
    ...decision,
  });
}

function answerOf({ start }: SessionState, label: string, values: PrefilledAnswer['values']): PrefilledAnswer {
  return { label, form: 'followUp', values: { session: start.id, ...values } };
}

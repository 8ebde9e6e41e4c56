import { type Answer, lacking, nameOf, notToAsk } from '../../domain/co-facilitation.ts';
import { type DeskItem, deskItem, type PrefilledAnswer } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import { unknownFacilitators } from './event.ts';
import type { SessionState } from './state.ts';

/** Who hasn't said that they come; then the coordinator, with who might replace them, or another date. */
export function coFacilitationItems(state: SessionState, now: string): readonly DeskItem[] {
  const { asked, proposed } = state.coFacilitation;
  const unknown = unknownFacilitators(state);
  return [
    ...lacking(state.coFacilitation)
      .filter(({ code }) => !unknown.includes(code))
      .flatMap((answer) => [...toFacilitator(state, answer), ...toCoordinator(state, answer, now), ...proposedInOutlook(state, answer)]),
    ...unknown.map((code) => leftTheTeam(state, code)),
    ...(asked ? [toSubstitute(state, asked, now)] : []),
    ...(proposed ? [proposal(state, { by: proposed.by, at: proposed.at, ...proposed.time })] : []),
  ];
}

/** A facilitator whom the configuration no longer knows: nobody can be asked in their name. */
function leftTheTeam(state: SessionState, code: string): DeskItem {
  const { start } = state;
  return toDecide(state, {
    key: `unknown-${code}-${start.plan.start.at}`,
    desk: start.coordinator,
    since: state.departed?.codes.includes(code) ? { at: state.departed.since, label: '' } : (start.plan.answersAt ?? start.plan.listAt),
    title: `${nameOf(state.coFacilitation, code)} n’est plus dans la configuration : qui co-anime à sa place ?`,
    answers: [
      // The form asks for the name, under « Conseiller ».
      answerOf(state, 'Demander à quelqu’un', { sessionAction: 'substitute' }),
      answerOf(state, 'Déplacer', { sessionAction: 'move' }),
      answerOf(state, 'Annuler', { sessionAction: 'cancel' }),
    ],
  });
}

function toFacilitator(state: SessionState, { code, answer }: Answer): readonly DeskItem[] {
  const { start, coFacilitation } = state;
  const due = start.plan.answersAt;
  if (due === null || coFacilitation.unable.includes(code)) return [];
  const title =
    answer === 'declined'
      ? 'Vous avez décliné cette séance : un remplaçant est à trouver.'
      : 'Vous n’avez pas encore répondu à l’invitation.';
  return [toDecide(state, { key: `answer-${code}-${start.plan.start.at}`, desk: code, since: due, title, answers: yesOrNo(state) })];
}

/** Who coordinates and leads the session herself decides for herself first, by the line that she has as a facilitator. */
function toCoordinator(state: SessionState, answer: Answer, now: string): readonly DeskItem[] {
  const { start, coFacilitation, answersRead } = state;
  const { code, name, substitute } = answer;
  const unable = coFacilitation.unable.includes(code);
  const declined = unable || answer.answer === 'declined';
  const asked = coFacilitation.asked?.instead === code ? coFacilitation.asked : null;
  const waits = asked !== null && asked.answerBy === null;
  if (!(declined || answersRead > 1) || waits || (code === start.coordinator && !unable)) return [];
  const who = code === start.coordinator ? 'Vous ne pouvez pas venir.' : `${name} ${declined ? 'ne peut pas venir' : 'n’a pas confirmé'}.`;
  const silent = asked ? ` ${asked.name}, à qui un remplacement a été demandé, n’a pas répondu.` : '';
  const instead = substitute ? `Remplaçant possible : ${substitute.name}.` : 'Personne d’autre dans sa structure : une autre date ?';
  return [
    toDecide(state, {
      key: `substitute-${[code, start.plan.start.at, declined, ...notToAsk(coFacilitation)].join('-')}`,
      desk: start.coordinator,
      since: asked?.answerBy ?? unanswered(state, { unable, declined }),
      title: `${who}${silent} ${instead}`,
      answers: [
        ...(substitute
          ? [answerOf(state, `Demander à ${substitute.name}`, { sessionAction: 'substitute', adviser: substitute.name })]
          : []),
        answerOf(state, 'Déplacer', { sessionAction: 'move' }),
        answerOf(state, 'Annuler', { sessionAction: 'cancel' }),
      ],
      urgent: declined && isSoon(state, now),
    }),
  ];
}

/** Since when somebody lacks, as far as it is known. */
function unanswered(
  { start, coFacilitation }: SessionState,
  { unable, declined }: { readonly unable: boolean; readonly declined: boolean },
): Moment {
  const { answersAt, answersCoordinator, listAt } = start.plan;
  const due = answersCoordinator ?? answersAt ?? listAt;
  return (unable ? coFacilitation.unableSince : null) ?? (declined ? (answersAt ?? due) : due);
}

function toSubstitute(
  state: SessionState,
  { who, instead, since }: NonNullable<SessionState['coFacilitation']['asked']>,
  now: string,
): DeskItem {
  const { start, coFacilitation } = state;
  const name = coFacilitation.answers.find(({ code }) => code === instead)?.name ?? instead;
  const key = `replace-${who}-${start.plan.start.at}`;
  return toDecide(state, {
    key,
    desk: who,
    since,
    title: `Pouvez-vous remplacer ${name} ?`,
    answers: yesOrNo(state, 'Je ne peux pas'),
    urgent: isSoon(state, now),
  });
}

function yesOrNo(state: SessionState, no = 'Me faire remplacer'): readonly PrefilledAnswer[] {
  return [answerOf(state, 'J’y serai', { sessionAction: 'accept' }), answerOf(state, no, { sessionAction: 'substitute' })];
}

const SOON_MS = 48 * 3600_000;

/** A change within 48 hours is told at once. */
function isSoon({ start }: SessionState, now: string): boolean {
  return Date.parse(start.plan.start.at) - Date.parse(now) < SOON_MS;
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

type Decision = Pick<DeskItem, 'key' | 'desk' | 'title' | 'answers'> & {
  readonly since: Moment;
  readonly missing?: string | null;
  readonly urgent?: boolean;
};

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

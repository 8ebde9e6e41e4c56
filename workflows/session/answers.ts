import { type Answer, lacking } from '../../domain/co-facilitation.ts';
import type { Moment } from '../../domain/moment.ts';
import { note, type SessionState } from './state.ts';
import { isDue } from './time.ts';
import { journal } from './words.ts';

/** The next reading of the answers: five days before for the facilitators, again for the coordinator. */
export function answersDue(state: SessionState): Moment | null {
  const { answersAt, answersCoordinator } = state.start.plan;
  if (state.cancelled) return null;
  if (state.answeredAt !== null) return null;
  return [answersAt, answersCoordinator][state.answersRead] ?? null;
}

/** Whether the answers are to be read: at such a moment, and at once when somebody answered or was asked after it. @param now ISO 8601 */
export function isAnswersReadDue(state: SessionState, now: string): boolean {
  return !state.cancelled && (state.answeredAt !== null || isDue(answersDue(state)?.at ?? null, now));
}

export function answersReceived(
  state: SessionState,
  { at, answers }: { readonly at: Moment; readonly answers: readonly Answer[] },
): SessionState {
  const isFurther = state.answeredAt !== null;
  const next: SessionState = {
    ...state,
    answeredAt: null,
    answersRead: isPast(state.start.plan.answersAt, at) ? state.answersRead + Number(!isFurther) : 0,
    coFacilitation: { ...state.coFacilitation, answers, byForm: stillComing(state.coFacilitation, answers) },
  };
  const unknown = unknownFacilitators(next);
  const missing = [...lacking(next.coFacilitation).map(({ name }) => name), ...unknown];
  const isConfirmed = missing.length === 0 && next.start.facilitators.length > 1;
  return note(next, isConfirmed ? journal.facilitatorsConfirmed : journal.facilitatorsMissing(missing), at.label);
}

/** Facilitators whom the configuration no longer knew when the answers were read: nobody answers for them. */
export function unknownFacilitators({ start, departed, coFacilitation: { answers } }: SessionState): readonly string[] {
  const isAnswered = (code: string) => answers.length === 0 || answers.some((answer) => answer.code === code);
  return start.facilitators.filter((code) => departed?.codes.includes(code) || !isAnswered(code));
}

/** The event wasn't found where its answers were to be read: it is looked for at once, before anybody is reminded of it. */
export function missed(state: SessionState): SessionState {
  return { ...state, unread: { why: 'atOnce' }, answeredAt: null };
}

/** Whoever said yes by form, and then declined in Outlook, doesn't come. */
function stillComing({ byForm, answers: before }: SessionState['coFacilitation'], now: readonly Answer[]): readonly string[] {
  const hadDeclined = (code: string) => before.find((answer) => answer.code === code)?.answer === 'declined';
  const wasKnown = (code: string) => before.some((answer) => answer.code === code);
  const turned = now.filter(({ code, answer }) => answer === 'declined' && wasKnown(code) && !hadDeclined(code)).map(({ code }) => code);
  return byForm.filter((code) => !turned.includes(code));
}

function isPast(moment: Moment | null, now: Moment): boolean {
  return moment !== null && moment.at <= now.at;
}

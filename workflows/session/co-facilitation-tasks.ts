import { type Answer, type CoFacilitation, lacking, nameOf, notToAsk } from '../../domain/co-facilitation.ts';
import { type Moment, unlabelled } from '../../domain/moment.ts';
import { unknownFacilitators } from './answers.ts';
import type { SessionState } from './state.ts';
import type { SessionTask } from './tasks.ts';

/** Who hasn't said that they come; then the coordinator, with who might replace them, or another date. */
export function coFacilitationTasks(state: SessionState, now: string): readonly SessionTask[] {
  const { replacementRequest, proposed } = state.coFacilitation;
  const unknown = unknownFacilitators(state);
  return [
    ...lacking(state.coFacilitation)
      .filter(({ code }) => !unknown.includes(code))
      .flatMap((answer) => [...toFacilitator(state, answer), ...toCoordinator(state, answer, now), ...proposedInOutlook(state, answer)]),
    ...unknown.map((code) => facilitatorLeft(state, code)),
    ...(replacementRequest === null ? [] : [toReplace(state, replacementRequest, now)]),
    ...(proposed === null ? [] : [{ topic: 'other-date', by: proposed.by, at: proposed.at, ...proposed.time } as const]),
  ];
}

function facilitatorLeft({ start, departed, coFacilitation }: SessionState, code: string): SessionTask {
  const since = departed?.codes.includes(code) ? unlabelled(departed.since) : (start.plan.answersAt ?? start.plan.listAt);
  return { topic: 'facilitator-left', code, name: nameOf(coFacilitation, code), since };
}

function toFacilitator({ start, coFacilitation }: SessionState, { code, answer }: Answer): readonly SessionTask[] {
  const since = start.plan.answersAt;
  if (since === null || coFacilitation.unable.includes(code)) return [];
  return [{ topic: 'answer-missing', code, declined: answer === 'declined', since }];
}

/** Who coordinates and leads the session herself decides for herself first, by the line that she has as a facilitator. */
function toCoordinator(state: SessionState, { code, name, answer, substitute }: Answer, now: string): readonly SessionTask[] {
  const { start, coFacilitation, answersRead } = state;
  const unable = coFacilitation.unable.includes(code);
  const declined = unable || answer === 'declined';
  const request = coFacilitation.replacementRequest?.instead === code ? coFacilitation.replacementRequest : null;
  const waits = request !== null && request.answerBy === null;
  const isReader = code === start.coordinator;
  if (!(declined || answersRead > 1) || waits || (isReader && !unable)) return [];
  return [
    {
      topic: 'facilitator-lacks',
      code,
      name,
      isReader,
      declined,
      silent: request?.name ?? null,
      substitute: substitute?.name ?? null,
      notToAsk: notToAsk(coFacilitation),
      since: request?.answerBy ?? unanswered(state, { unable, declined }),
      soon: declined && isSoon(state, now),
    },
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

function toReplace(
  state: SessionState,
  { who, instead, since }: NonNullable<CoFacilitation['replacementRequest']>,
  now: string,
): SessionTask {
  return { topic: 'replacement-request', code: who, name: nameOf(state.coFacilitation, instead), since, soon: isSoon(state, now) };
}

function proposedInOutlook({ start }: SessionState, { name, proposed }: Answer): readonly SessionTask[] {
  const at = start.plan.answersAt;
  return proposed === null || at === null ? [] : [{ topic: 'other-date', by: name, at, ...proposed }];
}

const SOON_MS = 48 * 3600_000;

/** A change within 48 hours is told at once. */
function isSoon({ start }: SessionState, now: string): boolean {
  return Date.parse(start.plan.start.at) - Date.parse(now) < SOON_MS;
}

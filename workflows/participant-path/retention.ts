import { KEEP_NOTE, keptBecause, SEEN_NOTE, seenNote } from '../../domain/answer-notes.ts';
import type { FollowUp } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RetentionFacts } from '../../domain/retention.ts';
import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { about } from './about-path.ts';
import { log } from './journal.ts';
import { addCommand } from './outbox.ts';
import { isPaused } from './pause.ts';
import type { PathState } from './state.ts';
import { ANSWERS } from './words/answers.ts';
import * as entries from './words/journal.ts';
import * as lines from './words/worklist.ts';

/** Nobody was told anything yet. */
export const NOT_NOTIFIED: PathState['retention'] = { notifiedAt: null, agreed: false, kept: null, begun: false };

/**
 * What the promised months count from: what the person did or sent, what was done with them, and what is agreed with them for later (ISO 8601). A note,
 * an attempt without an answer or a changed referent is no activity of theirs.
 */
export function lastActivity(state: PathState): string {
  const { lastResponseAt, stageSince, clockFrom, attended, appointments, bookings, paused, situation } = state;
  const moments = [
    stageSince,
    clockFrom,
    ...attended.filter(({ mark }) => mark === 'attended').map(({ start }) => start),
    ...appointments.map(({ start }) => start),
    ...bookings.flatMap(({ view }) => (view?.status === 'reserved' && view.attendance === null ? [view.end] : [])),
    ...(isPaused(state) ? [paused?.until] : []),
    situation.knownAt,
  ];
  return moments.reduce((latest, moment) => ((moment?.at ?? '') > latest ? (moment?.at ?? '') : latest), lastResponseAt);
}

export function retentionFacts(state: PathState): RetentionFacts {
  const { interviewedAt, retention } = state;
  const { kept, notifiedAt } = retention;
  return {
    lastActivity: lastActivity(state),
    interviewedAt: interviewedAt?.at ?? null,
    kept: kept === null ? null : { since: kept.since.at, until: kept.until?.at ?? null },
    notifiedAt,
  };
}

/** First its staff are told; then, with the days that they have to answer, it is erased. A plan that is to be made anew says neither. */
export function retentionWaits({ plan, retention, stale, erasedAt }: PathState): readonly RetentionWait[] {
  const { erasure } = plan;
  if (erasure === null || retention.begun || stale || erasedAt !== null) return [];
  const isNotified = retention.notifiedAt !== null;
  return [isNotified ? { due: 'erasure', moment: erasure.due } : { due: 'erasureNotice', moment: erasure.notice }];
}

interface RetentionWait {
  readonly due: 'erasureNotice' | 'erasure';
  readonly moment: Moment;
}

/** A day that was missed, by an outage or a restored backup: answers of these days may not be known yet, so that staff are told once more. */
const LATE_MS = 24 * 3600_000;

/** What the plan counts from may be older than what has happened since: then it is made anew first. @param now ISO 8601 */
export function retentionDue(state: PathState, { due, moment }: RetentionWait, now: string): PathState {
  if (state.plan.erasure?.lastActivity !== lastActivity(state)) return { ...state, stale: true };
  const { retention } = state;
  const isLate = Date.parse(now) - Date.parse(moment.at) > LATE_MS;
  if (due === 'erasureNotice' || isLate)
    return log({ ...state, retention: { ...retention, notifiedAt: now, agreed: false }, stale: true }, moment, entries.ERASURE_ANNOUNCED);
  return addCommand(log({ ...state, retention: { ...retention, begun: true } }, moment, entries.ERASURE_BEGINS), { kind: 'erase' });
}

/** Something has happened since, or is to be kept: what was told holds no longer, and an erasure that is not under way yet isn't asked for any more. */
export function withRetention({ retention }: PathState, { erasure, madeAt }: Plan): PathState['retention'] {
  if (erasure === null || erasure.notice.at > madeAt.at) return { ...NOT_NOTIFIED, kept: retention.kept };
  return erasure.due.at > madeAt.at ? { ...retention, begun: false } : retention;
}

/** Whoever accompanies says that it may go, or that it is to be kept, and why. */
export function retentionAnswered(state: PathState, { note, until, date }: FollowUp): PathState {
  const words = note?.trim() ?? '';
  const { retention } = state;
  const seen = SEEN_NOTE.exec(words)?.[1];
  if (seen !== undefined && seen === keyOf(state)) return { ...state, retention: { ...retention, agreed: true } };
  const reason = keptBecause(words);
  if (reason === null) return state;
  return log({ ...state, retention: { ...retention, kept: { since: date, until } } }, date, entries.keptLonger(until, reason));
}

/** The line of whoever accompanies, from the notice on until they answer or the path is erased. */
export function erasureItem(state: PathState): readonly WorklistItem[] {
  const { plan, retention, ref } = state;
  const key = keyOf(state);
  if (plan.erasure === null || key === undefined || retention.agreed || retention.begun) return [];
  const answer = (label: string, note: string) => ({ label, form: 'followUp' as const, values: { reference: ref, note } });
  return [
    worklistItem({
      ...about(state),
      key,
      worklist: plan.assignment.firstRung,
      kind: 'decide',
      due: plan.erasure.notice,
      title: lines.erasureDue(plan.erasure.due),
      next: lines.ERASURE_NEXT,
      answers: [answer(ANSWERS.eraseThen, seenNote(key)), answer(ANSWERS.keepLonger, KEEP_NOTE)],
    }),
  ];
}

/** Of its date: with another one it is another line. Undefined where nobody was told. */
function keyOf({ plan, retention }: PathState): string | undefined {
  return retention.notifiedAt === null || plan.erasure === null ? undefined : `erasure-${plan.erasure.due.at}`;
}

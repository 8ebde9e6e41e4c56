import { isPaused } from '../pause.ts';
import { agenda } from './agenda.ts';
import { isAnswersReadDue } from './answers.ts';
import { aloneUntil } from './attendance-tasks.ts';
import { isEventReadDue, readsEventAt } from './event.ts';
import { remarksUntil } from './remarks.ts';
import type { SessionState } from './state.ts';

export type EventWork = 'write' | 'read' | 'carryOut' | 'readAnswers' | 'readRestored';

/**
 * What the Outlook event needs at `now` (ISO 8601): to be written, to be read once staff have left it alone, to be changed as a form decided, or
 * to be asked for answers; one that shows up after the session was cancelled, to be read. Null: nothing, or Outlook is left alone.
 */
export function eventWork(state: SessionState, now: string): EventWork | null {
  const { cancelled, event, wanted, eventOutage, restored } = state;
  if (isPaused(eventOutage?.pause ?? null, now)) return null;
  if (cancelled && wanted !== null && 'cancel' in wanted) return 'carryOut';
  if (cancelled) return restored !== null && restored.at === null ? 'readRestored' : null;
  if (event === null) return 'write';
  if (wanted !== null) return 'carryOut';
  if (isEventReadDue(state, now)) return 'read';
  return isAnswersReadDue(state, now) ? 'readAnswers' : null;
}

/**
 * The next moment at which the session has something to do by itself, always ahead of `now` (both ISO 8601); null: it is over.
 * @param writing its event is being worked on, or Outlook is left alone: then no event is read
 */
export function nextWake(state: SessionState, now: string, { writing }: { readonly writing: boolean }): string | null {
  const deadline = agenda(state).find(({ moment }) => moment.at > now)?.moment.at;
  if (deadline === undefined) return null;
  const pause = state.eventOutage?.pause ?? null;
  const reads = writing || isPaused(pause, now) ? null : readsEventAt(state);
  const moments = [aloneUntil(state, now), remarksUntil(state, now), reads, pause?.until ?? null, state.mailOutage?.pause.until ?? null];
  return moments.reduce<string>((first, at) => (at !== null && at > now && at < first ? at : first), deadline);
}

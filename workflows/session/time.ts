import type { Moment } from '../../domain/moment.ts';

/** What has only to be known is shown for three days: nothing has to be done about it. */
export const SHOWN_MS = 3 * 24 * 3600_000;

/** @param now ISO 8601 */
export function isRecent(since: Moment, now: string): boolean {
  return Date.parse(now) - Date.parse(since.at) < SHOWN_MS;
}

/** Whether a moment has come; null never does. Both ISO 8601. */
export function isDue(at: string | null, now: string): boolean {
  return at !== null && at <= now;
}

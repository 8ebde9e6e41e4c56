import { asyncLocalStorage } from '@temporalio/activity';

/**
 * Now, for an activity (ISO 8601 UTC): never before the server's own time at which this attempt was asked for, and so never before the time of
 * the workflow that asked. A worker whose clock is behind would else answer « later » with an hour that its workflow has behind it.
 */
export function presentInstant(): string {
  const info = asyncLocalStorage.getStore()?.info;
  return new Date(Math.max(Date.now(), info?.currentAttemptScheduledTimestampMs ?? 0)).toISOString();
}

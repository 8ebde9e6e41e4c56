import type { PrefilledAnswer } from './worklist.ts';

/**
 * More registrations in one hour than a programme has: somebody may use the form to have mails sent to others. The first mails of those beyond the limit
 * wait for the coordinator, in one line for all of them.
 */

/** What stands in the place of a reference where an answer is for all paths whose first mail waits. */
export const HELD_PATHS = 'tous les dossiers retenus';

/** What the answer « Envoyer » writes as its note. */
export const SEND_NOTE = 'Envoyer';

/** The two answers, each for all paths that wait. */
export const INFLUX_ANSWERS: readonly PrefilledAnswer[] = [
  { label: 'Envoyer', form: 'followUp', values: { reference: HELD_PATHS, note: SEND_NOTE } },
  { label: 'Ne pas envoyer', form: 'followUp', values: { reference: HELD_PATHS, decision: 'close' } },
];

export function isHeldPaths(typed: string): boolean {
  return /^\s*tous\s+les\s+dossiers\s+retenus[\s.]*$/i.test(typed);
}

export function isSendNote(note: string | null): boolean {
  return note !== null && /^envoyer[\s.!]*$/i.test(note.trim());
}

/** New paths of one hour (`2026-11-28T09`, UTC), as the registrations were submitted. */
export interface Arrivals {
  readonly hour: string | null;
  readonly paths: number;
}

/**
 * One more new path.
 * @param submitted ISO 8601; a late response of an hour that has passed counts for the one that is counted
 * @returns `isHeld`: beyond `limit` paths in its hour
 */
export function arrived(before: Arrivals, submitted: string, limit: number): { readonly arrivals: Arrivals; readonly isHeld: boolean } {
  const hour = submitted.slice(0, 13);
  const isLater = before.hour === null || hour > before.hour;
  const arrivals = isLater ? { hour, paths: 1 } : { ...before, paths: before.paths + 1 };
  return { arrivals, isHeld: arrivals.paths > limit };
}

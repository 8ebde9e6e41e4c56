const FIRST_MS = 30_000;
/** A quarter of an hour: what is mended in the morning has gone out before anybody asks. */
const LONGEST_MS = 15 * 60_000;
/** About a day of refusals at `LONGEST_MS`: what lasts longer is asked for seldom, so that weeks of it cost little. */
const MANY_REFUSALS = 100;
const SELDOM = 15;
const SELDOM_MS = 3600_000;

/** A service that refuses is left alone: kept in the state of the workflow, so that it lasts through continue-as-new. */
export interface Pause {
  /** In a row so far, 1 for the first. */
  readonly refusals: number;
  /** The next try (ISO 8601 UTC). */
  readonly until: string;
}

/** The pause after one more refusal at `now` (ISO 8601). @param longest milliseconds, of the first hundred refusals */
export function pauseAfter(before: Pause | null, now: string, longest = LONGEST_MS): Pause {
  const refusals = (before?.refusals ?? 0) + 1;
  return { refusals, until: new Date(Date.parse(now) + pauseLength(refusals, longest)).toISOString() };
}

export function isPaused(pause: Pause | null, now: string): boolean {
  return pause !== null && pause.until > now;
}

/**
 * How long to leave a service alone that refuses until a person mends something, in milliseconds: half a minute at first, so that what is mended
 * at once goes on at once, then twice as long each time, `longest` at most, and fifteen times that, an hour at most, after a hundred refusals.
 * @param refusals in a row so far, 1 for the first
 */
function pauseLength(refusals: number, longest: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(refusals - 1, 20), refusals > MANY_REFUSALS ? Math.min(longest * SELDOM, SELDOM_MS) : longest);
}

const FIRST_MS = 30_000;
const LONGEST_MS = 15 * 60_000;

/**
 * How long to leave a service alone that refuses until a person mends something, in milliseconds: half a minute at first, so that what is mended
 * at once goes on at once, then twice as long each time, a quarter of an hour at most.
 * @param refusals in a row so far, 1 for the first
 */
export function troublePause(refusals: number): number {
  return Math.min(FIRST_MS * 2 ** (refusals - 1), LONGEST_MS);
}

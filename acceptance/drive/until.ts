import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  /** Generous on purpose: a bound against hanging, never a measure of speed. */
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  /** Told when patience ends: what the story saw last. */
  readonly evidence?: () => Promise<string> | string;
  /** Ends the waiting: what is asked about is gone. */
  readonly signal?: AbortSignal;
}

/** Asks again and again until the answer is neither false, null nor undefined, and gives it. An error of the question counts as « not yet ». */
export async function until<T>(
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  description: string,
  { timeoutMs = 90_000, everyMs = 200, evidence, signal }: Patience = {},
): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
      last = '';
    } catch (error) {
      last = Error.isError(error) ? ` (${error.message})` : '';
    }
    if (signal?.aborted) throw new Error(`given up: ${description}`);
    if (Date.now() > end) throw new Error(`not within ${timeoutMs / 1000} s: ${description}${last}\n${(await evidence?.()) ?? ''}`);
    await sleep(everyMs);
  }
}

import { condition, sleep } from '@temporalio/workflow';

/** No sleep outlives this: a patched decision can be removed after a hundred days (protocol, « Time and versions »). */
const SLICE_MS = 90 * 24 * 3600_000;

/**
 * Wakes a long-lived workflow when a message came or a moment is reached. A timer that is no longer the next one is left to fire:
 * cancelling and re-arming costs two events, waking too early costs none that matter.
 */
export class Alarm {
  #rung = false;
  #earliest = Number.POSITIVE_INFINITY;

  /** A message arrived, or a timer fired. */
  ring(): void {
    this.#rung = true;
  }

  async wait(until: string, summary: string, orElse: () => boolean = () => false): Promise<void> {
    this.#arm(until, summary);
    await condition(() => this.#rung || orElse());
    this.#rung = false;
  }

  #arm(until: string, summary: string): void {
    const at = Math.min(Date.parse(until), Date.now() + SLICE_MS);
    if (at >= this.#earliest) return;
    this.#earliest = at;
    void sleep(Math.max(0, at - Date.now()), { summary }).then(() => {
      if (this.#earliest === at) this.#earliest = Number.POSITIVE_INFINITY;
      this.#rung = true;
    });
  }
}

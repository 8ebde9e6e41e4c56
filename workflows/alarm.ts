import { condition, sleep } from '@temporalio/workflow';
import { renewalAt } from './renewal.ts';

/** A wait for a moment that is past would wake its workflow again and again: it is looked at after this long instead. */
const SOONEST_MS = 60_000;

/**
 * Wakes a long-lived workflow when a message came, a moment is reached or its run is to go on as a new one. A timer that is no longer the next
 * one is left to fire: cancelling and re-arming costs two events, waking too early costs none that matter.
 */
export class Alarm {
  #rung = false;
  #earliest = Number.POSITIVE_INFINITY;

  /** A message arrived, or a timer fired. */
  ring(): void {
    this.#rung = true;
  }

  /** @param until ISO 8601 UTC */
  async wait(until: string, summary: string, orElse: () => boolean = () => false): Promise<void> {
    this.#arm(wakeAt(Date.parse(until), { now: Date.now(), renewal: renewalAt() }), summary);
    await condition(() => this.#rung || orElse());
    this.#rung = false;
  }

  #arm(at: number, summary: string): void {
    if (at >= this.#earliest) return;
    this.#earliest = at;
    void sleep(at - Date.now(), { summary }).then(() => {
      if (this.#earliest === at) this.#earliest = Number.POSITIVE_INFINITY;
      this.#rung = true;
    });
  }
}

/**
 * When to wake, in milliseconds since the epoch: at `until`, or at the run's renewal if that comes first; always ahead of `now`. A renewal that is
 * past is under way and needs no timer.
 */
export function wakeAt(until: number, { now, renewal }: { readonly now: number; readonly renewal: number }): number {
  const wanted = until > now ? until : now + SOONEST_MS;
  return renewal > now ? Math.min(wanted, renewal) : wanted;
}

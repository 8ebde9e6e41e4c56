import type { Pause } from '../../workflows/pause.ts';

const DAY_MS = 24 * 3600_000;
const RUN_MS = 90 * DAY_MS;
/** Events of a history: measured, see the protocol's table of costs. */
const EVENTS = { call: 6, timer: 5, renewal: 5 } as const;
const LONGEST_CALL_MS = 3 * 3600_000;

export const BEGINS = Date.parse('2026-11-02T09:00:00.000Z');

/** What the story of one workflow says of its health. */
export interface Health {
  /** Moments at which it was looked at. */
  readonly moments: number;
  readonly renewals: number;
  /** Of its history, by day of the story. */
  readonly events: readonly number[];
  readonly wrong: string | null;
}

/**
 * The clock and the history of one simulated workflow: counts what a real one would write, renews its run as the shells do, and finds it unwell
 * where a wake is armed for a moment that is not ahead, or a run grows old.
 */
export class Shell {
  now = BEGINS;
  moments = 0;
  renewals = 0;
  wrong: string | null = null;
  readonly events: number[] = [];
  #runStart = BEGINS;
  #written = { now: Number.NaN, iso: '' };
  readonly #longestCallMs: number;

  /** @param longestCallMs a call that is under way when a run is ninety days old is waited for */
  constructor(longestCallMs = LONGEST_CALL_MS) {
    this.#longestCallMs = longestCallMs;
  }

  /** Asked for several times a moment, in millions of moments: written once. */
  get iso(): string {
    if (this.#written.now !== this.now) this.#written = { now: this.now, iso: new Date(this.now).toISOString() };
    return this.#written.iso;
  }

  get elapsed(): number {
    return this.now - BEGINS;
  }

  get isRenewalDue(): boolean {
    return this.now >= this.#runStart + RUN_MS;
  }

  called(ms: number): void {
    this.now += ms;
    this.#write(EVENTS.call);
  }

  /** Continue-as-new: what is not plain JSON in the state is lost. */
  renew<State>(state: State): State {
    if (this.now - this.#runStart > RUN_MS + this.#longestCallMs)
      this.fail(`a run is ${Math.round((this.now - this.#runStart) / DAY_MS)} days old`);
    this.#runStart = this.now;
    this.renewals += 1;
    this.#write(EVENTS.renewal);
    const carried = JSON.parse(JSON.stringify(state)) as State;
    if (JSON.stringify(carried) !== JSON.stringify(state)) this.fail('a state is not plain JSON');
    return carried;
  }

  /** Sleeps until `wake` (ISO 8601), the run's renewal or `fact` (milliseconds), whichever comes first; a wake by a fact costs a signal. */
  sleep(wake: string | null, fact: number): void {
    this.moments += 1;
    const at = wake === null ? Number.POSITIVE_INFINITY : Date.parse(wake);
    if (at <= this.now) this.fail(`a wake is armed for ${wake ?? ''}, which is not ahead`);
    this.now = Math.max(this.now + 1, Math.min(at, fact, this.#runStart + RUN_MS));
    this.#write(EVENTS.timer);
  }

  /** A pause is ahead, or over. */
  paused({ until }: Pause): void {
    this.sleep(until, Number.POSITIVE_INFINITY);
  }

  fail(what: string): void {
    this.wrong ??= `${this.iso} ${what}`;
  }

  health(): Health {
    return { moments: this.moments, renewals: this.renewals, events: Array.from(this.events, (count) => count ?? 0), wrong: this.wrong };
  }

  #write(count: number): void {
    const day = Math.floor(this.elapsed / DAY_MS);
    this.events[day] = (this.events[day] ?? 0) + count;
  }
}

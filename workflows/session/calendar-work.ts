import { now } from '../now.ts';
import { isRenewalDue } from '../renewal.ts';
import { refusalOf } from '../service-code.ts';
import { CALENDAR_CALLS } from './calendar-calls.ts';
import type { Kept } from './kept.ts';
import { outageAfter } from './state.ts';
import { eventWork } from './wake.ts';

/** Keeps the session's event, beside everything else: an Outlook that is away for a day must not hold up seats and mails. */
export class CalendarWork {
  readonly #kept: Kept;
  readonly #afterCall: () => void;
  #underWay = false;

  /** @param afterCall shows what a call has changed */
  constructor(kept: Kept, afterCall: () => void) {
    this.#kept = kept;
    this.#afterCall = afterCall;
  }

  get isUnderWay(): boolean {
    return this.#underWay;
  }

  isDue(): boolean {
    return !this.#underWay && this.#next() !== null && !isRenewalDue();
  }

  /** One call after the other until nothing is left. A run that is to go on as a new one leaves it the rest. */
  async run(): Promise<void> {
    this.#underWay = true;
    for (let call = this.#next(); call !== null && !isRenewalDue(); call = this.#next()) {
      await this.#orOutage(call);
      this.#afterCall();
    }
    this.#underWay = false;
  }

  #next(): (typeof CALENDAR_CALLS)[keyof typeof CALENDAR_CALLS] | null {
    const work = eventWork(this.#kept.state, now());
    return work === null ? null : CALENDAR_CALLS[work];
  }

  async #orOutage(call: (kept: Kept) => Promise<void>): Promise<void> {
    const kept = this.#kept;
    try {
      await call(kept);
      kept.state = { ...kept.state, eventOutage: null };
    } catch (error) {
      kept.state = { ...kept.state, eventOutage: outageAfter(kept.state.eventOutage, refusalOf(error), now()) };
    }
  }
}

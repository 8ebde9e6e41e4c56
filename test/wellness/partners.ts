import fc from 'fast-check';
import type { ServiceErrorCode } from '../../domain/service-error.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long the partners of a story may refuse. */
export const HUNDRED_DAYS_MS = 100 * DAY_MS;

export type Partner = 'mail' | 'outlook';

/** A time during which one partner refuses, milliseconds from the beginning of the story. */
export interface Refusal {
  readonly partner: Partner;
  readonly from: number;
  readonly until: number;
  readonly code: ServiceErrorCode;
  /** Until a call is given up: at once where the answer is final, hours where each attempt is repeated. */
  readonly callMs: number;
}

export type Refusals = readonly Refusal[];

/** What a call at this moment meets; null: it succeeds. */
export function refusalAt(refusals: Refusals, partner: Partner, at: number): Refusal | null {
  return refusals.find((one) => one.partner === partner && one.from <= at && at < one.until) ?? null;
}

const CODES: Readonly<Record<Partner, readonly ServiceErrorCode[]>> = {
  mail: ['mail-authentication', 'mail-refused', 'mail-unreachable'],
  outlook: ['calendar-forbidden', 'calendar-unavailable', 'internal'],
};

function refusal(partner: Partner, whole: boolean): fc.Arbitrary<Refusal> {
  const span = whole
    ? fc.constant({ from: 0, length: HUNDRED_DAYS_MS })
    : fc.record({ from: fc.integer({ min: 0, max: 99 * DAY_MS }), length: fc.integer({ min: MINUTE_MS, max: 30 * DAY_MS }) });
  const callMs = fc.constantFrom(1_000, 4 * MINUTE_MS, 2.6 * HOUR_MS);
  return fc.record({ span, code: fc.constantFrom(...CODES[partner]), callMs }).map(({ span: { from, length }, code, callMs: ms }) => ({
    partner,
    from,
    until: Math.min(from + length, HUNDRED_DAYS_MS),
    code,
    callMs: ms,
  }));
}

/** Either partner, or both, for all of the hundred days, or now and then. */
export const refusals: fc.Arbitrary<Refusals> = fc.oneof(
  refusal('mail', true).map((one) => [one]),
  refusal('outlook', true).map((one) => [one]),
  fc.tuple(refusal('mail', true), refusal('outlook', true)).map((both) => [...both]),
  fc.array(fc.oneof(refusal('mail', false), refusal('outlook', false)), { minLength: 1, maxLength: 8 }),
);

import { expect, test } from 'vitest';
import { HUNDRED_DAYS_MS, type Refusal } from './partners.ts';
import { livePath } from './path.ts';
import { checkWellness, EVENTS_OF_A_REFUSAL } from './property.ts';

const RUNS = 200;

test('whatever the partners refuse for a hundred days, every workflow stays well, and all that is due is done once', () => {
  const { moments, renewals, most } = checkWellness(RUNS);
  process.stdout.write(`wellness: ${moments} moments of ${RUNS} stories, ${renewals} renewals, ${most} events on the busiest day\n`);
  expect(renewals).toBeGreaterThanOrEqual(RUNS);
});

test('one mail that is refused for a hundred days costs its path a bounded number of events a day', () => {
  const refusal: Refusal = { partner: 'mail', from: 0, until: HUNDRED_DAYS_MS, code: 'mail-authentication', callMs: 1_000 };
  const { events, done, renewals } = livePath({ refusals: [refusal], errands: [{ at: 0, what: 'mail' }], skew: 0 });
  expect([done, renewals]).toEqual([[1], 1]);
  expect(Math.max(...events.slice(0, 2))).toBeLessThanOrEqual(EVENTS_OF_A_REFUSAL.first);
  expect(Math.max(...events.slice(2))).toBeLessThanOrEqual(EVENTS_OF_A_REFUSAL.later);
  process.stdout.write(`wellness: ${events[0]} events on the first day of a refused mail, ${events[50]} on the fiftieth\n`);
});

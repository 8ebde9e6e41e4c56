import { expect, test } from 'vitest';
import { AFTER, DURING, liveThroughPartialRefusals, MOST_EVENTS } from '../stories/one-partner-refuses.ts';

const DAYS = 100;

test('one mail domain and one mailbox refuse for a hundred days: runs go on as new ones, events stay bounded, and nobody else waits', async () => {
  const { written, runs, during, after, refused } = await liveThroughPartialRefusals(DAYS);
  expect([refused.mail > DAYS, refused.outlook > DAYS]).toEqual([true, true]);
  expect(during).toEqual(DURING);
  expect(after).toEqual(AFTER);
  for (const [name, days] of Object.entries(written)) {
    const [first = 0, second = 0, ...later] = days;
    const most = Math.max(...later);
    const all = days.reduce((sum, count) => sum + count, 0);
    process.stdout.write(`${name}: ${first} and ${second} events on the first two days, ${most} at most on a later one, ${all} in all\n`);
    expect([name, Math.max(first, second) <= MOST_EVENTS.first]).toEqual([name, true]);
    const isRefused = name === 'Patiente' || name === 'Lucie';
    expect([name, most <= (isRefused ? MOST_EVENTS.later : MOST_EVENTS.atRest)]).toEqual([name, true]);
  }
  // Every run is at most ninety days old.
  process.stdout.write(`runs: ${JSON.stringify(runs)}\n`);
  for (const count of Object.values(runs)) expect(count).toBeGreaterThanOrEqual(2);
}, 3_600_000);

import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { presentInstant } from './present-instant.ts';

const MINUTE_MS = 60_000;

async function lag(aheadMs: number): Promise<number> {
  const scheduled = Date.now() + aheadMs;
  const answer = (await new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: scheduled }).run(async () =>
    presentInstant(),
  )) as string;
  return Date.parse(answer) - scheduled;
}

test('a worker whose clock is minutes behind takes the time at which it was asked', async () => {
  expect(await lag(5 * MINUTE_MS)).toBe(0);
});

test('a worker whose clock is right, or ahead, takes its own', async () => {
  const lagged = await lag(-5 * MINUTE_MS);
  expect(lagged).toBeGreaterThanOrEqual(5 * MINUTE_MS);
  expect(lagged).toBeLessThan(6 * MINUTE_MS);
});

test('outside of an activity now is what the machine says', () => {
  expect(Math.abs(Date.parse(presentInstant()) - Date.now())).toBeLessThan(MINUTE_MS);
});

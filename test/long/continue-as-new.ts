import { expect, test } from 'vitest';
import { startStormyStack, storm } from '../stories/storm.ts';

const PEOPLE = 60;

test('1,000 forced continue-as-news under traffic lose no message', async () => {
  await using stack = await startStormyStack(PEOPLE);
  const begun = Date.now();
  const measured = await storm(stack, { people: PEOPLE, renewals: 1000 });
  console.log(JSON.stringify({ ...measured, seconds: Math.round((Date.now() - begun) / 1000) }));
  expect(Object.values(measured.renewals).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1000);
}, 900_000);

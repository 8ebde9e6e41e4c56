import { expect, test } from 'vitest';
import { startStormyStack, storm } from './storm.ts';

const PEOPLE = 12;

test('paths, a session and worklists that must continue as new again and again lose no message', async () => {
  await using stack = await startStormyStack(PEOPLE);
  const { renewals, signals, updates, worklistMails } = await storm(stack, { people: PEOPLE, renewals: 60 });
  expect(Object.values(renewals).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(60);
  for (const count of Object.values(renewals)) expect(count).toBeGreaterThan(0);
  expect(signals).toBeGreaterThan(0);
  expect(updates).toBeGreaterThan(0);
  expect(worklistMails).toBeGreaterThan(0);
});

import { expect, test } from 'vitest';
import { GOOGLE_QUOTA, quotaQueues } from './quota.ts';

test('no span as long as the quota’s minute holds more calls than the quota', async () => {
  const minute = 200;
  const { list } = quotaQueues({ listsPerMinute: 3, readsPerMinute: 1 }, minute);
  const starts = await Promise.all(Array.from({ length: 8 }, () => list.add(() => performance.now())));
  expect(starts).toHaveLength(8);
  // A timer may fire a millisecond early.
  for (const [n, start] of starts.entries()) expect((starts[n + 3] ?? Number.POSITIVE_INFINITY) - start).toBeGreaterThan(minute - 5);
});

test('our numbers stay below Google’s', () => {
  expect(GOOGLE_QUOTA.listsPerMinute).toBeLessThan(180);
  expect(GOOGLE_QUOTA.readsPerMinute).toBeLessThan(390);
});

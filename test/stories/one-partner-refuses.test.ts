import { expect, test } from 'vitest';
import { AFTER, DURING, liveThroughPartialRefusals, MOST_EVENTS } from './one-partner-refuses.ts';

test('one mail domain and one mailbox refuse for a day: nobody else waits, and all that is due goes out once when they are back', async () => {
  const { written, during, after, refused } = await liveThroughPartialRefusals(1);
  expect([refused.mail > 0, refused.outlook > 0]).toEqual([true, true]);
  expect(during).toEqual(DURING);
  expect(after).toEqual(AFTER);
  for (const [name, [day = 0]] of Object.entries(written)) expect([name, day <= MOST_EVENTS.first]).toEqual([name, true]);
});

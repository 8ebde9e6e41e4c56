import { expect, test } from 'vitest';
import { mailsWaitingLine } from './mails-waiting.ts';

const about = { now: '2026-11-27T09:00:00Z', worklist: 's1' };

test('mails that leave within half an hour are nobody’s line', () => {
  expect(mailsWaitingLine(0, 25, about)).toEqual([]);
  expect(mailsWaitingLine(750, 25, about)).toEqual([]);
});

test('a flood is one line for the coordinator, which says how long it takes', () => {
  const [found, ...others] = mailsWaitingLine(1000, 25, about);
  expect(others).toEqual([]);
  expect(found?.item).toMatchObject({
    worklist: 's1',
    kind: 'service',
    title: '1000 e-mails attendent leur tour : le dernier partira dans 40 minutes environ.',
  });
  expect(mailsWaitingLine(3000, 25, about)[0]?.item.title).toContain('2 heures');
  expect(mailsWaitingLine(3000, 25, about)[0]?.key).toBe(found?.key);
});

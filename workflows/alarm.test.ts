import { expect, test } from 'vitest';
import { wakeAt } from './alarm.ts';

const DAY = 24 * 3600_000;
const NOW = 1_000 * DAY;

test('a wait ends at its moment', () => {
  expect(wakeAt(NOW + 3 * DAY, { now: NOW, renewal: NOW + 90 * DAY })).toBe(NOW + 3 * DAY);
});

test('a wait for a moment that is past is armed a minute ahead, never at once', () => {
  for (const past of [NOW, NOW - 1, NOW - 400 * DAY]) expect(wakeAt(past, { now: NOW, renewal: NOW + DAY })).toBe(NOW + 60_000);
});

test('a run that is 89 days old sleeps for one day more, not for another ninety', () => {
  expect(wakeAt(NOW + 400 * DAY, { now: NOW, renewal: NOW + DAY })).toBe(NOW + DAY);
});

test('a renewal that waits for a call arms no timer of its own', () => {
  expect(wakeAt(NOW + 2 * DAY, { now: NOW, renewal: NOW - 1 })).toBe(NOW + 2 * DAY);
});

import { expect, test } from 'vitest';
import { isPaused, type Pause, pauseAfter } from './pause.ts';

const NOW = '2026-11-28T09:00:00.000Z';

function minutesAfter(refusals: number, longest?: number): number {
  const before: Pause | null = refusals === 1 ? null : { refusals: refusals - 1, until: NOW };
  return (Date.parse(pauseAfter(before, NOW, longest).until) - Date.parse(NOW)) / 60_000;
}

test('a refusing service is asked again after half a minute, then ever more seldom, every quarter of an hour in the end', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100].map((refusals) => minutesAfter(refusals))).toEqual([0.5, 1, 2, 4, 8, 15, 15, 15]);
});

test('a service that has refused for a day is asked once an hour, however long that lasts', () => {
  expect([101, 2_400, 100_000].map((refusals) => minutesAfter(refusals))).toEqual([60, 60, 60]);
});

test('whoever waits for minutes only is asked more often', () => {
  expect([1, 2, 50, 101].map((refusals) => minutesAfter(refusals, 60_000))).toEqual([0.5, 1, 1, 15]);
});

test('a pause is over when its next try is due', () => {
  const pause = pauseAfter(null, NOW);
  expect([isPaused(null, NOW), isPaused(pause, NOW), isPaused(pause, pause.until)]).toEqual([false, true, false]);
});

import { expect, test } from 'vitest';
import type { Stage } from './plan.ts';
import { type ListedPath, nextOf, type PathCard, sortPaths } from './week.ts';

const NOW = '2026-12-07T07:00:00.000Z';

function path(ref: string, stage: Stage, stageSince: string, over: Partial<PathCard> = {}): ListedPath {
  return { ref, stage, card: { who: 'Aïcha B.', stageSince, paused: null, next: [], finished: false, ...over } };
}
const refs = (paths: readonly ListedPath[]) => paths.map(({ ref }) => ref);

test('lists every active path, the longest in its stage first, paused ones and one whose card can’t be read included', () => {
  const unreadable: ListedPath = { ref: 'unreadable', stage: 'building', card: null };
  const { paths } = sortPaths(
    [
      path('young', 'exploring', '2026-11-30T08:00:00Z'),
      path('old', 'informed', '2026-10-01T08:00:00Z'),
      path('paused', 'exploring', '2026-11-01T08:00:00Z', { paused: { until: null } }),
      path('settled', 'settled', '2026-11-15T08:00:00Z'),
      unreadable,
    ],
    NOW,
  );
  expect(refs(paths)).toEqual(['unreadable', 'old', 'paused', 'settled', 'young']);
});

test('lists what was closed in the last four weeks, the latest first, and leaves older ones out', () => {
  const { closed, paths, finished } = sortPaths(
    [
      path('old', 'left', '2026-11-09T06:59:59Z', { finished: true }),
      path('oldest', 'left', '2026-11-09T07:00:00Z', { finished: true }),
      path('latest', 'left', '2026-12-04T08:00:00Z'),
    ],
    NOW,
  );
  expect(refs(closed)).toEqual(['latest', 'oldest']);
  expect([paths, finished]).toEqual([[], 0]);
});

test('counts the closed ones beyond twenty, and settled paths whose situation is known', () => {
  const closed = Array.from({ length: 23 }, (_, n) => path(`${n}`, 'left', '2026-12-04T08:00:00Z'));
  const sorted = sortPaths([...closed, path('finished', 'settled', '2026-05-01T08:00:00Z', { finished: true })], NOW);
  expect([sorted.closed.length, sorted.moreClosed, sorted.finished]).toEqual([20, 3, 1]);
});

test('what comes next is still to come', () => {
  const next = [
    { what: 'session', at: '2026-12-03T13:30:00Z' },
    { what: 'nudge', at: '2026-12-14T08:00:00Z' },
  ] as const;
  expect(nextOf({ who: '', stageSince: NOW, paused: null, next, finished: false }, NOW)?.what).toBe('nudge');
  expect(nextOf(null, NOW)).toBeNull();
});

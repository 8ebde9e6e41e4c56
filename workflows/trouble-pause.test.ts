import { expect, test } from '@jest/globals';
import { troublePause } from './trouble-pause.ts';

test('half a minute, doubled, a quarter of an hour at most', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 2000].map(troublePause)).toEqual([30, 60, 120, 240, 480, 900, 900, 900].map((seconds) => seconds * 1000));
});

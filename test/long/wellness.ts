import { expect, test } from 'vitest';
import { checkWellness } from '../wellness/property.ts';

const RUNS = 2_000;

test('whatever the partners refuse for a hundred days, every workflow stays well: two thousand stories', () => {
  const { moments, renewals, most } = checkWellness(RUNS);
  process.stdout.write(`wellness: ${moments} moments of ${RUNS} stories, ${renewals} renewals, ${most} events on the busiest day\n`);
  expect(renewals).toBeGreaterThanOrEqual(RUNS);
}, 900_000);

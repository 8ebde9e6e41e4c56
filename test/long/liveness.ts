import { expect, test } from 'vitest';
import { checkLiveness } from '../liveness/property.ts';

test('nobody is forgotten, whatever happens in eighteen months: two thousand stories', () => {
  const { moments, runs, counterexample } = checkLiveness(2000);
  process.stdout.write(`liveness: ${moments} moments of ${runs} stories checked\n`);
  expect(counterexample).toBeNull();
  expect(runs).toBe(2000);
}, 1_800_000);

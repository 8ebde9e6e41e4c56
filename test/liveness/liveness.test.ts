import { expect, test } from 'vitest';
import { checkLiveness } from './property.ts';

/** The same stories each time; `npm run test:long` tells others. */
const SEED = 20261103;

test('nobody is forgotten, whatever happens in eighteen months', () => {
  const { moments, runs, counterexample } = checkLiveness(200, SEED);
  process.stdout.write(`liveness: ${moments} moments of ${runs} stories checked\n`);
  expect(counterexample).toBeNull();
  expect(moments).toBeGreaterThan(runs);
});

test('nobody is erased who is active, who was not announced, or whom staff keep, in a programme that keeps data for three months', () => {
  const { moments, runs, erased, counterexample } = checkLiveness(60, SEED, 3);
  process.stdout.write(`liveness: ${erased} erasures at ${moments} moments of ${runs} stories checked\n`);
  expect(counterexample).toBeNull();
  expect(erased).toBeGreaterThan(runs / 2);
});

import { expect, test } from '@jest/globals';
import { checkLiveness } from './property.ts';

test('nobody is forgotten, whatever happens in eighteen months', () => {
  const { moments, runs, counterexample } = checkLiveness(200);
  process.stdout.write(`liveness: ${moments} moments of ${runs} stories checked\n`);
  expect(counterexample).toBeNull();
  expect(moments).toBeGreaterThan(runs);
});

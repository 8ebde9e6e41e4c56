import { expect, test } from '@jest/globals';
import { FULL } from './soak/options.ts';
import { soak } from './soak/run.ts';

test('staff edit 200 sessions of 3,000 registrants while everything fails: calendar, mails and workflows agree', async () => {
  const seed = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 1e6));
  console.log(`seed ${seed} (again: SOAK_SEED=${seed})`);
  const { problems, figures } = await soak({ ...FULL, seed }, (line) => console.log(line));
  console.log(JSON.stringify(figures, null, 2));
  expect(problems).toEqual([]);
}, 3_600_000);

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newPlanRequest } from '../../domain/plan.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { createDeadlines } from './deadlines.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const deadlines = createDeadlines(programme);

const request = newPlanRequest({
  ref: 'GC-7K3M-9QXD',
  stage: 'informed',
  clockFrom: '2026-11-02T09:00:00.000Z',
  birthDate: '1980-05-01',
});

const timesOf = (start: string, fixedAt: string) => {
  const [times] = deadlines.plan({ ...request, appointments: [{ id: 'a', start, fixedAt }] }, fixedAt).appointments;
  return times === undefined ? null : [times.mail?.at.slice(0, 13) ?? null, times.call?.at ?? null, times.brief?.at ?? null];
};

test('an interview on Monday is prepared and reminded of on Friday: the call and the preparation before « Ma journée », the mail at nine', () => {
  const eve = '2026-12-04T06:45:00.000Z';
  expect(timesOf('2026-12-07T13:00:00.000Z', '2026-11-24T10:00:00.000Z')).toEqual(['2026-12-04T08', eve, eve]);
});

test('one agreed on the eve is prepared on the day itself, and nobody is reminded', () => {
  expect(timesOf('2026-12-10T13:00:00.000Z', '2026-12-09T15:00:00.000Z')).toEqual([null, null, '2026-12-10T06:45:00.000Z']);
});

test('one agreed on the day itself needs neither', () => {
  expect(timesOf('2026-12-10T13:00:00.000Z', '2026-12-10T09:00:00.000Z')).toEqual([null, null, null]);
});

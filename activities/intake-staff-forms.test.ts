import { expect, test } from '@jest/globals';
import { PROGRAMME } from './intake-fixtures.ts';
import { mayTouch } from './intake-staff-forms.ts';

const staff = new Map(
  PROGRAMME.organisations.flatMap((organisation) => organisation.staff.map((member) => [member.code, member] as const)),
);
const touches = (file: Parameters<typeof mayTouch>[1]) =>
  [...staff.values()].filter((member) => mayTouch(member, file)).map(({ code }) => code);
const OF_AILE = { organisation: 'aile', referent: 's2', waitingFor: [] };

test('a file is its organisation’s, its referent’s and the coordinator’s to touch', () => {
  expect(touches(OF_AILE)).toEqual(['s1', 's2', 's4']);
  expect(touches({ ...OF_AILE, organisation: 'mission-locale', referent: 's3' })).toEqual(['s1', 's3']);
  expect(touches({ ...OF_AILE, organisation: null, referent: null })).toEqual(['s1', 's2', 's4', 's3']);
});

test('a person of another organisation who is asked something about it may answer: « Transférer », « Garder », « Vu »', () => {
  expect(touches({ ...OF_AILE, waitingFor: ['s2', 's3'] })).toEqual(['s1', 's2', 's4', 's3']);
  expect(touches({ ...OF_AILE, organisation: 'mission-locale', referent: 's3', waitingFor: ['s2'] })).toEqual(['s1', 's2', 's3']);
  expect(touches({ ...OF_AILE, waitingFor: ['lead-mission-locale'] })).toEqual(['s1', 's2', 's4']);
});

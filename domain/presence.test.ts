import { expect, test } from 'vitest';
import { NO_PRESENCE, organisationsSeen, wasCoFacilitated } from './presence.ts';

const answer = (...organisations: string[]) => ({ organisations, at: { at: '2026-12-03T16:00:00Z', label: '' } });

test.each([
  ['nobody said anything', NO_PRESENCE, 'unknown'],
  ['both, as ticked', { answer: answer('AILE', 'Mission Locale'), sheetsFrom: [] }, 'yes'],
  ['one alone, as ticked', { answer: answer('AILE'), sheetsFrom: [] }, 'no'],
  ['what is ticked counts, not who sent the sheets', { answer: answer('AILE'), sheetsFrom: ['AILE', 'Mission Locale'] }, 'no'],
  ['a sheet of each', { answer: null, sheetsFrom: ['AILE', 'Mission Locale'] }, 'yes'],
  ['one sheet says nothing of the other organisation', { answer: null, sheetsFrom: ['AILE'] }, 'unknown'],
] as const)('%s', (_, presence, expected) => {
  expect(wasCoFacilitated({ presence })).toBe(expected);
});

test('who is known to have been there', () => {
  expect(organisationsSeen({ answer: null, sheetsFrom: ['AILE'] })).toEqual(['AILE']);
  expect(organisationsSeen({ answer: answer('Mission Locale'), sheetsFrom: ['AILE'] })).toEqual(['Mission Locale']);
});

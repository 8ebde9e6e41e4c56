import { expect, test } from 'vitest';
import { NOTHING_TOLD, organisationsSeen, wasCoFacilitated } from './presence.ts';

const told = (...organisations: string[]) => ({ organisations, at: { at: '2026-12-03T16:00:00Z', label: '' } });

test.each([
  ['nobody said anything', NOTHING_TOLD, 'unknown'],
  ['both, as ticked', { told: told('AILE', 'Mission Locale'), sheetsFrom: [] }, 'yes'],
  ['one alone, as ticked', { told: told('AILE'), sheetsFrom: [] }, 'no'],
  ['what is ticked counts, not who sent the sheets', { told: told('AILE'), sheetsFrom: ['AILE', 'Mission Locale'] }, 'no'],
  ['a sheet of each', { told: null, sheetsFrom: ['AILE', 'Mission Locale'] }, 'yes'],
  ['one sheet says nothing of the other organisation', { told: null, sheetsFrom: ['AILE'] }, 'unknown'],
] as const)('%s', (_, presence, expected) => {
  expect(wasCoFacilitated({ presence })).toBe(expected);
});

test('who is known to have been there', () => {
  expect(organisationsSeen({ told: null, sheetsFrom: ['AILE'] })).toEqual(['AILE']);
  expect(organisationsSeen({ told: told('Mission Locale'), sheetsFrom: ['AILE'] })).toEqual(['Mission Locale']);
});

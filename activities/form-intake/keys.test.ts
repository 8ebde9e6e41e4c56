import { expect, test } from 'vitest';
import { parseReference } from '../../domain/reference.ts';
import { createKeys } from './keys.ts';

const LEA = { firstName: 'Léa', lastName: 'Le Goff', email: 'lea@example.org', phone: null, birthDate: '2001-03-04' };
const RESPONSE = { formId: 'F', responseId: 'r1' };
const keys = createKeys(Buffer.alloc(32, 1));

test('keys are 64 bits behind their kind, and tell nothing of the person', () => {
  const all = keys.match(LEA, RESPONSE);
  expect(all[0]).toBe(keys.origin(RESPONSE));
  expect(all.length).toBeGreaterThan(5);
  for (const key of all) expect(key).toMatch(/^[a-z]{2}[0-9a-z]{13}$/);
  expect(new Set(all).size).toBe(all.length);
});

test('another key of the service makes other keys and references', () => {
  const others = createKeys(Buffer.alloc(32, 2));
  const mine = new Set(keys.match(LEA, RESPONSE));
  expect(others.match(LEA, RESPONSE).filter((key) => mine.has(key))).toEqual([]);
  expect(others.reference(RESPONSE, 0)).not.toBe(keys.reference(RESPONSE, 0));
});

test('a response always has the same reference, the next probe another', () => {
  expect(keys.reference(RESPONSE, 0)).toBe(keys.reference({ ...RESPONSE }, 0));
  expect(keys.reference(RESPONSE, 1)).not.toBe(keys.reference(RESPONSE, 0));
  expect(parseReference(keys.reference(RESPONSE, 1))).toBe(keys.reference(RESPONSE, 1));
  expect(parseReference(keys.number(RESPONSE), 'R')).toBe(keys.number(RESPONSE));
});

test('an edited response is another version of the same origin', () => {
  const before = { ...RESPONSE, lastSubmittedTime: '2026-10-01T08:00:00Z' };
  const after = { ...RESPONSE, lastSubmittedTime: '2026-10-01T08:00:01Z' };
  expect(keys.version(before)).not.toBe(keys.version(after));
  expect(keys.origin(before)).toBe(keys.origin(after));
});

test('a name is looked up whichever way round it was typed', () => {
  expect(keys.name({ firstName: 'Léa', lastName: 'Le Goff' })).toBe(keys.name({ firstName: 'LE GOFF', lastName: 'lea' }));
  expect(keys.name({ firstName: 'Léa', lastName: null })).toBeNull();
});

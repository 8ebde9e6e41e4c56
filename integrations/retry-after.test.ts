import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs, safeCode } from './retry-after.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');

test.each([
  ['1', 1000],
  ['120', 120_000],
  ['0', 0],
  [' 2.5 ', 2500],
  ['Mon, 23 Nov 2026 10:02:00 GMT', 120_000],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
  ['bientôt', null],
  ['', null],
  [null, null],
  [undefined, null],
])('Retry-After %j is %j ms', (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});

test('whatever the header says, the wait is null or not negative', () => {
  fc.assert(fc.property(fc.string(), (header) => (retryAfterMs(header, NOW) ?? 0) >= 0));
});

test('a code that is not an identifier stays out of the log', () => {
  expect(safeCode('ErrorItemNotFound')).toBe('ErrorItemNotFound');
  expect(safeCode('nadia@example.org refusée')).toBeNull();
  expect(safeCode('nadia@example.org')).toBeNull();
  expect(safeCode('x'.repeat(81))).toBeNull();
  expect(safeCode(429)).toBeNull();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rewrapped, textOf } from './html.ts';
import { instantOf, instantOfParameter, localTime } from './zones.ts';

const utc = (text: string) => Date.parse(text);

test.each([
  ['2026-12-03T14:30:00', 'Europe/Paris', '2026-12-03T13:30:00Z'],
  ['2026-07-03T14:30:00', 'Romance Standard Time', '2026-07-03T12:30:00Z'],
  ['2026-12-03T14:30:00', 'UTC', '2026-12-03T14:30:00Z'],
  ['2026-12-03T14:30:00.0000000', 'Europe/Paris', '2026-12-03T13:30:00Z'],
  ['2026-12-03T14:30:00Z', 'Europe/Paris', '2026-12-03T14:30:00Z'],
])('%s in %s', (dateTime, timeZone, expected) => {
  expect(instantOf({ dateTime, timeZone })).toBe(utc(expected));
});

test('a parameter may have lost its plus sign', () => {
  expect(instantOfParameter('startDateTime', '2026-12-03T14:30:00 01:00')).toBe(utc('2026-12-03T13:30:00Z'));
  expect(instantOfParameter('startDateTime', '2026-12-03')).toBe(utc('2026-12-03T00:00:00Z'));
  expect(() => instantOfParameter('startDateTime', 'demain')).toThrow(expect.objectContaining({ status: 400 }));
});

test('what is written is read as the same moment in every zone, but for the hour that happens twice', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: utc('2026-01-01'), max: utc('2028-01-01') }),
      fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York'),
      (moment, zone) => {
        const written = localTime(moment, zone);
        expect(written.dateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$/);
        expect([moment, moment - 3_600_000]).toContain(instantOf(written));
      },
    ),
  );
});

test('a body is wrapped, loses its scripts, and says to a person what was sent', () => {
  const html = rewrapped('<p>Bonjour</p><script>alert(1)</script>', 'HTML');
  expect(html).toMatch(/^<html><head>/);
  expect(html).not.toContain('script');
  expect(textOf(html)).toBe('Bonjour');
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '<', '>', '&', '"', "'", '«', '1'), minLength: 1 }), { maxLength: 5 }),
      (lines) => {
        expect(textOf(rewrapped(lines.join('\n'), 'text'))).toBe(lines.join('\n'));
      },
    ),
  );
});

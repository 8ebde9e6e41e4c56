import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datesIn, fr, oneLine, phoneLink, safeUrl, smsLink, typography } from './words.ts';

const dates = datesIn('Europe/Paris');
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

test('French spacing', () => {
  expect(typography('Qui vient ? « Oser » : à 14 h 30 !')).toBe('Qui vient\u00a0? «\u00a0Oser\u00a0»\u00a0: à 14\u00a0h\u00a030\u00a0!');
  expect(typography('à 14 h, puis 9 h')).toBe('à 14\u00a0h, puis 9\u00a0h');
  expect(typography('https://example.org/a?b=c !important 3 hommes')).toBe('https://example.org/a?b=c !important 3 hommes');
  expect(fr`« ${'a : b'} » ?`).toBe('«\u00a0a : b\u00a0»\u00a0?');
});

test('dates are local, the first of a month is « 1er », and the clock change is followed', () => {
  expect(plain(dates.moment('2026-12-01T08:00:00Z'))).toBe('mardi 1er décembre à 9 h');
  expect(plain(dates.moment('2026-07-14T12:05:00Z'))).toBe('mardi 14 juillet à 14 h 05');
  expect(plain(dates.range('2026-10-24T12:30:00Z', '2026-10-24T14:00:00Z'))).toBe('samedi 24 octobre, de 14 h 30 à 16 h');
  expect(plain(dates.range('2026-10-24T20:30:00Z', '2026-10-25T08:00:00Z'))).toBe(
    'du samedi 24 octobre à 22 h 30, au dimanche 25 octobre à 9 h',
  );
  expect(dates.daysBetween('2026-10-22T12:30:00Z', '2026-11-23T07:00:00Z')).toBe(32);
  expect(dates.daysBetween('2026-11-24T12:30:00Z', '2026-11-23T07:00:00Z')).toBe(0);
});

test('phones and links', () => {
  expect(phoneLink('06 12 34 56 78')).toEqual({ label: '06\u00a012\u00a034\u00a056\u00a078', href: 'tel:+33612345678' });
  expect(phoneLink('+32470123456').href).toBe('tel:+32470123456');
  expect(phoneLink('poste 12').href).toBe('tel:12');
  expect(smsLink('+33612345678', 'à & b')).toBe('sms:+33612345678?&body=%C3%A0%20%26%20b');
  expect(safeUrl('javascript:alert(1)')).toBeNull();
  expect(safeUrl('pas un lien')).toBeNull();
  expect(safeUrl('https://example.org/a')).toBe('https://example.org/a');
});

test('one line is one line, short, and never turns the text around it', () => {
  expect(oneLine(' Jean\r\n  Noël\u202e ')).toBe('Jean Noël');
  expect(oneLine('أمينة')).toBe('\u2068أمينة\u2069');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 5, max: 120 }), (text, longest) => {
      const line = oneLine(text, longest);
      expect(Array.from(line.replace(/[\u2068\u2069]/gu, '')).length).toBeLessThanOrEqual(longest);
      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWalkIns } from './walk-ins.ts';

const person = (line: number, firstName: string, lastName: string | null, phone = '+33639980009') => ({ line, firstName, lastName, phone });

test.each<[string, string, ReturnType<typeof readWalkIns>]>([
  ['nothing', '', { people: [], heads: 0, unread: [] }],
  ['first names only', 'Sam\nZoé, Paul et Inès', { people: [], heads: 4, unread: [] }],
  ['a number of people', '3 personnes\n+ 2 ados', { people: [], heads: 5, unread: [] }],
  ['name and phone', 'Zoé Diop 06 39 98 00 09', { people: [person(1, 'Zoé', 'Diop')], heads: 0, unread: [] }],
  ['a first name and a phone', 'Léo 06.39.98.00.09', { people: [person(1, 'Léo', null)], heads: 0, unread: [] }],
  ['capitals first', 'DIOP SARR Zoé - tél. : 0639980009', { people: [person(1, 'Zoé', 'DIOP SARR')], heads: 0, unread: [] }],
  ['the phone first', '06 39 98 00 09 Mme Zoé Diop', { people: [person(1, 'Zoé', 'Diop')], heads: 0, unread: [] }],
  ['a remark after the phone', 'Nour 06 39 98 00 09, consentement papier', { people: [person(1, 'Nour', null)], heads: 0, unread: [] }],
  ['a remark without a comma', 'Nour Haddad 0639980009 rappeler mardi', { people: [person(1, 'Nour', 'Haddad')], heads: 0, unread: [] }],
  ['a remark that is no name', 'Nour 06 39 98 00 09 (n° 3 !)', { people: [person(1, 'Nour', null)], heads: 0, unread: [] }],
  [
    'the phone first, then a remark',
    'Tél. 0639980009 Zoé Diop (consentement)',
    { people: [person(1, 'Zoé', 'Diop')], heads: 0, unread: [] },
  ],
  ['two numbers of one person', 'Zoé 0639980009 ou 0639980010', { people: [person(1, 'Zoé', null)], heads: 0, unread: [] }],
  ['numbered lines', '1. Zoé Diop (0639980009)\n2) Sam', { people: [person(1, 'Zoé', 'Diop')], heads: 1, unread: [] }],
  ['semicolons', 'Sam ; Zoé Diop 0639980009;', { people: [person(2, 'Zoé', 'Diop')], heads: 1, unread: [] }],
  [
    'two people on a line',
    'Zoé 0639980009, Léo 0639980010',
    { people: [person(1, 'Zoé', null), person(2, 'Léo', null, '+33639980010')], heads: 0, unread: [] },
  ],
  ['an O for a zero', 'Zoé O6 39 98 00 09', { people: [person(1, 'Zoé', null)], heads: 0, unread: [] }],
  ['a foreign phone', 'Zoé +44 7911 123456', { people: [person(1, 'Zoé', null, '+447911123456')], heads: 0, unread: [] }],
  ['a foreign phone by 00', 'Zoé 0032 470 12 34 56', { people: [person(1, 'Zoé', null, '+32470123456')], heads: 0, unread: [] }],
  ['a number that is none', 'Zoé 06 39 98', { people: [], heads: 0, unread: [1] }],
  ['a phone of nobody', '06 39 98 00 09', { people: [], heads: 0, unread: [1] }],
  ['an address instead', 'Zoé zoe@example.org', { people: [], heads: 0, unread: [1] }],
  ['markup', '<script>alert(1)</script> 0639980009', { people: [], heads: 0, unread: [1] }],
])('walk-ins: %s', (_, text, expected) => {
  expect(readWalkIns(text)).toEqual(expected);
});

test('whatever is typed is read or named, and every person has a name and a number', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc
      .tuple(fc.constantFrom('Zoé', 'Léo Martin', '<b>'), fc.constantFrom('0639980009', '+44 7911 123456', '06'))
      .map((parts) => parts.join(' ')),
  );
  let people = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const read = readWalkIns(lines.join('\n').slice(0, 5000));
      people += read.people.length;
      const numbers = [...read.people.map((one) => one.line), ...read.unread];
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(read.heads).toBeGreaterThanOrEqual(0);
      for (const { firstName, phone } of read.people) {
        expect(phone).toMatch(/^\+\d{8,15}$/);
        expect(firstName).toMatch(/^\p{L}[^<>@\d]*$/u);
      }
    }),
  );
  expect(people).toBeGreaterThan(50);
});

test('five thousand characters of numbers are a page that a person looks at, not five hundred paths', () => {
  const read = readWalkIns(Array.from({ length: 400 }, (_, n) => `Zo 06399${String(n).padStart(5, '0')}`).join('\n'));
  expect(read.people).toHaveLength(60);
  expect(read.unread).toHaveLength(340);
  expect(readWalkIns('1 '.repeat(2500)).people).toEqual([]);
});

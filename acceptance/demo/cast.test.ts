import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../random.ts';
import { castOf, type Entry } from './cast.ts';

const cast = (seed: number) => castOf(seeded(seed), '2026-11-23');

const hasPhone = ({ answers }: Pick<Entry, 'answers'>) => /\d/.test(answers['Téléphone'] ?? '');

test('the same seed is the same cast, another seed another one', () => {
  expect(cast(3)).toEqual(cast(3));
  expect(cast(3)).not.toEqual(cast(4));
});

test('every seed has what the story needs', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { early, late, seated, foundLater } = cast(seed);
      const all = [...early, ...late].map(({ answers }) => answers);
      const names = new Set(all.map((answers) => (answers['Prénom'] ?? '').toLowerCase()));
      const addresses = all.flatMap((answers) => answers['Adresse e-mail'] ?? []);
      const phoneOnly = all.filter((answers) => answers['Adresse e-mail'] === undefined && /\d/.test(answers['Téléphone'] ?? ''));
      return (
        all.length >= 38 &&
        names.size === all.length - 2 &&
        seated === 35 &&
        addresses.every((address) => address.endsWith('example.org')) &&
        phoneOnly.length === 3 &&
        // Whoever may wait for a seat is written to, never called; but for the minor and who does not consent.
        early.slice(0, 4).every(hasPhone) &&
        [...early.slice(4), ...late, { answers: foundLater }].filter(hasPhone).length === 2 &&
        late.filter(({ browser }) => browser === true).length === 1 &&
        late.filter(({ edit }) => edit !== undefined).length === 1 &&
        all.every((answers) => Buffer.byteLength(answers['Prénom'] ?? '') >= 8 && Buffer.byteLength(answers['Nom'] ?? '') >= 8)
      );
    }),
    { numRuns: 50 },
  );
});

import { expect, test } from 'vitest';
import { linesOf, namesDay } from './mailbox.ts';

test('the lines of a staff mail end where its lists of paths and sessions begin', () => {
  const text = [
    '== Relances (1) ==',
    '* [nouveau] Karim A. – Sans nouvelles. [GC-2Y8D-5VQE]',
    '  Exploration, depuis le 9 novembre (14 jours)',
    '  > Contacté : https://forms.example.org/a',
    '== Vos dossiers (1) ==',
    '* Amina B. [GC-0000-9QXD] depuis le 1er août (114 jours)',
    '  > https://forms.example.org/b',
    '== Les séances à venir (1) ==',
    '* jeudi 3 décembre à 14 h 30 – Atelier (8 inscriptions sur 12 places) [atelier-oser]',
    '  > Agir sur cette séance : https://forms.example.org/c',
  ].join('\n');
  expect(linesOf({ text }).map(({ who, ref, answers }) => [who, ref, answers.map(({ label }) => label)])).toEqual([
    ['Karim A.', 'GC-2Y8D-5VQE', ['Contacté']],
  ]);
});

test('a mail says a day as the French write it, the first of a month too', () => {
  const says = (text: string, at: string) => namesDay({ text }, at);
  expect(says('dimanche 20 décembre à 14:30', '2026-12-20T13:30:00Z')).toBe(true);
  expect(says('dimanche 20\n  décembre', '2026-12-20T13:30:00Z')).toBe(true);
  expect(says('vendredi 1er janvier', '2027-01-01T13:30:00Z')).toBe(true);
  expect(says('dimanche 31 janvier', '2027-01-01T13:30:00Z')).toBe(false);
  expect(says('le 21 décembre', '2026-12-01T13:30:00Z')).toBe(false);
});

import { expect, test } from 'vitest';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, informed, plan, REGISTERED, seated, view } from './path-fixtures.ts';

test('the journal stands in the order of what happened, the latest first, whenever it was recorded', () => {
  const later = path.followedUp(informed(seated()), followUp({ contact: 'phone' }, at('2026-12-20T10:00:00.000Z')));
  const late = path.followedUp(later, followUp({ contact: 'email', stage: 'exploring' }, at('2026-12-10T10:00:00.000Z')));
  const journal = details(late).split('### Journal\n')[1]?.split('\n') ?? [];
  const times = journal.map((line) => /^- (\S+) :/.exec(line)?.[1] ?? '');
  expect(times).toEqual(times.toSorted().toReversed());
  expect(times.length).toBeGreaterThan(4);
  // Of one moment: the stage was entered by the contact, and comes above it.
  expect(journal.slice(0, 3)).toEqual([
    '- 2026-12-20T10:00:00.000Z : Téléphone (s3).',
    '- 2026-12-10T10:00:00.000Z : Étape : exploration.',
    '- 2026-12-10T10:00:00.000Z : E-mail (s3).',
  ]);
});

test('words of a participant and of staff are shown as they were typed, never as a link or a picture', () => {
  const typed = '[ici](https://example.org) ![x](https://example.org/p.png) <b>';
  const state = informed(begin({ firstName: typed, wish: typed }));
  const shown = details(state);
  expect(shown).toContain('« \\[ici\\](https\\://example.org)');
  expect(shown).not.toMatch(/(?<!\\)\]\(/);
  expect(shown).not.toMatch(/(?<!\\)<b/);
});

test.each([
  ['Salle des fêtes', '3 rue de l’Exemple', 'Salle des fêtes, 3 rue de l’Exemple. Répondez-moi'],
  ['Salle des fêtes', '', 'Salle des fêtes. Répondez-moi'],
  ['', ' ', '2026-12-03T13:30:00.000Z. Répondez-moi'],
])('the text message says what is known of the place (%j, %j)', (name, address, words) => {
  const called = begin({ email: null });
  const seat = view({ seq: called.search.seq, place: { name, address } });
  const state = path.invited(called, { seq: called.search.seq, view: seat, plan: plan(), at: REGISTERED, mail: 'confirmation' });
  expect(linesForStaff(finish(state))[0]?.sms).toContain(words);
});

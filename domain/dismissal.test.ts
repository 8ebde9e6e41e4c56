import { expect, test } from 'vitest';
import { readSetAside, setAsideWords } from './dismissal.ts';

test('reads what its answer writes, in any case and with other spaces', () => {
  const setAside = { form: 'registration', reason: 'no-contact' } as const;
  expect(readSetAside(setAsideWords(setAside))).toEqual(setAside);
  expect(readSetAside(' Réponses  de côté ( registration no-contact ).')).toEqual(setAside);
});

test.each([
  'GC-7K3M-9QXD',
  'réponses de côté',
  'réponses de côté (registration)',
  'réponses de côté (news no-contact)',
  'réponses de côté (unable x)',
])('« %s » names none', (typed) => expect(readSetAside(typed)).toBeNull());

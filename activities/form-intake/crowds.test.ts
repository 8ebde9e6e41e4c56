import { expect, test } from 'vitest';
import type { Person } from '../../domain/facts.ts';
import { responseTo } from './intake-fixtures.ts';
import { createKeys } from './keys.ts';
import { createPathSearch } from './path-search.ts';
import { PathsInMemory } from './paths-fixtures.ts';
import { indexOf } from './registrations.ts';

const keys = createKeys(Buffer.alloc(32, 7));
const PHONE = '+33639980001';
type Who = Pick<Person, 'firstName' | 'lastName' | 'email' | 'phone' | 'birthDate'>;
const NOBODY: Who = { firstName: 'Awa', lastName: 'Diop', email: null, phone: PHONE, birthDate: null };
const keysOf = (who: Partial<Who>, responseId: string) => keys.match({ ...NOBODY, ...who }, responseTo('registration', {}, { responseId }));

/** People with one phone, each of a name that no other has; then `others`. */
function world(crowd: number, others: Readonly<Record<string, Partial<Who>>> = {}) {
  const paths = new PathsInMemory();
  const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'.charAt(Number(digit))).join('');
  for (let n = 0; n < crowd; n += 1)
    paths.addPath(`CROWD-${n}`, keysOf({ firstName: `Prénom${letters(n)}`, lastName: `Nom${letters(n)}` }, `crowd-${n}`));
  for (const [ref, who] of Object.entries(others)) paths.addPath(ref, keysOf(who, ref));
  return paths;
}

async function judged(paths: PathsInMemory, who: Partial<Who>) {
  const own = keysOf(who, 'new');
  const index = await indexOf({ search: createPathSearch(paths.client) }, [own], []);
  const { same, near } = index.judge(own);
  return { same, near };
}

const OTHERS: Readonly<Record<string, Partial<Who>>> = {
  'SAME-NAME': { firstName: 'Léa', lastName: 'Martin' },
  'SAME-FIRST-NAME': { firstName: 'Noé', lastName: 'Petit' },
  'OTHER-PHONE': { firstName: 'Ulysse', lastName: 'Blanc', phone: '+33639980002', birthDate: '2000-02-03' },
};

const FEW = world(49, OTHERS);
const MANY = world(2200, OTHERS);

test.each<[string, Partial<Who>, { same: string | null; near: readonly string[] }]>([
  ['a stranger', {}, { same: null, near: [] }],
  ['the same full name', { firstName: 'Léa', lastName: 'Martin' }, { same: 'SAME-NAME', near: [] }],
  ['the same first name', { firstName: 'Noé', lastName: 'Grand' }, { same: null, near: ['SAME-FIRST-NAME'] }],
  ['a first name alone', { firstName: 'Noé', lastName: null }, { same: null, near: ['SAME-FIRST-NAME'] }],
  ['a first name one letter apart', { firstName: 'Noée', lastName: null }, { same: null, near: ['SAME-FIRST-NAME'] }],
  ['a birth date known elsewhere', { firstName: 'Ulysse', lastName: 'Blanc', birthDate: '2000-02-03' }, { same: 'OTHER-PHONE', near: [] }],
])('at the phone of an intermediary of thousands, as of fifty: %s', async (_, who, expected) => {
  expect(await judged(FEW, who)).toEqual(expected);
  expect(await judged(MANY, who)).toEqual(expected);
});

test('thousands at one phone are counted, not listed page after page', async () => {
  const before = MANY.lists;
  await judged(MANY, { firstName: 'Léa', lastName: 'Martin' });
  // A page of the crowd, the rest without it, and who shares more than the phone.
  expect(MANY.lists - before).toBe(3);
});

test('thousands of one name at one phone are many possible duplicates, in a few pages', async () => {
  const paths = new PathsInMemory();
  for (let n = 0; n < 2200; n += 1)
    paths.addPath(`ONE-${n}`, keysOf({ birthDate: new Date(n * 86_400_000).toISOString().slice(0, 10) }, `n${n}`));
  const { same, near } = await judged(paths, { birthDate: '2009-01-01' });
  expect([same, near.length]).toEqual([null, 4]);
  expect(paths.lists).toBeLessThanOrEqual(4);
});

test('a first page of many people, none of whom shares a phone with a crowd, is listed to its end', async () => {
  const paths = world(0);
  const people = Array.from({ length: 1200 }, (_, n) =>
    keysOf({ firstName: `P${n}`, lastName: `N${n}`, phone: `+336399${String(n).padStart(5, '0')}` }, `r${n}`),
  );
  for (const [n, own] of people.entries()) paths.addPath(`P-${n}`, own);
  const index = await indexOf({ search: createPathSearch(paths.client) }, people, []);
  expect(people.filter((own, n) => index.judge(own).same !== `P-${n}`)).toEqual([]);
});

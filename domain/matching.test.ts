import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, type Identity, judge, matchKeys, mergeKeys, nameKeys, normaliseName, SEARCHED } from './matching.ts';

const LEA: Identity = { firstName: 'Léa', lastName: 'Le Goff', email: 'lea@example.org', phone: '+33639980001', birthDate: '2001-03-04' };
const NOBODY: Identity = { firstName: '', lastName: null, email: null, phone: null, birthDate: null };

const keysOf = (identity: Identity) => matchKeys(identity).map(({ kind, text }) => kind + text);
const file = (ref: string, identity: Identity, since = '2026-09-01T00:00:00Z'): Candidate => ({
  ref,
  since,
  keys: new Set(keysOf(identity)),
});
const between = (known: Identity, arriving: Identity) => judge(keysOf(arriving), [file('GC-1', known)]);

test.each<[string, Partial<Identity>, 'same' | 'near' | 'other']>([
  ['e-mail and first name', { lastName: null, phone: null, birthDate: null }, 'same'],
  ['e-mail and first name, another last name', { lastName: 'Martin', phone: null, birthDate: null }, 'near'],
  ['phone and first name, another birth date', { email: null, lastName: null, birthDate: '1990-01-01' }, 'near'],
  ['phone and first name, everything else differs', { lastName: 'Sow', email: 'l@example.org', birthDate: '1990-01-01' }, 'near'],
  ['phone and first name, day and month swapped', { email: null, lastName: null, birthDate: '2001-04-03' }, 'same'],
  ['e-mail and first name in capitals without accent', { firstName: 'LEA', email: 'Lea@Example.org', lastName: null, phone: null }, 'same'],
  ['phone and first name', { email: null, lastName: null, birthDate: null }, 'same'],
  ['names and birth date', { email: 'autre@example.org', phone: null }, 'same'],
  ['names written otherwise and birth date', { firstName: 'lea', lastName: 'LE-GOFF', email: null, phone: null }, 'same'],
  ['e-mail alone: a couple', { firstName: 'Karim', lastName: 'Haddad', phone: null, birthDate: '1990-01-01' }, 'other'],
  ['phone alone: a family', { firstName: 'Karim', lastName: 'Haddad', email: null, birthDate: '1990-01-01' }, 'other'],
  ['names, another birth date', { email: null, phone: null, birthDate: '1999-09-09' }, 'near'],
  ['names, birth date missing', { email: null, phone: null, birthDate: null }, 'near'],
  ['names, day and month swapped', { email: null, phone: null, birthDate: '2001-04-03' }, 'near'],
  ['first and last name swapped', { firstName: 'Le Goff', lastName: 'Léa', email: null, phone: null }, 'near'],
  ['birth date and last name, another first name', { firstName: 'Anna', email: null, phone: null }, 'near'],
  ['birth date swapped and last name', { firstName: 'Anna', email: null, phone: null, birthDate: '2001-04-03' }, 'near'],
  ['phone and birth date, other names', { firstName: 'Anna', lastName: 'Martin', email: null }, 'near'],
  ['e-mail and birth date, other names', { firstName: 'Anna', lastName: 'Martin', phone: null }, 'near'],
  ['e-mail, first name one letter apart', { firstName: 'Léo', lastName: 'Martin', phone: null, birthDate: null }, 'near'],
  ['phone, first name one letter more', { firstName: 'Léaa', lastName: null, email: null, birthDate: null }, 'near'],
  [
    'nothing in common',
    { firstName: 'Karim', lastName: 'Haddad', email: 'k@example.org', phone: '+33639980002', birthDate: '1990-01-01' },
    'other',
  ],
  ['first name only', { lastName: null, email: null, phone: null, birthDate: null }, 'other'],
])('%s: %s', (_, change, expected) => {
  const { same, near } = between(LEA, { ...LEA, ...change });
  expect({ same, near }).toEqual({
    same: { same: { same: 'GC-1', near: [] }, near: { same: null, near: ['GC-1'] }, other: { same: null, near: [] } }[expected].same,
    near: expected === 'near' ? ['GC-1'] : [],
  });
});

describe('a phone or an address on three different people is an intermediary’s', () => {
  const centre = (firstName: string, more: Partial<Identity> = {}): Identity => ({ ...NOBODY, firstName, phone: '+33639980009', ...more });
  const others = [file('GC-2', centre('Karim')), file('GC-3', centre('Fatou'))];

  test('with a first name it tells nobody by itself', () => {
    expect(judge(keysOf(centre('Léa')), [file('GC-1', centre('Léa'))])).toMatchObject({ same: 'GC-1', near: [] });
    expect(judge(keysOf(centre('Léa')), [file('GC-1', centre('Léa')), ...others])).toMatchObject({ same: null, near: ['GC-1'] });
    const byMail = (firstName: string) => ({ ...NOBODY, firstName, email: 'centre@example.org' });
    const files = ['Léa', 'Karim', 'Fatou'].map((name, n) => file(`GC-${n + 1}`, byMail(name)));
    expect(judge(keysOf(byMail('Léa')), files)).toMatchObject({ same: null, near: ['GC-1'], sharedWith: 2 });
  });

  test('with a last name or a birth date it does', () => {
    for (const more of [{ lastName: 'Le Goff' }, { birthDate: '2001-03-04' }])
      expect(judge(keysOf(centre('Léa', more)), [file('GC-1', centre('Léa', more)), ...others])).toMatchObject({ same: 'GC-1' });
  });
});

test('a registration that says too little to tell two people apart joins neither', () => {
  const [one, other] = [file('GC-1', { ...LEA, birthDate: null }), file('GC-2', { ...LEA, lastName: 'Martin', birthDate: null })];
  const little = { ...LEA, lastName: null, birthDate: null };
  expect(judge(keysOf(little), [one, other])).toMatchObject({ same: null, near: ['GC-1', 'GC-2'] });
  expect(judge(keysOf({ ...little, lastName: 'Martin' }), [one, other])).toMatchObject({ same: 'GC-2', near: ['GC-1'] });
});

test('an address that others use is counted, the same person not', () => {
  const { sharedWith } = judge(keysOf({ ...LEA, phone: null, birthDate: null }), [
    file('GC-1', LEA),
    file('GC-2', { ...LEA, firstName: 'Karim', lastName: 'Haddad' }),
    file('GC-3', { ...LEA, firstName: 'Fatou', lastName: 'Sow' }),
  ]);
  expect(sharedWith).toBe(2);
});

test('two files of one person: the oldest takes it, the other is a possible duplicate', () => {
  const files = [file('GC-2', LEA, '2026-09-02T00:00:00Z'), file('GC-1', LEA, '2026-09-01T00:00:00Z')];
  expect(judge(keysOf(LEA), files)).toMatchObject({ same: 'GC-1', near: ['GC-2'] });
});

test('an edited response goes to its own file whatever it says now', () => {
  const own = { ...file('GC-9', NOBODY, '2026-10-01T00:00:00Z'), keys: new Set(['or1']) };
  expect(judge(['or1', ...keysOf(LEA)], [file('GC-1', LEA), own])).toMatchObject({ same: 'GC-9', near: ['GC-1'] });
});

test('a name is the same in any case, with or without accents, apostrophes, hyphens and spaces', () => {
  expect(['Jean‑Loup', ' JEAN  LOUP', "jean'loup", 'jean’loup'].map(normaliseName)).toEqual(Array.from({ length: 4 }, () => 'jeanloup'));
  expect(normaliseName('Œuvrard')).toBe('oeuvrard');
  expect(normaliseName('李小龍')).toBe('李小龍');
  expect(normaliseName('राम')).not.toBe(normaliseName('रमा'));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => expect(normaliseName(normaliseName(name))).toBe(normaliseName(name))));
});

const part = (values: readonly string[]) => fc.option(fc.constantFrom(...values));
const identity = fc.record<Identity>({
  firstName: fc.constantFrom('Léa', 'Léo', 'Karim', 'Le Goff'),
  lastName: part(['Le Goff', 'Haddad', 'Léa']),
  email: part(['a@example.org', 'b@example.org']),
  phone: part(['+33639980001', '+33639980002']),
  birthDate: part(['2001-03-04', '2001-04-03', '1990-05-06']),
});

test('being the same, or near, is mutual; nobody is near and the same; every match is found by the searched keys', () => {
  fc.assert(
    fc.property(identity, identity, (a, b) => {
      const [there, back] = [between(a, b), between(b, a)];
      expect(back).toEqual(there);
      expect(there.same !== null && there.near.length > 0).toBe(false);
      const searched = keysOf(b).filter((key) => SEARCHED.some((kind) => key.startsWith(kind)));
      const isFound = searched.some((key) => keysOf(a).includes(key));
      expect(isFound || (there.same === null && there.near.length === 0 && there.sharedWith === 0)).toBe(true);
    }),
  );
});

/** Registers people one after the other, as intake does; each path with everybody whom it took. */
function registered(people: readonly Identity[]): readonly (readonly Identity[])[] {
  const paths: { readonly file: Candidate; readonly keys: Set<string>; readonly people: Identity[] }[] = [];
  for (const person of people) {
    const { same } = judge(
      keysOf(person),
      paths.map(({ file: known }) => known),
    );
    const path = paths.find(({ file: known }) => known.ref === same);
    if (path) {
      path.people.push(person);
      for (const one of keysOf(person)) path.keys.add(one);
    } else {
      const keys = new Set(keysOf(person));
      paths.push({ file: { ref: `GC-${paths.length}`, since: `2026-09-01T00:00:${paths.length + 10}Z`, keys }, keys, people: [person] });
    }
  }
  return paths.map((path) => path.people);
}

const named = fc.record<Identity>({
  firstName: fc.constantFrom('Léa', 'Karim', 'Mohamed'),
  lastName: fc.constantFrom('Le Goff', 'Haddad', 'Sow'),
  email: part(['a@example.org', 'b@example.org', 'c@example.org']),
  phone: part(['+33639980001', '+33639980002']),
  birthDate: fc.constantFrom('2001-03-04', '1990-05-06'),
});

test('whom a path takes depends on no order of arrival', () => {
  const orders = fc
    .array(named, { maxLength: 12 })
    .chain((people) => fc.tuple(fc.constant(people), fc.shuffledSubarray(people, { minLength: people.length })));
  const who = ({ firstName, lastName, birthDate }: Identity) => [firstName, lastName, birthDate].join(' ');
  const groups = (people: readonly Identity[]) =>
    registered(people)
      .map((path) => path.map((one) => JSON.stringify(one)).toSorted())
      .map((path) => path.join('; '))
      .toSorted();
  fc.assert(
    fc.property(orders, ([people, shuffled]) => {
      expect(groups(shuffled)).toEqual(groups(people));
      for (const path of registered(people)) expect(new Set(path.map(who)).size).toBe(1);
    }),
  );
});

test('in no order does a path take two people whose last name or birth date differ, however little others say', () => {
  fc.assert(
    fc.property(fc.array(identity, { maxLength: 12 }), (people) => {
      for (const path of registered(people))
        for (const field of ['lastName', 'birthDate'] as const) {
          const said = new Set(path.flatMap((one) => keysOf({ ...NOBODY, [field]: one[field] })));
          expect(said.size).toBeLessThanOrEqual(1);
        }
    }),
  );
});

test('forty people who give one community centre’s phone have a path each', () => {
  const people = Array.from({ length: 40 }, (_, n) => ({
    firstName: ['Mohamed', 'Fatou', 'Léa', 'Karim', 'Awa'][n % 5] ?? '',
    lastName: `Nom${String.fromCharCode(97 + (n % 26))}${n}`,
    email: `p${n}@example.org`,
    phone: '+33639980001',
    birthDate: `19${60 + n}-01-01`,
  }));
  expect(registered(people)).toHaveLength(40);
});

test('never the same by an address alone', () => {
  fc.assert(
    fc.property(identity, identity, (a, b) => {
      fc.pre(normaliseName(a.firstName) !== normaliseName(b.firstName));
      expect(between(a, b).same).toBeNull();
    }),
  );
});

test('keys stay few for the longest names', () => {
  expect(matchKeys({ ...LEA, firstName: 'x'.repeat(300) }).length).toBeLessThan(40);
  expect(matchKeys({ ...LEA, firstName: 'abcdefghijklmnopqrstuvwxyz'.repeat(10) }).length).toBeLessThan(40);
  expect(nameKeys(NOBODY)).toEqual([]);
});

test('keys of a path with many registrations still fit their search attribute', () => {
  const kind = fc.constantFrom('or', 'ef', 'pf', 'nb', 'nn', 'lb', 'em', 'ph', 'ev', 'pv');
  const keys = fc.array(
    fc.tuple(kind, fc.stringMatching(/^[0-9a-z]{13}$/)).map(([of, text]) => of + text),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(keys, keys, (known, arriving) => {
      const merged = mergeKeys(known, arriving);
      const all = new Set([...known, ...arriving]);
      expect(merged.length).toBe(Math.min(100, all.size));
      expect(JSON.stringify(merged).length).toBeLessThan(2048);
      expect(merged.every((key) => all.has(key))).toBe(true);
      const origins = [...all].filter((key) => key.startsWith('or'));
      expect(origins.length > 100 || origins.every((key) => merged.includes(key))).toBe(true);
      expect(mergeKeys(merged, merged)).toEqual(merged);
    }),
  );
});

test('what says least goes first: a name one letter apart, then the older ones of a kind', () => {
  const many = (kind: string, count: number) => Array.from({ length: count }, (_, n) => `${kind}${String(n).padStart(13, '0')}`);
  const merged = mergeKeys([...many('ef', 60), ...many('ev', 60)], ['or1', 'st1']);
  expect(merged.filter((key) => key.startsWith('ef'))).toHaveLength(60);
  expect(merged.filter((key) => key.startsWith('ev'))).toEqual(many('ev', 60).slice(22));
});

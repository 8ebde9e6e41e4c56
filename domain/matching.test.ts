import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Candidate,
  type Identity,
  judge,
  mailboxOf,
  matchKeys,
  mergeKeys,
  nameKeys,
  normaliseName,
  SEARCHED,
  sinceIn,
  sinceKey,
} from './matching.ts';

const LEA: Identity = { firstName: 'Léa', lastName: 'Le Goff', email: 'lea@example.org', phone: '+33639980001', birthDate: '2001-03-04' };
const NOBODY: Identity = { firstName: '', lastName: null, email: null, phone: null, birthDate: null };

const keysOf = (identity: Identity) => matchKeys(identity).map(({ kind, text }) => kind + text);
const pathOf = (ref: string, identity: Identity, since = '2026-09-01T00:00:00Z'): Candidate => ({
  ref,
  since,
  keys: new Set(keysOf(identity)),
});
const between = (existing: Identity, arriving: Identity) => judge(keysOf(arriving), [pathOf('GC-1', existing)]);

test.each<[string, Partial<Identity>, 'same' | 'near' | 'other']>([
  ['e-mail and first name', { lastName: null, phone: null, birthDate: null }, 'same'],
  ['e-mail and first name, another last name', { lastName: 'Martin', phone: null, birthDate: null }, 'near'],
  ['phone and first name, another last name and birth date', { email: null, lastName: 'Martin', birthDate: '1990-01-01' }, 'near'],
  ['phone and first name, another birth date', { email: null, lastName: null, birthDate: '1990-01-01' }, 'near'],
  ['e-mail and first name, another birth date', { phone: null, lastName: null, birthDate: '1990-01-01' }, 'near'],
  ['phone and first name, day and month of the birth date swapped', { email: null, birthDate: '2001-04-03' }, 'same'],
  ['another address of one mailbox, phone and first name', { email: 'lea+2@example.org' }, 'same'],
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

test('an address that others use is counted, the same person not', () => {
  const { sharedWith } = judge(keysOf({ ...LEA, phone: null, birthDate: null }), [
    pathOf('GC-1', LEA),
    pathOf('GC-2', { ...LEA, firstName: 'Karim', lastName: 'Haddad' }),
    pathOf('GC-3', { ...LEA, firstName: 'Fatou', lastName: 'Sow' }),
  ]);
  expect(sharedWith).toBe(2);
});

test('two paths of one person: the oldest takes it, the other is a possible duplicate', () => {
  const paths = [pathOf('GC-2', LEA, '2026-09-02T00:00:00Z'), pathOf('GC-1', LEA, '2026-09-01T00:00:00Z')];
  expect(judge(keysOf(LEA), paths)).toMatchObject({ same: 'GC-1', near: ['GC-2'] });
});

test('an edited response goes to its own path whatever it says now', () => {
  const own = { ...pathOf('GC-9', NOBODY, '2026-10-01T00:00:00Z'), keys: new Set(['or1']) };
  expect(judge(['or1', ...keysOf(LEA)], [pathOf('GC-1', LEA), own])).toMatchObject({ same: 'GC-9', near: ['GC-1'] });
});

test('a name is the same in any case, with or without accents, apostrophes, hyphens and spaces', () => {
  expect(['Jean‑Loup', ' JEAN  LOUP', "jean'loup", 'jean’loup'].map(normaliseName)).toEqual(Array.from({ length: 4 }, () => 'jeanloup'));
  expect(normaliseName('Œuvrard')).toBe('oeuvrard');
  expect(normaliseName('李小龍')).toBe('李小龍');
  expect(normaliseName('राम')).not.toBe(normaliseName('रमा'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
    }),
  );
});

test('with two people whom it could be, nobody is chosen', () => {
  const paths = [pathOf('GC-1', LEA), pathOf('GC-2', { ...LEA, lastName: 'Martin', birthDate: null }, '2026-09-02T00:00:00Z')];
  expect(judge(keysOf({ ...LEA, lastName: null, birthDate: null }), paths)).toMatchObject({ same: null, near: ['GC-1', 'GC-2'] });
});

test('a phone of three people tells nobody by a first name: the last name does', () => {
  const others = ['Karim', 'Fatou'].map((firstName, index) => pathOf(`GC-${index + 2}`, { ...NOBODY, firstName, phone: LEA.phone }));
  const paths = [pathOf('GC-1', LEA), ...others];
  expect(judge(keysOf({ ...NOBODY, firstName: 'Léa', phone: LEA.phone }), paths)).toMatchObject({ same: null, near: ['GC-1'] });
  expect(judge(keysOf({ ...LEA, email: null, birthDate: null }), paths)).toMatchObject({ same: 'GC-1', near: [] });
});

test('of many near matches few are named', () => {
  const paths = Array.from({ length: 100 }, (_, index) => pathOf(`GC-${100 + index}`, { ...LEA, firstName: `Anna${index}`, email: null }));
  expect(judge(keysOf({ ...LEA, email: null, phone: null }), paths).near).toEqual(['GC-100', 'GC-101', 'GC-102', 'GC-103']);
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

/** Who ended up in whose path, when they register in this order: intake's own bookkeeping, without its messages. */
function pathsOf(people: readonly Identity[]): readonly (readonly Identity[])[] {
  const paths: { readonly path: Candidate & { readonly keys: Set<string> }; readonly people: Identity[] }[] = [];
  for (const person of people) {
    const judged = judge(
      keysOf(person),
      paths.map(({ path }) => path),
    );
    const joined = paths.find(({ path }) => path.ref === judged.same);
    for (const key of joined ? keysOf(person) : []) joined?.path.keys.add(key);
    if (joined) joined.people.push(person);
    else paths.push({ path: { ...pathOf(`GC-${paths.length}`, person), keys: new Set(keysOf(person)) }, people: [person] });
  }
  return paths.map((one) => one.people);
}

const isKnown = <Value>(value: Value | null): value is Value => value !== null;
const areSwapped = (a: string, b: string) =>
  a === b || (a.slice(0, 4) === b.slice(0, 4) && a.slice(5).split('-').toReversed().join('-') === b.slice(5));

test('no path ever holds two people who differ in last name or birth date, in whatever order they register', () => {
  fc.assert(
    fc.property(fc.array(identity, { maxLength: 8 }), (people) => {
      for (const path of pathsOf(people)) {
        expect(new Set(path.map(({ lastName }) => lastName).filter(isKnown)).size).toBeLessThan(2);
        const born = path.map(({ birthDate }) => birthDate).filter(isKnown);
        expect(born.every((date) => areSwapped(date, born[0] ?? ''))).toBe(true);
      }
    }),
  );
});

test('of people whose last name and birth date are known, the paths are the same in whatever order they register', () => {
  const complete = identity.map(({ lastName, birthDate, ...rest }) => ({
    ...rest,
    lastName: lastName ?? 'Haddad',
    birthDate: birthDate === '2001-03-04' ? birthDate : '1990-05-06',
  }));
  const orders = fc
    .array(complete, { maxLength: 6 })
    .chain((people) => fc.tuple(fc.constant(people), fc.shuffledSubarray(people, { minLength: people.length })));
  const asSets = (paths: readonly (readonly Identity[])[]) =>
    paths
      .map((path) =>
        path
          .map((person) => JSON.stringify(person))
          .toSorted()
          .join(),
      )
      .toSorted();
  fc.assert(
    fc.property(orders, ([people, shuffled]) => {
      expect(asSets(pathsOf(shuffled))).toEqual(asSets(pathsOf(people)));
    }),
  );
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
    fc.property(keys, keys, (existing, arriving) => {
      const merged = mergeKeys(existing, arriving);
      const all = new Set([...existing, ...arriving]);
      expect(merged.length).toBe(Math.min(100, all.size));
      expect(JSON.stringify(merged).length).toBeLessThan(2048);
      expect(merged.every((key) => all.has(key))).toBe(true);
      const origins = [...all].filter((key) => key.startsWith('or'));
      expect(origins.length > 100 || origins.every((key) => merged.includes(key))).toBe(true);
      expect(mergeKeys(merged, merged)).toEqual(merged);
    }),
  );
});

test('since when a path exists is among its keys', () => {
  expect(sinceIn(['ef1', sinceKey('2026-11-02T09:00:00.123Z')])).toBe('2026-11-02T09:00:00.123Z');
  expect(sinceIn(['ef1'])).toBeNull();
});

test('what says least goes first: a name one letter apart, then the older ones of a kind', () => {
  const many = (kind: string, count: number) => Array.from({ length: count }, (_, n) => `${kind}${String(n).padStart(13, '0')}`);
  const merged = mergeKeys([...many('ef', 60), ...many('ev', 60)], ['or1', 'st1']);
  expect(merged.filter((key) => key.startsWith('ef'))).toHaveLength(60);
  expect(merged.filter((key) => key.startsWith('ev'))).toEqual(many('ev', 60).slice(22));
});

test.each([
  ['lea@example.org', 'lea@example.org'],
  ['l.e.a+inscription@example.org', 'lea@example.org'],
  ['+@example.org', '+@example.org'],
  ['', ''],
])('the mailbox of « %s » is « %s »', (email, mailbox) => {
  expect(mailboxOf(email)).toBe(mailbox);
});

test('addresses of one mailbox count as one for whoever registers others, and join nobody', () => {
  const [plus, other] = [
    keysOf({ ...LEA, email: 'lea+2@example.org' }),
    keysOf({ ...NOBODY, firstName: 'Zoé', email: 'l.ea@example.org' }),
  ];
  expect(plus.filter((one) => one.startsWith('em'))).toEqual(keysOf(LEA).filter((one) => one.startsWith('em')));
  expect(judge(other, [pathOf('GC-1', { ...NOBODY, firstName: 'Léa', email: 'lea@example.org' })])).toMatchObject({
    same: null,
    sharedWith: 1,
  });
});

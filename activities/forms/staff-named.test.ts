import { expect, test } from 'vitest';
import { PROGRAMME } from '../form-intake/intake-fixtures.ts';
import { staffNamed } from './staff-named.ts';

const named = (typed: string, programme = PROGRAMME) => staffNamed(programme, typed)?.code ?? null;
/** With a change to each organisation. */
const changed = (change: (one: (typeof PROGRAMME.organisations)[number]) => (typeof PROGRAMME.organisations)[number]) => ({
  ...PROGRAMME,
  organisations: PROGRAMME.organisations.map(change),
});

test('a colleague is named by name or staff code, never by the secret that signs their answers', () => {
  const secrets = PROGRAMME.organisations.flatMap(({ staff }) => staff.map(({ formCode }) => formCode));
  expect([named('ines  MOREAU'), named('s2')]).toEqual(['s2', 's2']);
  expect(secrets.map((secret) => named(secret))).toEqual(secrets.map(() => null));
});

test('two people of one name are nobody’s name; one person under two codes is theirs', () => {
  const again = (email: string) =>
    changed((one) => ({
      ...one,
      staff: one.staff.flatMap((member) => (member.code === 's2' ? [member, { ...member, code: 's9', email }] : [member])),
    }));
  const inesMoreau = PROGRAMME.organisations.flatMap(({ staff }) => staff).find(({ code }) => code === 's2');
  expect(named('Inès Moreau', again('autre@example.org'))).toBeNull();
  expect(named('Inès Moreau', again(inesMoreau?.email.toUpperCase() ?? ''))).toBe('s2');
});

test('an organisation where nobody allocates stands for its first referent: a transfer to it is never refused', () => {
  const turns = changed((one) => ({
    ...one,
    assignment: 'rotate',
    staff: one.staff.map((member) => ({ ...member, roles: member.roles.filter((role) => role !== 'contact') })),
  }));
  expect(named('Mission Locale', turns)).toBe('s3');
});

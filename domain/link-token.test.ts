import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isExpired, lastDayOf, parseLinkToken, purposeOf, referenceSubject, writeLinkToken } from './link-token.ts';
import { makeReference } from './reference.ts';

const REF = makeReference(Uint8Array.of(9, 8, 7, 6, 5));
const TOKEN = { lastDay: 20_785, tag: '0123456789AB' };
const WRITTEN = 'LIEN1-M9H01-23456-789AB';

describe('a token in the field « Code »', () => {
  test('is short, in groups, and says what it is', () => {
    expect(writeLinkToken(TOKEN)).toBe(WRITTEN);
  });

  test.each([WRITTEN, ' lien1 m9h01 23456 789ab ', 'LIENlM9HO123456789AB', 'L1EN1–M9H0I–23456–789AB'])(
    'is read as it was copied: %s',
    (typed) => {
      expect(parseLinkToken(typed)).toEqual(TOKEN);
    },
  );

  test.each([
    WRITTEN.slice(0, -1),
    `${WRITTEN}0`,
    WRITTEN.replace('B', 'U'),
    WRITTEN.replace('LIEN1', 'LIEN2'),
    'LIEN',
    `${WRITTEN} K7QX-4M2P`,
  ])('is noticed where it is damaged: %s', (typed) => {
    expect(parseLinkToken(typed)).toBe('damaged');
  });

  test.each(['', 'K7QX-4M2P', 'LIE1-0000', 'FAUX-CODE'])('is none: « %s »', (typed) => {
    expect(parseLinkToken(typed)).toBeNull();
  });

  test('comes back whole, whatever it holds', () => {
    const tag = fc.array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(32_767), tag, (lastDay, characters) => {
        const token = { lastDay, tag: characters.join('') };
        expect(parseLinkToken(writeLinkToken(token))).toEqual(token);
      }),
    );
  });

  test('any text at all is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        expect(() => parseLinkToken(`LIEN1${typed}`)).not.toThrow();
      }),
    );
  });
});

test('a link is for what its fields name', () => {
  const subject = (values: Readonly<Record<string, string>>) => purposeOf('followUp', values).subject;
  expect(subject({ reference: REF, contact: 'phone' })).toBe(`path ${REF}`);
  expect(subject({ reference: REF, session: 'info-a' })).toBe(`path ${REF}`);
  expect(subject({ session: 'info-a', sessionAction: 'move' })).toBe('session info-a');
  expect(subject({ reference: 'tous les dossiers de s2' })).toBe('paths of s2');
  expect(subject({ note: 'Remplace la réponse R-0000-0001' })).toBe('anything');
  expect(referenceSubject(` ${REF.toLowerCase()} `)).toBe(`path ${REF}`);
  expect(referenceSubject('Léa')).toBeNull();
  // What can't be read opens that alone, so nothing.
  expect(subject({ reference: 'Léa' })).toBe('path Léa');
});

test('a link to one thing is good for 45 days, one to anything for 15, to the end of that day', () => {
  const made = '2026-11-28T22:00:00.000Z';
  const [one, any] = (['path GC-0000-0000', 'anything'] as const).map((subject) => ({
    lastDay: lastDayOf({ form: 'followUp', subject }, made),
  }));
  expect(['2027-01-12T23:59:59.999Z', '2027-01-13T00:00:00.000Z'].map((at) => isExpired(one ?? TOKEN, at))).toEqual([false, true]);
  expect(['2026-12-13T23:59:59.999Z', '2026-12-14T00:00:00.000Z'].map((at) => isExpired(any ?? TOKEN, at))).toEqual([false, true]);
});

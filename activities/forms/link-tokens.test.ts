import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LinkPurpose, parseLinkToken } from '../../domain/link-token.ts';
import { createKeys } from '../form-intake/keys.ts';
import { createLinkTokens } from './link-tokens.ts';

const NOW = '2026-11-28T08:00:00.000Z';
const INES = { code: 's2', formCode: 'T3WD-9HZC' };
const STAFF = [{ code: 's1', formCode: 'K7QX-4M2P' }, INES, { code: 's3', formCode: 'B8RN-5XKV' }];
const tokens = createLinkTokens(createKeys(Buffer.alloc(32, 1)).link);

const refs = fc.constantFrom('GC-0000-0000', 'GC-1111-1111', 'GC-2222-2222', '');
const subject = fc.oneof(
  fc.constant('anything' as const),
  refs.map((ref) => `path ${ref}` as const),
  fc.constantFrom('info-a', 'info-b', '0').map((id) => `session ${id}` as const),
  fc.constantFrom('s1', 's2', 's9').map((code) => `paths of ${code}` as const),
);
const purpose = fc.record({ form: fc.constantFrom('followUp' as const, 'attendance' as const), subject });
const member = fc.constantFrom(...STAFF);

function holder(typed: string, purposes: readonly LinkPurpose[], { staff = STAFF, by = tokens } = {}) {
  const token = parseLinkToken(typed);
  return token === null || token === 'damaged' ? null : by.holder(token, purposes, staff);
}

test('a token is its member’s, for its purpose', () => {
  fc.assert(
    fc.property(purpose, member, (made, who) => {
      expect(holder(tokens.make(made, who, NOW), [made])).toBe(who);
    }),
  );
});

test('a token of one purpose never opens another', () => {
  fc.assert(
    fc.property(purpose, fc.array(purpose, { maxLength: 4 }), member, (made, otherPurposes, who) => {
      const others = otherPurposes.filter(({ form, subject: other }) => form !== made.form || other !== made.subject);
      expect(holder(tokens.make(made, who, NOW), others)).toBeNull();
    }),
  );
});

test('no altered token is anybody’s: another character, two swapped, one more, one less', () => {
  const alphabet = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
  fc.assert(
    fc.property(purpose, member, fc.nat(22), fc.nat(22), alphabet, (made, who, at, to, character) => {
      const token = tokens.make(made, who, NOW);
      const changed = `${token.slice(0, at)}${character}${token.slice(at + 1)}`;
      const swapped = [...token].map((one, index) => (index === at ? token[to] : index === to ? token[at] : one)).join('');
      const longer = `${token.slice(0, at)}${character}${token.slice(at)}`;
      const shorter = `${token.slice(0, at)}${token.slice(at + 1)}`;
      for (const altered of [changed, swapped, longer, shorter])
        if (JSON.stringify(parseLinkToken(altered)) !== JSON.stringify(parseLinkToken(token))) expect(holder(altered, [made])).toBeNull();
    }),
  );
});

test('a later day than the one that was signed is no longer its member’s', () => {
  const made: LinkPurpose = { form: 'followUp', subject: 'anything' };
  const token = parseLinkToken(tokens.make(made, INES, NOW));
  if (token === null || token === 'damaged') throw new Error('no token');
  expect(tokens.holder(token, [made], STAFF)).toBe(INES);
  expect(tokens.holder({ ...token, lastDay: token.lastDay + 1 }, [made], STAFF)).toBeNull();
});

test('another code of the member, another key of the service, or a member who left end every token', () => {
  const made: LinkPurpose = { form: 'followUp', subject: 'session info-a' };
  const token = tokens.make(made, INES, NOW);
  expect(holder(token, [made], { staff: [{ ...INES, formCode: 't3wd 9hzc' }] })).not.toBeNull();
  expect(holder(token, [made], { staff: [{ ...INES, formCode: 'T3WD-9HZD' }] })).toBeNull();
  expect(holder(token, [made], { staff: STAFF.filter(({ code }) => code !== 's2') })).toBeNull();
  // Nor is it another member's who has that code by now.
  expect(holder(token, [made], { staff: [{ code: 's7', formCode: INES.formCode }] })).toBeNull();
  expect(holder(token, [made], { by: createLinkTokens(createKeys(Buffer.alloc(32, 2)).link) })).toBeNull();
});

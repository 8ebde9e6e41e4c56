import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeReference, otherReferencesAs, parsePersonalReference, parseReference, personalReference } from './reference.ts';

const bytes = fc.uint8Array({ minLength: 5, maxLength: 32 });
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('a reference is written GC-XXXX-XXXX', () => {
  expect(makeReference(new Uint8Array(5))).toBe('GC-0000-0000');
  fc.assert(
    fc.property(bytes, (input) => {
      expect(makeReference(input)).toMatch(/^GC-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    }),
  );
  expect(() => makeReference(new Uint8Array(4))).toThrow(RangeError);
});

test('whatever a person types for a reference is read as that reference', () => {
  const typed = fc.tuple(bytes, fc.constantFrom('GC', 'R'), fc.array(fc.nat(6), { minLength: 12, maxLength: 12 }));
  fc.assert(
    fc.property(typed, ([input, prefix, slips]) => {
      const reference = makeReference(input, prefix === 'R' ? 'R' : 'GC');
      const written = [...reference].map((character, index) => slip(character, slips[index] ?? 0)).join('');
      expect(parseReference(`  ${written} `, prefix === 'R' ? 'R' : 'GC')).toBe(reference);
    }),
  );
});

function slip(character: string, kind: number): string {
  if (kind === 0) return character.toLowerCase();
  if (kind === 1 && character === '-') return ' – ';
  if (kind === 2 && character === '-') return '';
  if (kind === 3) return character.replace('0', 'o').replace('1', 'l');
  if (kind === 4) return character.replace('0', 'O').replace('1', 'I');
  return kind === 5 ? `${character} ` : character;
}

test('the prefix may be missing', () => {
  const reference = makeReference(Uint8Array.of(1, 2, 3, 4, 5));
  expect(parseReference(reference.slice(3))).toBe(reference);
  expect(parseReference(reference.slice(3).replace('-', ''))).toBe(reference);
});

test('one wrong character is noticed, wherever it is', () => {
  fc.assert(
    fc.property(bytes, fc.nat(7), fc.integer({ min: 1, max: 31 }), (input, position, step) => {
      const body = makeReference(input).slice(3).replace('-', '');
      const wrong = ALPHABET[(ALPHABET.indexOf(body[position] ?? '') + step) % 32] ?? '';
      expect(parseReference(body.slice(0, position) + wrong + body.slice(position + 1))).toBeNull();
    }),
  );
});

test('two swapped characters are noticed', () => {
  fc.assert(
    fc.property(bytes, fc.nat(7), fc.nat(7), (input, one, other) => {
      const body = [...makeReference(input).slice(3).replace('-', '')];
      const [a = '', b = ''] = [body[one], body[other]];
      fc.pre(a !== b);
      expect(parseReference(body.with(one, b).with(other, a).join(''))).toBeNull();
    }),
  );
});

test.each(['', 'GC', 'GC-1234', 'GC-0000-0001', 'GC-0000-000U', 'GC-0000-00000', '🙂', 'x'.repeat(2_000_000)])(
  '%#: no reference',
  (typed) => {
    expect(parseReference(typed)).toBeNull();
  },
);

test('any text is read or refused, and what is read stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      const reference = parseReference(typed);
      expect(reference === null || parseReference(reference) === reference).toBe(true);
    }),
  );
});

test('a personal reference is read with its two parts, however it was typed; the first alone says only whose it would be', () => {
  fc.assert(
    fc.property(bytes, bytes, (input, keyed) => {
      const ref = makeReference(input);
      const personal = personalReference(ref, keyed);
      for (const typed of [personal, personal.toLowerCase().replaceAll('-', ' '), personal.replaceAll('-', '')])
        expect(parsePersonalReference(typed)).toEqual({ ref, personal });
      expect(parsePersonalReference(ref)).toEqual({ ref, personal: null });
    }),
  );
  expect(parsePersonalReference('GC-0000-0001')).toBeNull();
});

test('references of other paths leave a text, however they are written; the path’s own stays, the one of its mails too', () => {
  const text = 'Voir GC-4P2N-6R0G, gc-4p2n-6r0g-7k3m-9qxd, GC-7K3M-9QXD et GC-7K3M-9QXD-4P2N-6R0G.';
  expect(otherReferencesAs(text, 'GC-7K3M-9QXD', '…')).toBe('Voir …, …, GC-7K3M-9QXD et GC-7K3M-9QXD-4P2N-6R0G.');
});

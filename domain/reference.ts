import { base32, base32Digit, base32Values } from './base32.ts';
import { compactCode, withoutLookalikes } from './typed-code.ts';

/**
 * References that a person reads, types and says on the phone: `GC-XXXX-XXXX`, seven Crockford base32 characters and one that checks them.
 * The check is a weighted sum over GF(32), each position with its own weight: any one wrong character and any two swapped ones are noticed.
 */
const BODY = 7;

/** `GC`: a participant. `R`: a form response in quarantine, which a new registration may replace. */
export type ReferencePrefix = 'GC' | 'R';

/** Made of the first 35 bits of `bytes` (from a keyed hash: references can't be guessed). @throws RangeError of fewer than 5 bytes */
export function makeReference(bytes: Uint8Array, prefix: ReferencePrefix = 'GC'): string {
  const body = base32(bytes, BODY);
  return written(`${body}${base32Digit(check(base32Values(body)))}`, prefix);
}

/**
 * The reference in what somebody typed, or null where it is none: any case, O for 0, I or L for 1, with or without dashes, spaces and prefix.
 * Null too where the check character is wrong: a mistyped reference must not reach somebody else's path.
 */
export function parseReference(typed: string, prefix: ReferencePrefix = 'GC'): string | null {
  const text = compactCode(typed);
  const body = text.length === BODY + 1 + prefix.length && text.startsWith(prefix) ? text.slice(prefix.length) : text;
  if (body.length !== BODY + 1) return null;
  const values = base32Values(withoutLookalikes(body));
  if (values.includes(-1) || check(values.slice(0, BODY)) !== values[BODY]) return null;
  return written(values.map(base32Digit).join(''), prefix);
}

/** What only the mails to a participant hold: their reference, and a second one that follows from it by a keyed hash. `GC-XXXX-XXXX-YYYY-YYYY`. */
export function personalReference(ref: string, bytes: Uint8Array): string {
  return `${ref}-${makeReference(bytes).slice('GC-'.length)}`;
}

/** `personal`: as `personalReference` writes it, where both parts were typed; it is still to be compared. Null where it is no reference at all. */
export function parsePersonalReference(typed: string): { readonly ref: string; readonly personal: string | null } | null {
  const both = compactCode(typed);
  const [ref, code] = [parseReference(both.slice(0, -(BODY + 1))), parseReference(both.slice(-(BODY + 1)))];
  if (ref !== null && code !== null) return { ref, personal: `${ref}-${code.slice('GC-'.length)}` };
  const alone = parseReference(typed);
  return alone === null ? null : { ref: alone, personal: null };
}

const IN_TEXT = /GC-[0-9A-Z]{4}-[0-9A-Z]{4}(?:-[0-9A-Z]{4}-[0-9A-Z]{4})?/giu;

/** A text in which references of other paths, as they are written, give way to `words`. */
export function otherReferencesAs(text: string, own: string, words: string): string {
  return text.replace(IN_TEXT, (found) => (found.toUpperCase().startsWith(own) ? found : words));
}

function written(text: string, prefix: ReferencePrefix): string {
  return `${prefix}-${text.slice(0, 4)}-${text.slice(4)}`;
}

function check(values: readonly number[]): number {
  return values.reduce((sum, value) => twice(sum ^ value), 0);
}

/** Multiplication by x in GF(2)[x] / (x⁵ + x² + 1), whose powers of x are 31 different weights. */
function twice(value: number): number {
  return ((value << 1) & 31) ^ (value & 16 ? 0b00101 : 0);
}

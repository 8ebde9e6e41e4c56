/** Crockford's: no I, L, O or U, so that what is read aloud or typed is not taken for something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The first `length` × 5 bits of `bytes`. @throws RangeError where there are fewer */
export function base32(bytes: Uint8Array, length: number): string {
  if (bytes.length * 8 < length * 5) throw new RangeError(`${length} characters take ${Math.ceil((length * 5) / 8)} bytes`);
  return Array.from({ length }, (_, index) => base32Digit(fiveBits(bytes, index * 5))).join('');
}

/** @param value 0 to 31 */
export function base32Digit(value: number): string {
  return ALPHABET.charAt(value);
}

/** 0 to 31 of each character in capitals, -1 where it is none. */
export function base32Values(text: string): readonly number[] {
  return [...text].map((character) => ALPHABET.indexOf(character));
}

function fiveBits(bytes: Uint8Array, from: number): number {
  const byte = Math.floor(from / 8);
  const both = ((bytes[byte] ?? 0) << 8) | (bytes[byte + 1] ?? 0);
  return (both >> (11 - (from % 8))) & 31;
}

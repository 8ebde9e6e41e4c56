/** Order of strings by their code units, as a sort wants it: of ISO 8601 times in UTC it is the order of time. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** With a capital first letter. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Characters that hide, or turn the reading direction round: Arabic letter mark, soft hyphen, Mongolian separator, zero widths, bidi controls, tags. */
const HIDDEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
/** No writing stacks more marks on one letter; a tower of them covers the lines above it. */
const TOWER = /(\p{M}{4})\p{M}+/gu;

/** What somebody typed, as a reader sees it: without hidden characters and towers of marks; halves of a surrogate pair are replaced. */
export function visible(text: string): string {
  return text.toWellFormed().replace(HIDDEN, '').replace(TOWER, '$1');
}

const NAME = /^\p{L}[\p{L}\p{M} '’-]*$/u;
const LONGEST_NAME = 40;

/**
 * The first name that a mail may say: letters, marks, space, hyphen, apostrophe, at most 40 characters. Null for anything else: anybody can fill in the
 * form with anybody's address, and a name of their words would be a message of theirs under the programme's name.
 */
export function nameForMails(typed: string): string | null {
  const name = visible(typed).replace(/\s+/gu, ' ').trim();
  return NAME.test(name) && Array.from(name).length <= LONGEST_NAME ? name : null;
}

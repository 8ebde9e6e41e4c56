import { readAllPathsOf } from './all-paths-of.ts';
import { base32, base32Digit, base32Values } from './base32.ts';
import { readSetAside } from './dismissal.ts';
import { isHeldPaths } from './influx.ts';
import type { FormKind } from './programme/programme.ts';
import { parseReference } from './reference.ts';
import { compactCode, withoutLookalikes } from './typed-code.ts';

/**
 * What stands in the field « Code » of a link that staff were mailed: `LIEN1-DDDTT-TTTTT-TTTTT`, the last day on which it is valid (three
 * characters) and 60 bits of a keyed hash of everything it is for. It names nobody, and opens nothing but what `LinkPurpose` says.
 */
export interface LinkToken {
  /** Last day of validity: days since 1970-01-01, UTC. */
  readonly lastDay: number;
  /** `TAG_LENGTH` characters of base32. */
  readonly tag: string;
}

/** What one link of a member of staff is for, and nothing else. */
export interface LinkPurpose {
  readonly form: FormKind;
  readonly subject: LinkSubject;
}

/** A path by reference, a session by id, all paths of a colleague by staff code, all whose first mail waits, responses that were set aside for one reason; `anything` that the member of staff may do by this form. */
export type LinkSubject = 'anything' | 'held paths' | `set aside ${string}` | `path ${string}` | `session ${string}` | `paths of ${string}`;

/** The 1 is the version of what is hashed, and how. */
const PREFIX = 'LIEN1';
const DAY_LENGTH = 3;
const TAG_LENGTH = 12;
const DAY_MS = 24 * 3600_000;
/** A line may be answered weeks after the mail that brought it; the next mail has a new link. */
const DAYS_FOR_ONE_THING = 45;
/** It opens as much as the code itself, and each « Ma journée », so at least each Monday's, has a new one. */
const DAYS_FOR_ANYTHING = 15;

/** What a link with these fields filled in is for. @param values as a `PrefilledAnswer` has them */
export function purposeOf(form: FormKind, { reference, session }: Readonly<Record<string, string>>): LinkPurpose {
  if (reference !== undefined) return { form, subject: referenceSubject(reference) ?? `path ${reference}` };
  return { form, subject: session === undefined ? 'anything' : `session ${session}` };
}

/** What the text in « Référence » names; null where it can't be read. A colleague is named by staff code in a link. */
export function referenceSubject(typed: string): LinkSubject | null {
  if (isHeldPaths(typed)) return 'held paths';
  const setAside = readSetAside(typed);
  if (setAside !== null) return `set aside ${setAside.form} ${setAside.reason}`;
  const colleague = readAllPathsOf(typed);
  if (colleague !== null) return `paths of ${colleague}`;
  const ref = parseReference(typed);
  return ref === null ? null : `path ${ref}`;
}

/** @param now ISO 8601 */
export function lastDayOf({ subject }: LinkPurpose, now: string): number {
  return dayOf(now) + (subject === 'anything' ? DAYS_FOR_ANYTHING : DAYS_FOR_ONE_THING);
}

/** @param submitted when the response was sent (ISO 8601): one that is read late is judged as one that is read at once */
export function isExpired({ lastDay }: Pick<LinkToken, 'lastDay'>, submitted: string): boolean {
  return dayOf(submitted) > lastDay;
}

/** The hash's part of a token. */
export function tagOf(digest: Uint8Array): string {
  return base32(digest, TAG_LENGTH);
}

export function writeLinkToken({ lastDay, tag }: LinkToken): string {
  const day = Array.from({ length: DAY_LENGTH }, (_, index) => base32Digit((lastDay >> (5 * (DAY_LENGTH - 1 - index))) & 31)).join('');
  return [PREFIX, ...(`${day}${tag}`.match(/.{5}/g) ?? [])].join('-');
}

/**
 * The token in what stands in « Code »: any case, with or without dashes and spaces. `damaged`: begins as one and is none, cut off or of another
 * version. Null: no token, so a code or nothing.
 */
export function parseLinkToken(typed: string): LinkToken | 'damaged' | null {
  const text = withoutLookalikes(compactCode(typed));
  const prefix = withoutLookalikes(PREFIX);
  if (!text.startsWith(prefix.slice(0, -1))) return null;
  const body = text.slice(prefix.length);
  const values = base32Values(body);
  if (!text.startsWith(prefix) || body.length !== DAY_LENGTH + TAG_LENGTH || values.includes(-1)) return 'damaged';
  return { lastDay: values.slice(0, DAY_LENGTH).reduce((day, value) => day * 32 + value, 0), tag: body.slice(DAY_LENGTH) };
}

function dayOf(instant: string): number {
  return Math.floor(Date.parse(instant) / DAY_MS);
}

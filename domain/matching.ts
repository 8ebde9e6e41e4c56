import type { Person } from './facts.ts';
import { compare } from './text.ts';

/** What a person is recognised by. */
export type Identity = Pick<Person, 'firstName' | 'lastName' | 'email' | 'phone' | 'birthDate'>;

/**
 * Kinds of keys, two letters each: the prefix of a key wherever it is stored.
 * - same person, unless something else contradicts it: `ef` e-mail + first name, `pf` phone + first name, `nb` last + first name + birth date;
 *   `or` the response itself;
 * - near match: `nn` last + first name in either order, `lb` last name + birth date, `eb` e-mail + birth date, `pb` phone + birth date,
 *   `ev` and `pv` e-mail or phone + a first name one letter apart. Birth dates count as equal with day and month swapped;
 * - neither, since couples and families share one: `em` mailbox, `ph` phone.
 */
export const SAME_PERSON = ['or', 'ef', 'pf', 'nb'] as const;
export const NEAR_MATCH = ['nn', 'lb', 'eb', 'pb', 'ev', 'pv'] as const;
export const SHARED = ['em', 'ph'] as const;
export type MatchKind = (typeof SAME_PERSON)[number] | (typeof NEAR_MATCH)[number] | (typeof SHARED)[number];

/** Every match shares at least one key of these kinds: they are all that a search needs to ask for. */
export const SEARCHED: readonly MatchKind[] = ['or', 'em', 'ph', 'nn', 'lb'];

export interface MatchKey {
  readonly kind: MatchKind;
  /** Personal data in clear: to be hashed before it is stored. */
  readonly text: string;
}

/** A longer first name is compared by its beginning, which keeps the number of `ev` and `pv` keys small. */
const COMPARED_LETTERS = 12;

/** The keys of a person; a key whose parts are missing is left out. */
export function matchKeys(identity: Identity): readonly MatchKey[] {
  const first = normaliseName(identity.firstName);
  const last = normaliseName(identity.lastName ?? '');
  const email = identity.email?.trim().toLowerCase() ?? '';
  const phone = identity.phone ?? '';
  const born = identity.birthDate ?? '';
  const bornEither = eitherOrder(born);
  return [
    ...key('em', mailboxOf(email)),
    ...key('ph', phone),
    ...key('ef', email, first),
    ...key('pf', phone, first),
    ...key('nb', last, first, born),
    ...nameKeys(identity),
    ...key('lb', last, bornEither),
    ...key('eb', email, bornEither),
    ...key('pb', phone, bornEither),
    ...oneLetterApart(first).flatMap((variant) => [...key('ev', email, variant), ...key('pv', phone, variant)]),
  ];
}

/**
 * The mailbox behind an address, as far as one can tell: many providers deliver « lea+2@ » and « l.e.a@ » to « lea@ », so that one person's mailbox
 * has any number of addresses.
 */
export function mailboxOf(email: string): string {
  const [local = '', ...domain] = email.split('@');
  return [local.replace(/\+.*$/, '').replaceAll('.', '') || local, ...domain].join('@');
}

/** The key of a full name, whichever of the two was typed first. */
export function nameKeys({ firstName, lastName }: Pick<Identity, 'firstName' | 'lastName'>): readonly MatchKey[] {
  return key('nn', ...[normaliseName(firstName), normaliseName(lastName ?? '')].toSorted());
}

/** Letters and digits only, lower case, without accents: « Jean‑Loup », « JEAN LOUP » and « jeanloup » are one name. */
export function normaliseName(name: string): string {
  return name
    .slice(0, 1000)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
    .normalize('NFC');
}

/** What a search attribute may hold: 2 KB, at 18 bytes a key with its quotes and comma. */
const MOST_KEYS = 100;
const DISPENSABLE: readonly MatchKind[] = ['ev', 'pv', 'eb', 'pb', 'lb', 'nn', 'ph', 'em', 'nb', 'pf', 'ef'];

/**
 * The keys of a path that takes another registration or an edit. A list that outgrows its search attribute would stick the workflow: beyond
 * 100, the least telling kinds go first and of each kind the oldest; the responses taken are kept longest.
 */
export function mergeKeys(existing: readonly string[], arriving: readonly string[]): readonly string[] {
  const all = [...new Set([...existing, ...arriving])];
  const importance = (one: string) => DISPENSABLE.findIndex((kind) => one.startsWith(kind));
  const leaving = all.filter((one) => importance(one) >= 0).toSorted((a, b) => importance(a) - importance(b));
  const dropped = new Set(leaving.slice(0, Math.max(0, all.length - MOST_KEYS)));
  const kept = all.filter((one) => !dropped.has(one));
  // The first two say which response opened the path, and since when.
  return kept.length <= MOST_KEYS ? kept : [...kept.slice(0, 2), ...kept.slice(2 - MOST_KEYS)];
}

/** A path as the search returns it: `keys` begin with their kind. */
export interface Candidate {
  readonly ref: string;
  /** Orders paths: when its first registration was submitted (ISO 8601). */
  readonly since: string;
  readonly keys: ReadonlySet<string>;
}

export interface Judgement {
  /** The path of the same person; null: a new one. */
  readonly same: string | null;
  /** Possible duplicates, for a person to decide, oldest first, `MOST_NEAR` of them. */
  readonly near: readonly string[];
  /** Paths of other people that use the same e-mail address. */
  readonly sharedWith: number;
}

/** One more than a path names: it says then that there are others. */
export const MOST_NEAR = 4;

/** So many other people at one address or phone: it is an intermediary's, and tells nobody by itself. */
export const INTERMEDIARY = 2;

/**
 * Whose registration is it? The path's that shares what tells a person, where nothing else that is known contradicts it. Where several do that contradict
 * each other, nobody knows which of them it is: a new path, and a person decides. `keys` begin with their kind, as the candidates' do.
 */
export function judge(keys: readonly string[], candidates: readonly Candidate[]): Judgement {
  const oldestFirst = candidates.toSorted((a, b) => compare(a.since, b.since) || compare(a.ref, b.ref));
  const own = oldestFirst.find((candidate) => shares(keys, candidate, ['or']));
  const isNamed = sayWho(keys, candidates);
  const agreeing = oldestFirst.filter((candidate) => isNamed(candidate) && !contradicts(keys, candidate));
  const isOnePerson = agreeing.every((one) => !agreeing.some((other) => contradicts([...one.keys], other)));
  const same = own ?? (isOnePerson ? agreeing[0] : undefined);
  const others = oldestFirst.filter((candidate) => candidate !== same);
  const isSomebodyElse = (candidate: Candidate) => !(isOnePerson && agreeing.includes(candidate));
  return {
    same: same?.ref ?? null,
    near: others
      .filter((candidate) => shares(keys, candidate, ['ef', 'pf', 'nb', ...NEAR_MATCH]))
      .slice(0, MOST_NEAR)
      .map(({ ref }) => ref),
    sharedWith: others.filter((candidate) => isSomebodyElse(candidate) && shares(keys, candidate, ['em'])).length,
  };
}

/** Whether a path shares what tells this person: at the address or phone of an intermediary, the last name too. */
function sayWho(keys: readonly string[], candidates: readonly Candidate[]): (candidate: Candidate) => boolean {
  const others = (contact: MatchKind, withName: MatchKind) =>
    candidates.filter((one) => shares(keys, one, [contact]) && !(shares(keys, one, [withName]) && !contradicts(keys, one))).length;
  const intermediary = { ef: others('em', 'ef') >= INTERMEDIARY, pf: others('ph', 'pf') >= INTERMEDIARY };
  const tells = (kind: 'ef' | 'pf', candidate: Candidate) =>
    shares(keys, candidate, [kind]) && (!intermediary[kind] || shares(keys, candidate, ['nn']));
  return (candidate) => shares(keys, candidate, ['nb']) || tells('ef', candidate) || tells('pf', candidate);
}

/** Of people with one first name: another last name, or another birth date. */
function contradicts(keys: readonly string[], candidate: Candidate): boolean {
  const clashes = (kind: MatchKind) =>
    keys.some((text) => text.startsWith(kind)) &&
    [...candidate.keys].some((text) => text.startsWith(kind)) &&
    !shares(keys, candidate, [kind]);
  // A birth date is compared by what it is kept with: the last name, or else the address or phone that both have.
  return (
    clashes('nn') ||
    clashes('lb') ||
    (shares(keys, candidate, ['ef']) && clashes('eb')) ||
    (shares(keys, candidate, ['pf']) && clashes('pb'))
  );
}

function shares(keys: readonly string[], { keys: theirs }: Candidate, kinds: readonly MatchKind[]): boolean {
  return keys.some((text) => kinds.some((kind) => text.startsWith(kind)) && theirs.has(text));
}

function key(kind: MatchKind, ...parts: readonly string[]): readonly MatchKey[] {
  return parts.includes('') ? [] : [{ kind, text: parts.join('\n') }];
}

/** A birth date that reads the same with day and month swapped. */
function eitherOrder(date: string): string {
  const [year, month, day] = date.split('-');
  return year && month && day ? [year, ...[month, day].toSorted()].join('-') : '';
}

/** The name itself and the name less any one letter: two names one letter apart (missing, other or swapped) share one of these. */
function oneLetterApart(name: string): readonly string[] {
  const letters = [...name].slice(0, COMPARED_LETTERS);
  if (letters.length < 3) return [name];
  return [...new Set([letters.join(''), ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))])];
}

/** Begins the key that says since when a path exists, kept among its match keys: start times change at continue-as-new, and memos are encrypted. */
const SINCE = 'st';

/** @param submitted when the person registered (ISO 8601) */
export function sinceKey(submitted: string): string {
  return SINCE + Date.parse(submitted).toString(36);
}

/** When the person registered (ISO 8601); null where no key says so. */
export function sinceIn(keys: readonly string[]): string | null {
  const since = keys.find((one) => one.startsWith(SINCE))?.slice(SINCE.length);
  return since === undefined ? null : new Date(Number.parseInt(since, 36)).toISOString();
}

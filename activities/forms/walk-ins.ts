import type { WalkInPerson } from '../../domain/facts.ts';
import { readPhone } from './contact.ts';
import { oneLine } from './text.ts';

export interface WalkInText {
  /** With name and phone: each becomes a path. */
  readonly people: readonly WalkInPerson[];
  /** Known by a first name only, or counted (« 3 personnes »). */
  readonly heads: number;
  /** Lines that look like a person to call and can't be read as one: a person looks at the sheet. */
  readonly unread: readonly number[];
}

/** A sign-in sheet has 30 rows; more than two of them is no list of people any more. */
const MOST_PEOPLE = 60;
/** Of one line that says how many came. */
const MOST_COUNTED = 200;

const PHONE = /(?:\+\s?)?\(?\d[\d\s.()/\u2010-\u2015-]{6,}\d/g;
/** The letter O for the first zero. */
const LETTER_O = /\bo(?=[1-9](?:[\s.-]?\d){6,})/gi;
const LIST_MARK = /^(?:[-*•–—]+|\d{1,2}\s?[.)])\s*(?=\p{L})/u;
const PHONE_WORD = /(?<!\p{L})(?:t[ée]l(?:[ée]phone)?|portable|mobile)(?!\p{L})\.?/giu;
const EDGES = /^[\s,:.()|/–—-]+|[\s,:.()|/–—-]+$/g;
const TITLE = /^(?:mme|mlle|mr|m\.|madame|monsieur|mademoiselle)\s+/i;
const NAME = /^\p{L}[\p{L}\p{M} .'’-]{0,79}$/u;

/** « Personnes venues sans inscription »: one person a line, or separated by semicolons. Never throws: what it can't read, it says. */
export function readWalkIns(text: string | null): WalkInText {
  const people: WalkInPerson[] = [];
  const unread: number[] = [];
  let heads = 0;
  for (const [index, entry] of entriesOf(text ?? '').entries()) {
    const line = index + 1;
    const phones = entry.match(PHONE) ?? [];
    if (phones.length === 0 && !entry.includes('@')) heads += headsIn(entry);
    else {
      const person = people.length < MOST_PEOPLE ? personOf(entry, phones) : null;
      if (person === null) unread.push(line);
      else people.push({ line, ...person });
    }
  }
  return { people, heads, unread };
}

function entriesOf(text: string): readonly string[] {
  return text
    .split(/[\n;]/)
    .flatMap((line) => oneLine(line)?.replace(LETTER_O, '0').replace(LIST_MARK, '') ?? [])
    .flatMap(severalPeople);
}

/** « Léa 06 …, Sam 07 … » on one line: each part is a person of its own only where each has a name and a number. */
function severalPeople(line: string): readonly string[] {
  const parts = line.split(/,|\bet\b/);
  const isPerson = (part: string) => (part.match(PHONE) ?? []).length === 1 && /\p{L}/u.test(part.replace(PHONE_WORD, ''));
  return parts.length > 1 && parts.every(isPerson) ? parts : [line];
}

function personOf(entry: string, phones: readonly string[]): Omit<WalkInPerson, 'line'> | null {
  const phone = phones.map((typed) => readPhone(typed).good).find((good) => good !== null) ?? null;
  const name = nameIn(entry);
  return phone !== null && NAME.test(name) ? { ...namesOf(name), phone } : null;
}

/** Before the phone where something stands there, else after it. What follows both is a remark. */
function nameIn(entry: string): string {
  const [before = '', ...after] = entry.split(PHONE).map(withoutTrimmings);
  return [before, ...after.map(withoutRemark)].find((part) => /\p{L}/u.test(part)) ?? '';
}

function withoutTrimmings(part: string): string {
  return part.replace(PHONE_WORD, ' ').replace(/,/g, ' ').replace(/\s+/g, ' ').replace(EDGES, '').replace(TITLE, '');
}

function withoutRemark(part: string): string {
  return (part.split(/\(|\s[-–—]\s/)[0] ?? '').trim();
}

/** « Léa Martin », « MARTIN Léa »: a name in capitals before another one is the last name. */
function namesOf(name: string): Pick<WalkInPerson, 'firstName' | 'lastName'> {
  const words = name.split(' ');
  const capitals = words.findIndex((word) => word !== word.toUpperCase() || word.length < 2);
  const [firstName, lastName] =
    capitals > 0 ? [words.slice(capitals).join(' '), words.slice(0, capitals).join(' ')] : [words[0] ?? name, words.slice(1).join(' ')];
  return { firstName, lastName: lastName === '' ? null : lastName };
}

/** « Sam », « Sam, Zoé et Paul », « 3 personnes ». */
function headsIn(entry: string): number {
  const counted = /^\+?\s?(\d{1,3})(?!\d)/.exec(entry)?.[1];
  if (counted !== undefined) return Math.min(Number(counted), MOST_COUNTED);
  return entry.split(/,|&|\+|\/|\bet\b/).filter((name) => /\p{L}/u.test(name)).length;
}

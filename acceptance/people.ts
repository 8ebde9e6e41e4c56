import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Random } from './random.ts';

// Every fictional person of the project is made here. Addresses are on example.org, numbers of the range that is kept for films and books.

/** One fact that a member of staff recorded, so many days before the start. */
const Step = z.strictObject({
  daysAgo: z.int(),
  contact: z.enum(['phone', 'email', 'interview', 'workshop', 'attempt']).optional(),
  stage: z.enum(['informed', 'exploring', 'building', 'training', 'settled', 'left']).optional(),
  note: z.string().optional(),
  /** An appointment so many days after the start, at 10:00. */
  appointmentIn: z.int().optional(),
  /** End of a training or of a pause, so many days after the start. */
  untilIn: z.int().optional(),
  pause: z.boolean().optional(),
  reason: z.string().optional(),
  outcome: z.string().optional(),
});

const PastPath = z.strictObject({
  firstName: z.string(),
  lastName: z.string(),
  /** Age in years at the start; null leaves the birth date empty. */
  age: z.int().nullable(),
  reach: z.enum(['mail', 'phone', 'both']),
  registeredDaysAgo: z.int(),
  neighbourhood: z.string(),
  situation: z.string(),
  referrer: z.string(),
  followedBy: z.string().optional(),
  enteredBy: z.string().optional(),
  wish: z.string(),
  steps: z.array(Step),
});

const words = z.array(z.string()).min(1);
const File = z.strictObject({
  history: z.array(PastPath),
  drawn: z.strictObject({ firstNames: words, lastNames: words, wishes: words, situations: words, referrers: words }),
  syllables: words,
});

const FILE = File.parse(parse(readFileSync(new URL('people.yaml', import.meta.url), 'utf8')));

// ── What a person fills in ───────────────────────────────────────────────────────────────────────────────────────

/** Question title → what the person types or chooses. */
export type Filled = Readonly<Record<string, string>>;

/** A fictional person as the registration form asks for them; what is left out stays empty. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string;
  readonly phone?: string;
  /** `YYYY-MM-DD` */
  readonly birthDate?: string;
  readonly neighbourhood?: string;
  readonly town?: string;
  readonly situation?: string;
  readonly referrer?: string;
  readonly followedBy?: string;
  readonly wish?: string;
}

/** Where the registration form of the example asks for consent. */
export const CONSENT = "J'accepte que mes données soient conservées";

/** The registration form of the example, with consent. */
export function filledIn(person: Person): Filled {
  const answers: readonly (readonly [title: string, value: string | undefined])[] = [
    ['Prénom', person.firstName],
    ['Nom', person.lastName],
    ['Adresse e-mail', person.email],
    ['Téléphone', person.phone],
    ['Date de naissance', person.birthDate],
    ['Quartier', person.neighbourhood],
    ['Commune', person.town],
    ['Situation', person.situation],
    ['Comment nous avez-vous connus ?', person.referrer],
    ['Êtes-vous déjà suivi par', person.followedBy],
    ['Votre envie ou projet', person.wish],
    [CONSENT, 'Oui'],
  ];
  return Object.fromEntries(answers.flatMap(([title, value]) => (value === undefined ? [] : [[title, value]])));
}

// ── A person by a first name ─────────────────────────────────────────────────────────────────────────────────────

/**
 * The registration of an adult of AILE's. Surname and birth date follow from the first name, so that two first names never look like one person.
 * @param more answers that come on top, by title
 */
export function registration(firstName: string, more: Filled = {}): Filled {
  const person = {
    firstName,
    lastName: surnameOf(firstName),
    email: addressOf(firstName),
    birthDate: birthDateOf(firstName),
    neighbourhood: 'Centre-ville',
  };
  return { ...filledIn(person), ...more };
}

export function registered(firstName: string, more: Filled = {}): { readonly formId: string; readonly answers: Filled } {
  return { formId: 'F-REG', answers: registration(firstName, more) };
}

export function addressOf(firstName: string): string {
  return `${unaccented(firstName).replaceAll(/[^a-z0-9]/g, '')}@boite.example.org`;
}

/** Another number, another phone. */
export function phoneOf(index: number): string {
  return spaced(mobile(index));
}

/** Another number, another first name. */
export function nameOf(index: number): string {
  const { syllables } = FILE;
  const base = syllables.length;
  const name = [Math.floor(index / base / base) % base, Math.floor(index / base) % base, index % base]
    .map((at) => syllables[at] ?? '')
    .join('');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Ten letters that nobody is called by. */
function surnameOf(firstName: string): string {
  const letters = [...digest(firstName)].slice(0, 10).map((byte) => String.fromCodePoint(97 + (byte % 26)));
  return `Ex${letters.join('')}`;
}

function birthDateOf(firstName: string): string {
  const days = digest(`${firstName} est né`).readUInt32BE(0) % (25 * 365);
  return new Date(Date.UTC(1968, 0, 1 + days)).toISOString().slice(0, 10);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

// ── A person by a number ─────────────────────────────────────────────────────────────────────────────────────────

/** No two numbers below 8,000 share a name, an address or a phone. Aged 18 to 57 in 2026, so that both organisations get theirs. */
export function numbered(index: number): Person {
  const { wishes, situations } = FILE.drawn;
  const one = (choices: readonly string[]) => choices[index % choices.length] ?? '';
  return {
    firstName: nameOf(index),
    lastName: nameOf(index * 7 + 3),
    email: `personne${index}@boite.example.org`,
    phone: phoneOf(index),
    birthDate: `${2008 - (index % 40)}-0${1 + (index % 9)}-${10 + (index % 18)}`,
    neighbourhood: index % 2 === 0 ? 'Les Aunettes' : 'Centre-ville',
    town: 'Exemple-sur-Orge',
    situation: one(situations),
    followedBy: 'Aucun',
    wish: one(wishes),
  };
}

// ── People drawn by chance ───────────────────────────────────────────────────────────────────────────────────────

export type Age = 'adult' | 'young' | 'minor';
const YEARS: Record<Age, readonly [number, number]> = { adult: [27, 58], young: [18, 24], minor: [15, 16] };

/** Draws one person after the other, nobody twice. @throws when there are no names left */
export function drawing(random: Random, today: string): (age: Age) => Required<Person> {
  const { drawn } = FILE;
  const [firstNames, lastNames] = [random.shuffled(drawn.firstNames), random.shuffled(drawn.lastNames)];
  const phone = phoneBook(random);
  let count = 0;
  return (age) => {
    const [firstName, lastName] = [firstNames[count], lastNames[count]];
    if (firstName === undefined || lastName === undefined) throw new Error('not enough names');
    count++;
    const [from, to] = YEARS[age];
    const year = Number(today.slice(0, 4)) - random.between(from, to) - 1;
    return {
      firstName,
      lastName,
      email: `${addressPart(firstName)}.${addressPart(lastName)}${random.between(10, 99)}@boite.example.org`,
      phone: phone(),
      birthDate: `${year}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`,
      neighbourhood: random.next() < 0.5 ? 'Les Aunettes' : 'Centre-ville',
      town: 'Exemple-sur-Orge',
      situation: pick(random, drawn.situations),
      referrer: pick(random, drawn.referrers),
      followedBy: 'Aucun',
      wish: pick(random, drawn.wishes),
    };
  };
}

/** Each number once, written as people write them. */
function phoneBook(random: Random): () => string {
  let last = 0;
  return () => {
    last += random.between(1, 200);
    const digits = mobile(last);
    return pick(random, [digits, spaced(digits), spaced(digits).replaceAll(' ', '.'), `+33 ${spaced(digits).slice(1)}`]);
  };
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.between(0, items.length - 1)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** Latin letters, or a stand-in where there are none. */
function addressPart(name: string): string {
  const latin = unaccented(name).replace(/[^a-z]+/g, '');
  return latin.length > 3 ? latin : 'oleksandra';
}

// ── Two months of a Groupement ───────────────────────────────────────────────────────────────────────────────────

export type HistoryStep = z.infer<typeof Step>;

/** A fictional person and what happened to them over the last two months. */
export type HistoryPerson = Omit<z.infer<typeof PastPath>, 'reach'> & { readonly email: string | null; readonly phone: string | null };

export const HISTORY: readonly HistoryPerson[] = FILE.history.map(({ reach, ...person }) => ({
  ...person,
  email: reach === 'phone' ? null : `${hyphened(person.firstName)}.${hyphened(person.lastName)}@example.org`,
  phone: reach === 'mail' ? null : spaced(mobile(numberOf(`${person.firstName} ${person.lastName}`))),
}));

function hyphened(name: string): string {
  return unaccented(name.replaceAll(/[đĐ]/g, 'd').replaceAll('ı', 'i')).replaceAll(/[^a-z]+/g, '-');
}

function numberOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 10_000, 7);
}

// ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** 06 39 98 00 00 to 06 39 98 99 99: nobody answers. */
function mobile(index: number): string {
  return `063998${String(index).padStart(4, '0')}`;
}

function spaced(digits: string): string {
  return digits.replace(/(\d\d)(?=\d)/g, '$1 ');
}

function unaccented(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

import { createHash } from 'node:crypto';
import type { Imported } from './drive/forms.ts';

const CONSENT = "J'accepte que mes données soient conservées";

/**
 * A fictional adult of AILE's, as the registration form of the example takes them: title → answer. Surname and birth date follow from the first
 * name, so that two first names never look like one person.
 */
export function registration(firstName: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    Prénom: firstName,
    Nom: surnameOf(firstName),
    'Adresse e-mail': addressOf(firstName),
    'Date de naissance': birthDateOf(firstName),
    Quartier: 'Centre-ville',
    [CONSENT]: 'Oui',
    ...more,
  };
}

export function addressOf(firstName: string): string {
  return `${firstName
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')}@boite.example.org`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
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

export function registered(firstName: string, more: Readonly<Record<string, string>> = {}): Imported {
  return { formId: 'F-REG', answers: registration(firstName, more) };
}

/** A fictional mobile number of the range kept for fiction. */
export function phoneOf(index: number): string {
  return `06 39 98 ${String(index)
    .padStart(4, '0')
    .replace(/(\d\d)(\d\d)/, '$1 $2')}`;
}

/** The number in syllables: another number, another name. */
export function nameOf(index: number): string {
  const base = SYLLABLES.length;
  const name = [Math.floor(index / base / base) % base, Math.floor(index / base) % base, index % base]
    .map((at) => SYLLABLES[at] ?? '')
    .join('');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const SYLLABLES = [
  'ba',
  'ce',
  'dou',
  'fan',
  'gui',
  'hel',
  'jo',
  'kim',
  'lu',
  'mar',
  'nor',
  'pel',
  'pri',
  'qua',
  'ro',
  'syl',
  'ty',
  'val',
  'wen',
  'zo',
];

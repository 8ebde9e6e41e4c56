import { CONSENT } from '../../acceptance/people.ts';
import type { Answers } from '../support/sandbox.ts';

/** What becomes of one registration. `line`: what the coordinator reads about it, or whoever has the file (`worklist`). */
export type Outcome =
  /** A path; its details (French, as the Web UI shows them) say and don't say these words. */
  | { readonly path: readonly string[]; readonly not?: readonly string[]; readonly line?: Line }
  | { readonly quarantine: string; readonly line: string }
  /** The same person as that row's. */
  | { readonly joins: string }
  | { readonly ignored: true };

export interface Line {
  readonly kind: string;
  readonly title: RegExp;
  readonly worklist?: string;
  readonly phone?: string;
}

export interface Row {
  readonly answers: Answers;
  readonly outcome: Outcome;
  /** The response as its author mends it; it is then taken, and its path says these words. */
  readonly mended?: { readonly answers: Answers; readonly path: readonly string[] };
}

export const ADULT = { 'Date de naissance': '1984-05-06', [CONSENT]: 'Oui' };
const YOUNG = { 'Date de naissance': '2005-05-06', [CONSENT]: 'Oui' };

let addresses = 0;
function mail(): string {
  addresses += 1;
  return `ligne${addresses}@example.org`;
}
const named = (first: string, last: string, more: Answers = {}): Answers => ({
  Prénom: first,
  Nom: last,
  'Adresse e-mail': mail(),
  ...ADULT,
  ...more,
});
const byPhone = (first: string, phone: string, more: Answers = {}): Answers => ({
  Prénom: first,
  Nom: `Appel-${first}`,
  Téléphone: phone,
  ...ADULT,
  ...more,
});
const callOf = (phone: string): Line => ({ kind: 'call', title: /Proposer la séance/, phone });

const LONG = 'Abélardétienne'.repeat(30);
const twice = named('Perpétue', 'Doublon');

/** Registrations, by name of the row. */
export const REGISTRATIONS: Readonly<Record<string, Row>> = {
  good: { answers: named('Bonne', 'Réponse'), outcome: { path: ['Bonne Réponse', 'Place réservée'] } },
  accents: { answers: named('Zoë-Ñandú', 'D’Ørsted-Łukasz'), outcome: { path: ['Zoë-Ñandú D’Ørsted-Łukasz', 'Place réservée'] } },
  cyrillic: { answers: named('Олександра', 'Шевченко'), outcome: { path: ['Олександра Шевченко', 'Place réservée'] } },
  chinese: { answers: named('李小龙', '王'), outcome: { path: ['李小龙 王', 'Place réservée'] } },
  arabic: { answers: named('محمد', 'العربي'), outcome: { path: ['محمد العربي', 'Place réservée'] } },
  'three hundred characters': {
    answers: named(LONG, 'Long'),
    outcome: { path: [LONG.slice(0, 300), 'Place réservée'], not: [LONG.slice(0, 301)] },
  },
  html: { answers: named('<script>alert(1)</script>Léa', '<b>Gras</b>'), outcome: { path: ['Léa', 'Place réservée'] } },
  'line breaks': {
    answers: named('Marie\r\nBcc: tous@example.org\r\n', 'Retour\nLigne'),
    outcome: { path: ['Marie Bcc: tous@example.org Retour Ligne', 'Place réservée'] },
  },
  'no e-mail': { answers: byPhone('Sansmail', '06 39 98 10 01'), outcome: { path: ['Sansmail'], line: callOf('+33639981001') } },
  'malformed e-mail, a phone': {
    answers: byPhone('Arobase', '06 39 98 10 02', { 'Adresse e-mail': 'arobase.example.org' }),
    outcome: { path: ['Arobase'], line: { kind: 'contactDetails', title: /coordonnées à corriger/ } },
    mended: {
      answers: byPhone('Arobase', '06 39 98 10 02', { 'Adresse e-mail': 'arobase@example.org' }),
      path: ['Inscription corrigée', 'E-mail « confirmation » envoyé (adresse corrigée)'],
    },
  },
  'malformed e-mail, no phone': {
    answers: named('Perdu', 'Devue', { 'Adresse e-mail': 'perdu(at)example' }),
    outcome: { quarantine: 'no-contact', line: 'Ni adresse e-mail ni téléphone utilisable' },
    mended: { answers: named('Perdu', 'Devue', { 'Adresse e-mail': 'perdu@example.org' }), path: ['Perdu Devue', 'Place réservée'] },
  },
  'a couple’s address, one': {
    answers: named('Tristan', 'Deuxcœurs', { 'Adresse e-mail': 'couple@example.org' }),
    outcome: { path: ['Tristan Deuxcœurs', 'Place réservée'] },
  },
  'a couple’s address, the other': {
    answers: named('Yseult', 'Couple', { 'Adresse e-mail': 'couple@example.org' }),
    outcome: { path: ['Yseult Couple', 'Place réservée'] },
  },
  'a third first name at one address': {
    answers: named('Marc', 'Royaume', { 'Adresse e-mail': 'couple@example.org' }),
    outcome: { path: ['Marc Royaume'], line: { kind: 'contactDetails', title: /trois personnes ou plus/ } },
  },
  'phone with dots': { answers: byPhone('Points', '06.39.98.10.03'), outcome: { path: ['Points'], line: callOf('+33639981003') } },
  'phone with +33': { answers: byPhone('Plus', '+33 6 39 98 10 04'), outcome: { path: ['Plus'], line: callOf('+33639981004') } },
  'phone with 0033': { answers: byPhone('Zéros', '0033639981005'), outcome: { path: ['Zéros'], line: callOf('+33639981005') } },
  'phone with (0)': {
    answers: byPhone('Parenthèse', '+33 (0)6 39 98 10 06'),
    outcome: { path: ['Parenthèse'], line: callOf('+33639981006') },
  },
  'phone with dashes and two numbers': {
    answers: byPhone('Tirets', '06-39-98-10-07 ou 01 99 00 10 07'),
    outcome: { path: ['Tirets'], line: callOf('+33639981007') },
  },
  'phone with the letter O': { answers: byPhone('Lettre', 'O6 39 98 1O O8'), outcome: { path: ['Lettre'], line: callOf('+33639981008') } },
  'foreign phone': { answers: byPhone('Étranger', '+32 470 00 00 09'), outcome: { path: ['Étranger'], line: callOf('+32470000009') } },
  'phone that is none': {
    answers: byPhone('Muet', 'celui de ma sœur'),
    outcome: { quarantine: 'no-contact', line: 'Ni adresse e-mail ni téléphone utilisable' },
    mended: { answers: byPhone('Muet', '06 39 98 10 10'), path: ['Muet Appel-Muet'] },
  },
  'born in the future': {
    answers: named('Futur', 'Né', { 'Date de naissance': '2199-01-01' }),
    outcome: { path: ['Futur Né', 'sans date de naissance'], line: { kind: 'decide', title: /Décider quelle structure/ } },
  },
  'no birth date': {
    answers: named('Sansdate', 'Né', { 'Date de naissance': '' }),
    outcome: { path: ['Sansdate Né', 'sans date de naissance'], line: { kind: 'decide', title: /Décider quelle structure/ } },
  },
  minor: {
    answers: named('Mineur', 'Né', { 'Date de naissance': `${new Date().getUTCFullYear() - 15}-01-01` }),
    outcome: { path: ['Mineur Né', 'Moins de 18 ans'], not: ['Place réservée'], line: { kind: 'decide', title: /Moins de 18 ans/ } },
  },
  'month over twelve': {
    answers: named('Américain', 'Né', { 'Date de naissance': '12/31/1984' }),
    outcome: { path: ['Américain Né', 'Association AILE'] },
  },
  'day and month, first': {
    answers: byPhone('Inverse', '06 39 98 10 11', { Nom: 'Dates', 'Date de naissance': '1984-03-04' }),
    outcome: { path: ['Inverse Dates'] },
  },
  'day and month swapped': {
    answers: byPhone('Inversée', '06 39 98 10 12', { Nom: 'Dates', 'Date de naissance': '1984-04-03' }),
    outcome: {
      path: ['Inversée Dates'],
      line: { kind: 'possibleDuplicate', title: /Doublon possible avec le dossier GC-/, worklist: 's1' },
    },
  },
  'unknown neighbourhood': {
    answers: named('Ailleurs', 'Loin', { Quartier: 'Quartier des Étoiles' }),
    outcome: { path: ['Ailleurs Loin', 'Place réservée'] },
  },
  'empty form': {
    answers: {},
    outcome: { quarantine: 'empty', line: 'La réponse est vide' },
    mended: { answers: named('Vide', 'Rempli'), path: ['Vide Rempli', 'Place réservée'] },
  },
  'only spaces': { answers: { Prénom: '  ', Nom: '\n' }, outcome: { quarantine: 'empty', line: 'La réponse est vide' } },
  'one megabyte': {
    answers: named('Énorme', 'Lettre', { 'Votre envie ou projet': 'créer '.repeat(175_000) }),
    outcome: { path: ['Énorme Lettre', 'Envie', 'Place réservée'] },
  },
  'no first name': {
    answers: named('', 'Anonyme'),
    outcome: { quarantine: 'first-name-missing', line: 'Le prénom manque' },
    mended: { answers: named('Retrouvé', 'Anonyme'), path: ['Retrouvé Anonyme', 'Place réservée'] },
  },
  'consent not answered': {
    answers: named('Indécis', 'Accord', { [CONSENT]: '' }),
    outcome: { quarantine: 'consent-missing', line: 'accord de la personne est restée sans réponse' },
    mended: { answers: named('Indécis', 'Accord'), path: ['Indécis Accord', 'Place réservée'] },
  },
  'consent unreadable': {
    answers: named('Peutêtre', 'Hésitant', { [CONSENT]: 'On verra' }),
    outcome: { quarantine: 'unknown-choice', line: 'n’est pas un des choix attendus' },
    mended: { answers: named('Peutêtre', 'Hésitant'), path: ['Peutêtre Hésitant', 'Place réservée'] },
  },
  'consent refused': { answers: named('Nonmerci', 'Accord', { [CONSENT]: 'Non' }), outcome: { ignored: true } },
  twice: { answers: twice, outcome: { path: ['Perpétue Doublon', 'elle rejoint ce parcours'] } },
  'twice, again': { answers: { ...twice, Prénom: 'PERPETUE' }, outcome: { joins: 'twice' } },
  young: { answers: { ...named('Jeune', 'Homme'), ...YOUNG }, outcome: { path: ['Jeune Homme', 'Mission Locale'] } },
};

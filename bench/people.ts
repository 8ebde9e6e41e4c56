import type { Programme } from '../domain/programme/programme.ts';

/** A response as the sandbox's control takes it. */
export interface Waiting {
  readonly formId: string;
  readonly responseId: string;
  readonly createTime: string;
  readonly lastSubmittedTime: string;
  readonly answers: Readonly<Record<string, string>>;
}

const SYLLABLES = [
  'ba',
  'cé',
  'dou',
  'fan',
  'gui',
  'hel',
  'jo',
  'kim',
  'lu',
  'mar',
  'nor',
  'o',
  'pri',
  'qua',
  'ro',
  'syl',
  'ty',
  'val',
  'wen',
  'zo',
];
const WISHES = ['ouvrir une cantine de quartier', 'réparer des vélos', 'une compagnie de théâtre de rue', 'un jardin partagé'];
const SITUATIONS = ['En recherche d’emploi', 'En emploi', 'En formation'];

/**
 * Registrations of different fictional people: no two share a name, an address or a number. Ages 18 to 57, so that both organisations get
 * theirs. Submitted one after the other from `from` on, within two minutes.
 */
export function registrations(
  programme: Programme,
  { first, count, from }: { first: number; count: number; from: Date },
): readonly Waiting[] {
  const { formId, fields } = programme.forms.registration;
  return Array.from({ length: count }, (_, offset) => {
    const index = first + offset;
    const at = new Date(from.getTime() + offset * 100).toISOString();
    const answers: Readonly<Record<string, string | undefined>> = {
      [fields.firstName ?? '']: capital(word(index, 3)),
      [fields.lastName ?? '']: capital(word(index * 7 + 3, 4)),
      [fields.email ?? '']: `personne${index}@boite.example.org`,
      [fields.phone ?? '']: `06 39 98 ${String(index).padStart(4, '0').replace(/(..)/, '$1 ')}`,
      [fields.birthDate ?? '']: `${2008 - (index % 40)}-0${1 + (index % 9)}-${10 + (index % 18)}`,
      [fields.neighbourhood ?? '']: index % 2 === 0 ? 'Les Aunettes' : 'Centre-ville',
      [fields.town ?? '']: 'Exemple-sur-Orge',
      [fields.situation ?? '']: SITUATIONS[index % SITUATIONS.length],
      [fields.alreadyFollowedBy ?? '']: 'Aucun',
      [fields.wish ?? '']: WISHES[index % WISHES.length],
      [fields.consent ?? '']: 'Oui',
    };
    const given = Object.entries(answers).flatMap(([title, value]) =>
      title === '' || value === undefined ? [] : [[title, value] as const],
    );
    return { formId, responseId: `bench-${index}`, createTime: at, lastSubmittedTime: at, answers: Object.fromEntries(given) };
  });
}

/** The number written in syllables: another number, another word. */
function word(index: number, length: number): string {
  let rest = index;
  return Array.from({ length }, () => {
    const syllable = SYLLABLES[rest % SYLLABLES.length] ?? '';
    rest = Math.floor(rest / SYLLABLES.length);
    return syllable;
  }).join('');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

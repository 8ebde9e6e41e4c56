import type { Random } from '../random.ts';

/** Question title → what the person types or chooses. */
export type Filled = Readonly<Record<string, string>>;

/** One registration as it goes into the form; the fictional person behind several may be the same. */
export interface Entry {
  readonly answers: Filled;
  /** Posted in the same instant as the next one: the same person pressing twice. */
  readonly atOnceWithNext?: boolean;
  /** Edited afterwards: what changes. */
  readonly edit?: Filled;
  /** Filled in with a real browser. */
  readonly browser?: boolean;
}

export interface Cast {
  /** In the order in which they register: those waiting when the service starts, and those who come while it runs. */
  readonly early: readonly Entry[];
  readonly late: readonly Entry[];
  /** How many of them are given a place: what capacities are cut to. */
  readonly seated: number;
  /** Who the unusable registration really was, for the coordinator who asks around. */
  readonly foundLater: Filled;
}

const CONSENT = "J'accepte que mes données soient conservées";

/** Long and rare enough never to turn up in a database by chance; none is a name of the staff. */
const FIRST_NAMES = `
  Bérénice, Célestin, Dieudonné, Fatoumata, Gwenaëlle, Hippolyte, Jocelyne, Kadidiatou, Lucrétia, Mamadouba, Quitterie,
  Rosalinde, Séraphine, Théodora, Valentine, Wilfrieda, Xavérine, Zéphyrin, Aminatou, Bertillon, Clothilde, Domitille,
  Edouardine, Florimond, Guillemette, Hortensia, Joséphine, Ludivinia, Mathurine, Ndèye-Fatou, Олександра, Philomène, Radegonde,
  Sigismond, Tiphanie, Apolline, Barnabéa, Cunégonde, Eléonore, Fulgence`
  .trim()
  .split(/,\s+/);
const LAST_NAMES = `
  Ravelomanana, D'Alembertine, Koulibalytraoré, Vandenbroucque, Le Guennec-Ploumanac, Abdelkrimane, Castelnaudary, Desroziers,
  Etchegarayoa, Fauconnier, Gaillardoneau, Hernandoval, Iparraguirre, Jaurèguiberry, Kervarrecq, Lamoricière, Montgolfière,
  Nguyenthanh, Ourabahlou, Pétillonneau, Quatrefages, Rousselière, Sénéchaloux, Tchikayane, Ursulescu, Villebramar,
  Wojciechowska, Yacoubovitch, Zarembowicz, Bouzianeline, Chrysostome, Dragomirescu, Escoffierneau, Ferrandizot, Grandjouan-Bel,
  Hautecloque, Ivanovitchka, Kermadecq, Labrousseau, Marcellinot`
  .trim()
  .split(/,\s+/);
const WISHES = [
  'ouvrir une cantine de quartier',
  'réparer des vélos avec les jeunes du coin',
  'monter une compagnie de théâtre de rue',
  'créer un jardin partagé au pied des tours',
  'coudre et vendre mes propres sacs',
  'je ne sais pas encore, mais j’ai envie d’essayer',
];
const SITUATIONS = ['En recherche d’emploi', 'En emploi', 'En formation', 'En recherche d’emploi depuis plus d’un an'];
const REFERRERS = ['PLIE', 'Mission Locale', 'Forum', 'Association de quartier', 'Rencontre dans la rue'];

/** Everybody of one demonstration: 41 registrations with the one entered anew, 37 people with a path. */
export function castOf(random: Random, today: string): Cast {
  const phone = phoneBook(random);
  const person = personMaker(random, { today, phone });
  // Without a phone: a seat that comes free so shortly before a session is told by mail, where others would be called.
  const byMail = (age: Age) => without(person(age), 'Téléphone');
  const adults = Array.from({ length: 15 }, () => byMail('adult'));
  const young = Array.from({ length: 9 }, () => byMail('young'));
  const phoneOnly = Array.from({ length: 3 }, (_, index) => without(person(index === 1 ? 'young' : 'adult'), 'Adresse e-mail'));
  const badEmail = { ...person('adult'), 'Adresse e-mail': 'pas-d-arobase.example.org' };
  const noBirthDate = without(byMail('adult'), 'Date de naissance');
  const hurried = byMail('adult');
  const forgetful = byMail('young');
  const careless = byMail('adult');
  const [one, other] = [byMail('adult'), byMail('adult')];
  const shared = { ...other, 'Adresse e-mail': one['Adresse e-mail'] ?? '', Nom: one['Nom'] ?? '' };
  const minor = person('minor');
  const unwilling = { ...person('adult'), [CONSENT]: 'Non' };
  const found = byMail('adult');
  const unusable = { ...without(found, 'Adresse e-mail'), Téléphone: 'le numéro de ma soeur' };
  const visitor = byMail('adult');

  const plain = (answers: Filled): Entry => ({ answers });
  // Whoever is called comes first and has a seat: those who may wait for one are written to.
  const early = [...random.shuffled([...phoneOnly, badEmail]), ...random.shuffled([...adults, ...young, one])].map(plain);
  const late: Entry[] = [
    { answers: hurried, atOnceWithNext: true },
    { answers: hurried },
    { answers: visitor, browser: true },
    ...random.shuffled<Entry>([
      plain(shared),
      plain(forgetful),
      plain(noBirthDate),
      plain(minor),
      plain(unwilling),
      plain(unusable),
      { answers: careless, edit: { Situation: 'En formation', 'Votre envie ou projet': 'finalement, une recyclerie' } },
    ]),
    // The same person months of habit later: other letters, same address.
    plain({ ...forgetful, Prénom: (forgetful['Prénom'] ?? '').toUpperCase(), 'Votre envie ou projet': 'toujours partante' }),
  ];
  const seated =
    adults.length + young.length + phoneOnly.length + ['bad', 'couple', 'couple', 'none', 'twice', 'twice', 'edit', 'browser'].length;
  return { early, late, seated, foundLater: { ...found, 'Saisi par': 'La coordination' } };
}

type Age = 'adult' | 'young' | 'minor';
const YEARS: Record<Age, readonly [number, number]> = { adult: [27, 58], young: [18, 24], minor: [15, 16] };

function personMaker(random: Random, { today, phone }: { today: string; phone: () => string }): (age: Age) => Filled {
  const firstNames = random.shuffled(FIRST_NAMES);
  const lastNames = random.shuffled(LAST_NAMES);
  let count = 0;
  return (age) => {
    const index = count++;
    const first = firstNames[index];
    const last = lastNames[index];
    if (first === undefined || last === undefined) throw new Error('not enough names');
    const [from, to] = YEARS[age];
    const year = Number(today.slice(0, 4)) - random.between(from, to) - 1;
    return {
      Prénom: first,
      Nom: last,
      'Adresse e-mail': `${addressPart(first)}.${addressPart(last)}${random.between(10, 99)}@boite.example.org`,
      Téléphone: phone(),
      'Date de naissance': `${year}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`,
      Quartier: random.next() < 0.5 ? 'Les Aunettes' : 'Centre-ville',
      Commune: 'Exemple-sur-Orge',
      Situation: pick(random, SITUATIONS),
      'Comment nous avez-vous connus ?': pick(random, REFERRERS),
      'Êtes-vous déjà suivi par': 'Aucun',
      'Votre envie ou projet': pick(random, WISHES),
      [CONSENT]: 'Oui',
    };
  };
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.between(0, items.length - 1)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** Latin letters, or a stand-in where there are none. */
function addressPart(name: string): string {
  const latin = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]+/g, '');
  return latin.length > 3 ? latin : 'oleksandra';
}

/** French mobile numbers in the range kept for fiction (06 39 98 …), each once, written as people write them. */
function phoneBook(random: Random): () => string {
  let last = 0;
  return () => {
    last += random.between(1, 200);
    const digits = `063998${String(last).padStart(4, '0')}`;
    const spaced = digits.replace(/(\d\d)(?=\d)/g, '$1 ');
    return pick(random, [digits, spaced, spaced.replaceAll(' ', '.'), `+33 ${spaced.slice(1)}`]);
  };
}

function without(answers: Filled, question: string): Filled {
  return Object.fromEntries(Object.entries(answers).filter(([title]) => title !== question));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

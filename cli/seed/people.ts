import type { ContactKind, FormStage } from '../../domain/facts.ts';

/** One fact that a member of staff recorded, so many days before the start. */
export interface Step {
  readonly daysAgo: number;
  readonly contact?: ContactKind;
  readonly stage?: FormStage;
  readonly note?: string;
  /** An appointment so many days after the start, at 10:00. */
  readonly appointmentIn?: number;
  /** End of a training or of a pause, so many days after the start. */
  readonly untilIn?: number;
  readonly pause?: boolean;
  readonly reason?: string;
  readonly outcome?: string;
}

/** A fictional person and what happened to them over the last two months. Addresses on example.org, numbers from the range kept for fiction. */
export interface SeedPerson {
  readonly firstName: string;
  readonly lastName: string;
  /** Age in years at the start; null leaves the birth date empty. */
  readonly age: number | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly neighbourhood: string;
  readonly situation: string;
  readonly referrer: string;
  readonly wish: string;
  readonly enteredBy?: string;
  readonly followedBy?: string;
  readonly registeredDaysAgo: number;
  readonly steps: readonly Step[];
}

const SEEKING = 'En recherche d’emploi';
const LONG = 'En recherche d’emploi depuis plus d’un an';
const INACTIVE = 'Sans emploi et sans recherche en ce moment';
const WORKING = 'En emploi';
const STUDYING = 'En formation';

const informed = (daysAgo: number): Step => ({ daysAgo, stage: 'informed', note: 'Présence à l’information collective.' });
const firstInterview = (daysAgo: number, more: Partial<Step> = {}): Step => ({
  daysAgo,
  contact: 'interview',
  stage: 'exploring',
  note: 'Premier entretien.',
  ...more,
});
const workshop = (daysAgo: number): Step => ({ daysAgo, contact: 'workshop', note: 'Atelier « Oser ».' });
const attempt = (daysAgo: number): Step => ({ daysAgo, contact: 'attempt', note: 'Message laissé.' });
const building = (daysAgo: number, more: Partial<Step> = {}): Step => ({
  daysAgo,
  contact: 'interview',
  stage: 'building',
  note: 'Le projet est décrit.',
  ...more,
});

export const PEOPLE: readonly SeedPerson[] = [
  person(
    'Aïssatou',
    'Diallo',
    34,
    {
      reach: 'mail',
      at: 'Les Aunettes',
      situation: LONG,
      by: 'PLIE',
      wish: 'Ouvrir un petit restaurant de cuisine guinéenne, d’abord sur les marchés.',
    },
    61,
    [informed(55), firstInterview(49), workshop(37), building(21, { appointmentIn: 6 })],
  ),
  person(
    'Thomas',
    'Lemaire',
    23,
    {
      reach: 'mail',
      at: 'Centre-ville',
      situation: SEEKING,
      by: 'Mission Locale',
      wish: 'Réparer des vélos et monter un atelier ouvert à tous.',
    },
    60,
    [informed(55), firstInterview(46), workshop(33), { daysAgo: 9, contact: 'phone', note: 'Le local associatif est trouvé.' }],
  ),
  person(
    'Fatoumata',
    'Traoré',
    41,
    {
      reach: 'phone',
      at: 'Les Tilleuls',
      situation: INACTIVE,
      by: 'Association de quartier',
      wish: 'Garder des enfants le soir pour les mères qui travaillent tôt.',
      enteredBy: 'Régie de quartier',
    },
    60,
    [informed(55), firstInterview(50)],
  ),
  person(
    'Đỗ Minh',
    'Nguyễn',
    29,
    {
      reach: 'both',
      at: 'Les Aunettes',
      situation: WORKING,
      by: 'Forum',
      wish: 'Un service de traduction pour les démarches, vietnamien et français.',
    },
    59,
    [
      informed(55),
      firstInterview(48),
      building(30),
      { daysAgo: 12, contact: 'interview', stage: 'training', untilIn: 120, note: 'Entrée en DU.' },
    ],
  ),
  person(
    'Yanis',
    'Belkacem',
    19,
    {
      reach: 'mail',
      at: 'Le Bois-Fleuri',
      situation: SEEKING,
      by: 'Rencontre dans la rue',
      wish: 'Créer une marque de vêtements avec des amis du quartier.',
    },
    58,
    [informed(55), attempt(47), attempt(41)],
  ),
  person(
    'Marie-Claude',
    'Petit',
    56,
    {
      reach: 'phone',
      at: 'Centre-ville',
      situation: LONG,
      by: 'Service emploi',
      wish: 'Des ateliers de couture pour réparer au lieu de jeter.',
    },
    57,
    [
      informed(55),
      firstInterview(45),
      workshop(34),
      building(19),
      { daysAgo: 5, contact: 'interview', stage: 'settled', outcome: 'Association créée', note: 'Statuts déposés.' },
    ],
  ),
  person('Sofiane', 'Haddad', 27, { reach: 'mail', at: 'Les Aunettes', situation: SEEKING, by: 'PLIE', wish: 'Un garage solidaire.' }, 56, [
    informed(55),
    firstInterview(51),
  ]),
  person(
    'Lucía',
    'Fernández Ortega',
    38,
    {
      reach: 'mail',
      at: 'Les Coteaux',
      situation: INACTIVE,
      by: 'Association de quartier',
      wish: 'Donner des cours d’espagnol et de cuisine à domicile.',
    },
    54,
    [informed(41), firstInterview(33), workshop(23), { daysAgo: 8, contact: 'email', note: 'Envoi du dossier.' }],
  ),
  person(
    'Mamadou',
    'Sylla',
    22,
    { reach: 'phone', at: 'Les Tilleuls', situation: SEEKING, by: 'Mission Locale', wish: 'Livrer les courses aux personnes âgées.' },
    52,
    [
      informed(41),
      firstInterview(35),
      { daysAgo: 20, contact: 'phone', pause: true, untilIn: 20, reason: 'Mission d’intérim', note: 'Reprend contact après.' },
    ],
  ),
  person(
    'Ewa',
    'Kowalczyk',
    47,
    { reach: 'mail', at: 'Centre-ville', situation: WORKING, by: 'Forum', wish: 'Quitter l’usine et faire des bijoux.' },
    50,
    [informed(41), firstInterview(36)],
  ),
  person(
    'Rachida',
    'Ouahbi',
    33,
    { reach: 'both', at: 'Le Bois-Fleuri', situation: LONG, by: 'PLIE', followedBy: 'PLIE', wish: 'Un salon de coiffure à domicile.' },
    49,
    [
      informed(41),
      firstInterview(37),
      building(26),
      { daysAgo: 6, contact: 'interview', note: 'Étude de marché relue.', appointmentIn: 9 },
    ],
  ),
  person(
    'Kévin',
    'Marchand',
    20,
    {
      reach: 'mail',
      at: 'Les Aunettes',
      situation: INACTIVE,
      by: 'Mission Locale',
      followedBy: 'Mission Locale',
      wish: 'Je ne sais pas encore. Quelque chose avec la musique.',
    },
    48,
    [informed(41), attempt(30), attempt(25), attempt(19)],
  ),
  person(
    'Ganga',
    'Sivakumar',
    36,
    { reach: 'mail', at: 'Les Tilleuls', situation: SEEKING, by: 'Association de quartier', wish: 'Une épicerie de produits tamouls.' },
    46,
    [informed(41), firstInterview(32), workshop(20)],
  ),
  person(
    'Jean-Baptiste',
    'O’Connor',
    44,
    {
      reach: 'mail',
      at: 'Les Coteaux',
      situation: SEEKING,
      by: 'Service emploi',
      wish: 'Menuisier, je veux transmettre mon métier dans les écoles.',
    },
    44,
    [informed(41), firstInterview(31), building(17)],
  ),
  person(
    'Inaya',
    'Mohamed',
    24,
    { reach: 'phone', at: 'Les Aunettes', situation: STUDYING, by: 'Rencontre dans la rue', wish: 'Un média de quartier.' },
    42,
    [informed(41), { daysAgo: 28, stage: 'left', reason: 'Déménagement', outcome: 'Déménagement', note: 'Partie à Lyon.' }],
  ),
  person(
    'Florin',
    'Popescu',
    31,
    { reach: 'both', at: 'Le Bois-Fleuri', situation: WORKING, by: 'Forum', wish: 'Une entreprise de rénovation avec mon frère.' },
    39,
    [informed(27), firstInterview(20), workshop(10)],
  ),
  person(
    'Nadège',
    'Mbemba',
    28,
    { reach: 'mail', at: 'Les Aunettes', situation: LONG, by: 'PLIE', wish: 'Traiteur congolais pour les fêtes.' },
    37,
    [informed(27), firstInterview(19), { daysAgo: 4, contact: 'phone', note: 'Essai de cuisine prévu.', appointmentIn: 3 }],
  ),
  person(
    'Hugo',
    'Delattre',
    21,
    { reach: 'mail', at: 'Centre-ville', situation: SEEKING, by: 'Mission Locale', wish: 'Photographe.' },
    36,
    [informed(27), firstInterview(18)],
  ),
  person(
    'Selma',
    'Yıldız',
    39,
    {
      reach: 'phone',
      at: 'Les Tilleuls',
      situation: INACTIVE,
      by: 'Association de quartier',
      wish: 'Un jardin partagé qui vend ses légumes.',
      enteredBy: 'Centre social',
    },
    34,
    [informed(27), attempt(12)],
  ),
  person(
    'Oumar',
    'Ba',
    18,
    {
      reach: 'phone',
      at: 'Les Aunettes',
      situation: INACTIVE,
      by: 'Rencontre dans la rue',
      wish: 'Entraîneur de foot, créer un club pour les filles.',
    },
    33,
    [informed(27)],
  ),
  person(
    'Catherine',
    'Vasseur',
    52,
    { reach: 'mail', at: 'Les Coteaux', situation: LONG, by: 'Service emploi', wish: 'Écrivain public.' },
    31,
    [informed(27), firstInterview(16), workshop(6)],
  ),
  person(
    'Tuan',
    'Nguyễn',
    31,
    { reach: 'mail', at: 'Les Aunettes', situation: WORKING, by: 'Forum', wish: 'Rejoindre le projet de traduction.' },
    24,
    [informed(13), firstInterview(7, { appointmentIn: 12 })],
  ),
  person(
    'Amina',
    'Cherif',
    26,
    { reach: 'both', at: 'Le Bois-Fleuri', situation: SEEKING, by: 'PLIE', wish: 'Une crèche parentale.' },
    22,
    [informed(13), firstInterview(8)],
  ),
  person(
    'Enzo',
    'Ricci',
    25,
    { reach: 'mail', at: 'Centre-ville', situation: STUDYING, by: 'Mission Locale', wish: 'Un jeu vidéo qui raconte la ville.' },
    20,
    [informed(13)],
  ),
  person(
    'Bintou',
    'Camara',
    43,
    { reach: 'phone', at: 'Les Tilleuls', situation: INACTIVE, by: 'Association de quartier', wish: 'Coiffure et tresses.' },
    18,
    [informed(13)],
  ),
  person(
    'Olga',
    'Tkachenko',
    37,
    {
      reach: 'mail',
      at: 'Les Coteaux',
      situation: SEEKING,
      by: 'Association de quartier',
      wish: 'Reprendre mon métier de kinésithérapeute, ou autre chose.',
    },
    9,
    [],
  ),
  person(
    'Samir',
    'Bouzid',
    30,
    { reach: 'mail', at: 'Les Aunettes', situation: LONG, by: 'PLIE', wish: 'Chauffeur, mais à mon compte.' },
    7,
    [],
  ),
  person(
    'Jade',
    'Rousseau',
    19,
    { reach: 'mail', at: 'Centre-ville', situation: SEEKING, by: 'Mission Locale', wish: 'Une friperie.' },
    5,
    [],
  ),
  person(
    'Ibrahima',
    'Ndiaye',
    null,
    { reach: 'both', at: 'Les Tilleuls', situation: SEEKING, by: 'Rencontre dans la rue', wish: 'Réparer des téléphones.' },
    4,
    [],
  ),
  person(
    'Léa',
    'Garnier',
    22,
    { reach: 'phone', at: 'Le Bois-Fleuri', situation: STUDYING, by: 'Forum', wish: 'Un café associatif pour étudier.' },
    2,
    [],
  ),
];

interface About {
  readonly reach: 'mail' | 'phone' | 'both';
  readonly at: string;
  readonly situation: string;
  readonly by: string;
  readonly wish: string;
  readonly enteredBy?: string;
  readonly followedBy?: string;
}

function person(
  firstName: string,
  lastName: string,
  age: number | null,
  about: About,
  registeredDaysAgo: number,
  steps: readonly Step[],
): SeedPerson {
  const { reach, at, situation, by, wish, enteredBy, followedBy } = about;
  return {
    firstName,
    lastName,
    age,
    email: reach === 'phone' ? null : `${plain(firstName)}.${plain(lastName)}@example.org`,
    phone: reach === 'mail' ? null : fictionalPhone(`${firstName} ${lastName}`),
    neighbourhood: at,
    situation,
    referrer: by,
    wish,
    ...(enteredBy === undefined ? {} : { enteredBy }),
    ...(followedBy === undefined ? {} : { followedBy }),
    registeredDaysAgo,
    steps,
  };
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll('ı', 'i')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-');
}

/** 06 39 98 00 00 to 06 39 98 99 99 is kept for films and books: nobody answers. */
function fictionalPhone(name: string): string {
  const digits = String([...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 10_000, 7)).padStart(4, '0');
  return `06 39 98 ${digits.slice(0, 2)} ${digits.slice(2)}`;
}

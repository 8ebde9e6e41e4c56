import type { AppointmentNotice, DayLine, MailContent, SessionNotice } from '../../../domain/mails.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { PathLine, SessionLine, Week } from '../../../domain/week.ts';
import type { WorklistItem } from '../../../domain/worklist.ts';
import { datesIn } from './words.ts';

/** Believable, fictional: one content of every kind, then the variants worth looking at. For tests and for the gallery of mails. */
export const SAMPLE_OPTIONS = {
  programmeName: "Groupement de Créateurs du Val d'Orge",
  timeZone: 'Europe/Paris',
  organiser: { name: "Groupement de Créateurs du Val d'Orge", email: 'groupement@aile.example.org' },
  officePhones: [
    { name: 'AILE', phone: '01 99 00 00 01' },
    { name: 'Mission Locale', phone: '01 99 00 00 02' },
  ],
} as const;

const dates = datesIn(SAMPLE_OPTIONS.timeZone);
const at = (instant: string): Moment => ({ at: instant, label: dates.moment(instant) });

const info: SessionNotice = {
  sessionId: 'session-info-2026-12-a',
  kind: 'info',
  title: 'Information collective',
  start: at('2026-12-03T13:30:00Z'),
  end: at('2026-12-03T15:30:00Z'),
  place: { name: 'Maison de quartier des Aunettes', address: "1 place de l'Exemple, 91700 Sainte-Geneviève-des-Bois" },
  icsSequence: 0,
};
const workshop: SessionNotice = {
  ...info,
  sessionId: 'session-atelier-oser',
  kind: 'workshop',
  title: 'Atelier « Oser »',
  start: at('2026-12-08T09:00:00Z'),
  end: at('2026-12-08T11:00:00Z'),
  place: { name: 'Mission Locale', address: '12 rue du Modèle, 91240 Saint-Michel-sur-Orge' },
  icsSequence: 2,
};
const interview: AppointmentNotice = {
  id: 'appointment-GC-7K3M-9QXD-1',
  start: at('2026-12-04T09:00:00Z'),
  end: at('2026-12-04T10:00:00Z'),
  place: { name: 'AILE, bureau 2', address: '3 allée du Test, 91700 Sainte-Geneviève-des-Bois' },
  icsSequence: 0,
};
const amina = {
  firstName: 'Amina',
  email: 'amina@example.org',
  ref: 'GC-7K3M-9QXD',
  referent: { name: 'Camille Roux', phone: '01 99 00 00 01' },
  unableUrl: 'https://docs.google.com/forms/d/F-UNA/viewform?usp=pp_url&entry.100000001=GC-7K3M-9QXD-4F8H-2K0M',
} as const;
const notMeUrl = `${amina.unableUrl}&entry.100000002=Je%20me%20retire`;
const people = [
  'Amina B.',
  'Loïc T.',
  'Fatoumata D.',
  'Jean-Noël P.',
  'Sofia M.',
  "Maëlys L'H.",
  'Karim A.',
  'Ngọc Anh V.',
  'Théo R.',
  'Oksana K.',
];

function answer(label: string, ref: string, values: Readonly<Record<string, string>>): DayLine['answers'][number] {
  const fields = { '1000000011': ref, '1000000012': 'LIEN1-M9H01-23456-789AB', ...values };
  const query = Object.entries(fields).map(([field, value]) => `entry.${field}=${encodeURIComponent(value)}`);
  return {
    label,
    url: `https://docs.google.com/forms/d/e/1FAIpQLSdExampleOnlyExampleOnlyExampleOnly0000/viewform?usp=pp_url&${query.join('&')}`,
  };
}

function line(item: Partial<WorklistItem> & Pick<WorklistItem, 'kind' | 'title'>, answers: DayLine['answers'], isNew = false): DayLine {
  return {
    item: {
      key: 'sample',
      worklist: 's1',
      due: at('2026-11-23T07:00:00Z'),
      who: null,
      reference: null,
      phone: null,
      sms: null,
      stage: null,
      since: null,
      tried: [],
      missing: null,
      next: null,
      notes: [],
      answers: [],
      urgent: false,
      ...item,
    },
    answers,
    isNew,
  };
}

function callAnswers(ref: string): DayLine['answers'] {
  return ['Vient', 'Autre date', 'Pas joint', 'Refuse'].map((label) => answer(label, ref, { '1000000018': label }));
}

function contactAnswers(ref: string): DayLine['answers'] {
  return [
    answer('Contacté', ref, { '1000000014': 'Téléphone' }),
    answer('Pas joint', ref, { '1000000014': 'Tentative sans réponse' }),
    answer('Mettre en pause', ref, { '1000000016': 'Mettre en pause' }),
    answer('Clore', ref, { '1000000016': 'Clore' }),
  ];
}

const dayLines: readonly DayLine[] = [
  line(
    {
      kind: 'info',
      urgent: true,
      title: "L'information collective du 24 novembre a été déplacée dans Outlook : 14 h 30 devient 16 h.",
      reference: 'session-info-2026-11-b',
      next: '11 personnes ont été prévenues par e-mail, 1 reste à appeler.',
    },
    [],
    true,
  ),
  line(
    {
      kind: 'call',
      who: 'Loïc',
      reference: 'GC-4T2W-8HNA',
      phone: '+33612345678',
      sms: 'Bonjour Loïc, ici le Groupement de Créateurs. Une place vous attend jeudi 3 décembre à 14 h 30. Pouvez-vous nous dire si vous venez ?',
      title: "Proposer l'information collective du jeudi 3 décembre à 14 h 30.",
      next: "La place est gardée jusqu'au mardi 1er décembre.",
    },
    callAnswers('GC-4T2W-8HNA'),
    true,
  ),
  line(
    {
      kind: 'escalation',
      who: 'Sofia',
      reference: 'GC-9B6R-2KCM',
      title: 'Aucun premier entretien après l’information collective.',
      stage: 'Informée',
      since: at('2026-10-22T12:30:00Z'),
      tried: [
        { at: at('2026-11-05T09:00:00Z'), what: 'relance envoyée à Maud Lefèvre' },
        { at: at('2026-11-12T10:20:00Z'), what: 'appel sans réponse' },
      ],
      missing: "la date d'un premier entretien",
      next: 'nouveau rappel le 3 décembre, puis ce point du lundi seulement',
    },
    contactAnswers('GC-9B6R-2KCM'),
  ),
  line(
    {
      kind: 'nudge',
      who: 'Karim A.',
      reference: 'GC-2Y8D-5VQE',
      title: 'Pas de nouvelles depuis le dernier atelier.',
      stage: 'Exploration',
      since: at('2026-11-09T09:00:00Z'),
      missing: 'la description du projet',
      next: 'la coordination est prévenue le 30 novembre',
      notes: [{ label: 'Son envie, dans ses mots', text: 'Un atelier de réparation de vélos,\nd’abord avec mes voisins.' }],
    },
    contactAnswers('GC-2Y8D-5VQE'),
    true,
  ),
  line(
    {
      kind: 'nameAdviser',
      who: 'Théo R.',
      reference: 'GC-6F1P-3XWZ',
      title: '22 ans : la Mission Locale accompagne. Qui est son conseiller ?',
    },
    [answer('Maud Lefèvre', 'GC-6F1P-3XWZ', { '1000000020': 's3' }), answer('Yanis Belkacem', 'GC-6F1P-3XWZ', { '1000000020': 's4' })],
  ),
  line(
    {
      kind: 'contactDetails',
      who: 'Oksana K.',
      reference: 'GC-8N5J-7RTA',
      title: "L'adresse « oksana.k@exemple » n'a pas pu être utilisée.",
      missing: 'une adresse e-mail ou un téléphone',
    },
    [answer('Corriger', 'GC-8N5J-7RTA', { '1000000016': 'Corriger les coordonnées' })],
  ),
  line(
    {
      kind: 'attendanceMissing',
      who: 'Information collective du 19 novembre',
      reference: 'session-info-2026-11-a',
      title: 'La feuille de présence est attendue : 9 lignes restent vides.',
      since: at('2026-11-19T15:30:00Z'),
    },
    [answer('Saisir les présences', 'session-info-2026-11-a', {})],
  ),
  line(
    {
      kind: 'intake',
      who: "Formulaire d'inscription",
      title: "Une réponse n'a pas pu être lue : ni e-mail, ni téléphone.",
      next: "la réponse est gardée de côté jusqu'à sa correction",
    },
    [answer('Refaire l’inscription', '', {})],
    true,
  ),
];

function sampleSession(reference: string, { title, start, place }: SessionNotice, reserved: number, waiting = 0): SessionLine {
  const seats = { reserved, capacity: 12, waiting };
  return { reference, title, start: start.at, place: place.name, seats, url: answer('', reference, {}).url };
}

const dropIn: SessionLine = {
  ...sampleSession('dropin-2026-12-b', workshop, 0),
  title: 'Permanence de quartier',
  start: '2026-12-10T09:00:00Z',
  place: 'Centre social Louise-Michel',
  seats: null,
};

const day: Extract<MailContent, { kind: 'day' }> = {
  kind: 'day',
  name: 'Camille Roux',
  occasion: 'day',
  date: at('2026-11-23T07:00:00Z'),
  nth: 1,
  lines: dayLines,
  more: 0,
  standing: {
    followUpUrl: answer('', '', {}).url,
    registerUrl: `${answer('', '', {}).url}&entry.1000000030=Camille%20Roux`,
    sessions: [sampleSession('info-2026-12-a', info, 8), sampleSession('atelier-oser', workshop, 12, 3), dropIn],
    moreSessions: 0,
    whose: 'all',
  },
  week: null,
};

/** Paths of every stage: believable rows, as many as asked for. */
export function samplePaths(count: number): readonly PathLine[] {
  const stages = ['registered', 'invited', 'informed', 'exploring', 'building', 'training', 'settled'] as const;
  const coming = ['session', 'appointment', 'nudge', 'escalation', 'situation'] as const;
  return Array.from({ length: count }, (_, index) => {
    const ref = `GC-${String(index).padStart(4, '0')}-9QXD`;
    return {
      who: pick(people, index),
      ref,
      stage: pick(stages, index * 3),
      stageSince: new Date(Date.parse('2026-08-01T08:00:00Z') + ((index * 5) % 113) * 86_400_000).toISOString(),
      paused: index % 9 === 4 ? { until: '2027-01-04T08:00:00Z' } : null,
      next: index % 9 === 4 ? null : { what: pick(coming, index), at: '2026-12-14T08:00:00Z' },
      url: answer('', ref, {}).url,
    };
  });
}

const week: Week = {
  paths: samplePaths(14),
  closed: samplePaths(2).map((path) => ({ ...path, stage: 'left', next: null, stageSince: '2026-11-16T10:00:00Z' })),
  moreClosed: 0,
  finished: 6,
  counts: null,
};

const counts: Week['counts'] = [
  {
    organisation: 'AILE',
    stages: { registered: 4, invited: 9, informed: 7, exploring: 12, building: 6, training: 3, settled: 8, left: 21 },
    stalled: 5,
  },
  {
    organisation: 'Mission Locale',
    stages: { registered: 2, invited: 11, noShow: 2, informed: 5, exploring: 9, building: 4, left: 13 },
    stalled: 3,
  },
  { organisation: null, stages: { registered: 1 }, stalled: 0 },
];

type Kind = MailContent['kind'];
/** One content, by one of its kinds (`reminderWeek` and `reminderDay` share a shape). */
type OfKind<K extends Kind> = MailContent extends infer C
  ? C extends { readonly kind: infer Own }
    ? K extends Own
      ? C & { readonly kind: K }
      : never
    : never
  : never;

export const SAMPLES: { readonly [K in Kind]: OfKind<K> } = {
  confirmation: { ...amina, notMeUrl, kind: 'confirmation', session: info, waitingRank: null },
  seat: { ...amina, kind: 'seat', why: 'waitlist', session: info },
  noSeat: { ...amina, kind: 'noSeat', why: 'anotherDate', session: null, waitingRank: null },
  reinvitation: { ...amina, kind: 'reinvitation', session: info },
  reminderWeek: { ...amina, kind: 'reminderWeek', session: info },
  reminderDay: { ...amina, kind: 'reminderDay', session: info },
  sessionMoved: { ...amina, kind: 'sessionMoved', session: workshop },
  sessionCancelled: { ...amina, kind: 'sessionCancelled', session: { ...info, icsSequence: 1 } },
  released: { ...amina, kind: 'released', why: 'closed', session: info },
  appointment: { ...amina, kind: 'appointment', appointment: interview, change: 'fixed' },
  appointmentReminder: { ...amina, kind: 'appointmentReminder', appointment: interview },
  appointmentCancelled: { ...amina, kind: 'appointmentCancelled', appointment: { ...interview, icsSequence: 1 } },
  situation: {
    ...amina,
    kind: 'situation',
    replyUrl: 'mailto:camille.roux@aile.example.org?subject=O%C3%B9%20j%E2%80%99en%20suis&body=Bonjour%2C%0A',
  },
  appointmentForReferent: {
    kind: 'appointmentForReferent',
    name: 'Maud Lefèvre',
    ref: amina.ref,
    email: 'maud.lefevre@example.org',
    who: 'Amina B.',
    appointment: interview,
    change: 'fixed',
    background: [
      { label: 'Envie', text: 'Ouvrir un petit atelier de couture, pour les gens du quartier.\nCommencer par les retouches.' },
      { label: 'Dernière note', text: 'A repéré un local, rue de l’Exemple. Voir les aides.' },
      { label: 'Journal', text: '24 novembre : téléphone\n3 décembre : information collective' },
    ],
  },
  participantList: {
    kind: 'participantList',
    name: 'Camille Roux',
    session: info,
    facilitators: [
      { name: 'Camille Roux', organisation: 'AILE' },
      { name: 'Maud Lefèvre', organisation: 'Mission Locale' },
    ],
    rows: people.map((name, index) => ({ number: index + 1, name })),
    waiting: 2,
  },
  attendanceRequest: {
    kind: 'attendanceRequest',
    name: 'Maud Lefèvre',
    session: info,
    url: 'https://docs.google.com/forms/d/F-ATT/viewform?usp=pp_url&entry.200000001=session-info-2026-12-a&entry.200000002=LIEN1-M9H01-23456-789AB',
    rows: people.map((name, index) => ({ number: index + 1, name })),
  },
  day,
};

/** By name: what else a kind can say. */
export const VARIANTS: Readonly<Record<string, MailContent>> = {
  'confirmation-waiting': { ...amina, notMeUrl, kind: 'confirmation', session: info, waitingRank: 2 },
  'confirmation-no-session': { ...amina, notMeUrl, kind: 'confirmation', session: null, waitingRank: null },
  'seat-another-date': { ...amina, kind: 'seat', why: 'anotherDate', session: workshop },
  'seat-cancelled': { ...amina, kind: 'seat', why: 'cancelled', session: workshop },
  'seat-registered': { ...amina, kind: 'seat', why: 'registered', session: workshop },
  'seat-reopened': { ...amina, kind: 'seat', why: 'reopened', session: info },
  'no-seat-absence': { ...amina, kind: 'noSeat', why: 'absence', session: null, waitingRank: null },
  'no-seat-unable': { ...amina, kind: 'noSeat', why: 'unable', session: null, waitingRank: null },
  'no-seat-waiting': { ...amina, kind: 'noSeat', why: 'cancelled', session: info, waitingRank: 3 },
  'seat-new-session': { ...amina, kind: 'seat', why: 'newSession', session: workshop },
  'reminder-no-link': { ...amina, kind: 'reminderDay', session: info, unableUrl: null, referent: { name: 'Maud Lefèvre', phone: null } },
  'appointment-moved': { ...amina, kind: 'appointment', appointment: { ...interview, place: null, icsSequence: 1 }, change: 'moved' },
  'appointment-taken-over': { ...amina, kind: 'appointment', appointment: { ...interview, icsSequence: 1 }, change: 'takenOver' },
  'appointment-referent-moved': { ...SAMPLES.appointmentForReferent, appointment: { ...interview, icsSequence: 1 }, change: 'moved' },
  'appointment-referent-taken-over': {
    ...SAMPLES.appointmentForReferent,
    appointment: { ...interview, icsSequence: 1 },
    change: 'takenOver',
    background: [],
  },
  'appointment-referent-cancelled': {
    ...SAMPLES.appointmentForReferent,
    appointment: { ...interview, icsSequence: 1 },
    change: 'cancelled',
    background: [],
  },
  'day-monday': { ...day, occasion: 'monday', lines: dayLines.slice(1), week },
  'day-monday-coordinator': { ...day, occasion: 'monday', lines: dayLines.slice(1, 4), week: { ...week, counts } },
  'day-monday-empty': { ...day, occasion: 'monday', lines: [], week: { ...week, paths: week.paths.slice(0, 3), closed: [], finished: 0 } },
  'day-monday-newcomer': {
    ...day,
    occasion: 'monday',
    lines: [],
    standing: { followUpUrl: null, registerUrl: null, sessions: [], moreSessions: 0, whose: 'own' },
    week: { paths: [], closed: [], moreClosed: 0, finished: 0, counts: null },
  },
  'day-urgent': { ...day, occasion: 'urgent', nth: 2, lines: dayLines.slice(0, 1), standing: null },
  'day-forty': {
    ...day,
    name: 'Inès Moreau',
    lines: Array.from({ length: 40 }, (_, index) => ({ ...pick(dayLines.slice(1), index), isNew: index % 5 === 0 })),
  },
  'long-name': {
    ...amina,
    kind: 'confirmation',
    notMeUrl,
    firstName: `Maria <b>de la Concepción</b>\n${'Inmaculada '.repeat(30)}`,
    session: info,
    waitingRank: null,
  },
  'other-script': { ...amina, kind: 'reminderWeek', firstName: 'أمينة', session: info },
};

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

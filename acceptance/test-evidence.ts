import type { Evidence, GraphEvent, LedgerEntry, Programme, Response, WorkflowRead } from './evidence.ts';
import type { Mail } from './mailbox.ts';
import { REFERENCE_PROPERTY } from './names.ts';

// A small world in which every check holds, for tests that spoil one thing in it.

const T0 = Date.parse('2026-11-23T10:00:00.000Z');
export const at = (seconds: number) => new Date(T0 + seconds * 1000).toISOString();
const local = (seconds: number) => new Date(T0 + 3600_000 + seconds * 1000).toISOString().slice(0, 19);

export const PEOPLE = 34;
export const reference = (index: number) => `GC-AAAA-${String(index).padStart(4, '0')}`;
const firstName = (index: number) =>
  `Prénomesque${String.fromCodePoint(65 + (index % 26))}${String.fromCodePoint(97 + Math.floor(index / 26))}`;
const addressOf = (index: number) => `personne${index}@boite.example.org`;

const staff = (code: string, roles: string[], outlook: boolean) => ({
  code,
  formCode: `XKCD-${code.toUpperCase()}`,
  name: code.toUpperCase(),
  email: `${code}@aile.example.org`,
  roles,
  outlook,
});
export const programme: Programme = {
  programme: { timeZone: 'Europe/Paris' },
  organisations: [
    {
      id: 'aile',
      name: 'AILE',
      ages: { from: 26 },
      lead: { email: 'lead@aile.example.org' },
      staff: [staff('s1', ['coordinator', 'facilitator'], true), staff('s2', ['referent'], true)],
    },
    {
      id: 'ml',
      name: 'Mission Locale',
      ages: { from: 18, to: 25 },
      lead: { email: 'lead.ml@example.org' },
      staff: [staff('s3', ['contact', 'facilitator'], false), staff('s5', ['facilitator'], false)],
    },
  ],
  calendar: { mailbox: 'groupement@aile.example.org' },
  forms: {
    registration: { formId: 'F-REG', fields: {} },
    attendance: { formId: 'F-ATT', fields: {} },
    followUp: { formId: 'F-FUP', fields: {} },
    unable: { formId: 'F-UNA', fields: {} },
  },
  sessions: [0, 1, 2, 3, 4, 5].map((index) => ({
    id: `info-${index}`,
    kind: 'info',
    title: `Information ${index}`,
    start: local(index < 2 ? 40 + index : 90_000 + index),
    end: local(index < 2 ? 43 : 97_200 + index),
    facilitators: ['s1', 's3'],
  })),
  delays: { informed: { referent: 'PT12S', coordinator: 'PT34S' } },
};

let mailCount = 0;
export function mail(changes: Partial<Mail> & { readonly to: readonly string[]; readonly realReceivedAt: string }): Mail {
  mailCount++;
  return {
    id: mailCount,
    envelope: { from: 'groupement@aile.example.org', to: changes.to },
    messageId: `<m${mailCount}@example.org>`,
    subject: `Sujet ${mailCount}`,
    replyTo: ['s1@aile.example.org'],
    text: 'Bonjour',
    html: '<p>Bonjour</p>',
    headers: { 'auto-submitted': 'auto-generated' },
    attachments: [],
    ...changes,
  };
}

export function day(worklist: string, seconds: number, { group, lines }: { group: string; lines: readonly string[] }): Mail {
  return mail({
    to: [`${worklist}@aile.example.org`],
    realReceivedAt: at(seconds),
    messageId: `<worklist-${worklist}.${mailCount}@aile.example.org>`,
    text: `Bonjour,\n\n== ${group} (${lines.length}) ==\n\n${lines.join('\n\n')}\n`,
  });
}

export const stalledLine = (index: number) =>
  `* [nouveau] ${firstName(index)} X. – Sans nouvelles. [${reference(index)}]\n  Informé, depuis aujourd'hui\n  > Contacté : http://localhost/forms/d/F-FUP/viewform?entry.1=LIEN1-M9H01-23456-789AB`;

const response = (responseId: string, seconds: number, answers: Response['answers']): Response => ({
  responseId,
  createTime: at(seconds),
  lastSubmittedTime: at(seconds),
  answers,
});

export const confirmation = (index: number): Mail =>
  mail({
    to: [addressOf(index)],
    realReceivedAt: at(5),
    messageId: `<${reference(index)}.confirmation.1@aile.example.org>`,
    subject: `${firstName(index)}, votre place est réservée`,
    text: `Bonjour ${firstName(index)},\n`,
  });

const event = (session: string, facilitators: readonly string[]): GraphEvent => ({
  id: `event-${session}`,
  subject: session,
  transactionId: `${session}:g1`,
  body: { content: `Référence : ${session}` },
  start: {
    dateTime: new Date(Date.parse(`${programme.sessions.find(({ id }) => id === session)?.start ?? ''}+01:00`))
      .toISOString()
      .replace('Z', '0000'),
  },
  end: { dateTime: '' },
  attendees: invited(facilitators),
});

const invited = (codes: readonly string[]) => codes.map((code) => ({ emailAddress: { address: `${code}@aile.example.org` } }));

let ledgerCount = 0;
const ledger = (entry: Partial<LedgerEntry>): LedgerEntry => {
  ledgerCount++;
  return {
    n: ledgerCount,
    realAt: at(1),
    service: 'forms',
    method: 'GET',
    path: '',
    query: {},
    status: 200,
    fault: null,
    requestBody: null,
    responseBody: {},
    ...entry,
  };
};

const workflow = (id: string, type: string): WorkflowRead => ({
  id,
  type,
  status: 'RUNNING',
  attributes: {},
  memo: {},
  details: '',
  failedTasks: 0,
  failedActivities: 0,
  identities: ['one'],
});

// ── What staff did in the calendar: info-2 moved, info-3 deleted, info-4 with a substitute, one session made by hand ──────

const MOVED_TO = { Date: '2026-11-28', From: '10:00', To: '12:00' };
const MOVED_AT = '2026-11-28T09:00:00.000Z';
export const BY_HAND = { subject: 'Information faite à la main', reference: 'x-0123456789ab' };

const page = (seconds: number, act: string, requestBody: Readonly<Record<string, string>>) =>
  ledger({ realAt: at(seconds), service: 'pages', method: 'POST', path: `/calendar/${act}`, status: 303, requestBody });

const staffActs = () => [
  ...[2, 3, 4].map((index) =>
    ledger({
      service: 'graph',
      method: 'POST',
      path: '/v1.0/users/g/events',
      status: 201,
      requestBody: { transactionId: `info-${index}:g1` },
      responseBody: { id: `event-info-${index}` },
    }),
  ),
  page(20, 'answer', { id: 'event-info-4', address: 's3@aile.example.org', response: 'declined' }),
  page(26, 'move', { id: 'event-info-2', ...MOVED_TO, From: '09:00' }),
  page(26, 'move', { id: 'event-info-2', ...MOVED_TO }),
  page(27, 'create', { subject: BY_HAND.subject }),
  page(30, 'delete', { id: 'event-info-3' }),
];

/** An appointment as it hangs on a participant's mail. */
export function appointmentFile(
  uid: string,
  { start, sequence = 0, method = 'REQUEST' }: { start: string; sequence?: number; method?: string },
): Mail['attachments'] {
  const lines = [`UID:${uid}@aile.example.org`, `SEQUENCE:${sequence}`, `DTSTART:${start.replace(/[-:]|\.\d+/g, '')}`, `METHOD:${method}`];
  return [{ filename: 'rendez-vous.ics', contentType: 'text/calendar', content: Buffer.from(lines.join('\r\n')).toString('base64') }];
}

const notification = (index: number, what: string, seconds: number, changes: Partial<Mail>) =>
  mail({
    to: [addressOf(index)],
    realReceivedAt: at(seconds),
    messageId: `<${reference(index)}.${what}.1@aile.example.org>`,
    ...changes,
    text: `Bonjour ${firstName(index)},\n${changes.text ?? ''}`,
  });

/** Persons 10 and 11 had a seat at the moved session, 12 at the deleted one; 13 waited. */
const staffActNotifications = () => [
  ...[10, 11].map((index) =>
    notification(index, 'sessionMoved', 32, {
      text: 'Samedi 28 novembre 2026',
      attachments: appointmentFile(`info-2.${reference(index)}`, { start: MOVED_AT, sequence: 1 }),
    }),
  ),
  notification(12, 'sessionCancelled', 36, {
    attachments: appointmentFile(`info-3.${reference(12)}`, { start: at(90_003), sequence: 0, method: 'CANCEL' }),
  }),
  notification(12, 'seat', 37, { attachments: appointmentFile(`${BY_HAND.reference}.${reference(12)}`, { start: at(95_000) }) }),
  notification(13, 'seat', 38, {
    subject: 'une place s’est libérée',
    attachments: appointmentFile(`info-0.${reference(13)}`, { start: at(40) }),
  }),
  day('s1', 39, {
    group: 'Pour information',
    lines: ['* [nouveau] Information 3 – Séance annulée dans Outlook : 1 inscrit(s) prévenu(s).'],
  }),
  day('s1', 49, {
    group: 'Pour information',
    lines: ['* [nouveau] Information 1 du jeudi – Séance animée par une seule structure : Mission Locale.'],
  }),
  day('s5', 45, { group: 'À décider', lines: ['* [nouveau] Information 4 – Pouvez-vous remplacer S3 ?'] }),
];

const SEATED: Readonly<Record<number, Partial<Mail>>> = {
  10: { attachments: appointmentFile(`info-2.${reference(10)}`, { start: at(90_002) }) },
  11: { attachments: appointmentFile(`info-2.${reference(11)}`, { start: at(90_002) }) },
  12: { attachments: appointmentFile(`info-3.${reference(12)}`, { start: at(90_003) }) },
  13: { subject: 'vous êtes sur la liste d’attente' },
};

/** What Temporal shows of the two sessions that took place. */
const CO_FACILITATION: Readonly<Record<string, Pick<WorkflowRead, 'memo' | 'details'>>> = {
  'info-0': { memo: { coFacilitated: 'yes' }, details: '- **Co-animation constatée** : oui – AILE et Mission Locale\n' },
  'info-1': { memo: { coFacilitated: 'no' }, details: '- **Co-animation constatée** : non – Mission Locale seule\n' },
};

function organisersCalendar(): readonly GraphEvent[] {
  const [own] = programme.sessions.map(({ id, facilitators }) => event(id, facilitators));
  if (!own) throw new Error('no session');
  return [
    ...programme.sessions
      .filter(({ id }) => id !== 'info-3')
      .map(({ id, facilitators }) => event(id, id === 'info-4' ? ['s1', 's5'] : facilitators))
      .map((one) => (one.id === 'event-info-2' ? { ...one, start: { dateTime: MOVED_AT.replace('Z', '0000') } } : one)),
    {
      ...own,
      id: 'event-by-hand',
      subject: BY_HAND.subject,
      transactionId: null,
      body: { content: 'Comme staff l’a écrit' },
      singleValueExtendedProperties: [{ id: REFERENCE_PROPERTY, value: BY_HAND.reference }],
      attendees: invited(['s1', 's5']),
    },
  ];
}

/** Six people came to the first session; four were left alone after it, and escalated. */
export function evidence(): Evidence {
  const everyone = Array.from({ length: PEOPLE }, (_, index) => index);
  const present = [0, 1, 2, 3];
  const sheet = present.map((index) => `  ${index + 1}. ${firstName(index)} X.`).join('\n');
  const readAt = [...Array(60).keys()].map((index) => at(index * 3));
  return {
    programme,
    responses: {
      registration: everyone.map((index) =>
        response(`r${index}`, 0, {
          firstName: firstName(index),
          lastName: `Nomplutôtlong${index}`,
          email: addressOf(index),
          consent: 'Oui',
          birthDate: '1990-01-01',
        }),
      ),
      attendance: [
        response('a0', 45, {
          session: 'info-0',
          presentOrganisations: 'AILE, Mission Locale',
          ...Object.fromEntries(present.map((index) => [`grid ${index + 1}`, 'Présent'])),
        }),
        // Corrected: both were ticked at first.
        response('a1', 46, { session: 'info-1', presentOrganisations: 'AILE, Mission Locale' }),
        response('a2', 47, { session: 'info-1', presentOrganisations: 'Mission Locale' }),
      ],
      followUp: [response('f-substitute', 50, { session: 'info-4', sessionAction: "J'y serai" })],
      unable: [],
    },
    mails: [
      ...everyone.map((index) => ({ ...confirmation(index), ...SEATED[index] })),
      ...staffActNotifications(),
      ...['s1', 's3'].flatMap((code) => [
        mail({ to: [`${code}@aile.example.org`], realReceivedAt: at(31), messageId: `<info-1.list.${code}@aile.example.org>` }),
        mail({ to: [`${code}@aile.example.org`], realReceivedAt: at(46), messageId: `<info-1.attendance.${code}@aile.example.org>` }),
        mail({
          to: [`${code}@aile.example.org`],
          realReceivedAt: at(30),
          messageId: `<info-0.list.${code}@aile.example.org>`,
          text: sheet,
        }),
        mail({
          to: [`${code}@aile.example.org`],
          realReceivedAt: at(44),
          messageId: `<info-0.attendance.${code}@aile.example.org>`,
          text: sheet,
        }),
      ]),
      day('s2', 60, { group: 'Relances', lines: present.map(stalledLine) }),
      day('s1', 80, { group: 'Dossiers en attente, qui vous sont signalés', lines: present.map(stalledLine) }),
      ...Array.from({ length: 20 }, (_, index) => day('s3', 90 + index, { group: 'À décider', lines: [] })),
    ],
    ledger: [
      ...readAt.flatMap((realAt) => ['F-ATT', 'F-FUP', 'F-UNA'].map((form) => ledger({ realAt, path: `/v1/forms/${form}/responses` }))),
      ...staffActs(),
    ],
    calendars: { 'groupement@aile.example.org': organisersCalendar() },
    workflows: [
      ...everyone.map((index) => workflow(`participant-${reference(index)}`, 'participantPath')),
      ...programme.sessions.map(({ id }) => ({ ...workflow(`session-${id}`, 'session'), ...CO_FACILITATION[id] })),
      { ...workflow(`session-${BY_HAND.reference}`, 'session'), attributes: { GcSeatsLeft: 19 } },
    ],
    files: ['temporal.db', 'temporal.db-wal', 'worker.log', 'codec.log', 'sandbox.log'].map((name) => ({
      name,
      bytes: Buffer.from('nothing of anybody'),
    })),
    until: at(150),
    kills: [],
  };
}

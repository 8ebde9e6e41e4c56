import type { Evidence, GraphEvent, LedgerEntry, Programme, Response, WorkflowSeen } from './evidence.ts';
import type { Mail } from './mailbox.ts';

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
      ages: { from: 26 },
      lead: { email: 'lead@aile.example.org' },
      staff: [staff('s1', ['coordinator'], true), staff('s2', ['referent'], true)],
    },
    { id: 'ml', ages: { from: 18, to: 25 }, lead: { email: 'lead.ml@example.org' }, staff: [staff('s3', ['contact'], false)] },
  ],
  calendar: { mailbox: 'groupement@aile.example.org' },
  forms: {
    registration: { formId: 'F-REG', fields: {} },
    attendance: { formId: 'F-ATT', fields: {} },
    followUp: { formId: 'F-FUP', fields: {} },
    unable: { formId: 'F-UNA', fields: {} },
  },
  sessions: [0, 1, 2, 3].map((index) => ({
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

export function day(desk: string, seconds: number, { group, lines }: { group: string; lines: readonly string[] }): Mail {
  return mail({
    to: [`${desk}@aile.example.org`],
    realReceivedAt: at(seconds),
    messageId: `<desk-${desk}.${mailCount}@aile.example.org>`,
    text: `Bonjour,\n\n== ${group} (${lines.length}) ==\n\n${lines.join('\n\n')}\n`,
  });
}

export const stalledLine = (index: number) =>
  `* [nouveau] ${firstName(index)} X. – Sans nouvelles. [${reference(index)}]\n  Informé, depuis aujourd'hui\n  > Contacté : http://localhost/forms/d/F-FUP/viewform?entry.1=x`;

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
  attendees: facilitators.map((code) => ({ emailAddress: { address: `${code}@aile.example.org` } })),
});

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

const workflow = (id: string, type: string): WorkflowSeen => ({
  id,
  type,
  status: 'RUNNING',
  attributes: {},
  details: '',
  failedTasks: 0,
  failedActivities: 0,
  identities: ['one'],
});

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
        response('a0', 45, { session: 'info-0', ...Object.fromEntries(present.map((index) => [`grid ${index + 1}`, 'Présent'])) }),
      ],
      followUp: [],
      unable: [],
    },
    mails: [
      ...everyone.map(confirmation),
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
      day('s1', 80, { group: 'Dossiers en attente, signalés à la coordination', lines: present.map(stalledLine) }),
      ...Array.from({ length: 20 }, (_, index) => day('s3', 90 + index, { group: 'À décider', lines: [] })),
    ],
    ledger: readAt.flatMap((realAt) => ['F-ATT', 'F-FUP', 'F-UNA'].map((form) => ledger({ realAt, path: `/v1/forms/${form}/responses` }))),
    calendars: { 'groupement@aile.example.org': programme.sessions.map(({ id, facilitators }) => event(id, facilitators)) },
    workflows: [
      ...everyone.map((index) => workflow(`participant-${reference(index)}`, 'participantPath')),
      ...programme.sessions.map(({ id }) => workflow(`session-${id}`, 'session')),
    ],
    files: ['temporal.db', 'temporal.db-wal', 'worker.log', 'codec.log', 'sandbox.log'].map((name) => ({
      name,
      bytes: Buffer.from('nothing of anybody'),
    })),
    until: at(150),
    kills: 0,
  };
}

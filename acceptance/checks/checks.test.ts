import { expect, test } from 'vitest';
import type { Evidence, GraphEvent, WorkflowRead } from '../evidence.ts';
import type { Mail } from '../mailbox.ts';
import { appointmentFile, at, BY_HAND, confirmation, day, evidence, mail, reference, stalledLine } from '../test-evidence.ts';
import { allChecks, figures } from './all.ts';

const ESCALATED = 'Dossiers en attente, qui vous sont signalés';
const failing = (changed: Evidence) =>
  allChecks(changed)
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);
/** What fails with this change and held without it. */
const spoiled = (change: (sound: Evidence) => Partial<Evidence>) => {
  const sound = evidence();
  const before = failing(sound);
  return failing({ ...sound, ...change(sound) }).filter((name) => !before.includes(name));
};

const DECIDING = [
  'one path for each person',
  'every session is in the calendar with both co-facilitators',
  'no event stands twice',
  'staff acted on the pages of the calendar',
  'a moved session is told once, with the new time',
  'a deleted session is told once, another one offered, the event left alone',
  'an event made by hand becomes a session with both co-facilitators',
  'who declines is replaced on the event by a colleague who agreed',
  'who waits is told so first, and of the seat that comes free later',
  'co-facilitated as recorded',
  'only staff are invited to events',
  'no confirmation is missing',
  'no mail twice but confirmations in doubt',
  'both facilitators got list and attendance form',
  'each mail to one person, automatic, with a Reply-To',
  'stalled files reach the coordinator',
  'escalated after the delay, not before',
  'referents reminded after the delay, not before',
  'the referent hears of it first',
  'no stalled file is forgotten',
  "nothing personal in the database's bytes",
  'nothing personal in the logs',
  'nothing personal in the calendars',
  'no staff code in a mail, a calendar, the database or a log',
  'signed links stand in mails to staff alone',
  'every workflow runs, no workflow task failed',
];

test.each(DECIDING)('holds in a sound world: %s', (name) => {
  expect(allChecks(evidence()).find((check) => check.name === name)).toMatchObject({ ok: true });
});

test('nothing to look at is a failure, not a success', () => {
  const sound = evidence();
  const empty = {
    ...sound,
    responses: { registration: [], attendance: [], followUp: [], unable: [] },
    mails: [],
    ledger: [],
    calendars: {},
    workflows: [],
    files: [],
  };
  expect(allChecks(empty).filter(({ ok }) => ok)).toEqual([]);
});

test('a mail that was dropped', () => {
  const withoutOne = ({ mails }: Evidence) => ({ mails: mails.filter(({ messageId }) => messageId !== confirmation(7).messageId) });
  expect(spoiled(withoutOne)).toContain('no confirmation is missing');
});

test('a mail sent twice, a confirmation in doubt excepted', () => {
  const again = (find: string, details: string) => (sound: Evidence) => ({
    mails: [...sound.mails, ...sound.mails.filter(({ messageId }) => messageId?.includes(find)).map((one) => ({ ...one, id: 9999 }))],
    workflows: sound.workflows.map((workflow, index) => (index === 0 ? { ...workflow, details } : workflow)),
  });
  const name = 'no mail twice but confirmations in doubt';
  expect(spoiled(again(`${reference(3)}.confirmation`, ''))).toEqual([name]);
  expect(spoiled(again(`${reference(3)}.confirmation`, '- lundi : E-mail « confirmation » : envoi incertain.'))).toEqual([]);
  expect(spoiled(again('info-0.list.s1', '- lundi : E-mail « confirmation » : envoi incertain.'))).toEqual([name]);
});

test('an event made twice, in the calendar or in what Outlook was asked for', () => {
  const doubled = ({ calendars }: Evidence) => ({
    calendars: Object.fromEntries(
      Object.entries(calendars).map(([mailbox, events]) => [
        mailbox,
        [...events, ...events.slice(0, 1).map((event) => ({ ...event, id: 'other' }))],
      ]),
    ),
  });
  expect(spoiled(doubled)).toEqual(['no event stands twice']);
  const post = {
    realAt: at(1),
    service: 'graph',
    method: 'POST',
    path: '/v1.0/users/g/events',
    query: {},
    status: 201,
    fault: null,
    requestBody: { transactionId: 'info-0:g1' },
  };
  const created = ({ ledger }: Evidence) => ({
    ledger: [...ledger, { ...post, n: 1000, responseBody: { id: 'one' } }, { ...post, n: 1001, responseBody: { id: 'two' } }],
  });
  expect(spoiled(created)).toEqual(['no event stands twice']);
});

test('a session without its second co-facilitator, and one that is missing', () => {
  const change = (edit: (events: Evidence['calendars'][string]) => Evidence['calendars'][string]) => (sound: Evidence) => ({
    calendars: Object.fromEntries(Object.entries(sound.calendars).map(([mailbox, events]) => [mailbox, edit(events)])),
  });
  const name = 'every session is in the calendar with both co-facilitators';
  expect(spoiled(change((events) => events.map((event) => ({ ...event, attendees: (event.attendees ?? []).slice(0, 1) }))))).toContain(
    name,
  );
  expect(spoiled(change((events) => events.slice(1)))).toContain(name);
});

test('an escalation too early', () => {
  const early = ({ mails }: Evidence) => ({ mails: [day('s1', 74, { group: ESCALATED, lines: [stalledLine(0)] }), ...mails] });
  expect(spoiled(early)).toEqual(['escalated after the delay, not before']);
});

test('an escalation in spite of a contact that had been read', () => {
  const contact = {
    responseId: 'f1',
    createTime: at(65),
    lastSubmittedTime: at(65),
    answers: { reference: reference(0), contact: 'Téléphone' },
  };
  expect(spoiled(({ responses }) => ({ responses: { ...responses, followUp: [contact] } }))).toContain(
    'escalated after the delay, not before',
  );
});

test('a sheet that an outage kept from being read in time is no reminder without reason', () => {
  expect(spoiled(({ ledger }) => ({ ledger: ledger.filter(({ realAt, service }) => service !== 'forms' || realAt > at(58)) }))).toEqual([]);
});

test('an escalation forgotten, or without a word to the referent', () => {
  const without =
    (group: string) =>
    ({ mails }: Evidence) => ({
      mails: mails.map((one) => (one.text.includes(`== ${group}`) ? { ...one, text: one.text.replace(stalledLine(2), '') } : one)),
    });
  expect(spoiled(without(ESCALATED))).toContain('no stalled file is forgotten');
  expect(spoiled(without('Relances'))).toContain('the referent hears of it first');
});

test('a path too many', () => {
  expect(
    spoiled(({ workflows }) => ({
      workflows: [...workflows, ...workflows.slice(0, 1).map((one) => ({ ...one, id: 'participant-GC-ZZZZ-ZZZZ' }))],
    })),
  ).toContain('one path for each person');
});

test.each([
  ['temporal.db', "nothing personal in the database's bytes"],
  ['worker.log', 'nothing personal in the logs'],
])('a name in %s', (file, name) => {
  const leak = ({ files }: Evidence) => ({
    files: files.map((one) => (one.name === file ? { ...one, bytes: Buffer.from('… Nomplutôtlong12 …') } : one)),
  });
  expect(spoiled(leak)).toEqual([name]);
});

test.each([
  [
    'a link with a code, in a mail to staff',
    's2@aile.example.org',
    'entry.1=XKCD-S2',
    'no staff code in a mail, a calendar, the database or a log',
  ],
  ['a signed link, in a participant’s mail', 'x@boite.example.org', 'entry.1=LIEN1-0', 'signed links stand in mails to staff alone'],
])('%s', (_, to, text, name) => {
  expect(spoiled(({ mails }) => ({ mails: [...mails, mail({ to: [to], realReceivedAt: at(3), text })] }))).toEqual([name]);
});

test.each([
  ['XKCD-S1', 'no staff code in a mail, a calendar, the database or a log'],
  ['LIEN1-M9H01-23456', 'signed links stand in mails to staff alone'],
])('in an event: %s', (content, name) => {
  const written = ({ calendars }: Evidence) => ({
    calendars: Object.fromEntries(
      Object.entries(calendars).map(([mailbox, events]) => [
        mailbox,
        events.map((event, index) => (index === 0 ? { ...event, body: { content: `${event.body?.content} ${content}` } } : event)),
      ]),
    ),
  });
  expect(spoiled(written)).toEqual([name]);
});

test('a participant invited to an event', () => {
  const invited = ({ calendars }: Evidence) => ({
    calendars: Object.fromEntries(
      Object.entries(calendars).map(([mailbox, events]) => [
        mailbox,
        events.map((event) => ({
          ...event,
          attendees: [...(event.attendees ?? []), { emailAddress: { address: 'personne3@boite.example.org' } }],
        })),
      ]),
    ),
  });
  expect(spoiled(invited)).toEqual(expect.arrayContaining(['only staff are invited to events', 'nothing personal in the calendars']));
});

test('a mail to two people at once', () => {
  expect(spoiled(({ mails }) => ({ mails: [...mails, mail({ to: ['a@example.org', 'b@example.org'], realReceivedAt: at(3) })] }))).toEqual([
    'each mail to one person, automatic, with a Reply-To',
  ]);
});

test('a failed workflow task', () => {
  expect(
    spoiled(({ workflows }) => ({ workflows: workflows.map((one, index) => (index === 0 ? { ...one, failedTasks: 1 } : one)) })),
  ).toEqual(['every workflow runs, no workflow task failed']);
});

const ORGANISER = 'groupement@aile.example.org';
const withEvents = (change: (events: readonly GraphEvent[]) => readonly GraphEvent[]) => (sound: Evidence) => ({
  calendars: { ...sound.calendars, [ORGANISER]: change(sound.calendars[ORGANISER] ?? []) },
});
const withMails = (change: (one: Mail) => readonly Mail[]) => (sound: Evidence) => ({ mails: sound.mails.flatMap(change) });
const named = (find: string, change: (one: Mail) => readonly Mail[]) =>
  withMails((one) => (one.messageId?.includes(find) === true ? change(one) : [one]));

test.each<[string, (sound: Evidence) => Partial<Evidence>]>([
  ['one registrant is not told', named(`${reference(11)}.sessionMoved`, () => [])],
  ['one is told twice', named(`${reference(11)}.sessionMoved`, (one) => [one, { ...one, subject: 'encore', id: 9000 }])],
  [
    'the old SEQUENCE',
    named(`${reference(10)}.sessionMoved`, (one) => [
      { ...one, attachments: appointmentFile(`info-2.${reference(10)}`, { start: '2026-11-28T09:00:00.000Z', sequence: 0 }) },
    ]),
  ],
  [
    'another UID',
    named(`${reference(10)}.sessionMoved`, (one) => [
      { ...one, attachments: appointmentFile(`info-2.9.${reference(10)}`, { start: '2026-11-28T09:00:00.000Z', sequence: 1 }) },
    ]),
  ],
  [
    'the mistyped time',
    named(`${reference(10)}.sessionMoved`, (one) => [
      { ...one, attachments: appointmentFile(`info-2.${reference(10)}`, { start: '2026-11-28T08:00:00.000Z', sequence: 1 }) },
    ]),
  ],
  [
    'the old day in words',
    named(`${reference(10)}.sessionMoved`, (one) => [{ ...one, text: one.text.replace('28 novembre', '27 novembre') }]),
  ],
  [
    'the event stands elsewhere',
    withEvents((events) => events.map((one) => (one.id === 'event-info-2' ? { ...one, start: { dateTime: at(90_002) } } : one))),
  ],
])('a moved session: %s', (_, change) => {
  expect(spoiled(change)).toContain('a moved session is told once, with the new time');
});

test.each<[string, (sound: Evidence) => Partial<Evidence>]>([
  ['a registrant is not told', named(`${reference(12)}.sessionCancelled`, () => [])],
  ['a registrant is told twice', named(`${reference(12)}.sessionCancelled`, (one) => [one, { ...one, subject: 'encore' }])],
  ['no other session is offered', named(`${reference(12)}.seat`, () => [])],
  ['the coordinator is not told', withMails((one) => (one.text.includes('annulée dans Outlook') ? [] : [one]))],
  [
    'the event is created again',
    withEvents((events) => [...events, ...events.slice(0, 1).map((one) => ({ ...one, id: 'again', transactionId: 'info-3:g2' }))]),
  ],
  [
    'the event was created again, and is gone by now',
    ({ ledger }) => ({
      ledger: [
        ...ledger,
        ...ledger
          .filter(({ requestBody }) => JSON.stringify(requestBody)?.includes('info-3:g1'))
          .map((one) => ({ ...one, n: 9000, requestBody: { transactionId: 'info-3:g2' }, responseBody: { id: 'again' } })),
      ],
    }),
  ],
])('a deleted session: %s', (_, change) => {
  expect(spoiled(change)).toContain('a deleted session is told once, another one offered, the event left alone');
});

test.each<[string, (sound: Evidence) => Partial<Evidence>]>([
  [
    'no reference',
    withEvents((events) => events.map((one) => (one.id === 'event-by-hand' ? { ...one, singleValueExtendedProperties: [] } : one))),
  ],
  [
    'one co-facilitator only',
    withEvents((events) =>
      events.map((one) => (one.id === 'event-by-hand' ? { ...one, attendees: (one.attendees ?? []).slice(0, 1) } : one)),
    ),
  ],
  [
    'twice in the calendar',
    withEvents((events) => events.flatMap((one) => (one.id === 'event-by-hand' ? [one, { ...one, id: 'two' }] : [one]))),
  ],
  ['no session behind it', ({ workflows }) => ({ workflows: workflows.filter(({ id }) => !id.includes(BY_HAND.reference)) })],
])('an event made by hand: %s', (_, change) => {
  expect(spoiled(change)).toContain('an event made by hand becomes a session with both co-facilitators');
});

test.each<[string, (sound: Evidence) => Partial<Evidence>]>([
  [
    'who declined is still invited',
    withEvents((events) =>
      events.map((one) =>
        one.id === 'event-info-4'
          ? { ...one, attendees: [...(one.attendees ?? []), { emailAddress: { address: 's3@aile.example.org' } }] }
          : one,
      ),
    ),
  ],
  [
    'nobody instead',
    withEvents((events) =>
      events.map((one) => (one.id === 'event-info-4' ? { ...one, attendees: (one.attendees ?? []).slice(0, 1) } : one)),
    ),
  ],
  ['nobody was asked', withMails((one) => (one.text.includes('Pouvez-vous remplacer') ? [] : [one]))],
  ['nobody agreed', ({ responses }) => ({ responses: { ...responses, followUp: [] } })],
])('a substitute: %s', (_, change) => {
  expect(spoiled(change)).toContain('who declines is replaced on the event by a colleague who agreed');
});

test.each<[string, (sound: Evidence) => Partial<Evidence>]>([
  ['nobody was promoted', named(`${reference(13)}.seat`, () => [])],
  [
    'the waiting list was never mentioned',
    named(`${reference(13)}.confirmation`, (one) => [{ ...one, subject: 'votre place est réservée' }]),
  ],
  [
    'who had a seat is given one',
    named(`${reference(13)}.confirmation`, (one) => [
      one,
      { ...one, subject: 'votre place est réservée', attachments: appointmentFile(`info-0.${reference(13)}`, { start: at(40) }) },
    ]),
  ],
])('a waiting list: %s', (_, change) => {
  expect(spoiled(change)).toContain('who waits is told so first, and of the seat that comes free later');
});

const sessionSeen = (session: string, change: Partial<WorkflowRead>) => (sound: Evidence) => ({
  workflows: sound.workflows.map((one) => (one.id === `session-${session}` ? { ...one, ...change } : one)),
});
test.each<[string, (sound: Evidence) => Partial<Evidence>]>([
  ['both were there, and Temporal counts one', sessionSeen('info-0', { memo: { coFacilitated: 'no' } })],
  ['both were there, and Temporal knows nothing', sessionSeen('info-0', { memo: {} })],
  ['one was there, and Temporal counts both', sessionSeen('info-1', { memo: { coFacilitated: 'yes' } })],
  ['the wrong one is named', sessionSeen('info-1', { details: '- **Co-animation constatée** : non – AILE seule\n' })],
  ['the coordinator is not told', withMails((one) => (one.text.includes('une seule structure') ? [] : [one]))],
  [
    'the first answer counts instead of the correction',
    ({ responses }) => ({ responses: { ...responses, attendance: responses.attendance.filter(({ responseId }) => responseId !== 'a2') } }),
  ],
])('who was there: %s', (_, change) => {
  expect(spoiled(change)).toEqual(['co-facilitated as recorded']);
});

test('an edit of ours after a move, and moves that came by another door', () => {
  const name = 'staff acted on the pages of the calendar';
  const patch = ({ ledger }: Evidence) => ({
    ledger: [
      ...ledger,
      ...ledger
        .slice(0, 1)
        .map((one) => ({ ...one, realAt: at(40), service: 'graph', method: 'PATCH', path: '/v1.0/users/g/events/event-info-2' })),
    ],
  });
  expect(spoiled(patch)).toEqual([name]);
  expect(spoiled(({ ledger }) => ({ ledger: ledger.filter(({ path }) => path !== '/calendar/create') }))).toContain(name);
});

test('the figures', () => {
  expect(figures(evidence())).toMatchObject({
    registrations: 34,
    paths: 34,
    sessions: 7,
    eventsWithBothCoFacilitators: 6,
    moved: 2,
    removed: 1,
    adopted: 1,
    substitutes: 1,
    waitlistPromoted: 1,
    coFacilitated: 1,
    duplicates: 0,
    inDoubt: 0,
    escalated: [0, 1, 2, 3].map(reference),
  });
});

test('a version that was overtaken is no refusal where the service writes again, and is one where it does not', () => {
  const refused = 'partners refused nothing but what was made to fail';
  const patch = {
    realAt: at(1),
    service: 'graph',
    method: 'PATCH',
    path: '/v1.0/users/g/events/e1',
    query: {},
    fault: null,
    requestBody: null,
    responseBody: null,
  };
  const overtaken = { ...patch, n: 2000, status: 412 };
  expect(spoiled(({ ledger }) => ({ ledger: [...ledger, overtaken, { ...patch, n: 2001, status: 200 }] }))).not.toContain(refused);
  expect(spoiled(({ ledger }) => ({ ledger: [...ledger, overtaken] }))).toContain(refused);
});

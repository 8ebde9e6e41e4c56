import { expect, test } from '@jest/globals';
import { allChecks, figures } from './all.ts';
import type { Evidence } from './evidence.ts';
import { at, confirmation, day, evidence, mail, reference, stalledLine } from './test-evidence.ts';

const ESCALATED = 'Dossiers en attente, signalés à la coordination';
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
  expect(spoiled(({ ledger }) => ({ ledger: ledger.filter(({ realAt }) => realAt > at(58)) }))).toEqual([]);
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

test('the figures', () => {
  expect(figures(evidence())).toMatchObject({
    registrations: 34,
    paths: 34,
    sessions: 4,
    eventsWithBothCoFacilitators: 4,
    duplicates: 0,
    inDoubt: 0,
    escalated: [0, 1, 2, 3].map(reference),
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf } from '../../acceptance/people.ts';
import { validateLedger } from '../../sandbox/contracts/validate-ledger.ts';
import { roomFor } from '../support/programme.ts';
import type { Delivered, Entry } from '../support/sandbox.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { Armoury, Lines, PATIENCE } from './faults/armoury.ts';
import { holdOtherForms, loseTheReference, registerThroughFaults } from './faults/forms.ts';
import { armLogin, confirmThroughFaults, IN_DOUBT, REFUSED, TWICE } from './faults/mail.ts';
import {
  armCreation,
  createdThroughFaults,
  eventsOf,
  type Interviewed,
  interviewsThroughFaults,
  LINES,
  SESSIONS,
} from './faults/outlook.ts';

// One stack, one story: every fault of the contracts' list at each call that can meet it, in three services at once, while sixty people register.
const ROOM = roomFor(120, 'info-essai', 60);

let stack: Stack;
let armoury: Armoury;
let lines: Lines;
let registered: readonly string[] = [];
let mailed: readonly string[] = [];
let interviewed: readonly Interviewed[] = [];
let mails: readonly Delivered[] = [];
let ledger: readonly Entry[] = [];

beforeAll(async () => {
  const sessions = [...ROOM, ...SESSIONS];
  stack = await startStack({
    workers: 0,
    sandboxArgs: ['--page-size', '30'],
    config: { sessions, polling: { forms: 'PT1S', calendar: 'PT2S' } },
  });
  armoury = new Armoury(stack);
  lines = new Lines(stack);
  const play = { stack, armoury, lines };
  const atStart = [...(await armLogin(armoury)), ...(await armCreation(armoury))];
  await stack.startWorker();
  [registered, mailed, interviewed] = await Promise.all([
    registerThroughFaults(play),
    confirmThroughFaults(play),
    interviewsThroughFaults(play).then(async (people) => {
      await loseTheReference(play, people[0]?.reference ?? '');
      return people;
    }),
    holdOtherForms(play),
    createdThroughFaults(play, atStart),
  ]);
  await settled();
  await lines.stop();
  mails = await stack.sandbox.mails();
  ledger = await stack.sandbox.ledger();
}, 900_000);

afterAll(async () => {
  await lines?.stop();
  await stack?.[Symbol.asyncDispose]();
});

const everybody = () => [...registered, ...mailed, ...interviewed.map(({ name }) => name)];

/** Until every path has noted its confirmation, every session its event, and nothing that a service refused waits any more. */
async function settled(): Promise<void> {
  const { server, until } = stack;
  await until(
    async () => {
      const details = await Promise.all((await server.paths()).map(({ workflowId }) => server.details(workflowId)));
      return details.length >= everybody().length && details.every((text) => text.includes('E-mail « confirmation »'));
    },
    'every path has noted its confirmation',
    { timeoutMs: PATIENCE, everyMs: 500 },
  );
  await until(
    async () => {
      const details = await Promise.all(SESSIONS.map(({ id }) => server.details(`session-${String(id)}`)));
      return details.every((text) => text.includes('événement en place'));
    },
    'every session knows its event',
    { timeoutMs: PATIENCE, everyMs: 500 },
  );
  await until(async () => (await server.worklistLines()).every(({ kind }) => kind !== 'service'), 'no service is out any more', {
    timeoutMs: PATIENCE,
    everyMs: 500,
    evidence: async () => JSON.stringify((await server.worklistLines()).filter(({ kind }) => kind === 'service')),
  });
}

test('every fault struck, at each call', async () => {
  const hits = [...(await armoury.hits())];
  expect(hits.length).toBeGreaterThanOrEqual(80);
  expect(hits.filter(([, { hits: struck, wanted }]) => struck < wanted)).toEqual([]);
});

test('everybody has one path', async () => {
  const people = everybody();
  expect(people.length).toBeGreaterThanOrEqual(50);
  const runs = await stack.server.pathRuns();
  expect(new Set(runs.map(({ workflowId }) => workflowId)).size).toBe(people.length);
  expect(runs.map(({ status }) => status.name)).toEqual(people.map(() => 'RUNNING'));
});

test('everybody has one confirmation, twice only where its first arrival was in doubt', async () => {
  const counted = everybody().map((name) => {
    const own = mails.filter(({ envelope, messageId }) => envelope.to.includes(addressOf(name)) && messageId.includes('.confirmation.'));
    return { name, copies: own.length, ids: new Set(own.map(({ messageId }) => messageId)).size };
  });
  const expected = everybody().map((name) => {
    const copies = REFUSED.includes(name) ? 0 : TWICE.includes(name) ? 2 : 1;
    return { name, copies, ids: Math.min(1, copies) };
  });
  expect(counted).toEqual(expected);
  const details = await Promise.all((await stack.server.paths()).map(({ workflowId }) => stack.server.details(workflowId)));
  const inDoubt = details.filter((text) => text.includes('E-mail « confirmation » : envoi incertain'));
  const ofName = (name: string) => details.find((text) => text.startsWith(`## ${name} `)) ?? name;
  expect(IN_DOUBT.map(ofName).filter((text) => !inDoubt.includes(text))).toEqual([]);
  expect(inDoubt).toHaveLength(IN_DOUBT.length);
});

test('no other mail went twice', () => {
  const others = mails.filter(({ messageId }) => !messageId.includes('.confirmation.'));
  expect(others.length).toBeGreaterThanOrEqual(20);
  const ids = others.map(({ messageId, envelope }) => `${messageId} ${envelope.to.join()}`);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  // What smtp-partial-rcpt speaks of can't happen: no mail of ours has two recipients.
  expect(mails.filter(({ envelope }) => envelope.to.length !== 1)).toEqual([]);
});

test('every session is in the calendar once, with both co-facilitators', async () => {
  const events = await stack.sandbox.events();
  const due = [...ROOM, ...SESSIONS].map(({ id }) => `${String(id)}:g1`);
  expect(events.map(({ transactionId }) => String(transactionId)).toSorted()).toEqual(due.toSorted());
  const attendees = events.map((event) => event.attendees.map(({ emailAddress }) => emailAddress.address).toSorted());
  expect(attendees).toEqual(events.map(() => ['camille.roux@aile.example.org', 'contact.ml@example.org']));
  expect(events.filter(({ subject }) => subject.includes('(ancien)'))).toEqual([]);
});

test('every interview is in its referent’s calendar once, when it was last said to be', async () => {
  expect(interviewed.length).toBe(12);
  const found = (await eventsOf(stack, interviewed)).map((events) => events.map(({ start }) => start.dateTime.slice(0, 19)));
  expect(found).toEqual(interviewed.map(({ start }) => [start]));
});

test('the coordinator read of everything that a person had to mend', () => {
  const texts = [
    ...Object.values(LINES),
    'Google refuse la clé du compte de service',
    'n’est plus partagé avec le compte de service',
    'n’existe plus à cette adresse',
    'n’a plus la question « Commune »',
    'n’a plus la question « Référence »',
  ];
  const shown = lines.seen.filter(({ worklist }) => worklist === 's1').map(({ title }) => title);
  expect(texts.filter((text) => !shown.some((title) => title.includes(text)))).toEqual([]);
  const toCoordinator = mails
    .filter(({ envelope }) => envelope.to.includes('camille.roux@aile.example.org'))
    .map(({ text }) => text.replaceAll(/\s+/g, ' '));
  expect(toCoordinator.length).toBeGreaterThan(0);
  // What was mended within seconds may be gone before her worklist wrote; what lasted must have been written.
  expect(toCoordinator.filter((text) => /Outlook|formulaire|Formulaire/.test(text)).length).toBeGreaterThan(0);
});

test('the organiser’s mailbox never had more than three calls at once', () => {
  const calls = ledger.filter(({ service, method }) => service === 'graph' && method !== 'MAIL');
  // The ledger counts the calls of all mailboxes together: only those before the first one of another mailbox are the organiser's alone.
  const others = calls.filter(({ path }) => !path.includes('/users/groupement')).map(({ realAt }) => realAt);
  expect(others.length).toBeGreaterThan(0);
  const [first = ''] = others.toSorted();
  const alone = calls.filter(({ realAt }) => realAt < first);
  expect(alone.length).toBeGreaterThanOrEqual(5);
  expect(Math.max(...alone.map(({ concurrent }) => concurrent))).toBeLessThanOrEqual(3);
});

test('every answer of the partner tools was the vendors’ own', () => {
  const { looked, problems } = validateLedger(ledger);
  expect(problems).toEqual([]);
  expect(looked).toBeGreaterThan(300);
});

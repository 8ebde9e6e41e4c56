import proto from '@temporalio/proto';
import { expect, test } from 'vitest';
import { addressOf, nameOf, phoneOf, registered } from '../../acceptance/people.ts';
import { validateLedger } from '../../sandbox/contracts/validate-ledger.ts';
import { roomFor, sessionAt } from '../support/programme.ts';
import type { Entry } from '../support/sandbox.ts';
import { type Stack, startStack, type WorkerProcess } from '../support/stack.ts';

const DAY = 24 * 3600;
const STARTED = String(proto.temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_STARTED);
const PAGES = 8;
const PAGE = 12;
/** Seats for as many pages as it may take; their sessions stand before the first worker is killed. */
const ROOM = roomFor(PAGES * PAGE, 'info-suite', 40);
const SESSIONS = ['info-essai', ...ROOM.map(({ id }) => String(id))];

const isEventPost = ({ service, method, path }: Entry) => service === 'graph' && method === 'POST' && path.endsWith('/events');

/** What must be true after any kill: one event, one path for each person, one confirmation or the same one again, nothing else twice. */
async function expectNothingTwice(
  { sandbox, server }: Stack,
  {
    sessions,
    people,
    doubted,
  }: { readonly sessions: readonly string[]; readonly people: readonly string[]; readonly doubted: readonly string[] },
): Promise<void> {
  const events = await sandbox.events();
  expect(events.map(({ transactionId }) => String(transactionId)).toSorted()).toEqual(sessions.map((id) => `${id}:g1`).toSorted());
  for (const { attendees } of events)
    expect(attendees.map(({ emailAddress }) => emailAddress.address).toSorted()).toEqual([
      'camille.roux@aile.example.org',
      'contact.ml@example.org',
    ]);
  const runs = await server.pathRuns();
  expect(runs.map(({ status }) => status.name)).toEqual(people.map(() => 'RUNNING'));
  expect(new Set(runs.map(({ workflowId }) => workflowId)).size).toBe(people.length);

  const mails = await sandbox.mails();
  expect(mails.length).toBeGreaterThanOrEqual(people.length);
  const byRecipient = Map.groupBy(mails, ({ envelope }) => envelope.to.join());
  expect([...byRecipient.keys()].toSorted()).toEqual(people.map(addressOf).toSorted());
  for (const person of people) {
    const own = byRecipient.get(addressOf(person)) ?? [];
    expect({ person, mails: own.length }).toEqual({ person, mails: doubted.includes(person) ? 2 : 1 });
    expect(new Set(own.map(({ messageId }) => messageId)).size).toBe(1);
    expect(own[0]?.messageId).toMatch(/\.confirmation\.1@/);
  }
  const { looked, problems } = validateLedger(await sandbox.ledger());
  expect(problems).toEqual([]);
  expect(looked).toBeGreaterThan(20);
}

/** Once the path has noted its mail, no attempt of that mail is left. */
async function untilAllNoted({ server, until }: Stack, people: number): Promise<readonly string[]> {
  return await until(async () => {
    const paths = await server.paths();
    const details = await Promise.all(paths.map(({ workflowId }) => server.details(workflowId)));
    return details.length === people && details.every((text) => text.includes('E-mail « confirmation »')) ? details : null;
  }, `${people} paths that have noted their confirmation`);
}

test('a worker killed where it hurts most: another one goes on, and nothing happens twice', async () => {
  await using stack = await startStack({ config: { sessions: ROOM } });
  const { sandbox, server, until } = stack;
  const inPlace = (session: string) =>
    until(async () => (await server.details(`session-${session}`)).includes('événement en place'), `${session} knows its event`, {
      evidence: async () => JSON.stringify(await server.pending(`session-${session}`)),
    });
  for (const { id } of ROOM) await inPlace(String(id));
  await stack.workers[0]?.stop();
  stack.configure({ sessions: [sessionAt('info-essai', [30 * DAY, 30 * DAY + 7200]), ...ROOM] });

  // 1. Outlook has committed the event, and nobody reads its answer.
  const [slow] = await sandbox.arm({ fault: 'graph-slow', method: 'POST', path: '/events$', times: 1, params: { delayMs: 6_000 } });
  const first = await stack.startWorker();
  await until(async () => (await sandbox.fault(slow?.id ?? ''))?.hits === 1, 'the event is on its way to Outlook');
  first.freeze();
  const committed = await until(
    async () => (await sandbox.ledger()).find((entry) => isEventPost(entry) && entry.fault === slow?.fault),
    'Outlook has answered',
  );
  expect(committed.status).toBe(201);
  await first.kill();

  // 2. The mail server has the message, and its answer is not heard.
  const doubted = 'Doute';
  const second = await stack.startWorker();
  const [late] = await sandbox.arm({ fault: 'smtp-slow', path: addressOf(doubted), params: { delayMs: 8_000 } });
  await sandbox.import([registered(doubted)]);
  await until(async () => (await sandbox.mailsTo(addressOf(doubted))).length === 1, 'the mail server has the confirmation');
  await second.kill();
  expect((await sandbox.ledger()).filter(({ service, method }) => service === 'smtp' && method === 'DATA')).toEqual([]);

  // 3. A page of responses is with its owners, and the cursor has not moved.
  const third = await stack.startWorker();
  const page = await killAfterHandover(stack, third);
  await stack.startWorker();

  const people = [doubted, ...page];
  const details = await untilAllNoted(stack, people.length);
  await inPlace('info-essai');
  // Somebody asked Outlook again after the answer that nobody read.
  expect((await sandbox.ledger(committed.n)).filter(({ service }) => service === 'graph').length).toBeGreaterThan(0);
  expect(details.filter((text) => text.includes('envoi incertain'))).toHaveLength(1);
  expect((await sandbox.fault(late?.id ?? ''))?.hits).toBe(1);
  await expectNothingTwice(stack, { sessions: SESSIONS, people, doubted: [doubted] });
});

/** The moment is short: where the worker was faster, its page counts as any other and a next one is tried. Gives everybody who registered. */
async function killAfterHandover(stack: Stack, worker: WorkerProcess): Promise<readonly string[]> {
  const { sandbox, server, until } = stack;
  const everybody: string[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const names = Array.from({ length: PAGE }, (_, index) => nameOf(page * PAGE + index));
    const before = await reportsOfIntake(server);
    const paths = (await sandbox.import(names.map((name) => registered(name)))).map((id) => `participant-${server.reference(id)}`);
    everybody.push(...names);
    const owner = server.client.workflow.getHandle(paths[0] ?? '');
    await until(() => owner.describe(), 'the first owner has its response', { everyMs: 5 });
    worker.freeze();
    if ((await reportsOfIntake(server)) === before && !(await isAnyWritten(server, paths))) {
      await worker.kill();
      return everybody;
    }
    worker.thaw();
    // Its confirmations are not to be in doubt by the kill of a later page.
    await untilAllNoted(stack, 1 + everybody.length);
  }
  throw new Error('no page of eight could be caught between handing over and reporting');
}

/** A confirmation that has begun would be in doubt after the kill. */
async function isAnyWritten(server: Stack['server'], paths: readonly string[]): Promise<boolean> {
  const pending = await Promise.all(paths.map((path) => server.pending(path).catch(() => [])));
  return pending.flat().some(({ state }) => state === STARTED);
}

/** How often the intake of registrations has moved on: it moves its cursor with each report of its activity. */
async function reportsOfIntake({ client }: Stack['server']): Promise<number> {
  const { events } = await client.workflow.getHandle('form-intake-registration').fetchHistory();
  return (events ?? []).filter(({ activityTaskCompletedEventAttributes: completed }) => completed).length;
}

test('two workers of one service, started at the same time, do everything once', async () => {
  await using stack = await startStack({ workers: 2 });
  const { sandbox, server } = stack;
  const people = Array.from({ length: 20 }, (_, index) => nameOf(index));
  const [first = '', ...others] = people;
  const twice = { ...registered(first, { Téléphone: phoneOf(1) }) };
  await sandbox.import([registered(first, { Téléphone: phoneOf(1) }), twice, ...others.map((name) => registered(name))]);
  await untilAllNoted(stack, people.length);
  await stack.until(async () => (await server.details('session-info-essai')).includes('événement en place'), 'the session knows its event');
  const { pollers } = await server.client.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: 'parcours' },
    taskQueueType: 1,
  });
  expect(new Set((pollers ?? []).map(({ identity }) => identity)).size).toBe(2);
  await expectNothingTwice(stack, { sessions: ['info-essai'], people, doubted: [] });
  expect((await sandbox.ledger()).filter(isEventPost)).toHaveLength(1);
});

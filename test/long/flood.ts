import type { WorkflowExecutionInfo } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForms } from '../../acceptance/drive/forms.ts';
import { nameOf, registered } from '../../acceptance/people.ts';
import { sessionAt } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';

const PEOPLE = 3000;
const SEATS = 15;
/** As shipped: `mail.newPathsAnHour`. */
const LIMIT = 60;
const A_PAGE = 500;
const DAY = 24 * 3600;
const COORDINATOR = 'camille.roux@aile.example.org';
const PATIENCE = { timeoutMs: 1_200_000, everyMs: 2_000 };

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    config: ({ mail, ...base }) => {
      const { newPathsAnHour: _limit, ...asShipped } = mail as Record<string, unknown>;
      return { ...base, mail: asShipped, sessions: [sessionAt('info-essai', [30 * DAY, 30 * DAY + 7200], { capacity: SEATS })] };
    },
  });
}, 60_000);

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
}, 60_000);

async function confirmations(): Promise<number> {
  const mails = (await stack.sandbox.mails()).filter(({ messageId }) => messageId.includes('.confirmation.'));
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
  return mails.length;
}

interface Sizes {
  readonly events: number;
  /** Bytes, encrypted. */
  readonly history: number;
  readonly memo: number;
}

/** A path is like any other of its kind. */
const PATHS_LOOKED_AT = 100;

/** The largest of the workflows that run, of each; printed with its kind. Lists say nothing of an open history's length. */
async function largest(moment: string): Promise<Sizes> {
  const running = await stack.server.list("ExecutionStatus = 'Running'");
  const paths = running.filter(({ type }) => type === 'participantPath');
  const looked = [...running.filter(({ type }) => type !== 'participantPath'), ...paths.slice(0, PATHS_LOOKED_AT)];
  const described = await Promise.all(looked.map(({ workflowId }) => stack.server.client.workflow.getHandle(workflowId).describe()));
  const events = most(described, ({ historyLength }) => historyLength);
  const history = most(described, ({ historySize = 0 }) => historySize);
  const memo = most(running, memoBytes);
  process.stdout.write(
    `flood, ${moment}: ${events.size} events (${events.of}), ${history.size} bytes of history (${history.of}), ${memo.size} bytes of memo (${memo.of})\n`,
  );
  return { events: events.size, history: history.size, memo: memo.size };
}

function most<Info extends { readonly type: string }>(infos: readonly Info[], sizeOf: (info: Info) => number) {
  const [first] = infos.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  return first === undefined ? { size: 0, of: '' } : { size: sizeOf(first), of: first.type };
}

function memoBytes({ raw }: WorkflowExecutionInfo): number {
  return Object.values(raw.memo?.fields ?? {}).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
}

async function problems(): Promise<number> {
  return (await stack.server.client.workflow.count('TemporalReportedProblems IS NOT NULL')).count;
}

test('three thousand registrations within an hour for fifteen seats: held by one line, then answered, and nothing outgrows its bounds', async () => {
  const { sandbox, server, until } = stack;
  const hour = Date.parse(`${new Date().toISOString().slice(0, 13)}:00:00.000Z`);
  const at = (index: number) => new Date(hour + index).toISOString();
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    ...registered(nameOf(index)),
    createTime: at(index),
    lastSubmittedTime: at(index),
  }));
  for (let from = 0; from < PEOPLE; from += A_PAGE) await sandbox.import(people.slice(from, from + A_PAGE));

  const isOpen = "WorkflowType = 'participantPath' AND ExecutionStatus = 'Running'";
  await until(async () => (await server.client.workflow.count(isOpen)).count === PEOPLE, 'everybody has a path', PATIENCE);
  await until(async () => (await confirmations()) === LIMIT, 'those within the limit have their mail', PATIENCE);
  const held = await largest('held');

  const link = await until(
    async () => {
      const mails = await sandbox.mailsTo(COORDINATOR);
      const lines = mails.flatMap(({ text }) => text.replaceAll('\u00a0', ' ').split('\n')).filter((line) => line.includes('> Envoyer'));
      return /https?:\S+/.exec(lines.at(-1) ?? '')?.[0] ?? null;
    },
    'one line for all in a mail to the coordinator',
    PATIENCE,
  );
  await (await openForms(sandbox.web)).follow(link);
  await until(async () => (await confirmations()) === PEOPLE, 'everybody has their mail, once', PATIENCE);
  const answered = await largest('answered');

  expect(await problems()).toBe(0);
  // Temporal warns at 10,240 events, and refuses two megabytes.
  expect(Math.max(held.events, answered.events)).toBeLessThan(10_240);
  expect(Math.max(held.memo, answered.memo)).toBeLessThan(200_000);
}, 3_600_000);

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { CALLS_AT_ONCE, ensureMailboxHosts } from './mailbox-host.ts';

const QUEUE = 'outlook-organiser';
const TASK_QUEUE = 'parcours';

let env: TestWorkflowEnvironment;
let bundle: string;
beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' } } });
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/mailbox-host/workflow.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  bundle = join(mkdtempSync(join(tmpdir(), 'parcours-')), 'bundle.js');
  writeFileSync(bundle, code);
});
const processes: ChildProcess[] = [];
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await env.teardown();
});

interface Told {
  readonly what: 'ready' | 'hosting' | 'call' | 'answer';
  readonly pid: number;
  readonly at: number;
}

/** What all processes told, in the order it came. */
const told: Told[] = [];
function startProcess(): ChildProcess {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./mailbox-host.process.ts', import.meta.url)), env.address, TASK_QUEUE, bundle],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"what"')) told.push(JSON.parse(line));
  });
  processes.push(child);
  return child;
}
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
/** Calls of the whole world to one mailbox, as activities with the time-out that production gives them. */
async function callAll(count: number, prefix: string): Promise<number[]> {
  const calls = Array.from({ length: count }, (_, index) =>
    env.client.activity.execute<number>('call', {
      id: `${prefix}-${index}`,
      taskQueue: QUEUE,
      args: [300],
      startToCloseTimeout: '5 seconds',
      retry: { initialInterval: '500 ms' },
    }),
  );
  return Promise.all(calls);
}
/** The greatest number of calls under way at once, over the processes that were not killed. */
function atOnce(): number {
  const dead = new Set(processes.filter(({ killed }) => killed).map(({ pid }) => pid));
  const steps = told
    .filter(({ what, pid }) => (what === 'call' || what === 'answer') && !dead.has(pid))
    .toSorted((left, right) => left.at - right.at || (left.what === 'answer' ? -1 : 1));
  let now = 0;
  return steps.reduce((most, { what }) => {
    now += what === 'call' ? 1 : -1;
    return Math.max(most, now);
  }, 0);
}

test('two workers: one of them hosts, three calls at once at most, and when it is killed the other takes over', async () => {
  startProcess();
  startProcess();
  await until(() => told.filter(({ what }) => what === 'ready').length === 2 || undefined);
  await ensureMailboxHosts(env.client, { queues: [QUEUE], taskQueue: TASK_QUEUE });
  await ensureMailboxHosts(env.client, { queues: [QUEUE], taskQueue: TASK_QUEUE });

  const first = await callAll(20, 'first');
  expect(first).toHaveLength(20);
  expect(new Set(first).size).toBe(1);
  expect(atOnce()).toBe(CALLS_AT_ONCE);

  const [host] = first;
  const pending = callAll(20, 'second');
  await until(() => (told.filter(({ what }) => what === 'call').length > 20 ? true : undefined));
  processes.find(({ pid }) => pid === host)?.kill('SIGKILL');
  const second = await pending;
  expect(second).toHaveLength(20);
  const other = processes.find(({ pid }) => pid !== host)?.pid;
  expect(second).toContain(other);
  expect(atOnce()).toBe(CALLS_AT_ONCE);
  expect(told.filter(({ what }) => what === 'hosting')).toHaveLength(2);
}, 90_000);

test('a host that is told to stop finishes its calls, and its place is taken by the worker that stays', async () => {
  const host = told.findLast(({ what }) => what === 'hosting')?.pid;
  startProcess();
  await until(() => told.filter(({ what }) => what === 'ready').length === 3 || undefined);
  const before = told.length;
  const pending = callAll(12, 'third');
  await until(() => told.slice(before).find(({ what }) => what === 'call'));
  processes.find(({ pid }) => pid === host)?.kill('SIGTERM');
  const pids = await pending;
  expect(pids).toHaveLength(12);
  expect(pids).toContain(processes.at(-1)?.pid);
}, 90_000);

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DUTY_QUEUE } from '../workflows/duty/contract.ts';
import { CALLS_AT_ONCE, ORGANISER_QUEUE } from './duty.ts';

const TASK_QUEUE = 'parcours';

let env: TestWorkflowEnvironment;
let bundle: string;
beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' } } });
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./duty-fixtures.ts', import.meta.url)),
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

interface Report {
  /** `ready`, `on duty`, `call`, `answer`, `reading`, `claimed`, `reading after 4711`. */
  readonly what: string;
  readonly pid: number;
  readonly at: number;
}

/** What all processes told, in the order it came. */
const reports: Report[] = [];
function startProcess({ lateMs = 0 } = {}): ChildProcess {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./duty.process.ts', import.meta.url)), env.address, TASK_QUEUE, bundle, `${lateMs}`],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"what"')) reports.push(JSON.parse(line));
  });
  processes.push(child);
  return child;
}
const saidBy = (what: string) => reports.filter((one) => one.what === what).map(({ pid }) => pid);

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
      taskQueue: ORGANISER_QUEUE,
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
  const steps = reports
    .filter(({ what, pid }) => (what === 'call' || what === 'answer') && !dead.has(pid))
    .toSorted((left, right) => left.at - right.at || (left.what === 'answer' ? -1 : 1));
  let now = 0;
  return steps.reduce((most, { what }) => {
    now += what === 'call' ? 1 : -1;
    return Math.max(most, now);
  }, 0);
}

/** Of the duty; the service's own is 120. */
const TAKE_OVER_AFTER = 5_000;

test('two workers: one is on duty, three calls at once at most, and when it is killed the other one takes over all that it did', async () => {
  startProcess();
  startProcess();
  await until(() => saidBy('ready').length === 2 || undefined);
  const start = { taskQueue: TASK_QUEUE, workflowIdConflictPolicy: 'USE_EXISTING' as const };
  await env.client.workflow.start('duty', { ...start, workflowId: 'duty', args: [{ takeOverAfter: TAKE_OVER_AFTER }] });
  await env.client.workflow.start('formReader', { ...start, workflowId: 'form-intake-registration' });

  const first = await callAll(20, 'first');
  expect(first).toHaveLength(20);
  expect(new Set(first).size).toBe(1);
  expect(atOnce()).toBe(CALLS_AT_ONCE);
  const [host = 0] = first;
  await until(() => saidBy('claimed').length === 1 || undefined);
  expect(saidBy('reading')).toEqual([host]);

  const pending = callAll(20, 'second');
  await until(() => (saidBy('call').length > 20 ? true : undefined));
  processes.find(({ pid }) => pid === host)?.kill('SIGKILL');
  const second = await pending;
  expect(second).toHaveLength(20);
  const other = processes.find(({ pid }) => pid !== host)?.pid ?? 0;
  expect(second).toContain(other);
  expect(atOnce()).toBe(CALLS_AT_ONCE);
  expect(saidBy('on duty')).toEqual([host, other]);
  // The reading that died with its process is begun anew, and knows what was claimed.
  await until(() => saidBy(`reading after ${host}`)[0]);
  expect(saidBy(`reading after ${host}`)).toEqual([other]);
});

test('a worker that is told to stop finishes its calls, and its place is taken by the one that stays', async () => {
  const [, host = 0] = saidBy('on duty');
  startProcess();
  await until(() => saidBy('ready').length === 3 || undefined);
  const before = reports.length;
  const pending = callAll(12, 'third');
  await until(() => reports.slice(before).find(({ what }) => what === 'call'));
  processes.find(({ pid }) => pid === host)?.kill('SIGTERM');
  const pids = await pending;
  expect(pids).toHaveLength(12);
  const last = processes.at(-1)?.pid ?? 0;
  expect(pids).toContain(last);
  await until(() => saidBy(`reading after ${host}`)[0]);
  expect(saidBy(`reading after ${host}`)).toEqual([last]);
});

test('one reading at a time, whoever was on duty', () => {
  const readings = reports.filter(({ what }) => what.startsWith('reading')).map(({ pid }) => pid);
  expect(readings).toEqual(saidBy('on duty'));
});

test('a reading whose task is lost between the server and the process on duty is begun anew, though the server counts it as begun', async () => {
  const [{ pid: late = 0 }, others] = [startProcess({ lateMs: 5_000 }), processes.slice(0, -1)];
  await until(() => saidBy('ready').find((pid) => pid === late));
  for (const other of others) other.kill('SIGTERM');
  await until(() => saidBy('on duty').find((pid) => pid === late));
  await loseTaskOf('form-intake-attendance');

  await until(() => (saidBy('reading').includes(late) ? true : undefined));
  const { raw } = await env.client.workflow.getHandle('form-intake-attendance').describe();
  expect(raw.pendingActivities?.map(({ attempt, lastFailure }) => ({ attempt, why: lastFailure?.message }))).toEqual([
    { attempt: 2, why: 'The task never reached the process on duty: begun anew.' },
  ]);
  // Many looks later it is still the same reading.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(saidBy('reading').filter((pid) => pid === late)).toHaveLength(1);
});

/** Begins the workflow and takes its activity's task, for nothing. */
async function loseTaskOf(workflowId: string): Promise<void> {
  await env.client.workflow.start('formReader', { taskQueue: TASK_QUEUE, workflowId });
  const task = { namespace: 'default', taskQueue: { name: DUTY_QUEUE }, identity: 'loses its tasks' };
  for (let taskId: string | null | undefined; taskId !== workflowId; ) {
    const { workflowExecution } = await env.client.withDeadline(Date.now() + 60_000, () =>
      env.client.workflowService.pollActivityTaskQueue(task),
    );
    taskId = workflowExecution?.workflowId;
  }
}

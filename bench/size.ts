import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import PQueue from 'p-queue';
import { parse } from 'yaml';
import { z } from 'zod';
import { createDeadlines } from '../activities/calendar/deadlines.ts';
import { OWNERS_AT_ONCE } from '../activities/form-intake/delivery.ts';
import { createWorklistActivities } from '../activities/staff-worklist/worklist.ts';
import { ROOT } from '../cli/stack/stack.ts';
import { coordinatorOf } from '../domain/assignment.ts';
import type { WorklistRoundResult } from '../domain/worklist-day.ts';
import { createComposer } from '../integrations/mail/compose.ts';
import { newcomer } from '../test/support/newcomer.ts';
import { cachedIn } from '../workers/configuration/environment.ts';
import { TASK_QUEUE } from '../workers/service.ts';
import { type Bed, hoursAgo, makeBed, memoryOfAll, serverProcesses } from './bed.ts';
import { FLOOR_QUEUE } from './floor/worker.ts';
import { registrations } from './people.ts';
import { INVITED, openSessions, sessionsFor, startFloor } from './throughput.ts';

export interface SizeOptions {
  /** Paths that the forms open, with a seat each. */
  readonly everyday: number;
  /** Paths whose coordinator is told at the same minute. */
  readonly stalled: number;
  /** All of them together. */
  readonly many: number;
  readonly report: (line: string) => void;
}

const REST_MS = 10_000;
/** Paths that are begun in a second, at least. */
const BEGUN_PER_SECOND = 8;
/** The referent and the coordinator are told at the same moment. */
const STALLED = "WorkflowType = 'participantPath' AND GcReminders > 1";

/**
 * A service that grows on one server: memory with the paths of a programme; deadlines of one minute that it slept through, beside bare timers of
 * one minute; the digest of whoever hears of all of them; then as many open paths as a programme never has.
 */
export async function measureSize({ everyday, stalled, many, report }: SizeOptions): Promise<void> {
  const sessions = sessionsFor(everyday + 1);
  const delay = stalled / BEGUN_PER_SECOND + (3 * REST_MS) / 1000;
  const both = `PT${Math.ceil(delay)}S`;
  const delays = { ...shippedDelays(), informed: { referent: both, coordinator: both } };
  await using bed = await makeBed({ plan: [], sessions, delays });
  await openSessions(bed, sessions.length);

  const env = asInTheImage();
  const worker = await bed.stack.startWorker({ name: 'worker-everyday', env });
  await bed.submit(registrations({ first: 0, count: everyday, from: hoursAgo(20) }));
  await bed.untilCount(INVITED, everyday);
  await sleep(REST_MS);
  report(`    ${everyday} open paths: ${memoryOf(bed, worker.pid)}`);

  const met = new Date();
  const due = met.getTime() + Math.ceil(delay) * 1000;
  await beginPaths(bed, { first: 0, count: stalled, met, at: 'info' });
  await bed.untilCount("WorkflowType = 'participantPath'", everyday + stalled);
  await worker.stop();
  const floor = await floorCatchUp(bed, stalled);
  report(`    ${stalled} bare timers of one minute, slept through: ${floor.toFixed(1)}/s`);
  await sleep(Math.max(0, due - Date.now()));

  const late = await bed.stack.startWorker({ name: 'worker-late', env });
  const began = Date.now();
  const ended = await bed.untilCount(STALLED, stalled, 1_800);
  const service = (stalled * 1000) / (ended - began);
  report(
    `    ${stalled} deadlines of one minute, slept through: ${service.toFixed(1)}/s, ratio ${(service / floor).toFixed(2)} (target ≥ 0.5)`,
  );
  report(`    digest of a coordinator with ${stalled} lines, composed in ${await digestSeconds(bed)} s (target ≤ 60)`);

  await beginPaths(bed, { first: stalled, count: many - stalled - everyday, met: new Date(), at: 'workshop' });
  await bed.untilCount("WorkflowType = 'participantPath' AND ExecutionStatus = 'Running'", many, 1_800);
  await sleep(REST_MS);
  report(`    ${many} open paths: ${memoryOf(bed, late.pid)}`);
  await bed.submit(registrations({ first: everyday, count: 1, from: new Date() }));
  const submitted = Date.now();
  const answered = await bed.untilCount(INVITED, everyday + 1);
  report(`    one more registration then: a seat and a confirmation after ${((answered - submitted) / 1000).toFixed(1)} s`);
}

interface Met {
  readonly first: number;
  readonly count: number;
  /** When they came without being registered: their clock runs from then, after a workshop a longer one. */
  readonly met: Date;
  readonly at: 'info' | 'workshop';
}

/** Paths of people without an address, begun from here: none of them comes by a form. */
async function beginPaths({ client, programme }: Bed, { first, count, met, at: kind }: Met): Promise<void> {
  const deadlines = createDeadlines(programme);
  const walkIn = { sessionId: `past-${kind}`, kind, title: 'Séance passée', start: deadlines.moment(met.toISOString()) };
  const queue = new PQueue({ concurrency: OWNERS_AT_ONCE });
  await queue.addAll(
    Array.from({ length: count }, (_, offset) => async () => {
      const index = first + offset;
      const person = { firstName: `Personne${index}`, email: null, phone: `+3363998${String(index).padStart(5, '0')}` };
      const start = { ...newcomer(person, { turn: index, now: new Date(), deadlines }), walkIn };
      await client.workflow.start('participantPath', { workflowId: `participant-${start.ref}`, taskQueue: TASK_QUEUE, args: [start] });
    }),
  );
}

/** What the image and docker-compose.yml give a worker. */
function asInTheImage(): Readonly<Record<string, string>> {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  const set = [...read('Dockerfile').matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value] as const);
  const [, megabytes] = /^ {4}mem_limit: \$\{WORKER_MEMORY:-(\d+)m\}$/m.exec(read('docker-compose.yml')) ?? [];
  if (set.length === 0 || megabytes === undefined) throw new Error('What does the image give a worker? The bench does not know.');
  const image = Object.fromEntries(set);
  // In a container V8 takes half of its memory for its heap at most; on a whole machine it would take gigabytes before it collects.
  const options = `${image['NODE_OPTIONS'] ?? ''} --max-old-space-size=${Math.floor(Number(megabytes) / 2)}`;
  return { ...image, NODE_OPTIONS: options, CACHED_WORKFLOWS: String(cachedIn(Number(megabytes) * 1024 * 1024)) };
}

function shippedDelays(): Readonly<Record<string, unknown>> {
  const shipped: unknown = parse(readFileSync(join(ROOT, 'config', 'groupement.yaml'), 'utf8'));
  return z.object({ delays: z.record(z.string(), z.unknown()) }).parse(shipped).delays;
}

/** A second. */
async function floorCatchUp(bed: Bed, count: number): Promise<number> {
  const before = await startFloor(bed);
  const due = new Date(Date.now() + (count * 500) / BEGUN_PER_SECOND + 2 * REST_MS);
  await bed.client.workflow.execute<(prefix: string, count: number, due: string) => Promise<string>>('floorBatch', {
    workflowId: 'floor-timers',
    taskQueue: FLOOR_QUEUE,
    args: ['floor-timer', count, due.toISOString()],
  });
  await sleep(REST_MS);
  await before.stop();
  await sleep(Math.max(0, due.getTime() - Date.now()));
  const after = await startFloor(bed);
  const began = Date.now();
  const ended = await bed.untilCount("WorkflowType = 'floorTimer' AND ExecutionStatus = 'Completed'", count, 1_800);
  await after.stop();
  return (count * 1000) / (ended - began);
}

const urlOf = (form: string, values: Readonly<Record<string, string>>) =>
  `https://forms.example.org/${form}?${new URLSearchParams(values).toString()}`;
/** As long as a real one. */
const staffCode = 'LIEN1-00000-00000-00000';

/** Monday's mail of the coordinator, by the activity that writes it; only the sending is left out. */
async function digestSeconds({ client, programme }: Bed): Promise<string> {
  const deadlines = createDeadlines(programme);
  const composer = await createComposer({
    programmeName: programme.name,
    timeZone: programme.timeZone,
    organiser: { name: programme.name, email: programme.calendar.mailbox },
  });
  const { worklistRound } = createWorklistActivities({
    client,
    programme,
    deadlines: { ...deadlines, inOfficeHours: deadlines.moment },
    composer,
    checkpoint: { claim: async () => undefined, last: () => undefined, beat: async () => undefined },
    sender: { isInDoubt: () => false, send: async () => 'sent' },
    links: {
      prefilled: async (form, values) => urlOf(form, values),
      signed: async (form, values) => urlOf(form, { ...values, staffCode }),
    },
    overview: async () => ({ failing: [], running: new Map(), mailsWaiting: 0 }),
  });
  const hour = { at: deadlines.moment(new Date(Date.now() - 1_000).toISOString()), monday: true };
  const began = performance.now();
  const activity = new MockActivityEnvironment();
  const round: WorklistRoundResult = await activity.run(worklistRound, {
    code: coordinatorOf(programme.organisations).code,
    hour,
    notifications: {},
    count: null,
  });
  if (round.mail === null) throw new Error('The coordinator was written nothing.');
  return ((performance.now() - began) / 1000).toFixed(1);
}

/** Of every process of the machine that belongs to the stack: worker, server, its database, codec server. Megabytes. */
function memoryOf(bed: Bed, worker: number): string {
  const parts = [
    ['worker', [worker]],
    ['codec server', [bed.stack.children.get('codec')?.pid ?? 0]],
    ...Object.entries(serverProcesses(bed)),
  ] as const;
  const sizes = parts.map(([name, pids]) => [name, memoryOfAll(pids) / 1024 / 1024] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  return `${sizes.map(([name, size]) => `${name} ${size.toFixed(0)}`).join(', ')}: ${total.toFixed(0)} MB`;
}

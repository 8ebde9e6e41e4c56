import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import type { Child } from '../cli/stack/children.ts';
import { GRID_ROWS } from '../domain/session-start.ts';
import { type Bed, hoursAgo, makeBed, processorTime, serverProcesses } from './bed.ts';
import { FLOOR_QUEUE } from './floor/worker.ts';
import { registrations } from './people.ts';

export interface Throughput {
  readonly floor: readonly Run[];
  readonly service: readonly Run[];
}

export interface Run {
  readonly perSecond: number;
  /** Milliseconds of processor time per item: what is left when a machine is busy with other things too. */
  readonly processor: { readonly server: number; readonly worker: number; readonly sandbox: number };
}

interface Options {
  readonly items: number;
  readonly runs: number;
  readonly report: (line: string) => void;
}

const WARM_UP = 100;
/** Sessions a day, or the last of them would stand beyond what the calendar is read for. */
const A_DAY = 4;
export const INVITED = "WorkflowType = 'participantPath' AND GcStage = 'invited'";

/**
 * Alternating runs on one server: items of the bare floor, then as many registrations that wait in the form. Each run has a worker process
 * of its own, alone, warmed up by a hundred items.
 */
export async function measureThroughput({ items, runs, report }: Options): Promise<Throughput> {
  const sessions = sessionsFor(runs * (items + WARM_UP));
  await using bed = await makeBed({ plan: [], sessions });
  await openSessions(bed, sessions.length);
  const floor: Run[] = [];
  const service: Run[] = [];
  for (let run = 0; run < runs; run++) {
    floor.push(printed('floor  ', run, await floorRun(bed, `floor-${run}`, items)));
    service.push(printed('service', run, await serviceRun(bed, run, items)));
  }
  await everyMailOnce(bed, runs * (items + WARM_UP));
  return { floor, service };

  function printed(name: string, run: number, made: Run): Run {
    const { server, worker, sandbox } = made.processor;
    const ms = [server, worker, sandbox].map((time) => time.toFixed(1)).join(' + ');
    report(`    ${name} ${run + 1}: ${made.perSecond.toFixed(1)}/s (processor per item: server + worker + sandbox ${ms} ms)`);
    return made;
  }
}

/** Sessions and their Outlook events stand before anybody registers. */
export async function openSessions(bed: Bed, sessions: number): Promise<void> {
  const worker = await bed.stack.startWorker();
  await bed.untilCount("WorkflowType = 'session' AND GcSessionState = 'open'", sessions);
  await eventsStand(bed, sessions);
  await sleep(5_000);
  await worker.stop();
}

/** What of the calendar were left to do would be done, and measured, among the registrations. */
async function eventsStand({ stack }: Bed, wanted: number): Promise<void> {
  const until = Date.now() + 600_000;
  for (let seen = 0; seen < wanted; await sleep(1_000)) {
    const mailboxes = (await (await fetch(`${stack.web ?? ''}/calendar/events.json`)).json()) as { readonly events: readonly unknown[] }[];
    seen = mailboxes.reduce((sum, { events }) => sum + events.length, 0);
    if (Date.now() > until) throw new Error(`${seen} of ${wanted} events stand in the calendar.`);
  }
}

async function floorRun(bed: Bed, name: string, items: number): Promise<Run> {
  const child = await startFloor(bed);
  const batch = async (prefix: string, count: number) => {
    const began = await bed.client.workflow.execute<(prefix: string, count: number) => Promise<string>>('floorBatch', {
      workflowId: `${prefix}-batch`,
      taskQueue: FLOOR_QUEUE,
      args: [prefix, count],
    });
    const ended = await bed.untilCount(
      `WorkflowType = 'floorItem' AND ExecutionStatus = 'Completed' AND WorkflowId STARTS_WITH '${prefix}-'`,
      count,
    );
    return (count * 1000) / (ended - Date.parse(began));
  };
  await batch(`${name}-warm`, WARM_UP);
  const spent = clock(bed, child.pid, items);
  const perSecond = await batch(name, items);
  const processor = spent();
  await child.stop();
  return { perSecond, processor };
}

export async function startFloor({ stack: { children, env } }: Bed): Promise<Child> {
  const child = children.start({
    name: 'floor',
    command: process.execPath,
    args: [join(import.meta.dirname, 'floor/worker.ts')],
    env,
    announces: true,
  });
  await child.announcement;
  return child;
}

async function serviceRun(bed: Bed, run: number, items: number): Promise<Run> {
  const worker = await bed.stack.startWorker({ name: `worker-${run}`, env: profiling(run) });
  const first = run * (items + WARM_UP);
  // An hour between runs: the overlap of ten minutes doesn't list the run before again.
  const from = hoursAgo(20 - run);
  await bed.submit(registrations({ first, count: WARM_UP, from: new Date(from.getTime() - 30 * 60_000) }));
  await bed.untilCount(INVITED, first + WARM_UP);
  const spent = clock(bed, worker.pid, items);
  const submitted = Date.now();
  await bed.submit(registrations({ first: first + WARM_UP, count: items, from }));
  const ended = await bed.untilCount(INVITED, first + WARM_UP + items);
  const processor = spent();
  const began = await firstReading(bed, submitted);
  await worker.stop();
  return { perSecond: (items * 1000) / (ended - began), processor };
}

/** Of processes that are there all the time: a database ends and begins connections as it likes. */
function clock(bed: Bed, worker: number, items: number): () => Run['processor'] {
  const processes = [Object.values(serverProcesses(bed)).flat(), [worker], [bed.stack.children.get('sandbox')?.pid ?? 0]];
  const now = () => processes.map((pids) => pids.map(processorTime));
  const before = now();
  return () => {
    const [server = 0, own = 0, sandbox = 0] = now().map((times, index) => {
      const spent = times.map((time, n) => (time === null ? 0 : time - (before[index]?.[n] ?? time)));
      return (spent.reduce((sum, seconds) => sum + seconds, 0) * 1000) / items;
    });
    return { server, worker: own, sandbox };
  };
}

/** BENCH_PROFILE: a folder for V8 profiles of the worker. */
function profiling(run: number): Record<string, string> {
  const dir = process.env['BENCH_PROFILE'];
  return dir ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${join(dir, `run-${run}`)}` } : {};
}

/** When the worker asked for the list that held the waiting registrations: until then they only waited for their turn. */
async function firstReading(bed: Bed, after: number): Promise<number> {
  const { formId } = bed.programme.forms.registration;
  for await (const line of createInterface({ input: createReadStream(join(bed.dir, 'sandbox', 'ledger.jsonl')) })) {
    // Only the head of a line is of interest, and a line may be a megabyte long.
    const [, realAt, path] = /"realAt":"([^"]+)".*?"path":"([^"]+)"/.exec(line.slice(0, 500)) ?? [];
    if (realAt !== undefined && path === `/v1/forms/${formId}/responses` && Date.parse(realAt) >= after) return Date.parse(realAt);
  }
  throw new Error('The form was never read.');
}

/** What was measured is what was promised: each person has a seat and one confirmation. */
async function everyMailOnce(bed: Bed, people: number): Promise<void> {
  const confirmations = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(join(bed.dir, 'sandbox', 'ledger.jsonl')) })) {
    if (!line.includes('"service":"smtp"') || !line.includes('.confirmation.')) continue;
    const messageId = /"messageId":"([^"]+)"/.exec(line)?.[1] ?? '';
    confirmations.set(messageId, (confirmations.get(messageId) ?? 0) + 1);
  }
  const seated = await bed.count("WorkflowType = 'participantPath' AND GcSessions IS NOT NULL");
  const twice = [...confirmations.values()].filter((times) => times > 1).length;
  if (confirmations.size !== people || twice > 0 || seated !== people)
    throw new Error(`${people} people, but ${seated} with a seat, ${confirmations.size} with a confirmation, ${twice} with two.`);
}

/** Enough places, in sessions as large as they may be; far enough away that nothing else is due. */
export function sessionsFor(people: number) {
  const day = Temporal.Now.plainDateISO('Europe/Paris').add({ days: 60 });
  return Array.from({ length: Math.ceil(people / GRID_ROWS) + 1 }, (_, index) => {
    const date = day.add({ days: Math.floor(index / A_DAY) }).toString();
    const hour = 9 + 2 * (index % A_DAY);
    return {
      id: `bench-${index + 1}`,
      kind: 'info',
      title: 'Information collective',
      start: `${date}T${String(hour).padStart(2, '0')}:30:00`,
      end: `${date}T${hour + 2}:30:00`,
      venue: 'maison-de-quartier',
      facilitators: ['s1', 's3'],
      capacity: GRID_ROWS,
    };
  });
}

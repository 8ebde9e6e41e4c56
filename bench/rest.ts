import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../cli/stack/ports.ts';
import { makeBed, median } from './bed.ts';
import { cyclesOf } from './histories.ts';
import { requestsBetween, requestsSoFar } from './server-requests.ts';

export interface Rest {
  readonly rows: readonly RestRow[];
  readonly eventsPerDay: number;
}

export interface RestRow {
  readonly type: string;
  readonly workflows: number;
  readonly eventsPerCycle: number;
  readonly cyclesPerDay: number;
  /** Cycles seen in the histories. */
  readonly measured: number;
}

/** Seconds that a form's reading, a worklist's round or a term on duty lasts here. */
const ROUND = 4;
const REST_SECONDS = 45;
/** What a start of the service brings is over by then. */
const SETTLED_SECONDS = 60;
const DAY_MS = 24 * 3600_000;

/**
 * How often each kind begins a new cycle where nothing happens: a form is read and the calendar is watched for six hours, a worklist watches from one
 * worklist hour to the next, the planner looks once a day, a term on duty is 23 hours.
 */
const CYCLES_PER_DAY: Readonly<Record<string, number>> = {
  formIntake: 4,
  staffWorklist: 1,
  sessionPlanner: 1,
  duty: 24 / 23,
  calendarWatch: 4,
};
/** These are what the service is about; they do not poll. */
const ASLEEP = ['participantPath', 'session'];

/** Once a cycle: its activity's answer, and the workflow task that follows. */
const REQUESTS_PER_CYCLE = 2;
/** Looks of the worker come every five minutes, of the worklists every minute. */
const REQUESTS_SECONDS = 600;

export interface Requests {
  /** A day, by operation, as counted while no cycle began. */
  readonly counted: readonly (readonly [operation: string, perDay: number])[];
  /** A day, counted and those of the cycles. */
  readonly perDay: number;
}

/** Requests that the server answers in a day while nothing happens, with the shipped configuration: what Temporal Cloud bills as actions. */
export async function measureRequests({ rows }: Rest): Promise<Requests> {
  const metrics = await freePort();
  const url = `http://127.0.0.1:${metrics}/metrics`;
  await using bed = await makeBed({}, { metricsPort: metrics });
  await bed.stack.startWorker();
  await bed.untilCount("WorkflowType = 'staffWorklist'", 1);
  await sleep(SETTLED_SECONDS * 1000);
  const begun = performance.now();
  const before = await requestsSoFar(url, bed.stack.namespace);
  await sleep(REQUESTS_SECONDS * 1000);
  const after = await requestsSoFar(url, bed.stack.namespace);
  const perDay = DAY_MS / (performance.now() - begun);
  const counted = requestsBetween(before, after).map(([operation, count]) => [operation, count * perDay] as const);
  const cycles = rows.reduce((sum, { workflows, cyclesPerDay }) => sum + workflows * cyclesPerDay, 0);
  return { counted, perDay: counted.reduce((sum, [, count]) => sum + count, 0) + cycles * REQUESTS_PER_CYCLE };
}

/** Events of everything that polls while nothing happens: events of a cycle as found in the histories, times the cycles of a day. */
export async function measureRest(): Promise<Rest> {
  await using bed = await makeBed({ polling: { forms: 'PT1S', calendar: 'PT30S' }, officeHours: 'always' });
  const { children, env } = bed.stack;
  children.start({
    name: 'rest-worker',
    command: process.execPath,
    args: [join(import.meta.dirname, 'rest-worker.ts')],
    env: { ...env, BENCH_ROUND: String(ROUND) },
  });
  await bed.untilCount("WorkflowType = 'staffWorklist'", 1);
  for (let look = 0; look < 3; look++) {
    await sleep((REST_SECONDS * 1000) / 3);
    await bed.client.workflow.getHandle('session-planner').signal('planNow');
  }
  await sleep(3_000);

  const cycles = new Map<string, { workflows: number; lengths: number[] }>();
  for await (const { workflowId, type } of bed.client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    if (ASLEEP.includes(type)) continue;
    if (CYCLES_PER_DAY[type] === undefined) throw new Error(`How often does ${type} begin a cycle? The bench doesn't know.`);
    const seen = cycles.get(type) ?? { workflows: 0, lengths: [] };
    // The first cycle is the start, with news of its own.
    const lengths = [...seen.lengths, ...(await cyclesOf(bed.client, workflowId)).slice(1)];
    cycles.set(type, { workflows: seen.workflows + 1, lengths });
  }
  const rows = [...cycles].map(([type, { workflows, lengths }]): RestRow => {
    if (lengths.length === 0) throw new Error(`No cycle of ${type} in ${REST_SECONDS} s.`);
    return { type, workflows, eventsPerCycle: median(lengths), cyclesPerDay: CYCLES_PER_DAY[type] ?? 0, measured: lengths.length };
  });
  const eventsPerDay = rows.reduce((sum, row) => sum + row.workflows * row.eventsPerCycle * row.cyclesPerDay, 0);
  return { rows, eventsPerDay };
}

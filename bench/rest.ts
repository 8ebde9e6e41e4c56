import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeBed, median } from './bed.ts';
import { cyclesOf } from './histories.ts';

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

/** Seconds that an hour (a form's reading, a desk's round) or a term of a mailbox's host lasts here. */
const ROUND = 4;
const REST_SECONDS = 45;

/**
 * How often each kind begins a new cycle where nothing happens: a form is read for an hour, a desk watches from one desk hour to the next,
 * the calendar is watched for an hour, the planner looks once a day, a host's term is 23 hours.
 */
const CYCLES_PER_DAY: Readonly<Record<string, number>> = {
  formIntake: 24,
  staffDesk: 1,
  sessionPlanner: 1,
  mailboxHost: 24 / 23,
  calendarWatch: 24,
};
/** These are what the service is about; they do not poll. */
const ASLEEP = ['participantPath', 'session'];

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
  await bed.untilCount("WorkflowType = 'staffDesk'", 1);
  for (let asked = 0; asked < 3; asked++) {
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

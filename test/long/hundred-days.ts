import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { OutlookInMemory } from '../stories/outlook-in-memory.ts';
import { MailInMemory } from '../stories/service-in-memory.ts';
import { openSkippedTime, type SkippedTime, waitFor } from '../stories/skipped-time.ts';

const DAY_MS = 24 * 3600_000;
const DAYS = 100;
/** Gone through hour by hour. */
const MEASURED = 50;
/** Of one workflow for which one thing is refused: on its first two days, and on any day after them. */
const MOST_EVENTS = { first: 1_300, later: 330 } as const;

const mail = new MailInMemory();
const outlook = new OutlookInMemory();
const sessions: string[] = [];
let world: SkippedTime;

beforeAll(async () => {
  world = await openSkippedTime({ sessions, calendar: outlook, mail });
}, 60_000);

afterAll(async () => {
  await world?.close();
});

test('mail and Outlook refuse for a hundred days: runs go on as new ones, events stay bounded, and all that is due goes out once', async () => {
  mail.refusal = 'mail-refused';
  outlook.away = true;
  outlook.refusal = 'calendar-forbidden';
  const begins = await world.now();
  const after = (days: number) => new Date(begins.getTime() + days * DAY_MS);
  const session = world.deadlines
    .sessions(after(DAYS + 3).toISOString())
    .find(({ kind, plan }) => kind === 'info' && plan.start.at > after(DAYS + 5).toISOString());
  if (session === undefined) throw new Error('the plan has no session');
  sessions.push(session.id);
  const held = await world.client.start('session', { workflowId: `session-${session.id}`, taskQueue: 'parcours', args: [session] });
  const path = await world.register('Patiente');
  await waitFor(async () => mail.refused > 0 && outlook.refused.length > 0, 'both refuse');
  const running = [held, path];
  const days: number[][] = [];
  let before = await Promise.all(running.map(eventsOf));
  for (let day = 1; day <= DAYS; day++) {
    // A pause is at most a quarter of an hour on the first day, and an hour on any other; most days are only gone through.
    const steps = day <= 2 ? 96 : day === MEASURED ? 24 : 4;
    for (let step = 0; step < steps; step++) await world.skip(DAY_MS / steps, running);
    const now = await Promise.all(running.map(eventsOf));
    days.push(now.map((count, index) => count - (before[index] ?? 0)));
    before = now;
  }
  expect(Math.max(...days.slice(0, 2).flat())).toBeLessThanOrEqual(MOST_EVENTS.first);
  expect(Math.max(...days.slice(2).flat())).toBeLessThanOrEqual(MOST_EVENTS.later);
  expect(await Promise.all(running.map(runsOf))).toEqual([2, 2]);
  process.stdout.write(
    `a hundred days: events of session and path on the 1st, 2nd and 50th day: ${[days[0], days[1], days[MEASURED - 1]].join(' / ')}\n`,
  );

  mail.refusal = null;
  outlook.away = false;
  for (let hour = 0; hour < 3; hour++) await world.skip(3600_000, running);
  expect(mail.sent.filter(({ messageId }) => messageId.includes('.confirmation.'))).toHaveLength(1);
  expect(outlook.of(session.id)).toHaveLength(1);
}, 900_000);

/** Every run of it, the latest first. */
async function histories({ workflowId }: WorkflowHandle) {
  const found: number[] = [];
  for (let runId: string | undefined; ; ) {
    const { events } = await world.client.getHandle(workflowId, runId).fetchHistory();
    found.push(events?.length ?? 0);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId === undefined) return found;
  }
}

async function eventsOf(handle: WorkflowHandle): Promise<number> {
  return (await histories(handle)).reduce((sum, count) => sum + count, 0);
}

async function runsOf(handle: WorkflowHandle): Promise<number> {
  return (await histories(handle)).length;
}

import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OutlookInMemory } from '../stories/outlook-in-memory.ts';
import { MailInMemory } from '../stories/service-in-memory.ts';
import { openSkippedTime, type SkippedTime, waitFor } from '../stories/skipped-time.ts';

const DAY_MS = 24 * 3600_000;
const DAYS = 100;
/** Of one workflow for which one thing is refused: on its first day, and on any day after it. */
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
  const written: (readonly number[])[] = [];
  for (let day = 1; day <= DAYS; day++) {
    // A pause is at most a quarter of an hour on the first day, and an hour on any other.
    const steps = day <= 2 ? 96 : 24;
    for (let step = 0; step < steps; step++) await world.skip(DAY_MS / steps, running);
    if (day <= 2 || day === DAYS) written.push(await Promise.all(running.map(eventsOf)));
  }
  const [first = [], second = [], all = []] = written;
  process.stdout.write(`events of session and path after 1, 2 and ${DAYS} days of refusals: ${[first, second, all].join(' / ')}\n`);
  expect(Math.max(...first)).toBeLessThanOrEqual(MOST_EVENTS.first);
  expect(Math.max(...all)).toBeLessThanOrEqual(MOST_EVENTS.first + (DAYS - 1) * MOST_EVENTS.later);
  // The server asks for a new run after so many events, and the workflow after ninety days.
  expect(Math.min(...(await Promise.all(running.map(runsOf))))).toBeGreaterThan(2);

  mail.refusal = null;
  outlook.away = false;
  for (let hour = 0; hour < 3; hour++) await world.skip(3600_000, running);
  expect(mail.sent.filter(({ messageId }) => messageId.includes('.confirmation.'))).toHaveLength(1);
  expect(outlook.of(session.id)).toHaveLength(1);
}, 3_600_000);

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

import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeatView } from '../../domain/seat.ts';
import { seatChanged } from '../../workflows/participant-path/contract.ts';
import { seatView } from '../../workflows/session/contract.ts';
import { atWork, morning } from './french-days.ts';
import { openSkippedTime, type SkippedTime } from './skipped-time.ts';

const DAY_MS = 24 * 3600_000;
const MINUTE_MS = 60_000;
const OFFICE = { from: '09:00', to: '18:00' };

let world: SkippedTime;
const sessions: string[] = [];
const running: WorkflowHandle[] = [];

beforeAll(async () => {
  world = await openSkippedTime({ sessions });
});

afterAll(async () => {
  await world?.close();
});

test('at night a registration is answered at once; a session weeks ahead that moves twice is one mail in the morning; tomorrow’s is told at once', async () => {
  const soon = new Date((await world.now()).getTime() + 14 * DAY_MS).toISOString();
  const session = world.deadlines.sessions(soon).find(({ kind, plan }) => kind === 'info' && plan.start.at > soon);
  if (!session) throw new Error('the plan has no session');
  const start = new Date(session.plan.start.at);
  sessions.push(session.id);
  const evening = new Date(morning(start, -10, '21:30').getTime());
  await world.sleepUntil(evening, running);
  const held = await world.client.start('session', { workflowId: `session-${session.id}`, taskQueue: 'parcours', args: [session] });
  running.push(held);
  const path = await world.register('Nocturne');
  running.push(path);
  await mailed('.confirmation.', 1);
  expectWithin(sent('.confirmation.')[0], evening, MINUTE_MS);

  // Moved by an hour, and by another one.
  const seat = await viewOf(session.id, path);
  await tell(path, movedBy(seat, 1));
  await world.sleepUntil(new Date(evening.getTime() + 10 * MINUTE_MS), running);
  await tell(path, movedBy(seat, 2));
  await world.sleepUntil(new Date(evening.getTime() + 20 * MINUTE_MS), running);
  expect(sent('.sessionMoved.')).toEqual([]);
  const opening = atWork(evening, OFFICE);
  await world.sleepUntil(new Date(opening.getTime() + 5 * MINUTE_MS), running);
  await mailed('.sessionMoved.', 1);
  expectWithin(sent('.sessionMoved.')[0], opening, MINUTE_MS);

  // On the eve, late, it is cancelled.
  const eve = morning(start, -1, '22:00');
  await world.sleepUntil(eve, running);
  await tell(path, { ...movedBy(seat, 3), status: 'cancelled' });
  await mailed('.sessionCancelled.', 1);
  expectWithin(sent('.sessionCancelled.')[0], eve, MINUTE_MS);
  expect(sent('.sessionMoved.')).toHaveLength(1);
  // Nothing is under way any more when the world ends.
  await world.sleepUntil(new Date(eve.getTime() + 10 * MINUTE_MS), running);
});

function sent(kind: string): readonly Date[] {
  return world.mails.filter(({ messageId }) => messageId.includes(kind)).map(({ at }) => at);
}

async function mailed(kind: string, count: number): Promise<void> {
  for (let tries = 0; tries < 300 && sent(kind).length < count; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sent(kind)).toHaveLength(count);
}

/** Never before, and at once. */
function expectWithin(at: Date | undefined, from: Date, ms: number): void {
  const late = (at?.getTime() ?? Number.NaN) - from.getTime();
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(ms);
}

async function viewOf(session: string, path: WorkflowHandle): Promise<SeatView> {
  const view = await world.client.getHandle(`session-${session}`).query(seatView, path.workflowId.replace('participant-', ''));
  if (view === null) throw new Error('no seat');
  return view;
}

function movedBy(view: SeatView, hours: number): SeatView {
  const later = ({ at }: { readonly at: string }) => world.deadlines.moment(new Date(Date.parse(at) + hours * 3600_000).toISOString());
  return { ...view, rev: view.rev + hours, icsSequence: view.icsSequence + hours, start: later(view.start), end: later(view.end) };
}

async function tell(path: WorkflowHandle, view: SeatView): Promise<void> {
  const at = world.deadlines.moment((await world.now()).toISOString());
  await path.signal(seatChanged, { view, at });
}

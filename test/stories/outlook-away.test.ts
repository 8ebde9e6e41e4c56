import type { WorkflowHandle } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionStart } from '../../domain/session-start.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import { type FoundItem, type Notifications, remember, worklistMail } from '../../domain/worklist-day.ts';
import type { WatchMemory, WatchResult } from '../../workflows/calendar-watch/contract.ts';
import { OutlookInMemory } from './outlook-in-memory.ts';
import { openSkippedTime, type SkippedTime, waitFor } from './skipped-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const COORDINATOR = 's1';
const ATTEMPTS = 8;

const outlook = new OutlookInMemory();
/** Those that take people, the next one first. */
const open: string[] = [];
/** Everything that runs in this story. */
const running: WorkflowHandle[] = [];
let world: SkippedTime;

beforeAll(async () => {
  world = await openSkippedTime({ sessions: open, calendar: outlook });
});

afterAll(async () => {
  await world?.close();
});

test('Outlook is away for a day: seats, mails and reminders go on, and what staff did meanwhile is followed once', async () => {
  const [soon, moved, touched, late] = fourSessions();
  const away = new Date(Date.parse(soon.plan.listAt.at) - 6 * HOUR_MS);
  const back = new Date(away.getTime() + DAY_MS);

  await world.sleepUntil(new Date(away.getTime() - 3 * DAY_MS), running);
  for (const session of [soon, moved, touched]) await startSession(session);
  await seat(soon, 'Alma', 'Basile');
  await seat(moved, 'Chloé', 'Driss');
  await seat(touched, 'Elsa', 'Farid');
  let memory = await look({ mailbox: null, deltaLink: null, window: null, events: {}, unclear: {} });

  // Staff edit in the last minute: the watch has told of it, the session can't read it any more.
  await world.sleepThrough(new Date(away.getTime() - MINUTE_MS), running);
  outlook.edit(touched.id, { place: 'Mairie annexe' });
  memory = await look(memory);
  outlook.away = true;
  await expect(look(memory)).rejects.toMatchObject({ code: 'calendar-unavailable' });
  const coordinator = new Coordinator();

  for (let hour = 1; hour <= 24; hour++) {
    if (hour === 2) outlook.edit(moved.id, later(moved, 1));
    if (hour === 3) await startSession(late);
    if (hour === 4) await seat(moved, 'Gaël');
    if (hour === 6) outlook.edit(moved.id, later(moved, 2));
    await world.sleepThrough(new Date(away.getTime() + hour * HOUR_MS), running);
    await coordinator.looks();
  }
  expect(coordinator.mails).toBeLessThanOrEqual(2);
  // One line for each session that Outlook is asked about that day, which depends on the day: touched, moved, late.
  expect(coordinator.lines.length).toBeLessThanOrEqual(3);
  expectPauses(outlook.of(touched.id)[0]?.eventId ?? '');
  expectPauses(late.id);

  // Neither seats nor mails waited for Outlook.
  const during = world.mails.filter(({ at }) => at >= away && at <= back).map(({ messageId }) => messageId);
  const ofKind = (kind: string) => during.filter((messageId) => messageId.includes(`.${kind}.`));
  expect([ofKind('confirmation').length, ofKind('reminderDay').length]).toEqual([1, 2]);
  expect(during.filter((messageId) => messageId.includes(`${soon.id}.list.`))).toHaveLength(soon.facilitators.length);
  expect(ofKind('sessionMoved')).toEqual([]);

  outlook.away = false;
  await world.sleepThrough(new Date(back.getTime() + 20 * MINUTE_MS), running);
  await look(memory);
  await world.sleepThrough(new Date(back.getTime() + 40 * MINUTE_MS), running);
  expect(outlook.of(late.id)).toHaveLength(1);
  expect(outlook.of(moved.id).map(({ start }) => start)).toEqual([later(moved, 2).start]);
  // It is back at night: people hear when the office opens.
  await world.sleepThrough(new Date(back.getTime() + 8 * HOUR_MS), running);
  for (const [name, times] of Object.entries({ Alma: 0, Basile: 0, Chloé: 1, Driss: 1, Elsa: 1, Farid: 1, Gaël: 1 })) {
    const mails = world.mails.filter(({ to, messageId }) => to === addressOf(name) && messageId.includes('.sessionMoved.'));
    expect([name, mails.length]).toEqual([name, times]);
  }
  await coordinator.looks();
  expect(coordinator.open).toEqual([]);
});

/** The next information sessions of the plan, three weeks ahead and more. */
function fourSessions(): readonly [SessionStart, SessionStart, SessionStart, SessionStart] {
  const from = new Date(Date.now() + 21 * DAY_MS);
  const found = [0, 30, 60].flatMap((days) => world.deadlines.sessions(new Date(from.getTime() + days * DAY_MS).toISOString()));
  const [one, two, three, four] = [...new Map(found.filter(({ kind }) => kind === 'info').map((each) => [each.id, each])).values()].filter(
    ({ plan }) => Date.parse(plan.start.at) > from.getTime(),
  );
  if (!one || !two || !three || !four) throw new Error('fewer than four sessions');
  return [one, two, three, four];
}

function later({ plan }: SessionStart, days: number): { readonly start: string; readonly end: string } {
  const by = (iso: string) => new Date(Date.parse(iso) + days * DAY_MS).toISOString();
  return { start: by(plan.start.at), end: by(plan.end.at) };
}

async function startSession(session: SessionStart): Promise<void> {
  const handle = await world.client.start('session', { workflowId: `session-${session.id}`, taskQueue: 'parcours', args: [session] });
  running.push(handle);
  const isTried = () => outlook.of(session.id).length + outlook.refused.filter(({ about }) => about === session.id).length > 0;
  await waitFor(async () => isTried(), `Outlook is asked for ${session.id}`);
}

const addressOf = (name: string) => `${name.toLowerCase()}@example.org`;

async function seat(session: SessionStart, ...names: readonly string[]): Promise<void> {
  open.splice(0, open.length, session.id);
  for (const name of names) {
    running.push(await world.register(name));
    const isConfirmed = async () => world.mails.some(({ to, messageId }) => to === addressOf(name) && messageId.includes('.confirmation.'));
    await waitFor(isConfirmed, `${name} has a seat`);
  }
}

/** One look of the watch, as its activity takes it. */
async function look(memory: WatchMemory): Promise<WatchMemory> {
  const result: WatchResult = await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(() =>
    world.watch.watchCalendar(memory, 'changes'),
  );
  return result.memory;
}

/** Reads what the sessions show of the service's outages, and is written to as by her worklist between two worklist hours. */
class Coordinator {
  mails = 0;
  open: readonly FoundItem[] = [];
  readonly #lines = new Set<string>();
  #notifications: Notifications = {};

  /** Every line of the day, however often it was shown. */
  get lines(): readonly string[] {
    return [...this.#lines];
  }

  async looks(): Promise<void> {
    const now = (await world.now()).toISOString();
    const found = await Promise.all(running.map(outagesOf));
    this.open = found.flat();
    for (const { key } of this.open) this.#lines.add(key);
    const mail = worklistMail({ worklist: COORDINATOR, found: this.open, notifications: this.#notifications, now, look: 'between' });
    if (mail === null) return;
    this.mails += 1;
    this.#notifications = remember(this.#notifications, { keys: mail.lines.map(({ key }) => key), at: now });
  }
}

async function outagesOf(handle: WorkflowHandle): Promise<readonly FoundItem[]> {
  const { memo } = await handle.describe();
  const items = (memo?.['worklist'] ?? []) as readonly WorklistItem[];
  return items.filter(({ kind }) => kind === 'service').map((item) => ({ key: `${handle.workflowId} ${item.key}`, item }));
}

/** A call is given up with its eighth attempt; asked again after half a minute, then ever more seldom, in the end every quarter of an hour. */
function expectPauses(about: string): void {
  const instants = outlook.refused.filter((call) => call.about === about).map(({ at }) => at);
  const pauses = instants.flatMap((at, index) => (index > 0 && index % ATTEMPTS === 0 ? [at - (instants[index - 1] ?? 0)] : []));
  const minutes = pauses.map((pause) => Math.round(pause / 6_000) / 10);
  expect(minutes.length).toBeGreaterThan(60);
  expect(minutes.slice(0, 6)).toEqual([0.5, 1, 2, 4, 8, 15]);
  expect(new Set(minutes.slice(6))).toEqual(new Set([15]));
}

import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionStart } from '../../domain/session-start.ts';
import { linesOf } from './diary.ts';
import { OutlookInMemory } from './outlook-in-memory.ts';
import { openSkippedTime, type SkippedTime, waitFor } from './skipped-time.ts';

const DAY_MS = 24 * 3600_000;
const NEW_MAILBOX = 'parcours@aile.example.org';

const outlook = new OutlookInMemory();
const open: string[] = [];
let world: SkippedTime;

beforeAll(async () => {
  world = await openSkippedTime({ sessions: open, calendar: outlook });
});

afterAll(async () => {
  await world?.close();
});

test('another mailbox in the configuration: each event stands there at once and once, registrants hear nothing, the coordinator of the old ones', async () => {
  const sessions = twoSessions();
  const handles = await Promise.all(sessions.map(begun));
  const path = await world.register('Alma');
  await waitFor(async () => world.mails.length === 1, 'a confirmation');
  const [, copied] = sessions;
  outlook.copyTo(NEW_MAILBOX, copied.id);

  const { shipped } = world;
  for (const version of ['second', 'third']) {
    const calendar = { ...shipped.calendar, mailbox: NEW_MAILBOX };
    await world.rollOut({ ...shipped, version: `${shipped.version}-${version}`, calendar }, [...handles, path]);
    await world.skip(60_000, [...handles, path]);
    const standing = (mailbox: string) => sessions.map(({ id }) => outlook.of(id, mailbox).length);
    expect(standing(NEW_MAILBOX)).toEqual([1, 1]);
    expect(standing(shipped.calendar.mailbox)).toEqual([1, 1]);
  }

  const perSession = (await Promise.all(handles.map(linesOf))).map((lines) =>
    lines.map(({ worklist, missing }) => ({ worklist, missing })),
  );
  const line = { worklist: 's1', missing: expect.stringContaining(shipped.calendar.mailbox) };
  expect(perSession).toEqual([[line], [line]]);
  expect(world.mails.map(({ messageId }) => messageId.split('.')[1])).toEqual(['confirmation']);
});

/** Six weeks ahead and more, so that no other mail is due. */
function twoSessions(): readonly [SessionStart, SessionStart] {
  const from = new Date(Date.now() + 42 * DAY_MS).toISOString();
  const [one, two] = world.deadlines.sessions(from).filter(({ kind, plan }) => kind === 'info' && plan.start.at > from);
  if (one === undefined || two === undefined) throw new Error('fewer than two sessions');
  return [one, two];
}

async function begun(session: SessionStart): Promise<WorkflowHandle> {
  const handle = await world.client.start('session', { workflowId: `session-${session.id}`, taskQueue: 'parcours', args: [session] });
  open.push(session.id);
  await waitFor(async () => outlook.of(session.id).length > 0, `an event of ${session.id}`);
  return handle;
}

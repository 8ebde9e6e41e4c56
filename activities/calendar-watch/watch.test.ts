import { fileURLToPath } from 'node:url';
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../domain/service-error.ts';
import type { CalendarChanges, CalendarPort, StoredEvent } from '../../integrations/outlook/port.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import type { WatchMemory, WatchResult } from '../../workflows/calendar-watch/contract.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { createCalendarWatchActivities } from './watch.ts';

const BEGIN: WatchMemory = { mailbox: null, deltaLink: null, window: null, events: {}, unclear: {} };
const nothing = (deltaLink: string): CalendarChanges => ({ changed: [], removed: [], series: [], deltaLink, resync: false });
const away = () => new ServiceError('calendar-unavailable', { detail: 'HTTP 503' });

/** Which sessions run, and which were told. */
interface Sessions {
  readonly running: Set<string>;
  readonly notified: string[];
  /** Workflow ids that the server does not know, or whose workflow has ended. */
  readonly absent: Set<string>;
}

const noSessions = (...absent: readonly string[]): Sessions => ({ running: new Set(), notified: [], absent: new Set(absent) });

/** A calendar that answers each look in turn. */
async function watch(
  answers: readonly (CalendarChanges | ServiceError)[],
  begin = BEGIN,
  sessions: Sessions = noSessions(),
  standing: readonly StoredEvent[] = [],
  until: 'changes' | 'look' = 'changes',
): Promise<WatchResult> {
  const left = [...answers];
  const unused = () => Promise.reject(new Error('only changes are read'));
  const calendar: CalendarPort = {
    create: unused,
    get: (_, eventId) => Promise.resolve(standing.find((one) => one.eventId === eventId) ?? null),
    findByReference: unused,
    update: unused,
    busy: () => Promise.reject(new Error('nobody asks')),
    cancel: unused,
    changes: () => {
      const next = left.shift() ?? away();
      return next instanceof ServiceError ? Promise.reject(next) : Promise.resolve(next);
    },
  };
  const shipped = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
  const programme = { ...shipped, polling: { ...shipped.polling, calendar: 'PT0.01S' } };
  const getHandle = (id: string) => ({
    signal: () =>
      sessions.absent.has(id)
        ? Promise.reject(new WorkflowNotFoundError('none', id, undefined))
        : Promise.resolve(sessions.notified.push(id)),
  });
  const start = (_: string, { workflowId }: { readonly workflowId: string }) => {
    if (sessions.running.has(workflowId)) return Promise.reject(new WorkflowExecutionAlreadyStartedError('runs', workflowId, 'session'));
    return Promise.resolve(sessions.running.add(workflowId));
  };
  const client = { workflow: { getHandle, start } } as unknown as Client;
  const activities = createCalendarWatchActivities({ client, calendar, programme, deadlines: createDeadlines(programme), taskQueue: 'x' });
  const env = new MockActivityEnvironment();
  const result: unknown = await env.run(activities.watchCalendar, begin, until);
  return result as WatchResult;
}

const event = (facts: Partial<StoredEvent>): StoredEvent => ({
  eventId: 'e1',
  iCalUId: 'u1',
  type: 'singleInstance',
  seriesMasterId: null,
  originalStart: null,
  reference: 'info-decembre',
  subject: 'Information collective',
  start: '2099-12-03T13:30:00.000Z',
  end: '2099-12-03T15:30:00.000Z',
  place: 'Maison de quartier',
  isCancelled: false,
  isOrganizer: true,
  isAllDay: false,
  isTentative: false,
  categories: [],
  attendees: [],
  version: 'v1',
  ...facts,
});

test('what was read before a short failure is kept, so that failures over an hour of looks never add up', async () => {
  const { memory, counts } = await watch([nothing('d1'), nothing('d2'), away()]);
  expect([memory.deltaLink, counts]).toEqual(['d2', { notified: 0, adopted: 0, resyncs: 0 }]);
});

test('after an outage one look is enough: whoever shows the outage hears at once that it is over', async () => {
  const { memory, counts } = await watch([nothing('d1'), nothing('d2')], BEGIN, noSessions(), [], 'look');
  expect([memory.deltaLink, counts]).toEqual(['d1', { notified: 0, adopted: 0, resyncs: 0 }]);
});

test('a calendar that fails at the first look fails the attempt', async () => {
  await expect(watch([away()])).rejects.toMatchObject({ code: 'calendar-unavailable' });
});

test('what staff undo while nobody looks is told, although it looks as it did before; the same version told again is not', async () => {
  const page = (deltaLink: string, version: string): CalendarChanges => ({ ...nothing(deltaLink), changed: [event({ version })] });
  const sessions = noSessions();
  const first = await watch([page('d1', 'v1')], BEGIN, sessions);
  expect([first.counts.notified, sessions.notified]).toEqual([1, ['session-info-decembre']]);
  const replayed = await watch([page('d2', 'v1'), away()], first.memory, sessions);
  expect([replayed.counts.notified, sessions.notified.length]).toEqual([0, 1]);
  // In between the session put its co-facilitators back, and staff took them off again: the same content, another version.
  expect((await watch([page('d3', 'v3')], replayed.memory, sessions)).counts.notified).toBe(1);
});

test('a session that staff opened is news for whoever waits, once; also where the attempt that adopted it died', async () => {
  const page = (deltaLink: string, facts: Partial<StoredEvent>): CalendarChanges => ({ ...nothing(deltaLink), changed: [event(facts)] });
  const sessions = noSessions();
  const made = { reference: null };
  const first = await watch([page('d1', made)], BEGIN, sessions);
  expect([first.counts.adopted, first.opened, sessions.running.size]).toEqual([1, true, 1]);
  // What the dead attempt remembered is gone with it; the session runs already, and may have put its reference on the event.
  const again = await watch([page('d1', made)], BEGIN, sessions);
  expect([again.counts.adopted, again.opened]).toEqual([0, true]);
  const [reference = ''] = [...sessions.running].map((id) => id.replace(/^session-/, ''));
  const withReference = page('d2', { reference, version: 'v2' });
  expect((await watch([withReference], BEGIN, sessions)).opened).toBe(true);
  expect((await watch([withReference], first.memory, sessions)).opened).toBe(false);
  const planned = await watch([page('d1', {})], BEGIN, sessions);
  expect([planned.counts.notified, planned.opened]).toEqual([1, false]);
});

describe('events that only staff can complete', () => {
  const page = (deltaLink: string, facts: Partial<StoredEvent>): CalendarChanges => ({ ...nothing(deltaLink), changed: [event(facts)] });

  test('without an hour, or provisional, are no sessions yet, and become one once they say when', async () => {
    for (const [facts, lacks] of [
      [{ isAllDay: true }, 'allDay'],
      [{ isTentative: true }, 'tentative'],
    ] as const) {
      const sessions = noSessions();
      const first = await watch([page('d1', { reference: null, ...facts }), away()], BEGIN, sessions);
      expect([sessions.running.size, Object.values(first.memory.unclear).map((one) => one.lacks)]).toEqual([0, [lacks]]);
      const firm = await watch([page('d2', { reference: null, version: 'v2' })], first.memory, sessions);
      expect([sessions.running.size, firm.memory.unclear]).toEqual([1, {}]);
    }
  });

  test('that are removed are asked about no longer', async () => {
    const first = await watch([page('d1', { reference: null, isAllDay: true }), away()]);
    const gone = await watch([{ ...nothing('d2'), removed: ['e1'] }, away()], first.memory);
    expect(gone.memory.unclear).toEqual({});
  });
});

describe('an event with the reference of a session that stands under another event', () => {
  const original = event({});
  const second = event({ eventId: 'e2', iCalUId: 'u2', version: 'w1' });
  const memoryOf = async (sessions: Sessions) => (await watch([{ ...nothing('d1'), changed: [original] }], BEGIN, sessions)).memory;

  test('is a copy, and a session of its own', async () => {
    const sessions = noSessions();
    const copied = await watch([{ ...nothing('d2'), changed: [second] }], await memoryOf(sessions), sessions, [original]);
    expect([copied.counts.adopted, sessions.notified, copied.memory.events['e2']?.session]).toEqual([
      1,
      ['session-info-decembre'],
      expect.stringMatching(/^x-/),
    ]);
  });

  test('is that session’s own, come back under another id, where the first one is gone', async () => {
    const sessions = noSessions();
    const back = await watch([{ ...nothing('d2'), changed: [second] }], await memoryOf(sessions), sessions, []);
    expect([back.counts.adopted, sessions.notified.length, back.memory.events['e2']?.session]).toEqual([0, 2, 'info-decembre']);
  });
});

test('another mailbox in the configuration is read from the beginning, and nothing of the first one counts as removed', async () => {
  const sessions = noSessions();
  const first = await watch([{ ...nothing('d1'), changed: [event({})] }], BEGIN, sessions);
  const other = await watch([nothing('d2'), away()], { ...first.memory, mailbox: 'ancienne@aile.example.org' }, sessions);
  expect([other.memory.mailbox, other.memory.events, sessions.notified]).toEqual([
    'groupement@aile.example.org',
    {},
    ['session-info-decembre'],
  ]);
});

describe('an event with the reference of a session that the server does not know, as after an emptied database', () => {
  const page = (facts: Partial<StoredEvent>): CalendarChanges => ({ ...nothing('d1'), changed: [event(facts)] });

  test('becomes that session again, under its own reference, and people who wait hear of it', async () => {
    const sessions = noSessions('session-x-0123456789ab');
    const { counts, opened, memory } = await watch([page({ reference: 'x-0123456789ab' })], BEGIN, sessions);
    expect([[...sessions.running], counts.adopted, opened]).toEqual([['session-x-0123456789ab'], 1, true]);
    expect(memory.events['e1']?.session).toBe('x-0123456789ab');
  });

  test('is left to a session that has ended', async () => {
    const sessions = noSessions('session-x-0123456789ab');
    sessions.running.add('session-x-0123456789ab');
    const { counts } = await watch([page({ reference: 'x-0123456789ab' }), away()], BEGIN, sessions);
    expect(counts).toEqual({ notified: 0, adopted: 0, resyncs: 0 });
  });

  test('opens nothing where it is over, cancelled or without an hour', async () => {
    for (const facts of [
      { start: '2020-12-03T13:30:00.000Z', end: '2020-12-03T15:30:00.000Z' },
      { isCancelled: true },
      { isAllDay: true },
    ]) {
      const sessions = noSessions('session-x-0123456789ab');
      await watch([page({ reference: 'x-0123456789ab', ...facts }), away()], BEGIN, sessions);
      expect(sessions.running.size).toBe(0);
    }
  });
});

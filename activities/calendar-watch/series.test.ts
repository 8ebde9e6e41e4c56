import { fileURLToPath } from 'node:url';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Programme } from '../../domain/programme/programme.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { outlookCalendar } from '../../integrations/outlook/adapter.ts';
import { entraCredential } from '../../integrations/outlook/credential.ts';
import type { CalendarChanges, CalendarPort, StoredEvent } from '../../integrations/outlook/port.ts';
import { ENTRA } from '../../sandbox/core/credentials.ts';
import { IMMUTABLE, openPeer, type Peer } from '../../sandbox/graph/test-peer.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import type { WatchMemory, WatchResult } from '../../workflows/calendar-watch/contract.ts';
import type { CalendarChange } from '../../workflows/session/contract.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { createSessionCalendarActivities } from '../session/session-calendar.ts';
import { createCalendarWatchActivities } from './watch.ts';

const BEGIN: WatchMemory = { mailbox: null, deltaLink: null, window: null, events: {}, unclear: {} };

let shipped: Programme;
let peer: Peer;
beforeAll(async () => {
  shipped = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
  peer = await openPeer({ pageSize: 4 });
});
afterAll(async () => {
  await peer[Symbol.asyncDispose]();
});

/** A calendar whose sessions are only written down: those that were started, in order, and what each was told. */
function watched(calendar: CalendarPort, mailbox = shipped.calendar.mailbox) {
  const started = new Map<string, SessionStart>();
  const notified: { session: string; eventId: string; fingerprint: string | null }[] = [];
  const workflow = {
    start: async (_type: string, { workflowId, args: [session] }: { workflowId: string; args: [SessionStart] }) => {
      if (started.has(session.id)) throw new WorkflowExecutionAlreadyStartedError('already started', workflowId, 'session');
      started.set(session.id, session);
    },
    getHandle: (workflowId: string) => ({
      signal: async (_signal: unknown, { eventId, fingerprint }: CalendarChange) =>
        void notified.push({ session: workflowId.replace(/^session-/, ''), eventId, fingerprint }),
    }),
    // Nobody waits for a session.
    list: async function* list() {},
  };
  const programme = {
    ...shipped,
    calendar: { ...shipped.calendar, mailbox },
    polling: { ...shipped.polling, calendar: 'PT0.05S' },
  };
  const deadlines = createDeadlines(programme);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the watch needs no more of a client than this
  const client = { workflow } as unknown as Client;
  const activities = createCalendarWatchActivities({ client, calendar, programme, deadlines, taskQueue: 'x', rhythm: { round: -1 } });
  const sessions = createSessionCalendarActivities({ calendar, programme, deadlines });
  return {
    started,
    notified,
    /** One look at the calendar. */
    look: async (memory: WatchMemory): Promise<WatchMemory> => {
      notified.length = 0;
      const result: unknown = await new MockActivityEnvironment().run(() => activities.watchCalendar(memory, 'changes'));
      return (result as WatchResult).memory;
    },
    /** What each session does with an event that was adopted: its reference and both co-facilitators. */
    complete: async () => {
      for (const { id, kind, title, place, plan, facilitators, eventId } of started.values()) {
        const event = { id, generation: 0, kind, title, place, start: plan.start.at, end: plan.end.at, facilitators };
        await sessions.followSessionEvent({ mailbox: null, eventId, event, mayMend: true, replaced: [] });
      }
    },
  };
}

let count = 0;

/** A series in a calendar of its own, of the Thursdays three weeks from now on, as staff's Outlook makes it. */
async function seriesOf(times: number) {
  const mailbox = `series-${(count += 1)}@aile.example.org`;
  const today = Temporal.Now.zonedDateTimeISO('Europe/Paris').toPlainDate();
  const first = today.add({ days: 21 + ((11 - today.dayOfWeek) % 7) });
  const at = (date: Temporal.PlainDate, time: string) => ({ dateTime: `${date.toString()}T${time}:00`, timeZone: 'Europe/Paris' });
  const on = (date: Temporal.PlainDate) => ({ start: at(date, '14:30'), end: at(date, '16:30') });
  const recurrence = (numberOfOccurrences: number) => ({
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] },
    range: { type: 'numbered', startDate: first.toString(), numberOfOccurrences },
  });
  const call = async (method: string, id: string, body?: object) => {
    const path = `/v1.0/users/${mailbox}/events${id === '' ? '' : `/${id}`}`;
    const answer = await peer.raw(method, path, { headers: IMMUTABLE, ...(body === undefined ? {} : { body }) });
    return answer.status === 204 ? '' : String(Reflect.get(Object(await answer.json()), 'id'));
  };
  const id = await call('POST', '', { subject: 'Information collective', ...on(first), recurrence: recurrence(times) });
  const { tenantId, clientId, clientSecret } = ENTRA;
  const credential = entraCredential({ tenantId, clientId, secret: { clientSecret }, authorityHost: peer.url });
  const calendar = outlookCalendar({ credential, baseUrl: peer.url, timeZone: 'Europe/Paris' });
  const day = (index: number) => first.add({ weeks: index });
  const dateId = (index: number) => `${id}-o${day(index).toString().replaceAll('-', '')}`;
  return {
    id,
    dateId,
    watch: watched(calendar, mailbox),
    move: (index: number, days: number) => call('PATCH', dateId(index), on(day(index).add({ days }))),
    prolong: (longer: number) => call('PATCH', id, { recurrence: recurrence(longer) }),
    later: () => call('PATCH', id, { start: at(first, '15:00'), end: at(first, '17:00') }),
    remove: (index?: number) => call('DELETE', index === undefined ? id : dateId(index)),
    /** Ids that were written to since entry `n` of the ledger. */
    writtenSince: (n: number) =>
      peer.core.ledger
        .since(n)
        .filter(
          ({ service, method, path }) =>
            service === 'graph' && method !== 'GET' && method !== 'MAIL' && path.includes(mailbox.split('@')[0] ?? ''),
        )
        .map(({ path }) => path.split('/').at(-1)),
  };
}

test('each date is a session, once, however often the calendar is read; the series is none and is never written to', async () => {
  const { id, dateId, watch, writtenSince } = await seriesOf(3);
  const before = peer.core.ledger.count;
  let memory = await watch.look(BEGIN);
  const dates = [0, 1, 2].map(dateId);
  expect(new Set([...watch.started.values()].map(({ eventId }) => eventId))).toEqual(new Set(dates));
  await watch.complete();
  expect(new Set(writtenSince(before))).toEqual(new Set(dates));
  // Its own writing comes back, then everything comes back: replayed, forgotten (410), with a memory that was lost, told in full.
  memory = await watch.look(memory);
  for (const fault of ['graph-delta-replay', 'graph-410', 'graph-410-resync', 'graph-delta-full-dates']) {
    peer.core.faults.inject({ fault });
    memory = await watch.look(memory);
    expect([fault, watch.notified]).toEqual([fault, []]);
  }
  memory = await watch.look(BEGIN);
  expect(watch.started.size).toBe(3);
  expect(Object.keys(memory.events).toSorted()).toEqual(dates);
  expect(
    Object.values(memory.events)
      .map(({ session }) => session)
      .toSorted(),
  ).toEqual([...watch.started.keys()].toSorted());
  expect(Object.values(memory.events).every(({ series }) => series === id)).toBe(true);
  expect(peer.core.faults.list().every(({ hits }) => hits > 0)).toBe(true);
});

test('a date that is moved, deleted or added is that session’s alone; a series that is deleted is all of its sessions’', async () => {
  const { dateId, watch, move, remove, prolong, later } = await seriesOf(3);
  const sessionAt = (index: number) => [...watch.started.values()].find(({ eventId }) => eventId === dateId(index))?.id;
  let memory = await watch.look(BEGIN);
  await watch.complete();
  memory = await watch.look(memory);
  await move(1, 1);
  memory = await watch.look(memory);
  expect(watch.notified).toEqual([{ session: sessionAt(1), eventId: dateId(1), fingerprint: expect.any(String) }]);
  await remove(2);
  memory = await watch.look(memory);
  expect(watch.notified).toEqual([{ session: sessionAt(2), eventId: dateId(2), fingerprint: null }]);
  await prolong(5);
  memory = await watch.look(memory);
  expect(watch.started.size).toBe(5);
  expect(watch.notified.filter(({ session }) => session !== sessionAt(2))).toEqual([]);
  // An hour for all: those that staff moved by themselves stay where they are.
  await watch.complete();
  memory = await watch.look(memory);
  await later();
  memory = await watch.look(memory);
  const changed = watch.notified.filter(({ fingerprint }) => fingerprint !== null).map(({ session }) => session);
  expect(changed.toSorted()).toEqual([0, 3, 4].map((index) => sessionAt(index) ?? '').toSorted());
  await remove();
  await watch.look(memory);
  expect(watch.notified.map(({ session, fingerprint }) => `${session} ${fingerprint}`).toSorted()).toEqual(
    [...watch.started.keys()].map((session) => `${session} null`).toSorted(),
  );
});

const FIRST = '2099-12-03T13:30:00.000Z';
const WEEK_MS = 7 * 86_400_000;

/** A date of a weekly series as Graph tells it; `moved` in hours from where the series wants it. */
function dateOf(index: number, more: Partial<StoredEvent> = {}, moved = 0): StoredEvent {
  const wanted = Date.parse(FIRST) + index * WEEK_MS;
  const start = wanted + moved * 3600_000;
  return {
    eventId: `m-${index}`,
    type: 'occurrence',
    seriesMasterId: 'm',
    iCalUId: `0400-${index}`,
    originalStart: new Date(wanted).toISOString(),
    reference: null,
    subject: 'Atelier budget',
    start: new Date(start).toISOString(),
    end: new Date(start + 7200_000).toISOString(),
    place: '',
    isCancelled: false,
    isOrganizer: true,
    isAllDay: false,
    isTentative: false,
    categories: [],
    attendees: [],
    ...more,
  };
}

/** A calendar that tells these changes, look by look. */
function telling(...looks: readonly Partial<CalendarChanges>[]) {
  const left = [...looks];
  const unused = () => Promise.reject(new Error('only changes are read'));
  return watched({
    create: unused,
    get: unused,
    findByReference: unused,
    update: unused,
    cancel: unused,
    busy: unused,
    changes: async () => ({ changed: [], removed: [], series: [], deltaLink: 'd', resync: false, ...left.shift() }),
  });
}

test.each<[string, Partial<StoredEvent>]>([
  ['an iCalUId for each date', {}],
  ['one iCalUId for all', { iCalUId: '0400' }],
  ['no iCalUId', { iCalUId: '' }],
  ['one iCalUId and no original start', { iCalUId: '0400', originalStart: null }],
])('with %s, a date is one session wherever staff move it', async (_what, shape) => {
  const dates = [dateOf(0, shape), dateOf(1, shape)];
  // Read again with nothing remembered: a date was moved to where another one stood, and became an exception.
  const moved = [dateOf(0, { ...shape, type: 'exception' }, 7 * 24), dateOf(1, shape)];
  const { started, look } = telling({ changed: dates, series: ['m'] }, { changed: moved, series: ['m'] });
  await look(BEGIN);
  await look(BEGIN);
  expect([...started.values()].map(({ eventId }) => eventId)).toEqual(['m-0', 'm-1']);
});

test('dates of two series on one day are two sessions, and an event of its own a third', async () => {
  const alone = { seriesMasterId: null, type: 'singleInstance', originalStart: null } as const;
  const changed = [dateOf(0, { eventId: 'a' }), dateOf(0, { eventId: 'b', seriesMasterId: 'n' }), dateOf(0, { eventId: 'c', ...alone })];
  const { started, look } = telling({ changed });
  await look(BEGIN);
  expect(started.size).toBe(3);
});

test('a session’s event that became a series goes on as its first date; the others are sessions of their own', async () => {
  const alone = { seriesMasterId: null, type: 'singleInstance', originalStart: null, eventId: 'm', reference: 'info-1' } as const;
  const inherited = { reference: 'info-1' };
  const { started, notified, look } = telling(
    { changed: [dateOf(0, alone)] },
    { changed: [dateOf(0, inherited), dateOf(1, inherited)], series: ['m'] },
    { changed: [], series: ['m'] },
  );
  let memory = await look(BEGIN);
  memory = await look(memory);
  expect(Object.entries(memory.events).map(([eventId, { session }]) => [eventId, session])).toEqual([
    ['m-0', 'info-1'],
    ['m-1', expect.stringMatching(/^x-/)],
  ]);
  expect([...started.values()].map(({ eventId }) => eventId)).toEqual(['m-1']);
  await look(memory);
  expect(notified.map(({ eventId, fingerprint }) => [eventId, fingerprint])).toEqual([
    ['m-0', null],
    ['m-1', null],
  ]);
});

test('a session whose event became a series without its first date looks for itself', async () => {
  const alone = { seriesMasterId: null, type: 'singleInstance', originalStart: null, eventId: 'm', reference: 'info-1' } as const;
  const { notified, look } = telling({ changed: [dateOf(0, alone)] }, { changed: [dateOf(1)], series: ['m'] });
  await look(await look(BEGIN));
  expect(notified).toEqual([{ session: 'info-1', eventId: 'm', fingerprint: null }]);
});

test('a series that is deleted takes nothing back of what took place; a date that is deleted on the day does', async () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3600_000).toISOString();
  const over = dateOf(0, { reference: 'x-0', type: 'exception', start: hoursAgo(5), end: hoursAgo(3) });
  const coming = dateOf(1, { reference: 'x-1', type: 'exception' });
  const both = { changed: [over, coming], series: ['m'] };
  for (const removed of [['m'], ['m', 'm-0', 'm-1']]) {
    const deleted = telling(both, { removed });
    await deleted.look(await deleted.look(BEGIN));
    expect(deleted.notified.map(({ session }) => session)).toEqual(['x-1']);
  }
  const withoutOne = telling(both, { changed: [coming], series: ['m'] });
  await withoutOne.look(await withoutOne.look(BEGIN));
  expect(withoutOne.notified.map(({ session }) => session)).toEqual(['x-0']);
});

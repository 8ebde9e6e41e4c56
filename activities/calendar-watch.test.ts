import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { ServiceError } from '../domain/service-error.ts';
import type { CalendarChanges, CalendarPort, StoredEvent } from '../integrations/outlook/port.ts';
import { loadProgramme } from '../workers/configuration/groupement.ts';
import type { WatchMemory, WatchResult } from '../workflows/calendar-watch/messages.ts';
import { createCalendarWatchActivities } from './calendar-watch.ts';
import { createDeadlines } from './deadlines.ts';

const BEGIN: WatchMemory = { deltaLink: null, window: null, known: {} };
const nothing = (deltaLink: string): CalendarChanges => ({ changed: [], removed: [], series: [], deltaLink, resync: false });
const away = () => new ServiceError('calendar-unavailable', { detail: 'HTTP 503' });

/** A calendar that answers each look in turn. */
async function watch(answers: readonly (CalendarChanges | ServiceError)[], begin = BEGIN, signals: string[] = []): Promise<WatchResult> {
  const left = [...answers];
  const unused = () => Promise.reject(new Error('only changes are read'));
  const calendar: CalendarPort = {
    create: unused,
    get: unused,
    findByReference: unused,
    update: unused,
    busy: () => Promise.reject(new Error('nobody asks')),
    cancel: unused,
    changes: () => {
      const next = left.shift() ?? away();
      return next instanceof ServiceError ? Promise.reject(next) : Promise.resolve(next);
    },
  };
  const shipped = await loadProgramme(fileURLToPath(new URL('../config/groupement.yaml', import.meta.url)));
  const programme = { ...shipped, polling: { ...shipped.polling, calendar: 'PT0.01S' } };
  // Whoever is told, and nothing else of them.
  const getHandle = (id: string) => ({ signal: () => Promise.resolve(signals.push(id)) });
  const client = { workflow: { getHandle } } as unknown as Client;
  const activities = createCalendarWatchActivities({ client, calendar, programme, deadlines: createDeadlines(programme), taskQueue: 'x' });
  const env = new MockActivityEnvironment();
  const result: unknown = await env.run(activities.watchCalendar, begin);
  return result as WatchResult;
}

test('what was read before a short failure is kept, so that failures over an hour of looks never add up', async () => {
  const { memory, counts } = await watch([nothing('d1'), nothing('d2'), away()]);
  expect([memory.deltaLink, counts]).toEqual(['d2', { told: 0, adopted: 0, resyncs: 0 }]);
});

test('a calendar that fails at the first look fails the attempt', async () => {
  await expect(watch([away()])).rejects.toMatchObject({ code: 'calendar-unavailable' });
});

test('what staff undo while nobody looks is told, although it looks as it did before; the same version told again is not', async () => {
  const event = (version: string): StoredEvent => ({
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
    categories: [],
    attendees: [],
    version,
  });
  const page = (deltaLink: string, version: string): CalendarChanges => ({ ...nothing(deltaLink), changed: [event(version)] });
  const signals: string[] = [];
  const first = await watch([page('d1', 'v1')], BEGIN, signals);
  expect([first.counts.told, signals]).toEqual([1, ['session-info-decembre']]);
  const replayed = await watch([page('d2', 'v1'), away()], first.memory, signals);
  expect([replayed.counts.told, signals.length]).toEqual([0, 1]);
  // In between the session put its co-facilitators back, and staff took them off again: the same content, another version.
  expect((await watch([page('d3', 'v3')], replayed.memory, signals)).counts.told).toBe(1);
});

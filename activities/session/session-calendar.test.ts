import { fileURLToPath } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import type { CalendarPort, OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { createSessionCalendarActivities } from './session-calendar.ts';

const EVENT = {
  id: 'info-decembre',
  generation: 1,
  kind: 'info' as const,
  title: 'Information collective',
  place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
  start: '2026-12-03T13:30:00.000Z',
  end: '2026-12-03T15:30:00.000Z',
  facilitators: ['s1', 's3'],
};

const stored: StoredEvent = {
  eventId: 'e1',
  iCalUId: 'u1',
  type: 'singleInstance',
  seriesMasterId: null,
  originalStart: null,
  reference: EVENT.id,
  subject: EVENT.title,
  start: EVENT.start,
  end: EVENT.end,
  place: 'Maison de quartier, 1 place de l’Exemple',
  isCancelled: false,
  isOrganizer: true,
  isAllDay: false,
  isTentative: false,
  categories: ['Information collective'],
  attendees: [],
};

/** A calendar whose event staff change after it was read. */
function edited(changed: Partial<StoredEvent>): CalendarPort & { readonly written: OwnedEvent[] } {
  const written: OwnedEvent[] = [];
  const standing = { ...stored, ...changed };
  return {
    written,
    create: () => Promise.reject(new Error('nothing is to be made')),
    get: () => Promise.resolve(stored),
    findByReference: () => Promise.resolve(stored),
    update: (_mailbox, _eventId, wanted) => {
      const owned = typeof wanted === 'function' ? wanted(standing) : wanted;
      written.push(owned);
      const attendees = owned.attendees.map(({ address }) => ({ address, response: 'none' as const }));
      return Promise.resolve({ ...standing, start: owned.start, end: owned.end, place: owned.place, subject: owned.subject, attendees });
    },
    busy: () => Promise.reject(new Error('nobody asks')),
    cancel: () => Promise.resolve(),
    changes: () => Promise.reject(new Error('nothing is to be watched')),
  };
}

test('facilitators are put back on the event as it stands, not as it was read: what staff moved meanwhile is followed', async () => {
  const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
  const later = {
    start: '2026-12-10T13:30:00.000Z',
    end: '2026-12-10T15:30:00.000Z',
    place: 'Mairie annexe',
    subject: 'Information collective (mairie)',
  };
  const calendar = edited({ ...later, attendees: [{ address: 'invitee@example.org', response: 'accepted' }] });
  const { followSessionEvent } = createSessionCalendarActivities({ calendar, programme, deadlines: createDeadlines(programme) });
  const followed = await followSessionEvent({ mailbox: null, eventId: 'e1', event: EVENT, mayMend: true, replaced: [] });
  expect(followed).toMatchObject({
    found: 'standing',
    mended: true,
    title: later.subject,
    moved: { plan: { start: { at: later.start } }, place: { name: 'Mairie annexe', address: '' } },
  });
  expect(calendar.written).toMatchObject([{ ...later, body: null }]);
  expect(calendar.written[0]?.attendees.map(({ address }) => address)).toEqual([
    'camille.roux@aile.example.org',
    'contact.ml@example.org',
    'invitee@example.org',
  ]);
});

test('what is mended too often is left, and said', async () => {
  const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
  const calendar = edited({});
  const { followSessionEvent } = createSessionCalendarActivities({ calendar, programme, deadlines: createDeadlines(programme) });
  expect(await followSessionEvent({ mailbox: null, eventId: 'e1', event: EVENT, mayMend: false, replaced: [] })).toMatchObject({
    mended: false,
    unmended: true,
    moved: null,
  });
  expect(calendar.written).toEqual([]);
});

test('a room that staff wrote by its name alone is the same room: nobody is told of a move', async () => {
  const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
  const [venue] = programme.venues;
  const place = { name: venue?.name ?? '', address: venue?.address ?? '' };
  const calendar: CalendarPort = { ...edited({}), get: () => Promise.resolve({ ...stored, place: place.name }) };
  const { followSessionEvent } = createSessionCalendarActivities({ calendar, programme, deadlines: createDeadlines(programme) });
  const follow = (at: typeof place) =>
    followSessionEvent({ mailbox: null, eventId: 'e1', event: { ...EVENT, place: at }, mayMend: false, replaced: [] });
  expect(await follow(place)).toMatchObject({ found: 'standing', moved: null });
  expect(await follow(EVENT.place)).toMatchObject({ moved: { place } });
});

describe('an event that is not where it was written', () => {
  const activities = async (calendar: CalendarPort) => {
    const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
    return createSessionCalendarActivities({ calendar, programme, deadlines: createDeadlines(programme) });
  };
  const empty: CalendarPort = { ...edited({}), get: () => Promise.resolve(null), findByReference: () => Promise.resolve(null) };

  test('is gone in the mailbox of now, and elsewhere where the configuration has another mailbox since', async () => {
    const { followSessionEvent, moveSessionEvent } = await activities(empty);
    const where = (mailbox: string) => ({ mailbox, eventId: 'e1', event: EVENT });
    expect((await followSessionEvent({ ...where('groupement@aile.example.org'), mayMend: true, replaced: [] })).found).toBe('gone');
    expect((await followSessionEvent({ ...where('ancienne@aile.example.org'), mayMend: true, replaced: [] })).found).toBe('elsewhere');
    expect((await moveSessionEvent({ ...where('ancienne@aile.example.org'), start: EVENT.start })).found).toBe('elsewhere');
  });

  test('is taken over as it stands by a service that doesn’t remember it, neither moved nor doubled', async () => {
    const calendar = edited({ start: '2026-12-10T13:30:00.000Z', end: '2026-12-10T15:30:00.000Z' });
    const { putSessionEvent } = await activities({ ...calendar, findByReference: () => calendar.get('', 'e1') });
    const put: unknown = await new MockActivityEnvironment().run(putSessionEvent, EVENT);
    expect([put, calendar.written]).toMatchObject([{ eventId: 'e1', fingerprint: null }, []]);
  });
});

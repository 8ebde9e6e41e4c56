import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BODY_PROPERTY,
  bodyHash,
  newEvent,
  parseChangePage,
  parseEvent,
  parseList,
  patchFor,
  REFERENCE_PROPERTY,
  withOwnReference,
} from './event.ts';
import type { OwnedEvent } from './port.ts';

const ZONE = 'Europe/Paris';

const OWNED: OwnedEvent = {
  reference: 's1',
  subject: 'Information collective',
  body: 'Accueil',
  start: '2026-12-03T13:30:00Z',
  end: '2026-12-03T15:30:00Z',
  place: 'Médiathèque',
  attendees: [{ address: 'contact.ml@example.org', name: 'Maud Lefèvre' }],
  category: 'Groupement',
};

function keptAs(owned: OwnedEvent, more: object = {}) {
  const kept = parseEvent({
    id: 'AAk1',
    subject: owned.subject,
    start: { dateTime: owned.start.replace('Z', '.0000000'), timeZone: 'UTC' },
    end: { dateTime: owned.end.replace('Z', '.0000000'), timeZone: 'UTC' },
    location: { displayName: owned.place },
    attendees: owned.attendees.map((emailAddress) => ({ type: 'required', emailAddress, status: { response: 'accepted' } })),
    categories: owned.category === null ? [] : [owned.category],
    body: { contentType: 'html', content: '<html>tout autre chose</html>' },
    singleValueExtendedProperties: [
      { id: REFERENCE_PROPERTY.replace('7d0c3a52', '7D0C3A52'), value: owned.reference },
      { id: BODY_PROPERTY, value: bodyHash(owned.body ?? '') },
    ],
    ...more,
  });
  if (kept === null) throw new Error('unreadable');
  return kept;
}

test('nothing differs from what stands there, whatever Outlook did to the body, the case of an address or the order', () => {
  expect(patchFor(OWNED, keptAs(OWNED), ZONE)).toBeNull();
  const two = { ...OWNED, attendees: [...OWNED.attendees, { address: 'camille@aile.example.org', name: 'Camille' }] };
  const turned = { ...two, attendees: two.attendees.toReversed().map((each) => ({ ...each, address: each.address.toUpperCase() })) };
  expect(patchFor(turned, keptAs(two), ZONE)).toBeNull();
});

test('start and end go together, and nothing else with them', () => {
  expect(patchFor({ ...OWNED, end: '2026-12-03T16:00:00Z' }, keptAs(OWNED), ZONE)).toEqual({
    start: { dateTime: '2026-12-03T14:30:00', timeZone: ZONE },
    end: { dateTime: '2026-12-03T17:00:00', timeZone: ZONE },
  });
});

test('an event that we adopt gets our body and our reference', () => {
  const patch = patchFor(OWNED, keptAs(OWNED, { singleValueExtendedProperties: null }), ZONE);
  expect(patch).toEqual({
    body: { contentType: 'text', content: 'Accueil' },
    singleValueExtendedProperties: [
      { id: REFERENCE_PROPERTY, value: 's1' },
      { id: BODY_PROPERTY, value: bodyHash('Accueil') },
    ],
  });
});

test('the organiser among the attendees is nobody we invited', () => {
  const organiser = { type: 'required', emailAddress: { address: 'groupement@aile.example.org' }, status: { response: 'organizer' } };
  const people = OWNED.attendees.map((emailAddress) => ({ type: 'required', emailAddress }));
  expect(patchFor(OWNED, keptAs(OWNED, { attendees: [organiser, ...people] }), ZONE)).toBeNull();
});

test('an event without a category of ours keeps those of staff', () => {
  expect(patchFor({ ...OWNED, category: null }, keptAs(OWNED, { categories: ['Rouge'] }), ZONE)).toBeNull();
  expect(patchFor(OWNED, keptAs(OWNED, { categories: ['Rouge'] }), ZONE)).toEqual({ categories: ['Groupement', 'Rouge'] });
});

test('every category is read, and none that staff gave is dropped, wherever ours stands among them', () => {
  const kept = keptAs(OWNED, { categories: ['Bleu', 'groupement', 'Rouge'] });
  expect(kept.stored.categories).toEqual(['Bleu', 'groupement', 'Rouge']);
  expect(patchFor(OWNED, kept, ZONE)).toBeNull();
  expect(patchFor({ ...OWNED, subject: 'Autre titre' }, kept, ZONE)).toEqual({ subject: 'Autre titre' });
});

test.each([
  ['2026-12-03T13:30:00.0000000', 'UTC', '2026-12-03T13:30:00.000Z'],
  ['2026-12-03T13:30:00.0000000', 'tzone://Microsoft/Utc', '2026-12-03T13:30:00.000Z'],
  ['2026-12-03T14:30:00.0000000', 'Europe/Paris', '2026-12-03T13:30:00.000Z'],
  ['2026-07-03T14:30:00', 'Romance Standard Time', '2026-07-03T12:30:00.000Z'],
  ['2026-12-03T15:30:00', 'E. Europe Standard Time', '2026-12-03T13:30:00.000Z'],
  ['2026-12-03T17:30:00', 'Mauritius Standard Time', '2026-12-03T13:30:00.000Z'],
  ['2026-12-03T13:30:00Z', null, '2026-12-03T13:30:00.000Z'],
])('%s %s is %s', (dateTime, timeZone, expected) => {
  const time = { dateTime, timeZone };
  expect(parseEvent({ id: 'A', start: time, end: time })?.stored.start).toBe(expected);
});

test('a zone nobody knows makes the event unreadable rather than wrong', () => {
  const time = { dateTime: '2026-12-03T13:30:00', timeZone: 'Customized Time Zone' };
  expect(parseEvent({ id: 'A', start: time, end: time })).toBeNull();
});

test('an answer of an unknown kind counts as none', () => {
  const kept = keptAs(OWNED, {
    attendees: [{ emailAddress: { address: 'a@example.org' }, status: { response: 'peut-être' } }, { type: 'optional' }],
  });
  expect(kept.stored.attendees).toEqual([{ address: 'a@example.org', response: 'none', proposedStart: null }]);
});

const dateOf = (more: object) => keptAs(OWNED, { type: 'occurrence', seriesMasterId: 'AAkM', ...more }).stored;

test('a date says which series it is of, and when that wanted it', () => {
  expect(dateOf({ originalStart: '2026-12-03T13:30:00Z' })).toMatchObject({
    type: 'occurrence',
    seriesMasterId: 'AAkM',
    originalStart: '2026-12-03T13:30:00.000Z',
  });
  expect(dateOf({ type: 'exception', originalStart: null })).toMatchObject({ type: 'exception', originalStart: null });
  // A server that leaves the type out says it by the series.
  expect(dateOf({ type: undefined }).type).toBe('occurrence');
  expect(keptAs(OWNED, { type: 'singleInstance', seriesMasterId: null })).toMatchObject({
    isSeries: false,
    stored: { type: 'singleInstance', seriesMasterId: null },
  });
  expect(keptAs(OWNED, { type: 'seriesMaster' }).isSeries).toBe(true);
});

test('a page of changes tells series from events, and takes a date of which it says only the times', () => {
  const times = { start: { dateTime: '2026-12-03T13:30:00.0000000', timeZone: 'UTC' } };
  const value = [
    { id: 'M', type: 'seriesMaster', subject: 'Information collective', ...times },
    { id: 'M1', type: 'occurrence', seriesMasterId: 'M', ...times },
    { id: 'M2', type: 'exception', seriesMasterId: 'M', subject: 'Autre' },
    { id: 'S', type: 'singleInstance' },
    { id: 'M3', '@removed': { reason: 'deleted' } },
    { id: 'X', type: 7 },
  ];
  expect(parseChangePage({ value })?.ids).toEqual([
    { id: 'M', what: 'series' },
    { id: 'M1', what: 'event' },
    { id: 'M2', what: 'event' },
    { id: 'S', what: 'event' },
    { id: 'M3', what: 'removed' },
    { id: 'X', what: 'event' },
  ]);
});

test('a reference that a date shares with its series is the first date’s, wherever staff moved it; another is its own', () => {
  const series = keptAs(OWNED, { type: 'seriesMaster' }).stored;
  const first = dateOf({ originalStart: OWNED.start, start: { dateTime: '2027-01-05T10:00:00', timeZone: 'UTC' } });
  expect(withOwnReference(first, series).reference).toBe('s1');
  expect(withOwnReference(dateOf({ originalStart: null }), series).reference).toBe('s1');
  const second = dateOf({ originalStart: '2026-12-10T13:30:00Z' });
  expect(withOwnReference(second, series).reference).toBeNull();
  expect(withOwnReference({ ...second, reference: 'x-1' }, series).reference).toBe('x-1');
  expect(withOwnReference(second, { ...series, reference: null }).reference).toBe('s1');
  expect(withOwnReference(second, null).reference).toBe('s1');
});

test('what is written is what is read back, in winter and in summer', () => {
  const hour = 3_600_000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 365 * 24 * 3 }), (hours) => {
      const start = new Date(Date.parse('2026-01-01T00:00:00Z') + hours * hour).toISOString();
      const end = new Date(Date.parse(start) + hour).toISOString();
      // In the hour that comes twice in October, a wall time names the first.
      fc.pre(!/-10-2\dT0[01]:/.test(start) && !/-10-2\dT0[01]:/.test(end) && !/-10-3\dT0[01]:/.test(start) && !/-10-3\dT0[01]:/.test(end));
      const written = newEvent({ ...OWNED, start, end }, { transactionId: 't', timeZone: ZONE });
      expect(parseEvent({ id: 'A', ...written })?.stored).toMatchObject({ start, end });
    }),
  );
});

test('no answer of any shape makes the readers throw', () => {
  fc.assert(
    fc.property(fc.anything(), (body) => {
      parseEvent(body);
      parseList(body);
      parseChangePage(body);
      parseChangePage({ value: body });
      parseEvent({ id: 'A', start: body, end: body, attendees: body });
    }),
  );
});

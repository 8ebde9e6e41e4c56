import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ENTRA } from '../../sandbox/core/credentials.ts';
import type { FaultRequest } from '../../sandbox/core/faults.ts';
import { SETTLES_AFTER_MS } from '../../sandbox/graph/calendars.ts';
import { IMMUTABLE, openPeer, type Peer } from '../../sandbox/graph/test-peer.ts';
import { outlookCalendar } from './adapter.ts';
import { entraCredential } from './credential.ts';
import type { CalendarPort, OwnedEvent } from './port.ts';

let peer: Peer;

beforeAll(async () => {
  peer = await openPeer({ pageSize: 3 });
});

afterAll(async () => {
  await peer[Symbol.asyncDispose]();
});

const OWNED: OwnedEvent = {
  reference: 'session-info-2026-12-a',
  subject: 'Information collective & projets',
  body: 'Accueil à 14 h 15.\nMerci de prévenir.',
  start: '2026-12-03T13:30:00Z',
  end: '2026-12-03T15:30:00Z',
  place: 'Maison de quartier des Aunettes',
  attendees: [
    { address: 'contact.ml@example.org', name: 'Maud Lefèvre' },
    { address: 'camille.roux@aile.example.org', name: 'Camille Roux' },
  ],
  category: 'Groupement',
};

const WINDOW = { start: '2026-11-01T00:00:00Z', end: '2027-06-01T00:00:00Z' };

let count = 0;

/** Each test has one of its own: what the others left would be read again and again. */
let mailbox = '';
beforeEach(() => {
  mailbox = `agenda-${(count += 1)}@aile.example.org`;
});

/** An event no other test knows. */
function another(more: Partial<OwnedEvent> = {}): OwnedEvent {
  count += 1;
  return { ...OWNED, reference: `session-${count}`, ...more };
}

function calendar({ secret = ENTRA.clientSecret }: { secret?: string } = {}): CalendarPort {
  const credential = entraCredential({
    tenantId: ENTRA.tenantId,
    clientId: ENTRA.clientId,
    secret: { clientSecret: secret },
    authorityHost: peer.url,
  });
  return outlookCalendar({ credential, baseUrl: peer.url, timeZone: 'Europe/Paris' });
}

/** Injects faults, runs, and says which requests were made; every fault must have struck. */
async function under<Result>(faults: readonly FaultRequest[], run: () => Promise<Result>) {
  const injected = faults.map((each) => peer.core.faults.inject(each).id);
  const before = peer.core.ledger.count;
  const settled = await run().then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );
  const hits = peer.core.faults.list().filter(({ id }) => injected.includes(id));
  peer.core.faults.clear();
  expect(hits.every((each) => each.hits > 0)).toBe(true);
  const entries = peer.core.ledger.since(before).filter(({ service }) => service === 'graph');
  // The sandbox writes what Outlook would mail to attendees into the same ledger.
  return {
    ...settled,
    requests: entries.filter(({ method }) => method !== 'MAIL'),
    invitations: entries.filter(({ method }) => method === 'MAIL').length,
  };
}

/** Exchange touches a new event once more: it has done so to all that were made until now, and does it between no two requests. */
function exchangeSettles(): void {
  peer.core.clock.setOffset(peer.core.clock.offsetMs() + SETTLES_AFTER_MS + 1);
}

function eventsWith(reference: string) {
  return calendar()
    .changes(mailbox, { window: WINDOW })
    .then(({ changed }) => changed.filter((each) => each.reference === reference));
}

test('an event is made with what we own, and read back in UTC', async () => {
  const owned = another();
  const outlook = calendar();
  const created = await outlook.create(mailbox, owned, `${owned.reference}:g1`);
  expect(created).toMatchObject({
    reference: owned.reference,
    subject: owned.subject,
    start: '2026-12-03T13:30:00.000Z',
    end: '2026-12-03T15:30:00.000Z',
    place: owned.place,
    categories: ['Groupement'],
    isCancelled: false,
    isOrganizer: true,
  });
  expect(created.attendees.map(({ address }) => address)).toEqual(['contact.ml@example.org', 'camille.roux@aile.example.org']);
  expect(await outlook.get(mailbox, created.eventId)).toEqual(created);
  expect(await outlook.findByReference(mailbox, owned.reference)).toEqual(created);
  expect(await outlook.findByReference(mailbox, "rien d'autre & rien + du tout")).toBeNull();
  expect(await outlook.get(mailbox, `${created.eventId}x`)).toBeNull();
});

test('one create is one request, and the same again is no second event and no write', async () => {
  const owned = another();
  const first = await under([], () => calendar().create(mailbox, owned, `${owned.reference}:g1`));
  const again = await under([], () => calendar().create(mailbox, owned, `${owned.reference}:g1`));
  expect(first.requests.map(({ method }) => method)).toEqual(['POST']);
  expect(again.requests.map(({ method }) => method)).toEqual(['POST']);
  expect([first.invitations, again.invitations]).toEqual([2, 0]);
  expect(again.value).toEqual(first.value);
  expect(await eventsWith(owned.reference)).toHaveLength(1);
});

test('after a lost answer the next attempt finds the event that was made', async () => {
  const owned = another();
  const lost = await under([{ fault: 'graph-reset-after-commit' }], () => calendar().create(mailbox, owned, `${owned.reference}:g1`));
  expect(lost.error).toMatchObject({ code: 'calendar-unavailable' });
  const created = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  expect(await eventsWith(owned.reference)).toEqual([created]);
});

test.each(['graph-duplicate-400', 'graph-duplicate-400-existing', 'graph-duplicate-409', 'graph-duplicate-409-existing'])(
  '%s: the existing event is brought to the new content',
  async (fault) => {
    const owned = another();
    const created = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
    const moved = { ...owned, place: 'Médiathèque', start: '2026-12-10T13:30:00Z', end: '2026-12-10T15:30:00Z' };
    const { value } = await under([{ fault }], () => calendar().create(mailbox, moved, `${owned.reference}:g1`));
    expect(value).toMatchObject({ eventId: created.eventId, place: 'Médiathèque', start: '2026-12-10T13:30:00.000Z' });
    expect(await eventsWith(owned.reference)).toHaveLength(1);
  },
);

test('the same transactionId with another content, as the server itself judges it', async () => {
  const owned = another();
  const created = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  const moved = await calendar().create(mailbox, { ...owned, place: 'Médiathèque' }, `${owned.reference}:g1`);
  expect(moved).toMatchObject({ eventId: created.eventId, place: 'Médiathèque' });
  expect(await eventsWith(owned.reference)).toEqual([moved]);
});

test('an update that changes nothing writes nothing', async () => {
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  exchangeSettles();
  const { requests, invitations } = await under([], () => calendar().update(mailbox, eventId, owned));
  expect(requests.map(({ method }) => method)).toEqual(['GET']);
  expect(invitations).toBe(0);
});

test('an update writes what differs in one PATCH, the body only when our words changed', async () => {
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  exchangeSettles();
  const place = { ...owned, place: 'Médiathèque' };
  const { requests, value } = await under([], () => calendar().update(mailbox, eventId, place));
  expect(requests.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
  expect(requests[1]?.requestBody).toEqual({ location: { displayName: 'Médiathèque' } });
  expect(value).toMatchObject({ eventId, place: 'Médiathèque', reference: owned.reference });
  const words = await under([], () => calendar().update(mailbox, eventId, { ...place, body: 'Autre texte' }));
  expect(Object.keys(Object(words.requests[1]?.requestBody))).toEqual(['body', 'singleValueExtendedProperties']);
  expect((await under([], () => calendar().update(mailbox, eventId, { ...place, body: 'Autre texte' }))).requests).toHaveLength(1);
});

test('what staff added to an event stays', async () => {
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  exchangeSettles();
  const room = { type: 'resource', emailAddress: { address: 'salle@aile.example.org', name: 'Salle' } };
  const people = owned.attendees.map((emailAddress) => ({ type: 'required', emailAddress }));
  await peer.raw('PATCH', `/v1.0/users/${mailbox}/events/${eventId}`, {
    body: { attendees: [...people, room], categories: ['Groupement', 'Rouge'] },
    headers: { Prefer: 'IdType="ImmutableId"' },
  });
  expect((await under([], () => calendar().update(mailbox, eventId, owned))).requests.map(({ method }) => method)).toEqual(['GET']);
  const [first] = owned.attendees;
  const { requests } = await under([], () => calendar().update(mailbox, eventId, { ...owned, attendees: first ? [first] : [] }));
  expect(requests[1]?.requestBody).toEqual({ attendees: [{ type: 'required', emailAddress: first }, room] });
});

test('a conflict is read again and written again, three times at most', async () => {
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  exchangeSettles();
  const once = await under([{ fault: 'graph-412' }], () => calendar().update(mailbox, eventId, { ...owned, place: 'Médiathèque' }));
  expect(once.value).toMatchObject({ place: 'Médiathèque' });
  expect(once.requests.map(({ method, status }) => `${method} ${status}`)).toEqual(['GET 200', 'PATCH 412', 'GET 200', 'PATCH 200']);
  const always = await under([{ fault: 'graph-412', times: 0 }], () => calendar().update(mailbox, eventId, owned));
  expect(always.error).toMatchObject({ code: 'calendar-conflict' });
  expect(always.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(3);
});

test('content that follows from the event as it stands is made anew from what staff wrote in between', async () => {
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  let read = 0;
  const { value } = await under([{ fault: 'graph-412' }], () =>
    calendar().update(mailbox, eventId, (standing) => ({ ...owned, place: `${standing.subject} ${(read += 1)}` })),
  );
  expect([read, value?.place]).toEqual([2, `${owned.subject} 2`]);
});

test('more changes than a few are read by pages, and say the same as one by one', async () => {
  const outlook = calendar();
  for (let each = 0; each < 65; each++) await outlook.create(mailbox, another(), `many-${each}:g1`);
  const { value, requests } = await under([], () => outlook.changes(mailbox, { window: WINDOW }));
  expect(value?.changed.length).toBeGreaterThan(64);
  expect(requests.filter(({ path }) => path.includes('/events/'))).toEqual([]);
  for (const each of value?.changed.slice(-3) ?? []) expect(each).toEqual(await outlook.get(mailbox, each.eventId));
});

test('an event that is gone: update says so, cancel is content', async () => {
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  const once = await under([{ fault: 'graph-404-patch' }], () => calendar().update(mailbox, eventId, { ...owned, place: 'Ailleurs' }));
  expect(once.value).toMatchObject({ eventId, place: 'Ailleurs' });
  const always = await under([{ fault: 'graph-404-patch', times: 0 }], () => calendar().update(mailbox, eventId, owned));
  expect(always.error).toMatchObject({ code: 'calendar-not-found' });
  expect(await calendar().update(mailbox, 'AAkALgAAAAAA', owned)).toBeNull();
  const cancelled = await under([{ fault: 'graph-404-cancel' }], () => calendar().cancel(mailbox, eventId, 'Séance annulée'));
  expect(cancelled.error).toBeUndefined();
});

test('a cancelled event is off the calendar, and cancelling it again is no error', async () => {
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  await calendar().cancel(mailbox, eventId, 'Séance annulée');
  await calendar().cancel(mailbox, eventId, 'Séance annulée');
  expect(await eventsWith(owned.reference)).toEqual([]);
});

test('an event without attendees is cancelled too', async () => {
  const owned = another({ attendees: [] });
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  await calendar().cancel(mailbox, eventId, 'Annulé');
  expect(await calendar().findByReference(mailbox, owned.reference)).toBeNull();
});

/** Exchange touches a new event again a moment after it was made: a bookmark from after that. */
async function settledLink(outlook: ReturnType<typeof calendar>): Promise<string> {
  exchangeSettles();
  return (await outlook.changes(mailbox, { window: WINDOW })).deltaLink;
}

test('an event that staff move is followed by its id and its reference', async () => {
  const owned = another();
  const outlook = calendar();
  const { eventId } = await outlook.create(mailbox, owned, `${owned.reference}:g1`);
  const deltaLink = await settledLink(outlook);
  await peer.raw('PATCH', `/v1.0/users/${mailbox}/events/${eventId}`, {
    body: {
      start: { dateTime: '2026-12-17T14:30:00', timeZone: 'Europe/Paris' },
      end: { dateTime: '2026-12-17T16:30:00', timeZone: 'Europe/Paris' },
    },
    headers: { Prefer: 'IdType="ImmutableId"' },
  });
  const { changed, resync } = await outlook.changes(mailbox, { deltaLink });
  expect(resync).toBe(false);
  expect(changed).toHaveLength(1);
  expect(changed[0]).toMatchObject({ eventId, reference: owned.reference, start: '2026-12-17T13:30:00.000Z' });
});

/** Five events in a calendar that holds nothing else. */
async function fiveEvents(outlook: CalendarPort): Promise<readonly OwnedEvent[]> {
  const owned = [another(), another(), another(), another(), another()];
  for (const each of owned) await outlook.create(mailbox, each, `${each.reference}:g1`);
  return owned;
}

test('changes: all pages, each event once, and only what happened since', async () => {
  const outlook = calendar();
  const owned = await fiveEvents(outlook);
  const all = await outlook.changes(mailbox, { window: WINDOW });
  const references = all.changed.map(({ reference }) => reference);
  expect(references).toEqual(expect.arrayContaining(owned.map(({ reference }) => reference)));
  expect(new Set(references).size).toBe(references.length);
  const none = await outlook.changes(mailbox, { deltaLink: await settledLink(outlook) });
  expect(none).toMatchObject({ changed: [], removed: [], resync: false });
  const last = all.changed.at(-1);
  await outlook.cancel(mailbox, last?.eventId ?? '', 'Annulé');
  expect((await outlook.changes(mailbox, { deltaLink: none.deltaLink })).removed).toEqual([last?.eventId]);
});

test.each(['graph-410', 'graph-410-resync'])('%s: the whole window is read again', async (fault) => {
  const outlook = calendar();
  await fiveEvents(outlook);
  const all = await outlook.changes(mailbox, { window: WINDOW });
  expect(all.changed).toHaveLength(5);
  const { value } = await under([{ fault }], () => outlook.changes(mailbox, { deltaLink: all.deltaLink }));
  expect(value?.resync).toBe(true);
  expect(value?.changed.map(({ eventId }) => eventId).toSorted()).toEqual(all.changed.map(({ eventId }) => eventId).toSorted());
});

test.each(['graph-delta-replay', 'graph-delta-empty', 'graph-delta-delayed'])('%s is borne', async (fault) => {
  const outlook = calendar();
  await fiveEvents(outlook);
  const all = await outlook.changes(mailbox, { window: WINDOW });
  exchangeSettles();
  const { value } = await under([{ fault }], () => outlook.changes(mailbox, { deltaLink: all.deltaLink }));
  const ids = value?.changed.map(({ eventId }) => eventId) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => value?.removed.includes(id))).toEqual([]);
});

test('an event said to be removed is reported as such, and stands there for whoever asks', async () => {
  const owned = another();
  const outlook = calendar();
  const { eventId } = await outlook.create(mailbox, owned, `${owned.reference}:g1`);
  const { deltaLink } = await outlook.changes(mailbox, { window: WINDOW });
  const { value } = await under([{ fault: 'graph-removed-but-there' }], () => outlook.changes(mailbox, { deltaLink }));
  expect(value?.removed.length).toBeGreaterThan(0);
  expect(await outlook.get(mailbox, eventId)).toMatchObject({ reference: owned.reference });
});

/** A weekly series that staff made: each Thursday at half past two from 3 December on. */
async function series(times: number, more: object = {}) {
  const path = `/v1.0/users/${mailbox}/events`;
  const body = {
    subject: 'Atelier budget',
    start: { dateTime: '2026-12-03T14:30:00', timeZone: 'Europe/Paris' },
    end: { dateTime: '2026-12-03T16:30:00', timeZone: 'Europe/Paris' },
    recurrence: weekly(times),
    ...more,
  };
  const { id } = (await (await peer.raw('POST', path, { body, headers: IMMUTABLE })).json()) as { id: string };
  return {
    id,
    change: (changes: object, date = '') => peer.raw('PATCH', `${path}/${id}${date}`, { body: changes, headers: IMMUTABLE }),
    remove: (date = '') => peer.raw('DELETE', `${path}/${id}${date}`, { headers: IMMUTABLE }),
  };
}

const weekly = (numberOfOccurrences: number) => ({
  pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] },
  range: { type: 'numbered', startDate: '2026-12-03', numberOfOccurrences },
});

/** What changed of one series. */
async function changesOf(id: string, from: Parameters<CalendarPort['changes']>[1]) {
  const { changed, removed, series: touched, deltaLink } = await calendar().changes(mailbox, from);
  const dates = changed.filter(({ seriesMasterId }) => seriesMasterId === id);
  return {
    dates: dates.toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start)),
    ids: changed.map(({ eventId }) => eventId),
    removed: removed.filter((each) => each.startsWith(id)),
    isTouched: touched.includes(id),
    deltaLink,
  };
}

test.each(['each date in full', 'a date’s times only'])(
  'a series is its dates, told with %s; the series itself is none of them',
  async (how) => {
    const { id } = await series(3);
    const faults = how === 'each date in full' ? [{ fault: 'graph-delta-full-dates' }] : [];
    const { value } = await under(faults, () => changesOf(id, { window: WINDOW }));
    expect(value?.dates.map(({ start, originalStart, type, subject }) => [start, originalStart, type, subject])).toEqual(
      ['2026-12-03T13:30:00.000Z', '2026-12-10T13:30:00.000Z', '2026-12-17T13:30:00.000Z'].map((at) => [
        at,
        at,
        'occurrence',
        'Atelier budget',
      ]),
    );
    expect(value?.isTouched).toBe(true);
    expect(value?.ids).not.toContain(id);
  },
);

test('what is written to one date stays with that date, however staff change the series', async () => {
  const made = await series(3);
  exchangeSettles();
  const { dates } = await changesOf(made.id, { window: WINDOW });
  const [, second] = dates;
  const owned = { ...another(), subject: 'Atelier budget', body: null, start: second?.start ?? '', end: second?.end ?? '' };
  const { requests } = await under([], () => calendar().update(mailbox, second?.eventId ?? '', owned));
  expect(requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
    `GET ${second?.eventId}`,
    `PATCH ${second?.eventId}`,
  ]);
  await made.change({ subject: 'Atelier budget et banque' });
  const after = await changesOf(made.id, { window: WINDOW });
  expect(after.dates.map(({ reference, type, attendees }) => [reference, type, attendees.length])).toEqual([
    [null, 'occurrence', 0],
    [owned.reference, 'exception', 2],
    [null, 'occurrence', 0],
  ]);
  expect(await calendar().get(mailbox, second?.eventId ?? '')).toMatchObject({ reference: owned.reference });
});

test('moved, deleted, prolonged: each date by itself, and a deleted one by the series that is told without it', async () => {
  const made = await series(3);
  exchangeSettles();
  const { deltaLink, dates } = await changesOf(made.id, { window: WINDOW });
  const later = {
    start: { dateTime: '2026-12-11T09:00:00', timeZone: 'Europe/Paris' },
    end: { dateTime: '2026-12-11T11:00:00', timeZone: 'Europe/Paris' },
  };
  await made.change(later, '-o20261210');
  const moved = await changesOf(made.id, { deltaLink });
  expect(moved.dates[1]).toMatchObject({
    eventId: dates[1]?.eventId,
    start: '2026-12-11T08:00:00.000Z',
    originalStart: '2026-12-10T13:30:00.000Z',
  });
  await made.remove('-o20261217');
  const shorter = await changesOf(made.id, { deltaLink: moved.deltaLink });
  expect([shorter.dates.length, shorter.removed, shorter.isTouched]).toEqual([2, [], true]);
  const { value: said } = await under([{ fault: 'graph-delta-removed-dates' }], () => changesOf(made.id, { deltaLink: moved.deltaLink }));
  expect([said?.dates.length, said?.removed]).toEqual([2, [`${made.id}-o20261217`]]);
  await made.change({ recurrence: weekly(5) });
  const longer = await changesOf(made.id, { deltaLink: shorter.deltaLink });
  expect(longer.dates.map(({ start }) => start.slice(0, 10))).toEqual(['2026-12-03', '2026-12-11', '2026-12-24', '2026-12-31']);
  await made.remove();
  expect(await changesOf(made.id, { deltaLink: longer.deltaLink })).toMatchObject({ dates: [], removed: [made.id] });
});

test('dates keep their local time over the change of clocks', async () => {
  const recurrence = { ...weekly(3), range: { ...weekly(3).range, startDate: '2027-03-18' } };
  const { id } = await series(3, {
    start: { dateTime: '2027-03-18T14:30:00', timeZone: 'Europe/Paris' },
    end: { dateTime: '2027-03-18T16:30:00', timeZone: 'Europe/Paris' },
    recurrence,
  });
  const { dates } = await changesOf(id, { window: WINDOW });
  expect(dates.map(({ start, originalStart }) => [start, originalStart])).toEqual(
    ['2027-03-18T13:30:00.000Z', '2027-03-25T13:30:00.000Z', '2027-04-01T12:30:00.000Z'].map((at) => [at, at]),
  );
});

test('an event that staff make a series goes on as its first date, and no write goes to the series', async () => {
  const owned = another();
  const outlook = calendar();
  const { eventId } = await outlook.create(mailbox, owned, `${owned.reference}:g1`);
  const path = `/v1.0/users/${mailbox}/events/${eventId}`;
  await peer.raw('PATCH', path, { body: { recurrence: weekly(3) }, headers: IMMUTABLE });
  const { dates } = await changesOf(eventId, { window: WINDOW });
  expect(dates.map(({ reference }) => reference)).toEqual([owned.reference, null, null]);
  const first = dates[0]?.eventId ?? '';
  expect(await outlook.get(mailbox, eventId)).toMatchObject({ eventId: first, reference: owned.reference });
  expect(await outlook.findByReference(mailbox, owned.reference)).toMatchObject({ eventId: first });
  exchangeSettles();
  const { requests } = await under([], () => outlook.update(mailbox, eventId, { ...owned, place: 'Médiathèque' }));
  expect(requests.filter(({ method }) => method !== 'GET').map((each) => each.path.split('/').at(-1))).toEqual([first]);
  // Moved, it is still the first; deleted, it is gone, whatever stands of the series.
  const [start, end] = ['10:00', '12:00'].map((time) => ({ dateTime: `2026-12-28T${time}:00`, timeZone: 'Europe/Paris' }));
  await peer.raw('PATCH', `/v1.0/users/${mailbox}/events/${first}`, { body: { start, end }, headers: IMMUTABLE });
  expect(await outlook.get(mailbox, eventId)).toMatchObject({ eventId: first, place: 'Médiathèque', start: '2026-12-28T09:00:00.000Z' });
  await peer.raw('DELETE', `/v1.0/users/${mailbox}/events/${first}`, { headers: IMMUTABLE });
  expect(await outlook.get(mailbox, eventId)).toBeNull();
  expect(await outlook.findByReference(mailbox, owned.reference)).toBeNull();
});

const everyCall: readonly (readonly [string, string, number | null])[] = [
  ['graph-429-1', 'calendar-throttled', 1000],
  ['graph-429-120', 'calendar-throttled', 120_000],
  ['graph-429', 'calendar-throttled', null],
  ['graph-500', 'calendar-unavailable', null],
  ['graph-502-html', 'calendar-unavailable', null],
  ['graph-503', 'calendar-unavailable', null],
  ['graph-504', 'calendar-unavailable', null],
  ['graph-reset', 'calendar-unavailable', null],
  ['graph-403', 'calendar-forbidden', null],
  ['graph-404-mailbox', 'calendar-not-found', null],
];

test.each(everyCall)('%s at each call is %s', async (fault, code, retryAfterMs) => {
  const owned = another();
  const outlook = calendar();
  const { eventId } = await outlook.create(mailbox, owned, `${owned.reference}:g1`);
  const { deltaLink } = await outlook.changes(mailbox, { window: WINDOW });
  const calls: readonly (() => Promise<unknown>)[] = [
    () => outlook.create(mailbox, another(), 'other:g1'),
    () => outlook.get(mailbox, eventId),
    () => outlook.findByReference(mailbox, owned.reference),
    () => outlook.update(mailbox, eventId, { ...owned, place: 'x' }),
    () => outlook.cancel(mailbox, eventId, 'x'),
    () => outlook.changes(mailbox, { window: WINDOW }),
    () => outlook.changes(mailbox, { deltaLink }),
  ];
  for (const call of calls) {
    const { error, requests } = await under([{ fault, times: 1 }], call);
    expect(error).toMatchObject({ name: 'ServiceError', code, retryAfterMs });
    expect(String(error)).not.toContain('@');
    expect(requests).toHaveLength(1);
  }
});

test('a refused token is replaced once, and a second refusal is told', async () => {
  const outlook = calendar();
  await outlook.findByReference(mailbox, 'x');
  const before = peer.core.ledger.count;
  const once = await under([{ fault: 'graph-401' }], () => outlook.findByReference(mailbox, 'x'));
  expect(once).toMatchObject({ value: null, error: undefined });
  expect(once.requests.map(({ status }) => status)).toEqual([401, 200]);
  expect(peer.core.ledger.since(before).filter(({ service, method }) => service === 'entra' && method === 'POST')).toHaveLength(1);
  const twice = await under([{ fault: 'graph-401', times: 0 }], () => outlook.findByReference(mailbox, 'x'));
  expect(twice.error).toMatchObject({ code: 'entra-credentials' });
  expect(twice.requests).toHaveLength(2);
});

test('a call takes one token, so that what Entra says of the next one is never taken for a silence of Outlook’s', async () => {
  const credential = entraCredential({
    tenantId: ENTRA.tenantId,
    clientId: ENTRA.clientId,
    secret: { clientSecret: ENTRA.clientSecret },
    authorityHost: peer.url,
  });
  let requestCount = 0;
  const counted = () => {
    const made = credential();
    return { getToken: (...question: Parameters<typeof made.getToken>) => ((requestCount += 1), made.getToken(...question)) };
  };
  const outlook = outlookCalendar({ credential: counted, baseUrl: peer.url, timeZone: 'Europe/Paris' });
  await outlook.findByReference(mailbox, 'x');
  expect(requestCount).toBe(1);
  await under([{ fault: 'graph-401' }], () => outlook.findByReference(mailbox, 'x'));
  expect(requestCount).toBe(3);
});

test('calls at once whose token was refused all say what Entra says of the secret', async () => {
  const outlook = calendar();
  await outlook.findByReference(mailbox, 'x');
  const calls = () => Promise.allSettled(Array.from({ length: 6 }, () => outlook.findByReference(mailbox, 'x')));
  const { value = [] } = await under(
    [
      { fault: 'graph-401', times: 6 },
      { fault: 'entra-secret-expired', times: 0 },
    ],
    calls,
  );
  expect(value.map((each) => (each.status === 'rejected' ? Object(each.reason).code : each.value))).toEqual(
    value.map(() => 'entra-credentials'),
  );
});

test.each([
  ['entra-secret-expired', 'entra-credentials', 'AADSTS7000222'],
  ['entra-secret-invalid', 'entra-credentials', 'AADSTS7000215'],
  ['entra-503', 'calendar-unavailable', 'AADSTS90033'],
])('%s is %s', async (fault, code, detail) => {
  const { error, requests } = await under([{ fault }], () => calendar().findByReference(mailbox, 'x'));
  expect(error).toMatchObject({ code, detail: expect.stringContaining(detail) });
  expect(requests).toEqual([]);
});

test('a wrong secret is told as such', async () => {
  await expect(calendar({ secret: 'faux' }).get(mailbox, 'x')).rejects.toMatchObject({ code: 'entra-credentials' });
});

test('every request asks for ids that survive a move', async () => {
  const id = async (prefer: Record<string, string>) => {
    const answer = await peer.raw('GET', `/v1.0/users/${mailbox}/events?$top=1`, { headers: prefer });
    return JSON.stringify(await answer.json());
  };
  const owned = another();
  const { eventId } = await calendar().create(mailbox, owned, `${owned.reference}:g1`);
  const immutable = await calendar().findByReference(mailbox, owned.reference);
  expect(immutable?.eventId).toBe(eventId);
  expect(await id({})).not.toBe(await id({ Prefer: 'IdType="ImmutableId"' }));
});

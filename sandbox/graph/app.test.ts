import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientCertificateCredential } from '@azure/identity';
import type { Event } from '@microsoft/microsoft-graph-types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateLedger } from '../contracts/validate-ledger.ts';
import { ENTRA } from '../core/credentials.ts';
import { entraCertificateIn, GRAPH_SCOPE } from './entra.ts';
import { GRAPH_FAULTS } from './faults.ts';
import { IMMUTABLE, MAILBOX, openPeer, type Peer, PROPERTY, session } from './test-peer.ts';

let peer: Peer;
beforeAll(async () => {
  peer = await openPeer();
});
afterAll(async () => {
  await peer[Symbol.asyncDispose]();
  rmSync(peer.core.dir, { recursive: true });
});

let count = 0;
/** A calendar of its own for each test. */
const newMailbox = () => `agenda-${(count += 1)}@aile.example.org`;
const at = (mailbox: string, rest = '') => `/users/${mailbox}/events${rest}`;
const create = (mailbox: string, more: Record<string, unknown> = {}): Promise<Event & { id: string }> =>
  peer.client.api(at(mailbox)).headers(IMMUTABLE).post(session(more));
const read = (mailbox: string, id: string): Promise<Event & { '@odata.etag': string }> =>
  peer.client
    .api(at(mailbox, `/${id}`))
    .headers(IMMUTABLE)
    .get();
const mails = (mailbox: string) =>
  peer.core.ledger
    .since(0)
    .filter((entry) => entry.method === 'MAIL')
    .map((entry) => entry.requestBody as { kind: string; mailbox: string; to: string })
    .filter((mail) => mail.mailbox === mailbox)
    .map(({ kind, to }) => `${kind} ${to}`);
const failing = async (call: Promise<unknown>): Promise<{ statusCode: number; code: string; body: string; headers: Headers }> => {
  const outcome = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject({ statusCode: expect.any(Number) });
  return outcome as { statusCode: number; code: string; body: string; headers: Headers };
};
const bump = () => peer.core.clock.setOffset(peer.core.clock.offsetMs() + 3_000);

describe('an event', () => {
  test('comes back in UTC with seven digits and a re-wrapped body, whatever zone it went in', async () => {
    const mailbox = newMailbox();
    const event = await create(mailbox, { transactionId: 's1-g1' });
    expect(event.start).toEqual({ dateTime: '2026-12-03T13:30:00.0000000', timeZone: 'UTC' });
    expect(event.originalStartTimeZone).toBe('Europe/Paris');
    expect(event.body?.contentType).toBe('html');
    expect(event.body?.content).toContain('<html><head>');
    expect(event.bodyPreview).toContain('Accueil à 14 h 15.');
    expect(event.attendees?.map((attendee) => attendee.status?.response)).toEqual(['none', 'none']);
    expect(event).toMatchObject({ isOrganizer: true, type: 'singleInstance', transactionId: 's1-g1', categories: ['Groupement'] });
    expect(mails(mailbox)).toEqual(['invitation contact.ml@example.org', 'invitation camille.roux@aile.example.org']);
  });

  test('is shown in the zone and the kind of body that Prefer asks for', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    const headers = { Prefer: 'IdType="ImmutableId", outlook.timezone="Europe/Paris", outlook.body-content-type="text"' };
    const event: Event = await peer.client
      .api(at(mailbox, `/${id}`))
      .headers(headers)
      .get();
    expect(event.start).toEqual({ dateTime: '2026-12-03T14:30:00.0000000', timeZone: 'Europe/Paris' });
    expect(event.body).toEqual({ contentType: 'text', content: 'Accueil à 14 h 15.\nMerci de prévenir en cas d’empêchement.' });
  });

  test('is found by its extended property, and shows it only when asked', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    await create(mailbox, { singleValueExtendedProperties: [{ id: PROPERTY, value: 'another' }] });
    const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${PROPERTY}' and ep/value eq 'info-decembre')`;
    const expand = `singleValueExtendedProperties($filter=id eq '${PROPERTY}')`;
    const list = await peer.client.api(at(mailbox)).headers(IMMUTABLE).filter(filter).expand(expand).get();
    expect(list.value).toHaveLength(1);
    expect(list.value[0]).toMatchObject({ id, singleValueExtendedProperties: [{ id: PROPERTY, value: 'info-decembre' }] });
    expect(await read(mailbox, id)).not.toHaveProperty('singleValueExtendedProperties');
  });

  test('keeps its immutable id when a person moves it; the other id changes', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    const mutable = async () => {
      const list = await peer.client.api(at(mailbox)).get();
      return String(list.value[0].id);
    };
    const before = await mutable();
    const form = new URLSearchParams({ mailbox, id, Date: '2026-12-04', From: '10:00', To: '12:00' });
    const moved = await peer.pages.request('/calendar/move', { method: 'POST', body: form });
    expect(moved.status).toBe(303);
    expect((await read(mailbox, id)).start?.dateTime).toBe('2026-12-04T09:00:00.0000000');
    expect(await mutable()).not.toBe(before);
    expect((await failing(peer.client.api(at(mailbox, `/${before}`)).get())).code).toBe('ErrorItemNotFound');
    expect((await failing(peer.client.api(at(mailbox, `/${id.toLowerCase()}`)).get())).statusCode).toBe(404);
  });

  test.each([
    ['a member that events do not have', { colour: 'red' }, 'RequestBodyRead'],
    ['no end', { end: undefined }, 'ErrorPropertyValidationFailure'],
    [
      'an end before its start',
      { end: { dateTime: '2026-12-03T10:00:00', timeZone: 'Europe/Paris' } },
      'ErrorCalendarEndDateIsEarlierThanStartDate',
    ],
    ['a zone nobody knows', { start: { dateTime: '2026-12-03T10:00:00', timeZone: 'Mars' } }, 'TimeZoneNotSupportedException'],
    ['an attendee without an address', { attendees: [{ emailAddress: { name: 'Maud' } }] }, 'ErrorInvalidRecipients'],
  ])('is refused with %s', async (_what, more, code) => {
    expect(await failing(create(newMailbox(), more))).toMatchObject({ statusCode: 400, code });
  });
});

describe('transactionId', () => {
  test('the same body again is the same event; another body is a duplicate; PATCH may not touch it', async () => {
    const mailbox = newMailbox();
    const first = await create(mailbox, { transactionId: 't' });
    expect((await create(mailbox, { transactionId: 't' })).id).toBe(first.id);
    const refused = await failing(create(mailbox, { transactionId: 't', subject: 'Autre' }));
    expect(refused).toMatchObject({ statusCode: 409, code: 'ErrorDuplicateTransactionId' });
    expect(JSON.parse(refused.body)).toMatchObject({ '@event.existingEventId': first.id });
    const patch = peer.client
      .api(at(mailbox, `/${first.id}`))
      .headers(IMMUTABLE)
      .patch({ transactionId: 'u' });
    expect((await failing(patch)).statusCode).toBe(400);
    expect(mails(mailbox)).toHaveLength(2);
  });

  test('two requests in parallel can make two events', async () => {
    await using slow = await openPeer({ latencyMs: 150 });
    const post = () =>
      slow.client
        .api(at(MAILBOX))
        .headers(IMMUTABLE)
        .post(session({ transactionId: 'p' }));
    const made = await Promise.all([post(), post()]);
    expect(made[0].id).not.toBe(made[1].id);
  });
});

describe('changes', () => {
  test('a change key of the first seconds is refused once Exchange has touched the event', async () => {
    const mailbox = newMailbox();
    const { id, changeKey } = await create(mailbox);
    bump();
    const stale = peer.client
      .api(at(mailbox, `/${id}`))
      .headers({ ...IMMUTABLE, 'If-Match': `W/"${changeKey}"` })
      .patch({ subject: 'Nouveau' });
    expect(await failing(stale)).toMatchObject({ statusCode: 412, code: 'ErrorIrresolvableConflict' });
    const { '@odata.etag': etag } = await read(mailbox, id);
    const done: Event = await peer.client
      .api(at(mailbox, `/${id}`))
      .headers({ ...IMMUTABLE, 'If-Match': etag })
      .patch({ subject: 'Nouveau' });
    expect(done.subject).toBe('Nouveau');
    expect(done.changeKey).not.toBe(changeKey);
  });

  test('only those who come or go are mailed when only the attendees change; a private change mails nobody', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    const attendees = [
      { emailAddress: { address: 'contact.ml@example.org' } },
      { emailAddress: { address: 'ines.moreau@aile.example.org' } },
    ];
    const patch = (body: object) =>
      peer.client
        .api(at(mailbox, `/${id}`))
        .headers(IMMUTABLE)
        .patch(body);
    await patch({ attendees });
    await patch({ categories: ['Autre'] });
    expect(mails(mailbox).slice(2)).toEqual(['cancellation camille.roux@aile.example.org', 'invitation ines.moreau@aile.example.org']);
    await patch({ location: { displayName: 'Centre-ville' } });
    expect(mails(mailbox).slice(4)).toEqual(['update contact.ml@example.org', 'update ines.moreau@aile.example.org']);
  });

  test('answers are kept by a change of text and asked again by a change of time', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    const answer = new URLSearchParams({ mailbox, id, address: 'contact.ml@example.org', response: 'accepted' });
    await peer.pages.request('/calendar/answer', { method: 'POST', body: answer });
    const responses = async () => (await read(mailbox, id)).attendees?.map((attendee) => attendee.status?.response);
    expect(await responses()).toEqual(['accepted', 'none']);
    await peer.client
      .api(at(mailbox, `/${id}`))
      .headers(IMMUTABLE)
      .patch({ subject: 'Autre titre' });
    expect(await responses()).toEqual(['accepted', 'none']);
    await peer.client
      .api(at(mailbox, `/${id}`))
      .headers(IMMUTABLE)
      .patch({ start: { dateTime: '2026-12-03T15:00:00', timeZone: 'Europe/Paris' } });
    expect(await responses()).toEqual(['none', 'none']);
  });

  test('cancel and delete take the event away and tell the attendees; a second time it is gone', async () => {
    const mailbox = newMailbox();
    const [a, b] = [await create(mailbox), await create(mailbox)];
    await peer.client
      .api(at(mailbox, `/${a.id}/cancel`))
      .headers(IMMUTABLE)
      .post({ comment: 'Reportée.' });
    await peer.client
      .api(at(mailbox, `/${b.id}`))
      .headers(IMMUTABLE)
      .delete();
    expect((await failing(read(mailbox, a.id))).code).toBe('ErrorItemNotFound');
    expect(
      (
        await failing(
          peer.client
            .api(at(mailbox, `/${b.id}`))
            .headers(IMMUTABLE)
            .delete(),
        )
      ).statusCode,
    ).toBe(404);
    expect(mails(mailbox).filter((mail) => mail.startsWith('cancellation'))).toHaveLength(4);
  });

  test('an attendee of the tenant has a copy, may answer it and may not cancel it', async () => {
    const [mailbox, guest] = [newMailbox(), newMailbox()];
    await peer.client.api(at(guest)).get();
    const { id } = await create(mailbox, { attendees: [{ emailAddress: { address: guest } }] });
    const list = await peer.client.api(at(guest)).headers(IMMUTABLE).get();
    expect(list.value).toMatchObject([{ isOrganizer: false, organizer: { emailAddress: { address: mailbox } } }]);
    const copy = `/${list.value[0].id}`;
    expect(
      (
        await failing(
          peer.client
            .api(at(guest, `${copy}/cancel`))
            .headers(IMMUTABLE)
            .post({}),
        )
      ).body,
    ).toContain('You need to be an organizer to cancel a meeting.');
    await peer.client
      .api(at(guest, `${copy}/accept`))
      .headers(IMMUTABLE)
      .post({ sendResponse: true });
    expect((await read(mailbox, id)).attendees?.[0]?.status?.response).toBe('accepted');
    await peer.client
      .api(at(mailbox, `/${id}`))
      .headers(IMMUTABLE)
      .delete();
    expect((await peer.client.api(at(guest)).headers(IMMUTABLE).get()).value).toMatchObject([{ isCancelled: true }]);
  });
});

describe('series', () => {
  const weekly = {
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] },
      range: { type: 'numbered', startDate: '2026-12-03', numberOfOccurrences: 4 },
    },
  };
  const view = async (mailbox: string): Promise<Event[]> =>
    (
      await peer.client
        .api(`/users/${mailbox}/calendarView?startDateTime=2026-12-01T00:00:00Z&endDateTime=2027-01-31T00:00:00Z`)
        .headers(IMMUTABLE)
        .get()
    ).value;

  test('stand in a window as occurrences, one of which can be moved or deleted alone', async () => {
    const mailbox = newMailbox();
    const master = await create(mailbox, weekly);
    expect(master.type).toBe('seriesMaster');
    const days = await view(mailbox);
    expect(days.map((event) => event.start?.dateTime?.slice(0, 10))).toEqual(['2026-12-03', '2026-12-10', '2026-12-17', '2026-12-24']);
    expect(days).toMatchObject(Array.from({ length: 4 }, () => ({ type: 'occurrence', seriesMasterId: master.id })));
    const start = { dateTime: '2026-12-11T14:30:00', timeZone: 'Europe/Paris' };
    const end = { dateTime: '2026-12-11T16:30:00', timeZone: 'Europe/Paris' };
    const moved: Event = await peer.client
      .api(at(mailbox, `/${days[1]?.id}`))
      .headers(IMMUTABLE)
      .patch({ start, end });
    expect(moved).toMatchObject({ type: 'exception', seriesMasterId: master.id, start: { dateTime: '2026-12-11T13:30:00.0000000' } });
    await peer.client
      .api(at(mailbox, `/${days[2]?.id}`))
      .headers(IMMUTABLE)
      .delete();
    expect((await view(mailbox)).map((event) => event.start?.dateTime?.slice(0, 10))).toEqual(['2026-12-03', '2026-12-11', '2026-12-24']);
  });

  test('each date says when the series wants it, wherever it was moved, and has an iCalUId of its own', async () => {
    const mailbox = newMailbox();
    const master = await create(mailbox, weekly);
    const before = await view(mailbox);
    await patch(mailbox, before[1]?.id, hours('2027-01-05'));
    const after = await view(mailbox);
    const wanted = ['2026-12-03T13:30:00Z', '2026-12-10T13:30:00Z', '2026-12-17T13:30:00Z', '2026-12-24T13:30:00Z'];
    expect(before.map(({ originalStart }) => originalStart)).toEqual(wanted);
    expect(new Set(after.map(({ originalStart }) => originalStart))).toEqual(new Set(wanted));
    expect(new Set(after.map(({ iCalUId }) => iCalUId))).toEqual(new Set(before.map(({ iCalUId }) => iCalUId)));
    expect(new Set([master, ...after].map(({ iCalUId }) => iCalUId)).size).toBe(5);
    // MS-OXOCAL: year, month and day stand behind the sixteen bytes that all of them begin with.
    expect(before[1]?.iCalUId?.slice(32, 40)).toBe('07EA0C0A');
    expect(master).not.toHaveProperty('originalStart');
  });

  test('keeps its local time over a change of clocks', async () => {
    const mailbox = newMailbox();
    const { recurrence } = weekly;
    const range = { ...recurrence.range, startDate: '2027-03-18' };
    await create(mailbox, { ...hours('2027-03-18'), recurrence: { ...recurrence, range } });
    const { value } = await peer.client
      .api(`/users/${mailbox}/calendarView?startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-30T00:00:00Z`)
      .get();
    expect(value.map((event: Event) => event.start?.dateTime?.slice(0, 16))).toEqual([
      '2027-03-18T13:30',
      '2027-03-25T13:30',
      '2027-04-01T12:30',
      '2027-04-08T12:30',
    ]);
    expect(value[2]).toMatchObject({ originalStart: '2027-04-01T12:30:00Z' });
  });

  test('a property written to one date is that date’s; the others show the series’', async () => {
    const mailbox = newMailbox();
    await create(mailbox, { ...weekly, singleValueExtendedProperties: [{ id: PROPERTY, value: 'series' }] });
    const [first, second] = await view(mailbox);
    await patch(mailbox, second?.id, { singleValueExtendedProperties: [{ id: PROPERTY, value: 'date' }] });
    // What staff change later takes nothing away.
    await patch(mailbox, second?.id, { subject: 'Autre' });
    const shown = async (id: string | undefined) =>
      (
        await peer.client
          .api(at(mailbox, `/${id}`))
          .headers(IMMUTABLE)
          .expand(`singleValueExtendedProperties($filter=id eq '${PROPERTY}')`)
          .get()
      ).singleValueExtendedProperties;
    expect(await shown(second?.id)).toEqual([{ id: PROPERTY, value: 'date' }]);
    expect(await shown(first?.id)).toEqual([{ id: PROPERTY, value: 'series' }]);
    expect((await view(mailbox)).map(({ type }) => type)).toEqual(['occurrence', 'exception', 'occurrence', 'occurrence']);
  });

  test('who is invited to one date is mailed for it alone, and answers for it alone', async () => {
    const mailbox = newMailbox();
    const master = await create(mailbox, { ...weekly, attendees: [] });
    const [, second] = await view(mailbox);
    await patch(mailbox, second?.id, { attendees: [{ emailAddress: { address: 'contact.ml@example.org' } }] });
    expect(mails(mailbox)).toEqual(['invitation contact.ml@example.org']);
    const answer = { mailbox, id: second?.id ?? '', address: 'contact.ml@example.org', response: 'accepted' };
    await peer.pages.request('/calendar/answer', { method: 'POST', body: new URLSearchParams(answer) });
    expect((await read(mailbox, second?.id ?? '')).attendees?.map(({ status }) => status?.response)).toEqual(['accepted']);
    expect((await read(mailbox, master.id)).attendees).toEqual([]);
    await peer.client
      .api(at(mailbox, `/${second?.id}`))
      .headers(IMMUTABLE)
      .delete();
    expect(mails(mailbox).slice(1)).toEqual(['cancellation contact.ml@example.org']);
  });

  test('its master names the dates that were deleted and those that were changed, to whoever asks', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox, weekly);
    const [, second, third] = await view(mailbox);
    await patch(mailbox, second?.id, { subject: 'Autre' });
    await peer.client
      .api(at(mailbox, `/${third?.id}`))
      .headers(IMMUTABLE)
      .delete();
    const master: Event = await peer.client
      .api(at(mailbox, `/${id}`))
      .headers(IMMUTABLE)
      .select('subject,cancelledOccurrences')
      .expand('exceptionOccurrences')
      .get();
    expect(master).toMatchObject({
      cancelledOccurrences: [`OID.${id}.2026-12-17`],
      exceptionOccurrences: [{ id: second?.id, subject: 'Autre', type: 'exception' }],
    });
    expect(await read(mailbox, id)).not.toHaveProperty('cancelledOccurrences');
    expect(validateLedger(peer.core.ledger.since(peer.core.ledger.count - 2)).problems).toEqual([]);
  });

  const hours = (date: string) => ({
    start: { dateTime: `${date}T14:30:00`, timeZone: 'Europe/Paris' },
    end: { dateTime: `${date}T16:30:00`, timeZone: 'Europe/Paris' },
  });
  const patch = (mailbox: string, id: string | undefined, body: object): Promise<Event> =>
    peer.client
      .api(at(mailbox, `/${id}`))
      .headers(IMMUTABLE)
      .patch(body);
});

describe('calendarView/delta', () => {
  type Rows = { value: (Event & { '@removed'?: { reason: string } })[]; '@odata.nextLink'?: string; '@odata.deltaLink'?: string };
  const open = (mailbox: string, size = 2): Promise<Rows> =>
    peer.client
      .api(`/users/${mailbox}/calendarView/delta?startDateTime=2026-12-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z`)
      .headers({ Prefer: `IdType="ImmutableId", odata.maxpagesize=${size}` })
      .get();
  const follow = (link: string | undefined): Promise<Rows> =>
    peer.client
      .api(link ?? '')
      .headers({ Prefer: `IdType="ImmutableId", odata.maxpagesize=2` })
      .get();
  async function round(first: Rows): Promise<{ rows: Rows['value']; deltaLink: string; pages: number }> {
    let [page, rows, pages] = [first, [...first.value], 1];
    while (page['@odata.nextLink'] !== undefined) {
      page = await follow(page['@odata.nextLink']);
      rows = [...rows, ...page.value];
      pages += 1;
    }
    return { rows, deltaLink: page['@odata.deltaLink'] ?? '', pages };
  }
  const brief = (rows: Rows['value']) => rows.map((row) => (row['@removed'] ? `-${row.id}` : `+${row.id}`));

  test('pages through everything, then tells what changed, what was deleted and what left the window', async () => {
    const mailbox = newMailbox();
    const made = [];
    for (let index = 0; index < 5; index += 1) made.push(await create(mailbox));
    bump();
    const first = await round(await open(mailbox));
    expect(new Set(brief(first.rows))).toEqual(new Set(made.map(({ id }) => `+${id}`)));
    expect(first.pages).toBe(3);
    const [kept, changed, moved, deleted] = made.map(({ id }) => id);
    await peer.client
      .api(at(mailbox, `/${changed}`))
      .headers(IMMUTABLE)
      .patch({ subject: 'Autre' });
    const february = {
      start: { dateTime: '2027-02-03T14:30:00', timeZone: 'Europe/Paris' },
      end: { dateTime: '2027-02-03T16:30:00', timeZone: 'Europe/Paris' },
    };
    await peer.client
      .api(at(mailbox, `/${moved}`))
      .headers(IMMUTABLE)
      .patch(february);
    await peer.client
      .api(at(mailbox, `/${deleted}`))
      .headers(IMMUTABLE)
      .delete();
    const second = await round(await follow(first.deltaLink));
    expect(brief(second.rows)).toEqual([`+${changed}`, `-${moved}`, `-${deleted}`]);
    expect(await read(mailbox, moved ?? '')).toMatchObject({ start: { dateTime: '2027-02-03T13:30:00.0000000' } });
    expect((await failing(read(mailbox, deleted ?? ''))).statusCode).toBe(404);
    expect((await round(await follow(second.deltaLink))).rows).toEqual([]);
    expect(kept).toBeDefined();
  });

  test('tells a new event again when Exchange touches it, and nothing that was never in the window', async () => {
    const mailbox = newMailbox();
    const { deltaLink } = await round(await open(mailbox));
    const { id } = await create(mailbox);
    const far = {
      start: { dateTime: '2027-05-03T14:30:00', timeZone: 'Europe/Paris' },
      end: { dateTime: '2027-05-03T16:30:00', timeZone: 'Europe/Paris' },
    };
    const outside = await create(mailbox, far);
    const second = await round(await follow(deltaLink));
    expect(brief(second.rows)).toEqual([`+${id}`]);
    bump();
    await peer.client
      .api(at(mailbox, `/${outside.id}`))
      .headers(IMMUTABLE)
      .delete();
    expect(brief((await round(await follow(second.deltaLink))).rows)).toEqual([`+${id}`]);
  });

  describe('of a series', () => {
    const recurrence = {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] },
      range: { type: 'numbered', startDate: '2026-12-03', numberOfOccurrences: 3 },
    };
    const changed = (mailbox: string, id: string, body: object) =>
      peer.client
        .api(at(mailbox, `/${id}`))
        .headers(IMMUTABLE)
        .patch(body);
    const deleted = (mailbox: string, id: string) =>
      peer.client
        .api(at(mailbox, `/${id}`))
        .headers(IMMUTABLE)
        .delete();
    async function begin() {
      const mailbox = newMailbox();
      const { id } = await create(mailbox, { recurrence });
      bump();
      const { rows, pages, deltaLink } = await round(await open(mailbox, 1));
      return { mailbox, id, dates: rows.slice(1).map((row) => row.id ?? ''), rows, pages, deltaLink };
    }

    test('gives the master and its dates on one page, those that nobody touched with their times only', async () => {
      const { mailbox, id, dates, rows, pages, deltaLink } = await begin();
      expect(pages).toBe(1);
      expect(rows.map(({ type }) => type)).toEqual(['seriesMaster', 'occurrence', 'occurrence', 'occurrence']);
      for (const row of rows.slice(1)) {
        const members = ['@odata.etag', '@odata.type', 'end', 'id', 'seriesMasterId', 'start', 'type'];
        expect(Object.keys(row).toSorted()).toEqual(members);
        expect(row.seriesMasterId).toBe(id);
      }
      await changed(mailbox, dates[1] ?? '', { subject: 'Autre' });
      const { rows: after } = await round(await follow(deltaLink));
      expect(after.map(({ type, subject }) => `${type} ${subject}`)).toEqual([
        'seriesMaster Information collective',
        'occurrence undefined',
        'exception Autre',
        'occurrence undefined',
      ]);
      peer.core.faults.inject({ fault: 'graph-delta-full-dates' });
      const { rows: full } = await round(await follow(deltaLink));
      expect(full.map(({ subject }) => subject === undefined)).toEqual([false, false, false, false]);
    });

    test('says nothing of a date that was deleted, unless told to, and of a series that was deleted one thing', async () => {
      const { mailbox, id, dates, deltaLink } = await begin();
      await deleted(mailbox, dates[1] ?? '');
      expect(brief((await round(await follow(deltaLink))).rows)).toEqual([id, dates[0], dates[2]].map((each) => `+${each}`));
      peer.core.faults.inject({ fault: 'graph-delta-removed-dates' });
      expect(brief((await round(await follow(deltaLink))).rows)).toContain(`-${dates[1]}`);
      await deleted(mailbox, id);
      expect(brief((await round(await follow(deltaLink))).rows)).toEqual([`-${id}`]);
    });

    test('follows a series that is prolonged, and one that ends before the window', async () => {
      const { mailbox, id, dates, deltaLink } = await begin();
      const ending = (numberOfOccurrences: number) => ({
        recurrence: { ...recurrence, range: { ...recurrence.range, numberOfOccurrences } },
      });
      await changed(mailbox, id, ending(4));
      const { rows } = await round(await follow(deltaLink));
      expect(brief(rows).slice(0, 4)).toEqual([id, ...dates].map((each) => `+${each}`));
      expect(rows).toHaveLength(5);
      const over = { ...recurrence, range: { type: 'endDate', startDate: '2026-11-05', endDate: '2026-11-20' } };
      await changed(mailbox, id, { recurrence: over });
      expect(brief((await round(await follow(deltaLink))).rows)).toEqual([`-${id}`]);
    });
  });

  test('refuses $select and a request without a window', async () => {
    expect(
      (
        await failing(
          peer.client.api(`/users/${MAILBOX}/calendarView/delta?startDateTime=2026-12-01&endDateTime=2027-01-01`).select('subject').get(),
        )
      ).statusCode,
    ).toBe(400);
    expect((await failing(peer.client.api(`/users/${MAILBOX}/calendarView/delta`).get())).code).toBe('ErrorInvalidParameter');
  });

  test('its faults: 410, replay, delay, an empty page, a removal of what is there', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    bump();
    const { deltaLink } = await round(await open(mailbox));
    for (const [fault, code] of [
      ['graph-410', 'SyncStateNotFound'],
      ['graph-410-resync', 'resyncRequired'],
    ] as const) {
      peer.core.faults.inject({ fault });
      expect(await failing(follow(deltaLink))).toMatchObject({ statusCode: 410, code });
    }
    peer.core.faults.inject({ fault: 'graph-delta-replay' });
    expect(brief((await follow(deltaLink)).value)).toEqual([`+${id}`, `+${id}`]);
    peer.core.faults.inject({ fault: 'graph-removed-but-there' });
    expect(brief((await follow(deltaLink)).value)).toEqual([`-${id}`]);
    await peer.client
      .api(at(mailbox, `/${id}`))
      .headers(IMMUTABLE)
      .patch({ subject: 'Autre' });
    peer.core.faults.inject({ fault: 'graph-delta-delayed', times: 1 });
    const late = await follow(deltaLink);
    expect(late.value).toEqual([]);
    expect(brief((await follow(late['@odata.deltaLink'])).value)).toEqual([`+${id}`]);
    peer.core.faults.inject({ fault: 'graph-delta-empty' });
    const empty = await follow(deltaLink);
    expect(empty.value).toEqual([]);
    expect(brief((await round(empty)).rows)).toEqual([`+${id}`]);
    expect(peer.core.faults.list().every((fault) => fault.spent)).toBe(true);
  });
});

describe('getSchedule', () => {
  const ask = (mailbox: string, schedules: string[]) =>
    peer.client.api(`/users/${mailbox}/calendar/getSchedule`).post({
      schedules,
      startTime: { dateTime: '2026-12-03T14:00:00', timeZone: 'Europe/Paris' },
      endTime: { dateTime: '2026-12-03T18:00:00', timeZone: 'Europe/Paris' },
      availabilityViewInterval: 60,
    });

  test('shows the busy hours of a mailbox, and an error for an external address', async () => {
    const mailbox = newMailbox();
    await create(mailbox);
    const { value } = await ask(mailbox, [mailbox, 'contact.ml@example.org']);
    expect(value[0]).toMatchObject({ scheduleId: mailbox, availabilityView: '2220', scheduleItems: [{ status: 'busy' }] });
    expect(value[1]).toMatchObject({ scheduleId: 'contact.ml@example.org', error: { responseCode: 'ErrorMailRecipientNotFound' } });
  });

  test('takes at most twenty addresses', async () => {
    expect(
      (
        await failing(
          ask(
            newMailbox(),
            Array.from({ length: 21 }, (_, index) => `a${index}@example.org`),
          ),
        )
      ).statusCode,
    ).toBe(400);
  });
});

describe('limits and refusals', () => {
  test('the fifth call at one time is refused, and the most at one time is known', async () => {
    const mailbox = newMailbox();
    peer.core.faults.inject({ fault: 'graph-slow', times: 6, params: { delayMs: 300 } });
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => peer.client.api(at(mailbox)).get()));
    const refused = outcomes
      .filter((outcome) => outcome.status === 'rejected')
      .map((outcome) => outcome.reason as { statusCode: number; body: string });
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused[0]).toMatchObject({ statusCode: 429, code: 'ApplicationThrottled' });
    expect(refused[0]?.body).toContain('MailboxConcurrency');
    const page = await peer.pages.request('/calendar/load.json');
    expect(await page.json()).toMatchObject({ greatestConcurrency: { [mailbox]: expect.any(Number) } });
    peer.core.faults.clear();
  });

  test('no token, a wrong one and an expired one are 401', async () => {
    for (const authorization of ['', 'Bearer nonsense', 'Bearer a.b.c']) {
      const answer = await peer.raw('GET', `/v1.0/users/${MAILBOX}/events`, { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
    }
    peer.core.faults.inject({ fault: 'entra-short-token', params: { realSeconds: 0 } });
    const client = peer.clientWith(peer.credential());
    expect(await failing(client.api(at(MAILBOX)).get())).toMatchObject({ statusCode: 401, code: 'InvalidAuthenticationToken' });
  });

  test('a mailbox outside the tenant is a 404', async () => {
    await using closed = await openPeer({ mailboxes: [MAILBOX] });
    expect(await closed.client.api(at(MAILBOX)).get()).toMatchObject({ value: [] });
    expect(await failing(closed.client.api(at('autre@aile.example.org')).get())).toMatchObject({
      statusCode: 404,
      code: 'ErrorInvalidUser',
    });
  });

  test.each([
    ['graph-429-1', 429, '1'],
    ['graph-429-120', 429, '120'],
    ['graph-429', 429, null],
    ['graph-500', 500, null],
    ['graph-502-html', 502, null],
    ['graph-503', 503, null],
    ['graph-504', 504, null],
    ['graph-401', 401, null],
    ['graph-403', 403, null],
    ['graph-404-mailbox', 404, null],
  ])('%s', async (fault, status, retryAfter) => {
    peer.core.faults.inject({ fault, times: 1 });
    const answer = await peer.raw('GET', `/v1.0/users/${MAILBOX}/events`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    const text = await answer.text();
    expect(text.includes('Access to OData is disabled.')).toBe(fault === 'graph-403');
    expect(peer.core.ledger.since(peer.core.ledger.count - 1)[0]?.fault).toBe(fault);
  });

  test('a reset after the commit leaves one event, and the retry finds it', async () => {
    const mailbox = newMailbox();
    peer.core.faults.inject({ fault: 'graph-reset-after-commit' });
    await expect(create(mailbox, { transactionId: 'r' })).rejects.toMatchObject({ statusCode: -1 });
    const again = await create(mailbox, { transactionId: 'r' });
    expect((await peer.client.api(at(mailbox)).headers(IMMUTABLE).get()).value).toMatchObject([{ id: again.id }]);
  });

  test.each([
    ['graph-duplicate-400', 400, false],
    ['graph-duplicate-400-existing', 400, true],
    ['graph-duplicate-409', 409, false],
    ['graph-duplicate-409-existing', 409, true],
  ])('%s leaves an event of other content to be found', async (fault, status, named) => {
    const mailbox = newMailbox();
    peer.core.faults.inject({ fault });
    const refused = await failing(create(mailbox, { transactionId: 'd' }));
    expect(refused).toMatchObject({ statusCode: status, code: 'ErrorDuplicateTransactionId' });
    const [there] = (await peer.client.api(at(mailbox)).headers(IMMUTABLE).get()).value;
    expect(there.subject).toBe('Information collective (ancien)');
    expect(JSON.parse(refused.body)['@event.existingEventId']).toBe(named ? there.id : undefined);
  });

  test.each([
    ['graph-404-delete', 404],
    ['graph-404-patch', 404],
    ['graph-404-cancel', 404],
    ['graph-412', 412],
  ])('%s', async (fault, status) => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    peer.core.faults.inject({ fault });
    const api = peer.client.api(at(mailbox, `/${id}${fault === 'graph-404-cancel' ? '/cancel' : ''}`)).headers(IMMUTABLE);
    const call = fault === 'graph-404-delete' ? api.delete() : fault === 'graph-404-cancel' ? api.post({}) : api.patch({ subject: 'x' });
    expect((await failing(call)).statusCode).toBe(status);
  });

  test('every fault has a place where it strikes and a French title', () => {
    expect(GRAPH_FAULTS.length).toBeGreaterThan(25);
    expect(new Set(GRAPH_FAULTS.map(({ fault }) => fault)).size).toBe(GRAPH_FAULTS.length);
    const cases = new Set(GRAPH_FAULTS.map(({ contract }) => contract));
    for (const each of [14, 15, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27, 28, 29]) expect(cases).toContain(each);
  });
});

describe('Entra', () => {
  const code = (credential: { getToken(scope: string): Promise<unknown> }) =>
    credential.getToken(GRAPH_SCOPE).then(
      () => 'a token',
      (error: unknown) => /AADSTS\d+/.exec((error as Error).message)?.[0] ?? String(error),
    );

  test('gives a token for the secret and for the certificate', async () => {
    const certificatePath = await entraCertificateIn(peer.core.dir);
    const options = { authorityHost: peer.url, disableInstanceDiscovery: true };
    expect(await code(peer.credential())).toBe('a token');
    expect(await code(new ClientCertificateCredential(ENTRA.tenantId, ENTRA.clientId, { certificatePath }, options))).toBe('a token');
    const strange = await entraCertificateIn(mkdtempSync(join(tmpdir(), 'sandbox-entra-')));
    expect(await code(new ClientCertificateCredential(ENTRA.tenantId, ENTRA.clientId, { certificatePath: strange }, options))).toBe(
      'AADSTS700027',
    );
  });

  test('refuses a wrong and an expired secret', async () => {
    expect(await code(peer.credential('wrong'))).toBe('AADSTS7000215');
    peer.core.faults.inject({ fault: 'entra-secret-expired', times: 1 });
    expect(await code(peer.credential())).toBe('AADSTS7000222');
    peer.core.faults.inject({ fault: 'entra-secret-invalid', times: 1 });
    expect(await code(peer.credential())).toBe('AADSTS7000215');
  });
});

test('a restart keeps events, ids, transactions and delta tokens', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sandbox-graph-'));
  const link = `/users/${MAILBOX}/calendarView/delta?startDateTime=2026-12-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z`;
  async function before() {
    await using first = await openPeer({ dir });
    const event = await first.client
      .api(at(MAILBOX))
      .headers(IMMUTABLE)
      .post(session({ transactionId: 'k' }));
    const delta = await first.client.api(link).headers(IMMUTABLE).get();
    return { id: String(event.id), token: new URL(String(delta['@odata.deltaLink'])).search };
  }
  const { id, token } = await before();
  await using second = await openPeer({ dir });
  const again = second.client.api(at(MAILBOX)).headers(IMMUTABLE);
  expect(await again.post(session({ transactionId: 'k' }))).toMatchObject({ id });
  expect((await second.client.api(`/users/${MAILBOX}/calendarView/delta${token}`).headers(IMMUTABLE).get()).value).toEqual([]);
});

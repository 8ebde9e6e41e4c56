import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certificate, certificateIn } from '../../sandbox/core/servers.ts';
import { outlookCalendar } from './adapter.ts';
import type { OwnedEvent } from './port.ts';

const dir = mkdtempSync(join(tmpdir(), 'odd-graph-'));
let certificate: Certificate;

beforeAll(async () => {
  certificate = await certificateIn(dir);
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(certificate.caFile, 'utf8')]);
});

afterAll(() => rmSync(dir, { recursive: true }));

const MAILBOX = 'groupement@aile.example.org';
const OWNED: OwnedEvent = {
  reference: 's1',
  subject: 'Information collective',
  body: 'Accueil',
  start: '2026-12-03T13:30:00Z',
  end: '2026-12-03T15:30:00Z',
  place: 'Médiathèque',
  attendees: [],
  category: null,
};

interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}
type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A server on localhost that answers as no sandbox does: the test's answers in order, the last one for ever. */
async function oddGraph(answers: readonly Answer[]) {
  const requests: ReceivedRequest[] = [];
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: text === '' ? null : JSON.parse(text),
      };
      const next = answers[Math.min(requests.length, answers.length - 1)];
      requests.push(one);
      next?.(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `https://localhost:${address.port}`;
  return {
    requests,
    url,
    calendar: (more: { timeoutMs?: number; baseUrl?: string } = {}) =>
      outlookCalendar({
        credential: () => ({ getToken: async () => ({ token: 'a-token', expiresOnTimestamp: Date.now() + 3_600_000 }) }),
        baseUrl: url,
        timeZone: 'Europe/Paris',
        ...more,
      }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const send =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const error = (status: number, code: string, more: object = {}) => send(status, { error: { code, message: 'nadia@example.org', ...more } });

const event = (more: object = {}) => ({
  id: 'AAk1',
  '@odata.etag': 'W/"1"',
  iCalUId: '0400',
  subject: 'Information collective',
  start: { dateTime: '2026-12-03T13:30:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-12-03T15:30:00.0000000', timeZone: 'UTC' },
  location: { displayName: 'Médiathèque' },
  ...more,
});

test('every request carries the token, ids that survive a move and times in UTC', async () => {
  await using server = await oddGraph([send(201, event())]);
  await server.calendar().create(MAILBOX, OWNED, 's1:g1');
  const [one] = server.requests;
  expect(one?.url).toBe('/v1.0/users/groupement%40aile.example.org/events');
  expect(one?.headers).toMatchObject({ authorization: 'Bearer a-token', 'content-type': 'application/json' });
  expect(one?.headers['prefer']).toBe('IdType="ImmutableId", outlook.timezone="UTC"');
  expect(one?.body).toMatchObject({
    transactionId: 's1:g1',
    start: { dateTime: '2026-12-03T14:30:00', timeZone: 'Europe/Paris' },
    body: { contentType: 'text', content: 'Accueil' },
  });
});

test('If-Match names the state that was compared', async () => {
  await using server = await oddGraph([send(200, event()), send(200, event())]);
  await server.calendar().update(MAILBOX, 'AAk1', OWNED);
  expect(server.requests[1]?.headers['if-match']).toBe('W/"1"');
});

const answers: readonly (readonly [string, Answer, string, number | null])[] = [
  ['200 truncated', send(200, '{"id":"AAk1","sub'), 'calendar-unreadable', null],
  ['200 in HTML', send(200, '<html>', { 'content-type': 'text/html' }), 'calendar-unreadable', null],
  ['200 that is no event', send(200, { id: 'AAk1' }), 'calendar-unreadable', null],
  ['200 without a body', send(200, ''), 'calendar-unreadable', null],
  ['429 with a date', send(429, '', { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }), 'calendar-throttled', expect.any(Number) as never],
  ['503 in HTML with seconds', send(503, '<html>', { 'content-type': 'text/html', 'retry-after': '30' }), 'calendar-unavailable', 30_000],
  ['423', error(423, 'Locked'), 'calendar-unavailable', null],
  ['400', error(400, 'ErrorInvalidRequest'), 'calendar-refused', null],
  ['404 of a mailbox', error(404, 'MailboxNotEnabledForRESTAPI'), 'calendar-not-found', null],
  ['hang-up', (response) => void response.socket?.destroy(), 'calendar-unavailable', null],
  [
    'hang-up in the middle',
    (response) => void (response.writeHead(200, { 'content-length': '900' }), response.write('{"id":', () => response.socket?.destroy())),
    'calendar-unavailable',
    null,
  ],
];

test.each(answers)('%s', async (_name, answer, code, retryAfterMs) => {
  await using server = await oddGraph([answer]);
  const failure = await server
    .calendar()
    .get(MAILBOX, 'AAk1')
    .catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ name: 'ServiceError', code, retryAfterMs });
  expect(String(failure)).not.toContain('nadia');
  expect(server.requests).toHaveLength(1);
});

test('a server that says nothing is given up after the limit', async () => {
  await using server = await oddGraph([() => {}]);
  await expect(server.calendar({ timeoutMs: 150 }).get(MAILBOX, 'AAk1')).rejects.toMatchObject({ code: 'calendar-unavailable' });
});

test('a transactionId whose event is gone asks for a person', async () => {
  await using server = await oddGraph([error(409, 'ErrorDuplicateTransactionId'), send(200, { value: [] })]);
  await expect(server.calendar().create(MAILBOX, OWNED, 's1:g1')).rejects.toMatchObject({ code: 'calendar-refused' });
});

test('an event found by a filter that the server did not apply is not taken for ours', async () => {
  await using server = await oddGraph([send(200, { value: [event(), event({ id: 'AAk2' })] })]);
  expect(await server.calendar().findByReference(MAILBOX, 's1')).toBeNull();
  const url = new URL(server.requests[0]?.url ?? '', server.url);
  expect(url.searchParams.get('$filter')).toContain("ep/value eq 's1'");
});

test('a nextLink is followed on our own server, whatever host it names', async () => {
  const next = 'https://elsewhere.example.org/v1.0/users/x/calendarView/delta?$skiptoken=a%2Bb%26c';
  const last = 'https://localhost/v1.0/users/x/calendarView/delta?$deltatoken=R0';
  await using server = await oddGraph([
    send(200, { value: [], '@odata.nextLink': next }),
    send(200, { value: [{ id: 'AAk9', '@removed': { reason: 'deleted' } }], '@odata.deltaLink': last }),
  ]);
  const found = await server.calendar().changes(MAILBOX, { window: { start: '2026-11-01T00:00:00Z', end: '2027-01-01T00:00:00Z' } });
  expect(found).toMatchObject({ changed: [], removed: ['AAk9'], resync: false });
  expect(server.requests[1]?.url).toBe('/v1.0/users/x/calendarView/delta?$skiptoken=a%2Bb%26c');
  await server.calendar().changes(MAILBOX, { deltaLink: found.deltaLink });
  expect(server.requests[2]?.url).toBe('/v1.0/users/x/calendarView/delta?$deltatoken=R0');
});

test('a row that says nothing but an id is read by it, and told for the series that it turns out to be', async () => {
  const last = 'https://localhost/v1.0/users/x/calendarView/delta?$deltatoken=R0';
  await using server = await oddGraph([
    send(200, { value: [{ id: 'AAkM' }, { id: 'AAk1' }], '@odata.deltaLink': last }),
    send(200, event({ id: 'AAkM', type: 'seriesMaster' })),
    send(200, event({ type: 'occurrence', seriesMasterId: 'AAkM' })),
  ]);
  const found = await server.calendar().changes(MAILBOX, { window: { start: '2026-11-01T00:00:00Z', end: '2027-01-01T00:00:00Z' } });
  expect(found).toMatchObject({ series: ['AAkM'], changed: [{ eventId: 'AAk1', seriesMasterId: 'AAkM' }], removed: [] });
});

test('after a dropped token the first window is asked for again', async () => {
  const last = 'https://localhost/v1.0/users/x/calendarView/delta?$deltatoken=R0';
  await using server = await oddGraph([
    send(200, { value: [], '@odata.deltaLink': last }),
    error(410, 'SyncStateNotFound'),
    send(200, { value: [], '@odata.deltaLink': last }),
  ]);
  const window = { start: '2026-11-01T00:00:00Z', end: '2027-01-01T00:00:00Z' };
  const { deltaLink } = await server.calendar().changes(MAILBOX, { window });
  expect(await server.calendar().changes(MAILBOX, { deltaLink })).toMatchObject({ resync: true });
  expect(server.requests[2]?.url).toBe(server.requests[0]?.url);
});

test('a service that drops every token is an error, not a loop', async () => {
  await using server = await oddGraph([error(410, 'SyncStateNotFound')]);
  await expect(
    server.calendar().changes(MAILBOX, { deltaLink: 'https://localhost/v1.0/users/x/calendarView/delta?$deltatoken=R0' }),
  ).rejects.toMatchObject({ name: 'ServiceError', code: 'calendar-unavailable' });
  expect(server.requests).toHaveLength(2);
});

test('an address that would send no token is refused at once', async () => {
  await using server = await oddGraph([]);
  expect(() => server.calendar({ baseUrl: 'http://localhost:1234' })).toThrow('GRAPH_BASE_URL');
});

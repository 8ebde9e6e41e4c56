import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import { googleForms } from './adapter.ts';

let folder = '';
let credentialsFile = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forms-'));
  credentialsFile = join(folder, 'key.json');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = {
    client_email: 'parcours@example.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
  await writeFile(credentialsFile, JSON.stringify(key));
});

afterAll(() => rm(folder, { recursive: true }));

interface ReceivedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
}

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** Google in miniature: hands out token-1, token-2, … and answers the API's calls with what the test says, in order; the last answer stays. */
async function google({ answers, tokens }: { answers: readonly Answer[]; tokens?: Answer }) {
  const requests: ReceivedRequest[] = [];
  let issued = 0;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const one = { path: url.pathname, query: url.searchParams, token: request.headers.authorization };
    if (url.pathname === '/token') {
      issued += 1;
      if (tokens) tokens(response, one);
      else json({ access_token: `token-${issued}`, expires_in: 3599, token_type: 'Bearer' })(response, one);
      return;
    }
    const next = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(one);
    next?.(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const root = `http://127.0.0.1:${address.port}`;
  return {
    requests,
    issued: () => issued,
    root,
    forms: (more: { rootUrl?: string; timeoutMs?: number; credentialsFile?: string } = {}) =>
      googleForms({ credentialsFile, rootUrl: root, tokenUrl: `${root}/token`, ...more }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const html =
  (status: number): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<html><title>Error</title></html>');
  };

const hangUp: Answer = (response) => {
  response.socket?.destroy();
};

const refusal = (status: number, reason: string) => ({
  error: {
    code: status,
    message: 'nadia@example.org',
    status: 'SOME_STATUS',
    details: [{ '@type': 'x', reason, domain: 'googleapis.com' }],
  },
});

const response = (id: string, minute: number, more: object = {}) => ({
  responseId: id,
  createTime: '2026-11-20T08:00:00.000Z',
  lastSubmittedTime: `2026-11-21T09:${String(minute).padStart(2, '0')}:11.456789Z`,
  answers: { '3c': { questionId: '3c', textAnswers: { answers: [{ value: 'Les Aunettes' }] } } },
  ...more,
});

const SINCE = '2026-11-20T00:00:00Z';

test('a form becomes its questions, with each row of a grid, and a fingerprint that ignores all else', async () => {
  const form = {
    formId: '1A',
    info: { title: 'Présences', description: 'a' },
    responderUri: 'https://docs.google.com/forms/d/e/1A/viewform',
    settings: { emailCollectionType: 'VERIFIED' },
    items: [
      { itemId: '01', title: 'Section', pageBreakItem: {} },
      { itemId: '02', title: 'Nom', questionItem: { question: { questionId: '2a', textQuestion: {} } } },
      {
        itemId: '03',
        title: 'Quartier',
        questionItem: {
          question: { questionId: '3c', choiceQuestion: { type: 'RADIO', options: [{ value: 'Les Aunettes' }, { isOther: true }] } },
        },
      },
      { itemId: '04', title: 'Déjà suivi', questionItem: { question: { questionId: '4d', choiceQuestion: { type: 'CHECKBOX' } } } },
      { itemId: '05', title: 'Le', questionItem: { question: { questionId: '5e', dateQuestion: { includeYear: true } } } },
      {
        itemId: '06',
        title: 'Présence',
        questionGroupItem: {
          grid: { columns: { type: 'RADIO', options: [{ value: 'présent' }, { value: 'absent' }] } },
          questions: [
            { questionId: '61', rowQuestion: { title: '1' } },
            { questionId: '62', rowQuestion: { title: '2' } },
          ],
        },
      },
    ],
  };
  const described = structuredClone(form);
  described.info.description = 'b';
  const renamed = structuredClone(form);
  renamed.items.pop();
  await using server = await google({ answers: [json(form), json(described), json(renamed)] });
  const forms = server.forms();
  const structure = await forms.structure('1A');
  expect(structure).toMatchObject({ formId: '1A', title: 'Présences', verifiedEmail: true, responderUri: form.responderUri });
  expect(structure.questions).toEqual([
    { questionId: '2a', title: 'Nom', row: null, type: 'text', options: [] },
    { questionId: '3c', title: 'Quartier', row: null, type: 'choice', options: ['Les Aunettes'] },
    { questionId: '4d', title: 'Déjà suivi', row: null, type: 'checkbox', options: [] },
    { questionId: '5e', title: 'Le', row: null, type: 'date', options: [] },
    { questionId: '61', title: 'Présence', row: '1', type: 'gridRow', options: ['présent', 'absent'] },
    { questionId: '62', title: 'Présence', row: '2', type: 'gridRow', options: ['présent', 'absent'] },
  ]);
  expect((await forms.structure('1A')).fingerprint).toBe(structure.fingerprint);
  expect((await forms.structure('1A')).fingerprint).not.toBe(structure.fingerprint);
});

test('all pages are read, sorted, and each submission kept once, an edit beside what it edits', async () => {
  await using server = await google({
    answers: [
      json({ responses: [response('B', 30), response('A', 40)], nextPageToken: 'p2' }),
      json({ responses: [response('A', 40), response('A', 10)], nextPageToken: 'p3' }),
      json({ nextPageToken: 'p4' }),
      json({}),
    ],
  });
  const found = await server.forms().responsesSince('1A', '2026-11-20T01:00:00+01:00');
  expect(found.map(({ responseId, lastSubmittedTime }) => `${responseId} ${lastSubmittedTime}`)).toEqual([
    'A 2026-11-21T09:10:11.456Z',
    'B 2026-11-21T09:30:11.456Z',
    'A 2026-11-21T09:40:11.456Z',
  ]);
  expect(found[0]).toMatchObject({ formId: '1A', respondentEmail: null, answers: { '3c': ['Les Aunettes'] } });
  expect(server.requests.map(({ query }) => query.get('filter'))).toEqual(
    Array.from({ length: 4 }, () => 'timestamp >= 2026-11-20T00:00:00.000Z'),
  );
  expect(server.requests.map(({ query }) => query.get('pageToken'))).toEqual([null, 'p2', 'p3', 'p4']);
});

test('a response with broken parts is returned with what can be read and stops no other', async () => {
  await using server = await google({
    answers: [
      json({
        responses: [
          response('A', 1, {
            respondentEmail: 7,
            answers: { '3c': 'x', '4d': { textAnswers: { answers: [{ value: 'oui' }, { value: 'non' }] } } },
          }),
          response('B', 2, { answers: [] }),
          { responseId: 'C', createTime: '2026-11-21T09:03:00Z' },
          response('D', 4),
        ],
      }),
    ],
  });
  const found = await server.forms().responsesSince('1A', SINCE);
  expect(found.map(({ responseId, answers }) => [responseId, answers])).toEqual([
    ['A', { '4d': ['oui', 'non'] }],
    ['B', {}],
    ['C', {}],
    ['D', { '3c': ['Les Aunettes'] }],
  ]);
  expect(found[2]?.lastSubmittedTime).toBe('2026-11-21T09:03:00.000Z');
});

test('a token that expires between two pages starts the reading again at the first page', async () => {
  const expired = json({ error: { code: 401, status: 'UNAUTHENTICATED' } }, 401);
  await using server = await google({
    answers: [
      json({ responses: [response('A', 1)], nextPageToken: 'p2' }),
      expired,
      json({ responses: [response('A', 1)], nextPageToken: 'q2' }),
      json({ responses: [response('B', 2)] }),
    ],
  });
  const found = await server.forms().responsesSince('1A', SINCE);
  expect(found.map(({ responseId }) => responseId)).toEqual(['A', 'B']);
  expect(server.requests.map(({ query, token }) => `${token} ${query.get('pageToken')}`)).toEqual([
    'Bearer token-1 null',
    'Bearer token-1 p2',
    'Bearer token-2 null',
    'Bearer token-2 q2',
  ]);
});

test('a page token that Google no longer knows starts the reading again once, and then passes by itself', async () => {
  const first = json({ responses: [response('A', 1)], nextPageToken: 'p2' });
  const unknown = json(refusal(400, 'INVALID_ARGUMENT'), 400);
  await using once = await google({ answers: [first, unknown, first, json({})] });
  expect(await once.forms().responsesSince('1A', SINCE)).toHaveLength(1);
  await using twice = await google({ answers: [first, unknown, first, unknown] });
  await expect(twice.forms().responsesSince('1A', SINCE)).rejects.toMatchObject({ code: 'forms-unavailable' });
  expect(twice.requests).toHaveLength(4);
});

test('a token that expires between two pages and a page token that Google doesn’t know then: it passes by itself', async () => {
  const expired = json(refusal(401, 'UNAUTHENTICATED'), 401);
  const unknown = json(refusal(400, 'INVALID_ARGUMENT'), 400, { 'retry-after': '7' });
  const first = json({ responses: [response('A', 1)], nextPageToken: 'p2' });
  await using server = await google({ answers: [first, expired, first, unknown] });
  await expect(server.forms().responsesSince('1A', SINCE)).rejects.toMatchObject({ code: 'forms-unavailable', retryAfterMs: 7000 });
  expect(server.requests).toHaveLength(4);
});

const faults: readonly (readonly [string, Answer, ServiceErrorCode, number | null])[] = [
  ['429 with seconds', json(refusal(429, 'RATE_LIMIT_EXCEEDED'), 429, { 'retry-after': '120' }), 'forms-throttled', 120_000],
  ['429 without Retry-After', json(refusal(429, 'RATE_LIMIT_EXCEEDED'), 429), 'forms-throttled', null],
  ['403 that means too many', json(refusal(403, 'RATE_LIMIT_EXCEEDED'), 403), 'forms-throttled', null],
  ['500', json(refusal(500, 'INTERNAL'), 500), 'forms-unavailable', null],
  ['503 with Retry-After', json(refusal(503, 'UNAVAILABLE'), 503, { 'retry-after': '5' }), 'forms-unavailable', 5000],
  ['502 in HTML', html(502), 'forms-unavailable', null],
  ['403', json(refusal(403, 'PERMISSION_DENIED'), 403), 'forms-forbidden', null],
  ['404', json(refusal(404, 'NOT_FOUND'), 404), 'forms-not-found', null],
  ['400', json(refusal(400, 'INVALID_ARGUMENT'), 400), 'forms-refused', null],
  ['401 twice', json(refusal(401, 'UNAUTHENTICATED'), 401), 'google-credentials', null],
  ['200 truncated', json('{"responses":[{"responseId":"A","resp'), 'forms-unreadable', null],
  ['200 in HTML', html(200), 'forms-unreadable', null],
  ['200 with a response without id', json({ responses: [{ lastSubmittedTime: '2026-11-21T09:01:00Z' }] }), 'forms-unreadable', null],
  ['200 with a response without any time', json({ responses: [{ responseId: 'A' }] }), 'forms-unreadable', null],
  ['connection reset', hangUp, 'forms-unavailable', null],
  ['page token that comes back', json({ nextPageToken: 'p' }), 'forms-unreadable', null],
];

test.each(faults)('%s', async (name, answer, code, retryAfterMs) => {
  await using server = await google({ answers: [answer] });
  const failure = await server
    .forms()
    .responsesSince('1A', SINCE)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'ServiceError', code, retryAfterMs });
  expect(String(failure)).not.toContain('nadia');
  expect(server.requests).toHaveLength(name === '401 twice' || name.startsWith('page token') ? 2 : 1);
});

test('a server that says nothing is given up after the limit', async () => {
  await using server = await google({ answers: [() => {}] });
  await expect(server.forms({ timeoutMs: 100 }).structure('1A')).rejects.toMatchObject({ code: 'forms-unavailable' });
});

const tokenFaults: readonly (readonly [string, Answer, ServiceErrorCode])[] = [
  ['invalid_grant', json({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 400), 'google-credentials'],
  ['503', json({ error: 'internal_failure' }, 503), 'forms-unavailable'],
  ['429', json({ error: 'rate_limit_exceeded' }, 429), 'forms-throttled'],
  ['connection reset', hangUp, 'forms-unavailable'],
];

test.each(tokenFaults)('token endpoint: %s', async (_name, tokens, code) => {
  await using server = await google({ answers: [json({})], tokens });
  await expect(server.forms().responsesSince('1A', SINCE)).rejects.toMatchObject({ code });
  expect(server.issued()).toBe(1);
  expect(server.requests).toHaveLength(0);
});

test('a key file that is missing or holds no key is told as such', async () => {
  await using server = await google({ answers: [json({})] });
  const notAKey = join(folder, 'not-a-key.json');
  await writeFile(
    notAKey,
    JSON.stringify({ client_email: 'a@example.org', private_key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' }),
  );
  for (const path of [join(folder, 'absent.json'), notAKey]) {
    await expect(server.forms({ credentialsFile: path }).structure('1A')).rejects.toMatchObject({ code: 'google-credentials' });
  }
});

test('one response as it is now, or null when the form no longer has it', async () => {
  await using server = await google({
    answers: [json(response('A', 1, { respondentEmail: 'a@example.org' })), json(refusal(404, 'NOT_FOUND'), 404)],
  });
  const forms = server.forms();
  expect(await forms.response('1A', 'A')).toMatchObject({ responseId: 'A', respondentEmail: 'a@example.org' });
  expect(await forms.response('1A', 'A')).toBeNull();
  expect(server.requests[0]?.path).toBe('/v1/forms/1A/responses/A');
});

test('a path in the root address is kept, and an address of another kind is refused at once', async () => {
  await using server = await google({ answers: [json({})] });
  await server.forms({ rootUrl: `${server.root}/google/` }).responsesSince('1A', SINCE);
  expect(server.requests[0]?.path).toBe('/google/v1/forms/1A/responses');
  expect(() => googleForms({ credentialsFile, rootUrl: 'ftp://example.org' })).toThrow('GOOGLE_FORMS_ROOT_URL');
  expect(() => googleForms({ credentialsFile, tokenUrl: 'localhost' })).toThrow('GOOGLE_OAUTH_TOKEN_URL');
});

test('a time that is none is refused without a call', async () => {
  await using server = await google({ answers: [json({})] });
  await expect(server.forms().responsesSince('1A', 'hier')).rejects.toMatchObject({ code: 'forms-refused' });
  expect(server.requests).toHaveLength(0);
});

test('a stand-in on this machine is reached without the proxy', async () => {
  await using server = await google({ answers: [json({})] });
  const before = process.env['HTTPS_PROXY'];
  process.env['HTTPS_PROXY'] = 'http://127.0.0.1:9';
  try {
    expect(await server.forms().responsesSince('1A', SINCE)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['HTTPS_PROXY'];
    else process.env['HTTPS_PROXY'] = before;
  }
});

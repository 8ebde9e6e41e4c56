import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertAnyVendors, assertVendors, validateLedger, validateLedgerFile } from '../../sandbox/contracts/validate-ledger.ts';
import type { LedgerEntry } from '../../sandbox/core/ledger.ts';
import { GRAPH_FAULTS } from '../../sandbox/graph/faults.ts';
import { clientOn, credentialOn, IMMUTABLE, MAILBOX, PROPERTY, session, trust } from '../../sandbox/graph/test-peer.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { fillIn, googleClient, testSandbox } from '../../sandbox/test-sandbox.ts';

let sandbox: Sandbox & AsyncDisposable;
let outlook: Client;
beforeAll(async () => {
  sandbox = await testSandbox({ pageSize: 2 });
  trust(sandbox.announcement.env['NODE_EXTRA_CA_CERTS'] ?? '');
  outlook = clientOn(sandbox.announcement.graph, credentialOn(sandbox.announcement.graph));
  await useForms();
  await useOutlook();
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

/** The answer is read back from the ledger; whether the client liked it does not matter here. */
const whatever = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    () => undefined,
  );

async function useForms(): Promise<void> {
  const { forms } = googleClient(sandbox);
  const registrations = [1, 2, 3].map((number) => ({
    Prénom: `Personne ${number}`,
    Nom: 'Exemple',
    'Adresse e-mail': `p${number}@example.org`,
  }));
  for (const answers of registrations) await fillIn(sandbox, 'F-REG', answers);
  for (const formId of ['F-REG', 'F-ATT', 'F-FUP', 'F-UNA', 'F-NONE']) {
    await whatever(forms.get({ formId }));
    await whatever(forms.responses.list({ formId }));
  }
  const { data } = await forms.responses.list({ formId: 'F-REG' });
  await whatever(forms.responses.list({ formId: 'F-REG', pageToken: data.nextPageToken ?? '' }));
  await whatever(forms.responses.get({ formId: 'F-REG', responseId: data.responses?.[0]?.responseId ?? '' }));
  for (const fault of [
    'forms-429',
    'forms-500',
    'forms-503',
    'forms-502-html',
    'forms-403',
    'forms-404',
    'forms-truncated',
    'forms-duplicates',
  ]) {
    sandbox.core.faults.inject({ fault });
    await whatever(forms.responses.list({ formId: 'F-REG' }));
  }
  for (const fault of ['token-invalid-grant', 'token-503']) {
    sandbox.core.faults.inject({ fault });
    // A client of its own: the other one has its token already.
    await whatever(googleClient(sandbox).forms.get({ formId: 'F-REG' }));
  }
}

const events = `/users/${MAILBOX}/events`;
const window = 'startDateTime=2026-12-01T00:00:00Z&endDateTime=2027-01-31T00:00:00Z';
const recurrence = {
  pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] },
  range: { type: 'numbered', startDate: '2026-12-03', numberOfOccurrences: 3 },
};

async function useOutlook(): Promise<void> {
  const api = (path: string) => outlook.api(path).headers(IMMUTABLE);
  const made = await api(events).post(session({ transactionId: 'a' }));
  const series = await api(events).post(session({ recurrence }));
  const occurrences = await api(`/users/${MAILBOX}/calendarView?${window}`).get();
  await api(`${events}/${series.id}/instances?${window}`).get();
  await api(`${events}/${occurrences.value[1].id}`).patch({ subject: 'Une date à part' });
  await api(`${events}/${made.id}`).get();
  await api(`${events}/${made.id}`).select('subject,start').get();
  await api(events).expand(`singleValueExtendedProperties($filter=id eq '${PROPERTY}')`).get();
  await api(`${events}/${made.id}`).patch({ attendees: [] });
  const proposal = { mailbox: MAILBOX, id: made.id, address: 'contact.ml@example.org', response: 'proposed' };
  const again = await api(events).post(session());
  const fields = { ...proposal, id: again.id, proposedDate: '2026-12-08', proposedFrom: '10:00', proposedTo: '12:00' };
  await fetch(`${sandbox.announcement.web}/calendar/answer`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  await api(`${events}/${again.id}`).get();
  let page = await api(`/users/${MAILBOX}/calendarView/delta?${window}`).get();
  while (page['@odata.nextLink'] !== undefined) page = await api(String(page['@odata.nextLink'])).get();
  await api(`${events}/${again.id}`).delete();
  await api(`${events}/${made.id}/cancel`).post({ comment: 'Reportée' });
  await api(String(page['@odata.deltaLink'])).get();
  const [startTime, endTime] = ['2026-12-03T08:00:00', '2026-12-03T18:00:00'].map((dateTime) => ({ dateTime, timeZone: 'Europe/Paris' }));
  await api(`/users/${MAILBOX}/calendar/getSchedule`).post({ schedules: [MAILBOX, 'contact.ml@example.org'], startTime, endTime });
  await whatever(api(events).post({ colour: 'red' }));
  for (const { fault, service } of GRAPH_FAULTS) {
    sandbox.core.faults.clear();
    sandbox.core.faults.inject({ fault, times: 1, ...(fault === 'graph-slow' ? { params: { delayMs: 5 } } : {}) });
    if (service === 'entra') await whatever(credentialOn(sandbox.announcement.graph).getToken('https://graph.microsoft.com/.default'));
    else await meet(fault, String(series.id), String(page['@odata.deltaLink']));
  }
  sandbox.core.faults.clear();
}

/** A call that the fault can strike. */
async function meet(fault: string, id: string, deltaLink: string): Promise<void> {
  const { method = 'GET', path = '' } = GRAPH_FAULTS.find((definition) => definition.fault === fault) ?? {};
  const api = (address: string) => outlook.api(address).headers(IMMUTABLE);
  if (path.includes('delta')) return whatever(api(deltaLink).get());
  if (path.includes('cancel')) return whatever(api(`${events}/${id}/cancel`).post({}));
  if (method === 'POST') return whatever(api(events).post(session({ transactionId: fault })));
  if (method === 'PATCH') return whatever(api(`${events}/${id}`).patch({ subject: 'Autre' }));
  if (method === 'DELETE') return whatever(api(`${events}/${id}`).delete());
  return whatever(api(events).get());
}

const ledger = () => sandbox.core.ledger.since(0);

describe('the answers of the running sandbox', () => {
  test('are what the vendors’ own types say', () => {
    const { looked, problems } = validateLedger(ledger());
    expect(problems).toEqual([]);
    expect(looked).toBeGreaterThan(70);
  });

  test('were of every kind', () => {
    const kinds = new Set(ledger().map(({ service, method, status }) => `${service} ${method} ${status}`));
    const expected = [
      'forms GET 200 403 404 429 500 502 503',
      'token POST 200 400 503',
      'entra GET 200',
      'entra POST 200 401 503',
      'graph GET 200 401 403 404 410 429 500 502 503 504',
      'graph POST 0 200 201 202 400 409',
      'graph PATCH 200 404 412',
      'graph DELETE 204 404',
    ].flatMap((line) => {
      const [service, method, ...statuses] = line.split(' ');
      return statuses.map((status) => `${service} ${method} ${status}`);
    });
    expect(expected.filter((kind) => !kinds.has(kind))).toEqual([]);
    const struck = new Set(ledger().map(({ fault }) => fault));
    expect(GRAPH_FAULTS.map(({ fault }) => fault).filter((fault) => !struck.has(fault))).toEqual([]);
  });
});

describe('a planted fault of shape is found', () => {
  type Body = Record<string, unknown>;
  const planted = (choose: (entry: LedgerEntry) => boolean, change: (body: Body) => void): LedgerEntry => {
    const entry = ledger().findLast(choose);
    expect(entry).toBeDefined();
    const body = structuredClone(entry?.responseBody) as Body;
    change(body);
    return { ...(entry as LedgerEntry), responseBody: body };
  };
  const first = (body: Body) => (body['value'] as Body[])[0] ?? {};
  const is =
    (service: string, method: string, path: RegExp, status: number) =>
    (entry: LedgerEntry): boolean =>
      entry.service === service && entry.method === method && path.test(entry.path) && entry.status === status && entry.fault === null;
  const cases: [string, (entry: LedgerEntry) => boolean, (body: Body) => void][] = [
    ['an unknown member of an event', is('graph', 'POST', /events$/, 201), (body) => (body['colour'] = 'red')],
    ['an enumeration with a wrong value', is('graph', 'POST', /events$/, 201), (body) => (body['showAs'] = 'away')],
    [
      'a time without its seven digits',
      is('graph', 'POST', /events$/, 201),
      (body) => (body['start'] = { dateTime: '2026-12-03T13:30:00Z', timeZone: 'UTC' }),
    ],
    ['an unknown member deep in a list', is('graph', 'GET', /calendarView$/, 200), (body) => (first(body)['location'] = { name: 'ici' })],
    [
      'a delta page with both links',
      is('graph', 'GET', /delta$/, 200),
      (body) => (body['@odata.nextLink'] = body['@odata.deltaLink'] = 'https://x'),
    ],
    [
      'a removal without its reason',
      is('graph', 'GET', /delta$/, 200),
      (body) => (body['value'] = [{ id: 'x', '@odata.type': '#microsoft.graph.event', '@removed': {} }]),
    ],
    ['a schedule with a misspelt member', is('graph', 'POST', /getSchedule$/, 200), (body) => (first(body)['availability'] = '000')],
    ['an error without its ids', is('graph', 'POST', /events$/, 400), (body) => delete (body['error'] as Body)['innerError']],
    ['an item of a form with a misspelt member', is('forms', 'GET', /F-REG$/, 200), (body) => (body['items'] = [{ itemID: '1' }])],
    [
      'an answer that is a number',
      is('forms', 'GET', /responses$/, 200),
      (body) => (body['responses'] = [{ responseId: 'r', answers: { a: { textAnswers: { answers: [{ value: 3 }] } } } }]),
    ],
    ['a token that never ends', is('entra', 'POST', /token$/, 200), (body) => delete body['expires_in']],
  ];
  test.each(cases)('%s', (_what, choose, change) => {
    const { looked, problems } = validateLedger([planted(choose, change)]);
    expect(looked).toBe(1);
    expect(problems).toHaveLength(1);
  });

  test('in the ledger that a story leaves, and the story fails', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'ledger.jsonl');
    const left = (entries: readonly LedgerEntry[]) => writeFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    left(ledger());
    const { looked, problems } = await validateLedgerFile(file);
    expect({ looked, problems }).toEqual(validateLedger(ledger()));
    left([...ledger(), planted(is('graph', 'POST', /events$/, 201), (body) => (body['colour'] = 'red'))]);
    const verdict = await validateLedgerFile(file);
    expect(verdict.looked).toBe(looked + 1);
    expect(() => assertVendors(verdict)).toThrow(
      /^1 of \d+ answers of the sandbox are no vendor’s:\n#\d+ POST .*events 201 is no GraphEvent: .*colour/,
    );
    left([]);
    expect(() => assertAnyVendors([])).not.toThrow();
    await expect(validateLedgerFile(file)).resolves.toEqual({ looked: 0, problems: ['no answer to look at'] });
  });

  test('a body where none should be, a call nobody described, and nothing at all', () => {
    const entry = ledger().find(is('graph', 'DELETE', /events/, 204));
    expect(entry).toBeDefined();
    expect(validateLedger([{ ...(entry as LedgerEntry), responseBody: {} }]).problems).toHaveLength(1);
    expect(
      validateLedger([{ ...(entry as LedgerEntry), path: '/v1.0/users/x/messages', method: 'GET', status: 200 }]).problems,
    ).toHaveLength(1);
    expect(validateLedger([])).toEqual({ looked: 0, problems: ['no answer to look at'] });
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Sandbox } from '../sandbox.ts';
import { control, fillIn, googleClient, testSandbox } from '../test-sandbox.ts';

const ADA = { Prénom: 'Ada', Nom: 'Diallo', Téléphone: '06 00 00 00 01', "J'accepte que mes données soient conservées": 'Oui' };

async function failure(
  promise: PromiseLike<unknown>,
): Promise<{ status?: number; code?: string; response?: { data?: unknown; status?: number } }> {
  try {
    await promise;
  } catch (error) {
    return error as { status?: number };
  }
  throw new Error('expected a failure');
}

async function listAll(sandbox: Sandbox, formId: string, filter?: string) {
  const { forms } = googleClient(sandbox);
  const pages = [];
  let pageToken: string | undefined;
  do {
    const { data } = await forms.responses.list({
      formId,
      ...(filter === undefined ? {} : { filter }),
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    pages.push(data.responses ?? []);
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
  return pages;
}

async function importMany(sandbox: Sandbox, count: number): Promise<void> {
  const time = (n: number) => new Date(Date.UTC(2026, 9, 1, 8, n)).toISOString();
  await control(
    sandbox,
    'responses.json',
    Array.from({ length: count }, (_, n) => ({
      formId: 'F-REG',
      responseId: `R${n}`,
      answers: ADA,
      createTime: time(n),
      lastSubmittedTime: time(n),
    })),
  );
}

test('the official client reads a form: ids in hexadecimal, the grid of thirty rows', async () => {
  await using sandbox = await testSandbox();
  const { forms } = googleClient(sandbox);
  const { data } = await forms.get({ formId: 'F-ATT' });
  expect(data.info?.title).toBe('Présences à une séance');
  const grid = data.items?.find(({ title }) => title === 'Présence')?.questionGroupItem;
  expect(grid?.questions?.map(({ rowQuestion }) => rowQuestion?.title)).toEqual(Array.from({ length: 30 }, (_, n) => String(n + 1)));
  expect(grid?.grid?.columns?.options?.map(({ value }) => value)).toEqual(['Présent', 'Excusé', 'Absent']);
  expect(new Set(grid?.questions?.map(({ questionId }) => questionId)).size).toBe(30);
  for (const { questionId } of grid?.questions ?? []) expect(questionId).toMatch(/^[1-7][0-9a-f]{7}$/);
});

test('no responses is an empty object', async () => {
  await using sandbox = await testSandbox();
  expect((await googleClient(sandbox).forms.responses.list({ formId: 'F-REG' })).data).toEqual({});
});

test('pages hold each response once, out of order, without formId; a token holds for its own list only', async () => {
  await using sandbox = await testSandbox({ pageSize: 7 });
  await importMany(sandbox, 30);
  const pages = await listAll(sandbox, 'F-REG');
  expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 7, 2]);
  const all = pages.flat();
  expect(new Set(all.map(({ responseId }) => responseId)).size).toBe(30);
  expect(all.every((response) => !('formId' in response))).toBe(true);
  const times = all.map(({ lastSubmittedTime }) => lastSubmittedTime ?? '');
  expect(times).not.toEqual(times.toSorted());

  const { forms } = googleClient(sandbox);
  const pageToken = (await forms.responses.list({ formId: 'F-REG' })).data.nextPageToken ?? '';
  for (const other of [
    { formId: 'F-ATT' },
    { formId: 'F-REG', filter: 'timestamp > 2026-01-01T00:00:00Z' },
    { formId: 'F-REG', pageToken: 'x' },
  ]) {
    expect(await failure(forms.responses.list({ pageToken, ...other }))).toMatchObject({ status: 400 });
  }
});

test('the filter takes > and >= on lastSubmittedTime and nothing else', async () => {
  await using sandbox = await testSandbox();
  await importMany(sandbox, 10);
  const ids = async (filter: string) =>
    (await listAll(sandbox, 'F-REG', filter))
      .flat()
      .map(({ responseId }) => responseId ?? '')
      .toSorted();
  expect(await ids('timestamp > 2026-10-01T08:07:00Z')).toEqual(['R8', 'R9']);
  expect(await ids('timestamp >= 2026-10-01T08:07:00Z')).toEqual(['R7', 'R8', 'R9']);
  expect(await ids('timestamp >= 2026-10-01T08:07:00.000000001Z')).toEqual(['R8', 'R9']);
  const { forms } = googleClient(sandbox);
  for (const filter of ['timestamp < 2026-10-01T08:07:00Z', 'timestamp > 2026-10-01T08:07:00+02:00', 'createTime > 2026-10-01T08:07:00Z']) {
    expect(await failure(forms.responses.list({ formId: 'F-REG', filter }))).toMatchObject({ status: 400 });
  }
});

test('one response carries its form; an unknown one is not found', async () => {
  await using sandbox = await testSandbox();
  await importMany(sandbox, 1);
  const { forms } = googleClient(sandbox);
  expect((await forms.responses.get({ formId: 'F-REG', responseId: 'R0' })).data).toMatchObject({ formId: 'F-REG', responseId: 'R0' });
  expect(await failure(forms.responses.get({ formId: 'F-REG', responseId: 'R1' }))).toMatchObject({ status: 404 });
  expect(await failure(forms.get({ formId: 'F-XXX' }))).toMatchObject({ status: 404 });
});

test('an edit keeps responseId and createTime and raises lastSubmittedTime', async () => {
  await using sandbox = await testSandbox();
  const { id } = await fillIn(sandbox, 'F-REG', ADA);
  const { forms } = googleClient(sandbox);
  const before = (await forms.responses.get({ formId: 'F-REG', responseId: id })).data;
  await fillIn(sandbox, 'F-REG', { ...ADA, Nom: 'Diallo-Martin' }, `2_${id}`);
  const after = (await listAll(sandbox, 'F-REG')).flat();
  expect(after).toHaveLength(1);
  expect(after[0]?.createTime).toBe(before.createTime);
  expect(Date.parse(after[0]?.lastSubmittedTime ?? '')).toBeGreaterThan(Date.parse(before.lastSubmittedTime ?? ''));
  expect(JSON.stringify(after[0]?.answers)).toContain('Diallo-Martin');
});

test('a key that is not the account’s gets no token; an unknown bearer token gets 401 in Google’s shape', async () => {
  await using sandbox = await testSandbox();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const genuine = JSON.parse(readFileSync(sandbox.announcement.env['GOOGLE_APPLICATION_CREDENTIALS'] ?? '', 'utf8')) as object;
  const forged = join(sandbox.core.dir, 'forged.json');
  writeFileSync(forged, JSON.stringify({ ...genuine, private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }));
  const refused = await failure(googleClient(sandbox, forged).forms.get({ formId: 'F-REG' }));
  expect(refused.response?.data).toEqual({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });

  const answer = await fetch(`${sandbox.announcement.web}/v1/forms/F-REG`, { headers: { authorization: 'Bearer nobody' } });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { code: 401, status: 'UNAUTHENTICATED' } });
});

test('a self-signed JWT is a bearer token too', async () => {
  await using sandbox = await testSandbox();
  const { auth } = googleClient(sandbox);
  const key = JSON.parse(readFileSync(sandbox.announcement.env['GOOGLE_APPLICATION_CREDENTIALS'] ?? '', 'utf8')) as {
    client_email: string;
  };
  auth.useJWTAccessWithScope = true;
  const headers = await auth.getRequestHeaders('https://forms.googleapis.com/');
  expect(key.client_email).toContain('@');
  const answer = await fetch(`${sandbox.announcement.web}/v1/forms/F-REG`, { headers });
  expect(answer.status).toBe(200);
  expect(sandbox.core.ledger.since(0).filter(({ service }) => service === 'token')).toHaveLength(0);
});

test('the 181st list within a minute exceeds the quota of one user', async () => {
  await using sandbox = await testSandbox();
  const { forms } = googleClient(sandbox);
  for (let n = 0; n < 180; n += 1) await forms.responses.list({ formId: 'F-UNA' });
  expect((await failure(forms.responses.list({ formId: 'F-UNA' }))).response).toMatchObject({
    status: 429,
    data: { error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] } },
  });
  // Reading a form is counted apart.
  expect((await forms.get({ formId: 'F-UNA' })).status).toBe(200);
});

test.each([
  ['forms-429', 429],
  ['forms-500', 500],
  ['forms-503', 503],
  ['forms-502-html', 502],
  ['forms-403', 403],
  ['forms-404', 404],
])('%s answers once, is counted and stands in the ledger', async (fault, status) => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault });
  const { forms } = googleClient(sandbox);
  expect(await failure(forms.get({ formId: 'F-REG' }))).toMatchObject({ status });
  expect((await forms.get({ formId: 'F-REG' })).status).toBe(200);
  expect(sandbox.core.faults.list()).toMatchObject([{ fault, hits: 1, spent: true }]);
  expect(sandbox.core.ledger.since(0).filter((entry) => entry.fault === fault)).toMatchObject([{ service: 'forms', status }]);
});

test('forms-truncated is a 200 whose data is no object', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault: 'forms-truncated' });
  const answer = await googleClient(sandbox).forms.get({ formId: 'F-REG' });
  expect(answer.status).toBe(200);
  expect(typeof answer.data).toBe('string');
});

test('forms-reset cuts the connection', async () => {
  await using sandbox = await testSandbox();
  const client = googleClient(sandbox);
  await client.forms.get({ formId: 'F-UNA' });
  await control(sandbox, 'faults.json', { fault: 'forms-reset' });
  expect((await failure(client.forms.get({ formId: 'F-REG' }))).response).toBeUndefined();
  expect(sandbox.core.ledger.since(0).at(-1)).toMatchObject({ status: 0, fault: 'forms-reset' });
});

test('forms-token-expired lets the first page through and refuses the token from the second on', async () => {
  await using sandbox = await testSandbox({ pageSize: 2 });
  await importMany(sandbox, 5);
  await control(sandbox, 'faults.json', { fault: 'forms-token-expired' });
  const { forms } = googleClient(sandbox);
  const { data } = await forms.responses.list({ formId: 'F-REG' });
  const second = () => forms.responses.list({ formId: 'F-REG', ...(data.nextPageToken == null ? {} : { pageToken: data.nextPageToken }) });
  expect(await failure(second())).toMatchObject({ status: 401 });
  expect(await failure(second())).toMatchObject({ status: 401 });
  expect((await googleClient(sandbox).forms.responses.list({ formId: 'F-REG' })).data.responses).toHaveLength(2);
});

test('forms-duplicates gives responses twice', async () => {
  await using sandbox = await testSandbox();
  await importMany(sandbox, 3);
  await control(sandbox, 'faults.json', { fault: 'forms-duplicates' });
  expect((await googleClient(sandbox).forms.responses.list({ formId: 'F-REG' })).data.responses).toHaveLength(6);
});

test('forms-late-response shows later, with the older time', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault: 'forms-late-response', params: { delayMs: 60_000 } });
  const submitted = sandbox.core.clock.now().getTime();
  const { id } = await fillIn(sandbox, 'F-REG', ADA);
  expect((await listAll(sandbox, 'F-REG')).flat()).toHaveLength(0);
  await control(sandbox, 'clock.json', { offsetMs: 120_000 });
  const [late] = (await listAll(sandbox, 'F-REG')).flat();
  expect(late?.responseId).toBe(id);
  expect(Date.parse(late?.lastSubmittedTime ?? '')).toBeLessThan(submitted + 30_000);
});

test('a question is renamed, deleted or recreated until the fault is cleared', async () => {
  await using sandbox = await testSandbox();
  const { forms } = googleClient(sandbox);
  const first = async () => {
    const { data } = await forms.get({ formId: 'F-REG' });
    return { title: data.items?.[0]?.title, id: data.items?.[0]?.questionItem?.question?.questionId, revision: data.revisionId };
  };
  const before = await first();
  const under = async (fault: string, params: object) => {
    await control(sandbox, 'faults.json', { fault, params });
    const seen = await first();
    expect(sandbox.core.faults.list()).toMatchObject([{ fault, hits: 1 }]);
    sandbox.core.faults.clear();
    return seen;
  };
  const renamed = await under('forms-question-renamed', { formId: 'F-REG', title: 'Prénom', newTitle: 'Votre petit nom' });
  expect(renamed).toMatchObject({ title: 'Votre petit nom', id: before.id });
  expect(renamed.revision).not.toBe(before.revision);
  expect((await under('forms-question-deleted', { formId: 'F-REG', title: 'Prénom' })).title).toBe('Nom');
  const recreated = await under('forms-question-recreated', { formId: 'F-REG', title: 'Prénom' });
  expect(recreated.title).toBe('Prénom');
  expect(recreated.id).not.toBe(before.id);
  expect(await first()).toEqual(before);
});

test('token-invalid-grant refuses the account once', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault: 'token-invalid-grant' });
  expect((await failure(googleClient(sandbox).forms.get({ formId: 'F-REG' }))).response).toMatchObject({
    status: 400,
    data: { error: 'invalid_grant' },
  });
  expect((await googleClient(sandbox).forms.get({ formId: 'F-REG' })).status).toBe(200);
});

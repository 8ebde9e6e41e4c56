import { expect, test } from 'vitest';
import type { LedgerEntry } from '../core/ledger.ts';
import { control, googleClient, testSandbox } from '../test-sandbox.ts';

test('history is imported under titles or question ids, with its own times', async () => {
  await using sandbox = await testSandbox();
  const { forms } = googleClient(sandbox);
  const firstId = (await forms.get({ formId: 'F-REG' })).data.items?.[0]?.questionItem?.question?.questionId ?? '';
  await control(sandbox, 'responses.json', {
    formId: 'F-REG',
    responseId: 'OLD-1',
    createTime: '2026-09-20T08:00:00Z',
    lastSubmittedTime: '2026-09-21T08:00:00.5Z',
    respondentEmail: 'camille.roux@aile.example.org',
    answers: { [firstId]: 'Ada', 'Êtes-vous déjà suivi par': ['PLIE', 'Mission Locale'], Nom: '' },
  });
  const { data } = await forms.responses.list({ formId: 'F-REG' });
  expect(data.responses).toMatchObject([
    {
      responseId: 'OLD-1',
      createTime: '2026-09-20T08:00:00Z',
      lastSubmittedTime: '2026-09-21T08:00:00.5Z',
      respondentEmail: 'camille.roux@aile.example.org',
    },
  ]);
  const answers = Object.values(data.responses?.[0]?.answers ?? {}).map((answer) => answer.textAnswers?.answers?.map(({ value }) => value));
  expect(answers).toEqual([['Ada'], ['PLIE', 'Mission Locale']]);
});

test.each([
  ['responses.json', { formId: 'F-REG', answers: { Pronom: 'Ada' } }, /no question: Pronom/],
  ['responses.json', { formId: 'F-ATT', answers: { Présence: { 31: 'Présent' } } }, /Présence \/ 31/],
  ['responses.json', { formId: 'F-NONE', answers: {} }, /no form/],
  ['responses.json', { formId: 'F-REG', answers: {}, createTime: 'hier' }, /createTime/],
  ['faults.json', { fault: 'forms-418' }, /forms-418/],
  ['faults.json', { fault: 'forms-429', path: '(' }, /regular expression/],
  ['clock.json', { now: 'demain' }, /400/],
  ['forms/F-NONE.json', { title: 'X' }, /no form/],
])('%s refuses %j', async (path, body, reason) => {
  await using sandbox = await testSandbox();
  await expect(control(sandbox, path, body)).rejects.toThrow(reason);
});

test('a form is changed: title, items, whether it takes answers', async () => {
  await using sandbox = await testSandbox();
  const { forms } = googleClient(sandbox);
  const before = (await forms.get({ formId: 'F-UNA' })).data;
  await control(sandbox, 'forms/F-UNA.json', { title: 'Autre titre', items: (before.items ?? []).slice(0, 1), accepting: false });
  const after = (await forms.get({ formId: 'F-UNA' })).data;
  expect(after.info?.title).toBe('Autre titre');
  expect(after.items).toHaveLength(1);
  expect(after.revisionId).not.toBe(before.revisionId);
  expect(after.publishSettings?.publishState?.isAcceptingResponses).toBe(false);
});

test('the ledger is read from a number on, and faults are cleared one by one or all', async () => {
  await using sandbox = await testSandbox();
  const { web } = sandbox.announcement;
  const { forms } = googleClient(sandbox);
  await forms.get({ formId: 'F-UNA' });
  await forms.get({ formId: 'F-REG' });
  const since = (await (await fetch(`${web}/control/ledger.json?since=1`)).json()) as LedgerEntry[];
  expect(since.map(({ n, service, path, status }) => [n, service, path, status])).toEqual([
    [2, 'forms', '/v1/forms/F-UNA', 200],
    [3, 'forms', '/v1/forms/F-REG', 200],
  ]);
  expect(since[0]?.responseBody).toMatchObject({ formId: 'F-UNA' });

  await control(sandbox, 'faults.json', [{ fault: 'forms-429' }, { fault: 'smtp-450' }]);
  await fetch(`${web}/control/faults.json?id=f1`, { method: 'DELETE' });
  expect(sandbox.core.faults.list().map(({ fault }) => fault)).toEqual(['smtp-450']);
  await fetch(`${web}/control/faults.json`, { method: 'DELETE' });
  expect(sandbox.core.faults.list()).toEqual([]);
});

test('the pages inject, list and clear a fault, and every page answers', async () => {
  await using sandbox = await testSandbox();
  const { web } = sandbox.announcement;
  const body = new URLSearchParams({ fault: 'forms-503', times: '2' });
  const page = await (await fetch(`${web}/control/inject`, { method: 'POST', body })).text();
  expect(page).toContain('n’a encore rien touché');
  expect(sandbox.core.faults.list()).toMatchObject([{ fault: 'forms-503', times: 2 }]);
  await fetch(`${web}/control/clear`, { method: 'POST', body: new URLSearchParams({ id: 'f1' }) });
  expect(sandbox.core.faults.list()).toEqual([]);
  for (const path of ['/', '/mail', '/control', '/calendar', '/forms/d/F-REG/viewform']) expect((await fetch(web + path)).status).toBe(200);
  expect((await fetch(`${web}/mail/1`)).status).toBe(404);
});

import { expect, test } from 'vitest';
import type { FaultRequest } from '../../sandbox/core/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { control, fillIn, testSandbox } from '../../sandbox/test-sandbox.ts';
import { googleForms } from './adapter.ts';

const FORM = 'F-REG';
const SINCE = '2020-01-01T00:00:00Z';
const ADA = { Prénom: 'Ada', Nom: 'Diallo', Téléphone: '06 00 00 00 01', "J'accepte que mes données soient conservées": 'Oui' };

/** Only by the variables a worker gets. */
function formsOf({ announcement: { env } }: Sandbox, limit: { readonly timeoutMs?: number } = {}) {
  return googleForms({
    credentialsFile: env['GOOGLE_APPLICATION_CREDENTIALS'] ?? '',
    rootUrl: env['GOOGLE_FORMS_ROOT_URL'] ?? '',
    tokenUrl: env['GOOGLE_OAUTH_TOKEN_URL'] ?? '',
    ...limit,
  });
}

function inject({ core }: Sandbox, fault: FaultRequest) {
  const { id } = core.faults.inject(fault);
  return () => core.faults.list().find((each) => each.id === id)?.hits ?? 0;
}

test('what was filled in on the pages is read in pages of seven, in order, and an edit keeps its id', async () => {
  await using sandbox = await testSandbox({ pageSize: 7 });
  const forms = formsOf(sandbox);
  const sent: string[] = [];
  for (let n = 0; n < 15; n++) sent.push((await fillIn(sandbox, FORM, { ...ADA, Prénom: `Ada ${n}` })).id);
  const found = await forms.responsesSince(FORM, SINCE);
  expect(found.map(({ responseId }) => responseId)).toEqual(sent);
  expect(sandbox.core.ledger.since(0).filter(({ path }) => path.endsWith('/responses'))).toHaveLength(3);
  const questions = new Map((await forms.structure(FORM)).questions.map((each) => [each.title, each.questionId]));
  expect(found[3]?.answers[questions.get('Prénom') ?? '']).toEqual(['Ada 3']);
  expect(await forms.response(FORM, sent[3] ?? '')).toEqual(found[3]);
  expect(await forms.response(FORM, 'nobody')).toBeNull();
});

test.each([
  ['forms-429', 'forms-throttled'],
  ['forms-500', 'forms-unavailable'],
  ['forms-503', 'forms-unavailable'],
  ['forms-502-html', 'forms-unavailable'],
  ['forms-403', 'forms-forbidden'],
  ['forms-404', 'forms-not-found'],
  ['forms-truncated', 'forms-unreadable'],
  ['forms-reset', 'forms-unavailable'],
  ['forms-slow', 'forms-unavailable'],
  ['token-invalid-grant', 'google-credentials'],
  ['token-503', 'forms-unavailable'],
])('%s is %s', async (fault, code) => {
  await using sandbox = await testSandbox();
  await fillIn(sandbox, FORM, ADA);
  // Short where silence is what is tried, and long enough for a busy machine; the answer comes later than that, and is soon over.
  const forms = formsOf(sandbox, fault === 'forms-slow' ? { timeoutMs: 2_000 } : {});
  const hits = inject(sandbox, { fault, ...(fault === 'forms-slow' ? { params: { delayMs: 3000 } } : {}) });
  await expect(forms.responsesSince(FORM, SINCE)).rejects.toMatchObject({ name: 'ServiceError', code });
  expect(hits()).toBe(1);
  sandbox.core.faults.clear();
  expect(await forms.responsesSince(FORM, SINCE)).toHaveLength(1);
});

test('a token that expires between two pages costs a second reading and loses nothing', async () => {
  await using sandbox = await testSandbox({ pageSize: 2 });
  const sent: string[] = [];
  for (let n = 0; n < 5; n++) sent.push((await fillIn(sandbox, FORM, ADA)).id);
  const hits = inject(sandbox, { fault: 'forms-token-expired', after: 1 });
  const found = await formsOf(sandbox).responsesSince(FORM, SINCE);
  expect(found.map(({ responseId }) => responseId)).toEqual(sent);
  expect(hits()).toBe(1);
  expect(sandbox.core.ledger.since(0).filter(({ service }) => service === 'token')).toHaveLength(2);
});

test('doubled and unordered responses come once and in order', async () => {
  await using sandbox = await testSandbox();
  const time = (n: number) => new Date(Date.UTC(2026, 9, 1, 8, n)).toISOString();
  const responses = Array.from({ length: 9 }, (_, n) => ({
    formId: FORM,
    responseId: `R${n}`,
    answers: ADA,
    createTime: time(0),
    lastSubmittedTime: time(n),
  }));
  await control(sandbox, 'responses.json', responses);
  const hits = inject(sandbox, { fault: 'forms-duplicates' });
  const found = await formsOf(sandbox).responsesSince(FORM, SINCE);
  expect(found.map(({ responseId }) => responseId)).toEqual(responses.map(({ responseId }) => responseId));
  expect(hits()).toBe(1);
});

test('the fingerprint moves with a renamed question and comes back with it', async () => {
  await using sandbox = await testSandbox();
  const forms = formsOf(sandbox);
  const before = (await forms.structure(FORM)).fingerprint;
  inject(sandbox, { fault: 'forms-question-renamed' });
  expect((await forms.structure(FORM)).fingerprint).not.toBe(before);
  sandbox.core.faults.clear();
  expect((await forms.structure(FORM)).fingerprint).toBe(before);
});

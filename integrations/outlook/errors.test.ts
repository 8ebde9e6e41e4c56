import { AuthenticationRequiredError } from '@azure/identity';
import { expect, test } from 'vitest';
import { entraCredential, entraError, TokenSource } from './credential.ts';
import { existingEventId, graphServiceError, isDuplicateTransaction, isGone, isTokenDropped } from './errors.ts';
import { deltaLinkWith, windowOf } from './window.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');

function answer(status: number, body: unknown = null, headers: Record<string, string> = {}) {
  return { status, body, headers: new Headers(headers) };
}

test.each([
  [400, 'calendar-refused'],
  [401, 'entra-credentials'],
  [403, 'calendar-forbidden'],
  [404, 'calendar-not-found'],
  [408, 'calendar-unavailable'],
  [409, 'calendar-conflict'],
  [412, 'calendar-conflict'],
  [423, 'calendar-unavailable'],
  [429, 'calendar-throttled'],
  [500, 'calendar-unavailable'],
  [503, 'calendar-unavailable'],
  [509, 'calendar-throttled'],
])('%d is %s', (status, code) => {
  expect(graphServiceError(answer(status), NOW).code).toBe(code);
});

test('the detail holds status, code and request id, and no word of the answer', () => {
  const body = { error: { code: 'ErrorAccessDenied', message: 'nadia@example.org' } };
  const error = graphServiceError(answer(403, body, { 'request-id': '6f1d-0c9e', 'retry-after': '7' }), NOW);
  expect(error).toMatchObject({ detail: 'HTTP 403 ErrorAccessDenied request-id 6f1d-0c9e', retryAfterMs: 7000 });
  expect(graphServiceError(answer(400, { error: { code: 'nadia@example.org' } }), NOW).detail).toBe('HTTP 400');
});

test('a duplicate transaction names its event, or not', () => {
  const code = 'ErrorDuplicateTransactionId';
  expect(isDuplicateTransaction(answer(400, { error: { code } }))).toBe(true);
  expect(isDuplicateTransaction(answer(409, { error: { code } }))).toBe(true);
  expect(isDuplicateTransaction(answer(409, { error: { code: 'ErrorIrresolvableConflict' } }))).toBe(false);
  expect(existingEventId(answer(409, { error: { code } }))).toBeNull();
  expect(existingEventId(answer(409, { error: { code, '@event.existingEventId': 'AAk1' } }))).toBe('AAk1');
  expect(existingEventId(answer(409, { error: { code, innerError: { '@event.existingEventId': 'AAk1' } } }))).toBe('AAk1');
});

test('a mailbox that is not there takes no event for gone', () => {
  expect(isGone(answer(404, { error: { code: 'ErrorItemNotFound' } }))).toBe(true);
  expect(isGone(answer(404))).toBe(true);
  expect(isGone(answer(404, { error: { code: 'ErrorInvalidUser' } }))).toBe(false);
  expect(isGone(answer(410))).toBe(false);
});

test('a dropped delta token is known by its status or its code', () => {
  expect(isTokenDropped(answer(410))).toBe(true);
  expect(isTokenDropped(answer(400, { error: { code: 'resyncRequired' } }))).toBe(true);
  expect(isTokenDropped(answer(400, { error: { code: 'ErrorInvalidRequest' } }))).toBe(false);
});

test.each([
  ['AADSTS7000222: The provided client secret keys are expired.', 'entra-credentials', 'AADSTS7000222'],
  ['AADSTS7000215: Invalid client secret provided.', 'entra-credentials', 'AADSTS7000215'],
  ['AADSTS90033: A transient error has occurred.', 'calendar-unavailable', 'AADSTS90033'],
  ['unauthorized_client: no', 'entra-credentials', 'unauthorized_client'],
  ['network_error: Network request failed', 'calendar-unavailable', 'no token: Entra did not answer'],
])('%s', (message, code, detail) => {
  const error = entraError(new AuthenticationRequiredError({ scopes: ['x'], message }));
  expect(error).toMatchObject({ code, detail });
  expect(entraError({ message: 'x', cause: { message } })).toMatchObject({ code });
});

test('a certificate that is not there is told as such', async () => {
  const make = entraCredential({ tenantId: 'tenant', clientId: 'client', secret: { certificatePath: '/nowhere/certificate.pem' } });
  await expect(new TokenSource(make, { scope: 'x/.default' }).get()).rejects.toMatchObject({ code: 'entra-credentials' });
});

test('a delta link carries its window where no server sees it', () => {
  const window = { start: '2026-11-01T00:00:00Z', end: '2027-01-01T00:00:00Z' };
  const link = 'https://graph.microsoft.com/v1.0/users/x/calendarView/delta?$deltatoken=R0';
  expect(windowOf(deltaLinkWith(link, window), NOW)).toEqual({ link, window });
  expect(windowOf(deltaLinkWith(deltaLinkWith(link, { start: '', end: '' }), window), NOW)).toEqual({ link, window });
  expect(windowOf(link, NOW).window).toEqual({ start: '2026-10-24T10:00:00.000Z', end: '2027-05-22T10:00:00.000Z' });
});

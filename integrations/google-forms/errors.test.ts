import { expect, test } from 'vitest';
import { formsError, googleFailure, tokenError } from './errors.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');

test('an error of the client is read without its words', () => {
  const thrown = Object.assign(new Error('nadia@example.org'), {
    config: { url: 'https://forms.googleapis.com/' },
    response: {
      status: 403,
      headers: new Headers({ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }),
      data: { error: { errors: [{ reason: 'userRateLimitExceeded', message: 'nadia@example.org' }] } },
    },
  });
  const failure = googleFailure(thrown);
  expect(failure).toEqual({ status: 403, reason: 'userRateLimitExceeded', retryAfter: 'Mon, 23 Nov 2026 10:00:30 GMT' });
  expect(formsError(failure, NOW)).toMatchObject({
    code: 'forms-throttled',
    retryAfterMs: 30_000,
    detail: 'HTTP 403 userRateLimitExceeded',
  });
  expect(JSON.stringify(formsError(failure, NOW))).not.toContain('nadia');
});

test('what is thrown without any answer is an unavailable service', () => {
  for (const thrown of [new Error('x'), undefined, 'x', null, { response: null }]) {
    expect(formsError(googleFailure(thrown), NOW)).toMatchObject({ code: 'forms-unavailable', detail: 'no answer' });
    expect(tokenError(googleFailure(thrown), NOW)).toMatchObject({ code: 'forms-unavailable' });
  }
});

test.each([
  [400, 'google-credentials'],
  [401, 'google-credentials'],
  [403, 'google-credentials'],
  [408, 'forms-unavailable'],
  [429, 'forms-throttled'],
  [503, 'forms-unavailable'],
])('the token endpoint’s %d is %s', (status, code) => {
  expect(tokenError({ status, reason: null, retryAfter: null }, NOW).code).toBe(code);
});

test.each([
  [401, 'google-credentials'],
  [410, 'forms-not-found'],
  [409, 'forms-refused'],
  [500, 'forms-unavailable'],
])('the API’s %d is %s', (status, code) => {
  expect(formsError({ status, reason: null, retryAfter: null }, NOW).code).toBe(code);
});

import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { SERVICE_ERRORS, ServiceError, type ServiceErrorCode } from '../domain/service-error.ts';
import { errorsInterceptor, toFailure } from './errors-interceptor.ts';

test('each service error becomes a failure of its code, retried only where the table says so', () => {
  const codes = Object.keys(SERVICE_ERRORS) as ServiceErrorCode[];
  expect(codes.length).toBeGreaterThan(10);
  for (const code of codes) {
    const failure = toFailure(new ServiceError(code, { detail: '503' }));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: code, nonRetryable: SERVICE_ERRORS[code].then === 'stop', message: `${code}: 503` });
    expect((failure as ApplicationFailure).nextRetryDelay).toBeUndefined();
  }
});

test('a wait that the service asked for is kept', () => {
  expect(toFailure(new ServiceError('calendar-throttled', { detail: '429', retryAfterMs: 120_000 }))).toMatchObject({
    nextRetryDelay: 120_000,
    nonRetryable: false,
  });
});

test('anything else passes as it is, and a result too', async () => {
  const unknown = new TypeError('x is not a function');
  expect(toFailure(unknown)).toBe(unknown);
  const { inbound } = errorsInterceptor();
  const input = { args: [], headers: {} };
  expect(await inbound?.execute?.(input, async () => 42)).toBe(42);
  await expect(
    inbound?.execute?.(input, async () => {
      throw new ServiceError('mail-refused', { detail: '554' });
    }),
  ).rejects.toMatchObject({ type: 'mail-refused', nonRetryable: true });
});

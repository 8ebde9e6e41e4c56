import { z } from 'zod';
import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import { retryAfterMs, safeCode } from '../retry-after.ts';

/** What is left of a failed call once everything that could name a person is gone: the message and the body are never kept. */
export interface GoogleFailure {
  /** HTTP status; null when no answer came at all (network, time-out). */
  readonly status: number | null;
  /** `RESOURCE_EXHAUSTED`, `PERMISSION_DENIED`, … or OAuth's `invalid_grant`. */
  readonly reason: string | null;
  /** `Retry-After` as it stood. */
  readonly retryAfter: string | null;
}

const errorInfo = z.object({ reason: z.string() });
const apiError = z.object({
  error: z.object({ status: z.string().nullish(), details: z.array(z.unknown()).nullish() }),
});
const legacyError = z.object({ error: z.object({ errors: z.array(errorInfo).min(1) }) });
const oauthError = z.object({ error: z.string() });

/** What an error thrown by Google's client says, read structurally: its class differs between copies of the library. */
export function googleFailure(error: unknown): GoogleFailure {
  const response = field(error, 'response');
  const status = z.number().int().safeParse(field(response, 'status')).data ?? null;
  return { status, reason: reasonOf(field(response, 'data')), retryAfter: header(field(response, 'headers'), 'retry-after') };
}

/** A failed call to the Forms API. A 401 has had its fresh token by then. */
export function formsError(failure: GoogleFailure, now: number): ServiceError {
  return serviceError(formsCode(failure), failure, now);
}

/** A failed call to the token endpoint, or a key that can't sign. */
export function tokenError(failure: GoogleFailure, now: number): ServiceError {
  const { status } = failure;
  const passing = status === null || status === 408 || status === 429 || status >= 500;
  return serviceError(passing ? (status === 429 ? 'forms-throttled' : 'forms-unavailable') : 'google-credentials', failure, now);
}

function formsCode({ status, reason }: GoogleFailure): ServiceErrorCode {
  if (status === null || status === 408 || status >= 500) return 'forms-unavailable';
  // Google's older front ends say « too many » with a 403.
  if (status === 429 || /^(RATE_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED|(user)?rateLimitExceeded|quotaExceeded)$/i.test(reason ?? '')) {
    return 'forms-throttled';
  }
  if (status === 401) return 'google-credentials';
  if (status === 403) return 'forms-forbidden';
  if (status === 404 || status === 410) return 'forms-not-found';
  return 'forms-refused';
}

function serviceError(code: ServiceErrorCode, { status, reason, retryAfter }: GoogleFailure, now: number): ServiceError {
  const detail = [status === null ? 'no answer' : `HTTP ${status}`, ...(reason === null ? [] : [reason])].join(' ');
  return new ServiceError(code, { detail, retryAfterMs: retryAfterMs(retryAfter, now) });
}

function reasonOf(body: unknown): string | null {
  const api = apiError.safeParse(body).data?.error;
  const details = (api?.details ?? []).flatMap((each) => errorInfo.safeParse(each).data ?? []);
  const legacy = legacyError.safeParse(body).data?.error.errors[0];
  return safeCode(details[0]?.reason ?? legacy?.reason ?? api?.status ?? oauthError.safeParse(body).data?.error);
}

/** The client's headers are node-fetch's, Node's own, or a plain object, by version. */
function header(headers: unknown, name: string): string | null {
  const get = field(headers, 'get');
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : field(headers, name);
  return typeof value === 'string' ? value : null;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

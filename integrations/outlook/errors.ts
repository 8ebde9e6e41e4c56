import { z } from 'zod';
import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import { retryAfterMs, safeCode } from '../retry-after.ts';

/** An answer of Graph's: the body parsed where it was JSON, null where it was not (a proxy's page, a truncated answer). */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const id = z.string().min(1);
const graphError = z.object({
  error: z.object({
    code: z.string().nullish(),
    '@event.existingEventId': id.nullish().catch(null),
    innerError: z
      .object({ '@event.existingEventId': id.nullish().catch(null) })
      .nullish()
      .catch(null),
  }),
});

/** Graph's own code of an error, such as `ErrorItemNotFound`; null where the answer has none. */
function graphCode({ body }: GraphAnswer): string | null {
  return safeCode(graphError.safeParse(body).data?.error.code);
}

/** The event that already has our transactionId, where Graph names it. */
export function existingEventId({ body }: GraphAnswer): string | null {
  const error = graphError.safeParse(body).data?.error;
  return error?.['@event.existingEventId'] ?? error?.innerError?.['@event.existingEventId'] ?? null;
}

/** The same transactionId came with another content: seen as 400 and as 409. */
export function isDuplicateTransaction(answer: GraphAnswer): boolean {
  return (answer.status === 400 || answer.status === 409) && graphCode(answer) === 'ErrorDuplicateTransactionId';
}

/** Codes of a 404 that speak of the mailbox: an event must never be taken for gone because the mailbox's address is wrong. */
const NO_MAILBOX = new Set([
  'ErrorInvalidUser',
  'ErrorNonExistentMailbox',
  'MailboxNotEnabledForRESTAPI',
  'MailboxNotSupportedForRESTAPI',
  'Request_ResourceNotFound',
]);

/** The event is not there; 404 for another reason is an error like any other. */
export function isGone(answer: GraphAnswer): boolean {
  return answer.status === 404 && !NO_MAILBOX.has(graphCode(answer) ?? '');
}

/** Graph dropped the delta token: the list must be read again from its beginning. */
export function isTokenDropped(answer: GraphAnswer): boolean {
  const code = graphCode(answer) ?? '';
  return (
    answer.status === 410 || (answer.status >= 400 && /^(SyncStateNotFound|SyncStateInvalid|resyncRequired|fullSyncRequired)$/i.test(code))
  );
}

/** An answer that is no success, as an error of ours. A 401 has had its fresh token by then. */
export function graphServiceError(answer: GraphAnswer, now: number): ServiceError {
  const detail = [`HTTP ${answer.status}`, graphCode(answer), requestId(answer)].filter((part) => part !== null).join(' ');
  return new ServiceError(codeOf(answer), { detail, retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), now) });
}

function codeOf(answer: GraphAnswer): ServiceErrorCode {
  const { status } = answer;
  if (status === 429 || status === 509) return 'calendar-throttled';
  // 410: a token dropped again right after a full list.
  if (status === 408 || status === 410 || status === 423 || status >= 500) return 'calendar-unavailable';
  if (status === 401) return 'entra-credentials';
  if (status === 403) return 'calendar-forbidden';
  if (status === 404) return 'calendar-not-found';
  if (status === 409 || status === 412) return 'calendar-conflict';
  return 'calendar-refused';
}

function requestId({ headers }: GraphAnswer): string | null {
  const value = safeCode(headers.get('request-id'));
  return value === null ? null : `request-id ${value}`;
}

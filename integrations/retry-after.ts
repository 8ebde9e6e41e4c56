/**
 * How long a service asked us to wait: `Retry-After` is seconds or an HTTP date (RFC 9110, 10.2.3).
 * Null where the header is absent or says nothing readable; never negative.
 */
export function retryAfterMs(header: string | null | undefined, now: number): number | null {
  const value = header?.trim() ?? '';
  if (value === '') return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** A vendor's code as it may stand in a log: nothing but an identifier gets through, so that no answer can smuggle a person's words in. */
export function safeCode(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.-]{1,80}$/.test(value) ? value : null;
}

import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { SandboxEnv } from '../core/core.ts';

interface GoogleError {
  readonly code: ContentfulStatusCode;
  readonly message: string;
  readonly status: string;
  readonly details?: readonly object[];
}

const info = (reason: string, metadata: Record<string, string> = {}) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata: { service: 'forms.googleapis.com', ...metadata },
});

/** Google's errors, in its own words and shape. */
export const GOOGLE_ERRORS = {
  invalidCredentials: {
    code: 401,
    message:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    status: 'UNAUTHENTICATED',
    details: [info('ACCESS_TOKEN_EXPIRED')],
  },
  missingCredentials: {
    code: 401,
    message:
      'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    status: 'UNAUTHENTICATED',
    details: [info('CREDENTIALS_MISSING')],
  },
  insufficientScopes: {
    code: 403,
    message: 'Request had insufficient authentication scopes.',
    status: 'PERMISSION_DENIED',
    details: [info('ACCESS_TOKEN_SCOPE_INSUFFICIENT')],
  },
  noPermission: { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' },
  notFound: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' },
  invalidArgument: { code: 400, message: 'Request contains an invalid argument.', status: 'INVALID_ARGUMENT' },
  internal: { code: 500, message: 'Internal error encountered.', status: 'INTERNAL' },
  unavailable: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' },
} satisfies Record<string, GoogleError>;

export function googleError(c: Context<SandboxEnv>, error: GoogleError): Response {
  return c.json({ error }, error.code);
}

export function quotaExceeded(c: Context<SandboxEnv>, metric: string, limit: string, value: number): Response {
  return googleError(c, {
    code: 429,
    message: `Quota exceeded for quota metric '${metric}' and limit '${limit}' of service 'forms.googleapis.com' for consumer 'project_number:100000000000'.`,
    status: 'RESOURCE_EXHAUSTED',
    details: [info('RATE_LIMIT_EXCEEDED', { quota_metric: metric, quota_limit: limit, quota_limit_value: String(value) })],
  });
}

export const BAD_GATEWAY_PAGE = `<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error 502 (Server Error)!!1</title>
  <p><b>502.</b> <ins>That’s an error.</ins>
  <p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds. <ins>That’s all we know.</ins>
`;

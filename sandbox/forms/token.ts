import { randomBytes, verify } from 'node:crypto';
import { Hono } from 'hono';
import type { Core, SandboxEnv } from '../core/core.ts';
import type { ServiceAccount } from '../core/credentials.ts';
import { GOOGLE_ERRORS, googleError } from './errors.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_SECONDS = 3599;
/** Real servers allow for clocks that differ by a few minutes. */
const SKEW_SECONDS = 300;

export interface Grant {
  readonly user: string;
  readonly scopes: readonly string[];
  /** Real time, milliseconds since 1970: clients cache tokens by the real clock. */
  readonly expiresAt: number;
}

export interface Tokens {
  issue(user: string, scopes: readonly string[]): string;
  /** What a bearer token allows, be it an access token or a self-signed JWT; null when unknown, expired or revoked. */
  check(token: string): Grant | null;
  revoke(token: string): void;
}

export function openTokens(core: Core, account: ServiceAccount): Tokens {
  const issued = core.collection<Grant>('google-tokens');
  const revoked = core.collection<true>('google-tokens-revoked');
  for (const [token, grant] of issued.entries()) if (grant.expiresAt < Date.now()) issued.delete(token);
  return {
    issue: (user, scopes) => {
      const token = `ya29.${randomBytes(32).toString('base64url')}`;
      issued.set(token, { user, scopes, expiresAt: Date.now() + LIFETIME_SECONDS * 1000 });
      return token;
    },
    check: (token) => {
      if (revoked.has(token)) return null;
      const grant = issued.get(token) ?? selfSigned(token, account);
      return grant !== null && grant.expiresAt > Date.now() ? grant : null;
    },
    revoke: (token) => {
      issued.delete(token);
      revoked.set(token, true);
    },
  };
}

/** Google's token endpoint, for service accounts only: POST /token. */
export function tokenApp(core: Core, account: ServiceAccount, tokens: Tokens): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.post('/token', async (c) => {
    const fault = core.faults.take('token', { method: 'POST', path: '/token' });
    if (fault !== null) c.set('fault', fault.fault);
    if (fault?.fault === 'token-503') return googleError(c, GOOGLE_ERRORS.unavailable);
    const refuse = (error: string, description: string) => c.json({ error, error_description: description }, 400);
    if (fault?.fault === 'token-invalid-grant') return refuse('invalid_grant', 'Invalid JWT Signature.');
    const { grant, assertion } = fields(await c.req.text(), c.req.header('content-type') ?? '');
    if (grant !== GRANT) return refuse('unsupported_grant_type', `Invalid grant_type: ${grant}`);
    const claims = readJwt(assertion, account);
    if (typeof claims === 'string') return refuse('invalid_grant', claims);
    const problem = problemOf(claims, account, core.urls.web);
    if (problem !== null) return refuse('invalid_grant', problem);
    const scopes = (claims.scope ?? '').split(' ').filter((scope) => scope !== '');
    if (scopes.length === 0) return refuse('invalid_scope', 'Empty or missing scope not allowed.');
    return c.json({ access_token: tokens.issue(account.clientEmail, scopes), expires_in: LIFETIME_SECONDS, token_type: 'Bearer' });
  });
  return app;
}

function fields(body: string, contentType: string): { grant: string; assertion: string } {
  const params = contentType.includes('json') ? new URLSearchParams(jsonFields(body)) : new URLSearchParams(body);
  return { grant: params.get('grant_type') ?? '', assertion: params.get('assertion') ?? '' };
}

function jsonFields(body: string): Record<string, string> {
  try {
    return JSON.parse(body) as Record<string, string>;
  } catch {
    return {};
  }
}

interface Claims {
  iss?: string;
  sub?: string;
  aud?: string;
  scope?: string;
  iat?: number;
  exp?: number;
}

/** The claims of a JWT that the account signed, or why it is none. */
function readJwt(jwt: string, account: ServiceAccount): Claims | string {
  const [header, payload, signature, more] = jwt.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more !== undefined) return 'Bad Request';
  try {
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: string };
    if (alg !== 'RS256') return 'Invalid JWT: the algorithm must be RS256.';
    const genuine = verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), account.publicKey, Buffer.from(signature, 'base64url'));
    return genuine ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims) : 'Invalid JWT Signature.';
  } catch {
    return 'Bad Request';
  }
}

function problemOf(claims: Claims, account: ServiceAccount, web: string): string | null {
  const now = Date.now() / 1000;
  const audiences = ['https://oauth2.googleapis.com/token', 'https://www.googleapis.com/oauth2/v4/token', `${web}/token`];
  if (claims.iss !== account.clientEmail) return 'Invalid grant: account not found';
  if (!audiences.includes(claims.aud ?? '')) return 'Invalid JWT: the audience is wrong.';
  const { iat = 0, exp = 0 } = claims;
  const timely = exp > now - SKEW_SECONDS && iat < now + SKEW_SECONDS && exp - iat <= 3600 + SKEW_SECONDS;
  return timely
    ? null
    : 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';
}

/** A service account may also sign its own bearer token, without any call to the token endpoint. */
function selfSigned(token: string, account: ServiceAccount): Grant | null {
  const claims = readJwt(token, account);
  if (typeof claims === 'string' || claims.iss !== account.clientEmail) return null;
  const scopes = (claims.scope ?? '').split(' ').filter((scope) => scope !== '');
  const allOfForms = ['https://www.googleapis.com/auth/drive'];
  const grantsAll = scopes.length === 0 && /^https:\/\/forms\.googleapis\.com\/?$/.test(claims.aud ?? '');
  return { user: account.clientEmail, scopes: grantsAll ? allOfForms : scopes, expiresAt: (claims.exp ?? 0) * 1000 };
}

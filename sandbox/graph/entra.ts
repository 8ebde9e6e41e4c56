import { createHmac, createPublicKey, createVerify, randomBytes, randomUUID, timingSafeEqual, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { generate } from 'selfsigned';
import { z } from 'zod';
import type { Core, SandboxEnv } from '../core/core.ts';
import { ENTRA } from '../core/credentials.ts';
import { writeAtomically } from '../core/store.ts';
import { GRAPH_FAULTS } from './faults.ts';

const TOKEN_SECONDS = 3_599;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';

/** Microsoft Entra in miniature: the tenant's description and its token endpoint. Tokens live by the real clock, as the client measures them. */
export function entraApp(core: Core): Hono<SandboxEnv> {
  core.faults.define(GRAPH_FAULTS.filter(({ service }) => service === 'entra'));
  const app = new Hono<SandboxEnv>();
  app.get('/common/discovery/instance', (c) => c.json(instanceDiscovery(new URL(c.req.url).host)));
  app.get('/:tenant/v2.0/.well-known/openid-configuration', (c) =>
    c.req.param('tenant') === ENTRA.tenantId ? c.json(description(origin(c))) : failure(c, 400, unknownTenant(c.req.param('tenant'))),
  );
  app.post('/:tenant/oauth2/v2.0/token', (c) => tokenAnswer(core, c));
  return app;
}

/** Certificate and private key in one PEM file, the form AZURE_CLIENT_CERTIFICATE_PATH wants; made the first time. The tenant knows this one. */
export async function entraCertificateIn(dir: string): Promise<string> {
  const file = certificateFile(dir);
  if (existsSync(file)) return file;
  const made = await generate([{ name: 'commonName', value: 'parcours-createurs' }], { keySize: 2048, algorithm: 'sha256' });
  writeAtomically(file, `${made.private}\n${made.cert}\n`);
  return file;
}

const certificateFile = (dir: string) => join(dir, 'entra-client.pem');

export type TokenProblem = 'missing' | 'malformed' | 'expired';

/** What is wrong with a request's bearer token; null when nothing is. */
export function tokenProblem(core: Core, header: string | undefined): TokenProblem | null {
  const token = /^Bearer\s+(.+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) return 'missing';
  const [head, payload, signature] = token.split('.');
  if (head === undefined || payload === undefined || signature === undefined) return 'malformed';
  if (!same(signature, sign(core, `${head}.${payload}`))) return 'malformed';
  const { exp } = z.looseObject({ exp: z.number() }).parse(decoded(payload));
  return exp * 1000 <= core.clock.real().getTime() ? 'expired' : null;
}

const decoded = (part64: string): unknown => JSON.parse(Buffer.from(part64, 'base64url').toString('utf8'));

function sign(core: Core, text: string): string {
  const secret = core.value('entra-signing-key', { key: '' });
  if (secret.get().key === '') secret.set({ key: randomBytes(32).toString('base64') });
  return createHmac('sha256', secret.get().key).update(text).digest('base64url');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

interface TokenError {
  readonly code: number;
  readonly error: string;
  readonly message: string;
}

async function tokenAnswer(core: Core, c: Context<SandboxEnv>) {
  const fault = core.faults.take('entra', { method: c.req.method, path: c.req.path });
  if (fault !== null) c.set('fault', fault.fault);
  if (fault?.fault === 'entra-503')
    return c.json(
      {
        error: 'temporarily_unavailable',
        error_description: 'AADSTS90033: A transient error has occurred. Please try again.',
        error_codes: [90033],
      },
      503,
    );
  if (fault?.fault === 'entra-secret-expired') return failure(c, 401, EXPIRED_SECRET);
  if (fault?.fault === 'entra-secret-invalid') return failure(c, 401, WRONG_SECRET);
  const form = new URLSearchParams(await c.req.text());
  const problem = refusal(core, c, form);
  if (problem !== null) return failure(c, problem.error === 'invalid_client' ? 401 : 400, problem);
  // A client believes the announced lifetime; the token itself may end sooner, as after a revocation.
  const seconds = fault?.fault === 'entra-short-token' ? Number(fault.params['realSeconds'] ?? 1) : TOKEN_SECONDS;
  c.header('Cache-Control', 'no-store, no-cache');
  return c.json({ token_type: 'Bearer', expires_in: TOKEN_SECONDS, ext_expires_in: TOKEN_SECONDS, access_token: makeToken(core, seconds) });
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function makeToken(core: Core, seconds: number): string {
  const now = Math.floor(core.clock.real().getTime() / 1000);
  const claims = {
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${ENTRA.tenantId}/`,
    appid: ENTRA.clientId,
    tid: ENTRA.tenantId,
    roles: ['Calendars.ReadWrite'],
  };
  const text = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ ...claims, nbf: now, iat: now, exp: now + seconds, uti: randomBytes(12).toString('base64url') })}`;
  return `${text}.${sign(core, text)}`;
}

const WRONG_SECRET: TokenError = {
  code: 7000215,
  error: 'invalid_client',
  message: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${ENTRA.clientId}'.`,
};
const EXPIRED_SECRET: TokenError = {
  code: 7000222,
  error: 'invalid_client',
  message: `The provided client secret keys for app '${ENTRA.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
};
const unknownTenant = (tenant: string): TokenError => ({
  code: 90002,
  error: 'invalid_request',
  message: `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
});

function refusal(core: Core, c: Context<SandboxEnv>, form: URLSearchParams): TokenError | null {
  const tenant = c.req.param('tenant') ?? '';
  const clientId = form.get('client_id') ?? '';
  if (tenant !== ENTRA.tenantId) return unknownTenant(tenant);
  if (form.get('grant_type') !== 'client_credentials')
    return { code: 70003, error: 'unsupported_grant_type', message: 'The app requested an unsupported grant type.' };
  if (clientId !== ENTRA.clientId)
    return {
      code: 700016,
      error: 'unauthorized_client',
      message: `Application with identifier '${clientId}' was not found in the directory.`,
    };
  if (!(form.get('scope') ?? '').split(' ').includes(GRAPH_SCOPE))
    return {
      code: 1002012,
      error: 'invalid_scope',
      message: `The provided value for scope ${form.get('scope')} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`,
    };
  const assertion = form.get('client_assertion');
  if (assertion !== null)
    return form.get('client_assertion_type') === ASSERTION_TYPE && assertionHolds(core, assertion, origin(c)) ? null : WRONG_ASSERTION;
  return same(form.get('client_secret') ?? '', ENTRA.clientSecret) ? null : WRONG_SECRET;
}

const WRONG_ASSERTION: TokenError = {
  code: 700027,
  error: 'invalid_client',
  message:
    'The certificate with identifier used to sign the client assertion is not registered on application, or its signature or claims are not valid.',
};

/** The proof of a private key, as RFC 7523 and Entra want it: signed by the known certificate, for this token endpoint, not expired. */
function assertionHolds(core: Core, assertion: string, root: string): boolean {
  try {
    return assertionIsProof(core, assertion, root);
  } catch {
    return false;
  }
}

function assertionIsProof(core: Core, assertion: string, root: string): boolean {
  const file = certificateFile(core.dir);
  const [head, payload, signature] = assertion.split('.');
  if (!existsSync(file) || head === undefined || payload === undefined || signature === undefined) return false;
  const certificate = new X509Certificate(readFileSync(file, 'utf8'));
  const { alg } = z.looseObject({ alg: z.string() }).parse(decoded(head));
  const claims = z.looseObject({ aud: z.string(), iss: z.string(), sub: z.string(), exp: z.number() }).parse(decoded(payload));
  const now = core.clock.real().getTime() / 1000;
  const verifier = createVerify('RSA-SHA256').update(`${head}.${payload}`);
  const key = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }));
  const proper = alg === 'PS256' ? { key, padding: 6, saltLength: 32 } : { key };
  const signed = verifier.verify(proper, Buffer.from(signature, 'base64url'));
  return (
    signed &&
    claims.aud.startsWith(`${root}/${ENTRA.tenantId}`) &&
    claims.iss === ENTRA.clientId &&
    claims.sub === ENTRA.clientId &&
    claims.exp > now
  );
}

const origin = (c: Context<SandboxEnv>) => `https://${new URL(c.req.url).host}`;

function failure(c: Context<SandboxEnv>, status: 400 | 401, { code, error, message }: TokenError) {
  const [trace, correlation] = [randomUUID(), c.req.header('client-request-id') ?? randomUUID()];
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const text = `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
  return c.json(
    {
      error,
      error_description: text,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `${origin(c)}/error?code=${code}`,
    },
    status,
  );
}

function description(root: string) {
  const tenant = `${root}/${ENTRA.tenantId}`;
  return {
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${tenant}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${root}/oidc/userinfo`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${tenant}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'nonce', 'name', 'tid', 'ver', 'email'],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  };
}

function instanceDiscovery(host: string) {
  return {
    tenant_discovery_endpoint: `https://${host}/${ENTRA.tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { ClientSecretCredential, type TokenCredential } from '@azure/identity';
import { AuthenticationHandler, Client, HTTPMessageHandler } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { Hono } from 'hono';
import { assertAnyVendors } from '../contracts/validate-ledger.ts';
import { type Core, openCore, type SandboxEnv } from '../core/core.ts';
import { ENTRA } from '../core/credentials.ts';
import { observe } from '../core/observe.ts';
import { type Certificate, certificateIn, listenTls } from '../core/servers.ts';
import { calendarPages } from '../pages/calendar.ts';
import { type GraphOptions, graphApp } from './app.ts';
import { GRAPH_SCOPE } from './entra.ts';

export interface Peer extends AsyncDisposable {
  readonly core: Core;
  readonly url: string;
  readonly client: Client;
  credential(secret?: string): ClientSecretCredential;
  clientWith(credential: TokenCredential): Client;
  /** A request as no official client sends it; with a valid token unless `authorization` says otherwise. */
  raw(method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  /** The pages, reached in the process. */
  readonly pages: Hono<SandboxEnv>;
}

/** One for all peers of a test file, since a process trusts one. */
let sharedCertificate: Promise<Certificate> | undefined;

/** For tests: Graph and Entra over TLS on a free port, and Microsoft's own clients as peers. */
export async function openPeer(options: GraphOptions & { pageSize?: number; dir?: string } = {}): Promise<Peer> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'sandbox-graph-'));
  const core = openCore(dir, { pageSize: options.pageSize ?? null });
  sharedCertificate ??= certificateIn(mkdtempSync(join(tmpdir(), 'sandbox-graph-tls-')));
  const certificate = await sharedCertificate;
  trust(certificate.caFile);
  const app = new Hono<SandboxEnv>();
  app.use(observe(core, (path) => (path.startsWith('/v1.0/') ? 'graph' : 'entra')));
  app.route('/', graphApp(core, options));
  const server = await listenTls(app, 0, certificate);
  const url = `https://localhost:${server.port}`;
  core.urls.tls = url;
  const credential = (secret?: string) => credentialOn(url, secret);
  const clientWith = (token: TokenCredential) => clientOn(url, token);
  const mine = credential();
  return {
    core,
    url,
    credential,
    clientWith,
    client: clientWith(mine),
    pages: calendarPages(core),
    raw: async (method, path, { body, headers = {} } = {}) => {
      const authorization = headers['authorization'] ?? `Bearer ${(await mine.getToken(GRAPH_SCOPE)).token}`;
      const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      return fetch(`${url}${path}`, {
        method,
        headers: { ...json, ...headers, authorization },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    [Symbol.asyncDispose]: async () => {
      const answers = core.ledger.since(0);
      await server.close();
      core.close();
      assertAnyVendors(answers);
    },
  };
}

/** Makes this process trust one sandbox's certificate: authorities of the same name don't stand side by side. */
export function trust(caFile: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(caFile, 'utf8')]);
}

export function credentialOn(url: string, secret: string = ENTRA.clientSecret): ClientSecretCredential {
  const options = { authorityHost: url, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };
  return new ClientSecretCredential(ENTRA.tenantId, ENTRA.clientId, secret, options);
}

/** Microsoft's client on a sandbox, without its own retries: a test wants to see each answer. */
export function clientOn(url: string, credential: TokenCredential): Client {
  const authentication = new AuthenticationHandler(new TokenCredentialAuthenticationProvider(credential, { scopes: [GRAPH_SCOPE] }));
  authentication.setNext(new HTTPMessageHandler());
  return Client.initWithMiddleware({
    middleware: authentication,
    baseUrl: `${url}/`,
    customHosts: new Set(['localhost']),
    defaultVersion: 'v1.0',
  });
}

export const IMMUTABLE = { Prefer: 'IdType="ImmutableId"' };
export const PROPERTY = 'String {6f0c4a52-8b1d-4c0e-9d0b-2f3a5b7c9d10} Name reference';
export const MAILBOX = 'groupement@aile.example.org';

/** An information session as the service writes one. */
export function session(more: Record<string, unknown> = {}) {
  return {
    subject: 'Information collective',
    body: { contentType: 'text', content: 'Accueil à 14 h 15.\nMerci de prévenir en cas d’empêchement.' },
    start: { dateTime: '2026-12-03T14:30:00', timeZone: 'Europe/Paris' },
    end: { dateTime: '2026-12-03T16:30:00', timeZone: 'Europe/Paris' },
    location: { displayName: 'Maison de quartier des Aunettes' },
    attendees: [
      { type: 'required', emailAddress: { address: 'contact.ml@example.org', name: 'Maud Lefèvre' } },
      { type: 'required', emailAddress: { address: 'camille.roux@aile.example.org', name: 'Camille Roux' } },
    ],
    categories: ['Groupement'],
    singleValueExtendedProperties: [{ id: PROPERTY, value: 'info-decembre' }],
    ...more,
  };
}

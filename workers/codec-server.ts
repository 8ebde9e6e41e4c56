import { type ServerType, serve } from '@hono/node-server';
import type { Logger, Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { html } from 'hono/html';
import { LOOPBACK_NAMES } from '../integrations/loopback.ts';
import { decoderOfAnyOwner, keyIdOf } from './codec.ts';
import type { CodecAccess } from './codec-access.ts';
import { ACCESS_PATH, addAccessPage, tokenInCookie } from './codec-access-page.ts';
import { addStyleSheet, codecPage } from './codec-page.ts';
import { type SavedView, savedViews, viewLink, workflowsLink } from './links-to-ui.ts';
import { views as words } from './words.ts';

export interface CodecServerOptions {
  readonly keys: readonly Uint8Array[];
  /** Whom it decodes for. */
  readonly access: CodecAccess;
  /** Addresses of the Web UI as its reader's browser sees it: `http://localhost:8233`. Pages of any other origin are refused. */
  readonly origins: readonly string[];
  /** Names under which it is reached, besides those of loopback: a request for any other Host is refused. */
  readonly hosts?: readonly string[];
  readonly logger?: Logger;
  /** With it, `/views` lists the saved views and `/views/<id>` leads to one. */
  readonly ui?: {
    readonly url: string;
    readonly namespace: string;
    readonly organisations: readonly { readonly id: string; readonly name: string }[];
  };
}

const MAX_BODY = 16 * 1024 * 1024;

/**
 * Origins of the Web UI from its addresses, comma-separated. One on loopback counts under both of its names: to a browser `localhost` and
 * `127.0.0.1` are two origins, and people type either.
 */
export function originsOf(addresses: string): readonly string[] {
  const origins = addresses.split(',').map((address) => address.trim().replace(/\/$/, ''));
  return [
    ...new Set(
      origins.flatMap((origin) => [origin, origin.replace('//localhost', '//127.0.0.1'), origin.replace('//127.0.0.1', '//localhost')]),
    ),
  ];
}
const { Payloads } = proto.temporal.api.common.v1;

function countBy(ids: readonly (string | null)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/**
 * The Web UI's remote codec: `POST /decode` takes and gives `{ payloads: [{ metadata, data }] }`, bytes in base64, for whoever brings a token: as
 * `Authorization: Bearer`, in the cookie of its page /access, or, where the Web UI can send neither, in the path (`/with/<token>/decode`, for the
 * local token only). There is no `/encode`: what the Web UI sends doesn't say for which workflow, and payloads are bound to theirs.
 */
export function codecApp({ keys, access, origins, hosts = [], logger, ui }: CodecServerOptions): Hono {
  const app = new Hono();
  app.use('*', refuseStrangers(origins, [...LOOPBACK_NAMES, ...hosts]));
  app.use(
    '*',
    cors({
      origin: [...origins],
      allowMethods: ['POST'],
      allowHeaders: ['x-namespace', 'content-type', 'authorization', 'authorization-extras'],
      credentials: true,
    }),
  );
  app.use('*', bodyLimit({ maxSize: MAX_BODY }));
  const answer = decoding({ keys, access, logger });
  app.post('/decode', (context) => answer(context, bearerOf(context) ?? tokenInCookie(context)));
  app.post('/with/:token/decode', (context) => {
    const token = context.req.param('token');
    return answer(context, access.isLocalToken(token) ? token : null);
  });
  app.get('/health', (context) => context.text('ok'));
  addStyleSheet(app);
  if (access.hasLocalToken) addAccessPage(app, access, ui === undefined ? null : workflowsLink(ui.url, ui.namespace));
  if (ui) addViews(app, ui);
  return app;
}

function refuseStrangers(origins: readonly string[], hosts: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    // A name of an attacker's that leads to loopback (DNS rebinding) makes its page the same origin as this server.
    if (!hosts.includes(new URL(context.req.url).hostname)) return context.text('This host is not the codec server.', 403);
    const origin = context.req.header('origin');
    if (origin !== undefined && !origins.includes(origin) && !isOwnForm(context, origin))
      return context.text('This origin is not the Web UI of this service.', 403);
    return await next();
  };
}

interface Decoding extends Pick<CodecServerOptions, 'keys' | 'access'> {
  readonly logger: Logger | undefined;
}

/** Answers one request: each decoding, and each refusal, is in the log with who asked, never with what was read. */
function decoding({ keys, access, logger }: Decoding): (context: Context, token: string | null) => Promise<Response> {
  const decode = decoderOfAnyOwner(keys);
  return async (context, token) => {
    if (!isAskedByScript(context)) return context.text('Only the Web UI may ask for this.', 403);
    const verdict = await access.check(token);
    if ('refusal' in verdict) {
      const { code, status } = verdict.refusal;
      logger?.warn('decoding refused', { code });
      return context.text(REFUSALS[status], status, { 'www-authenticate': 'Bearer' });
    }
    const payloads = await parsePayloads(() => context.req.json());
    if (payloads === null) return context.text('Expected { "payloads": [...] }.', 400);
    try {
      const decoded = decode(payloads);
      const service = context.req.header('origin') === undefined ? 'program' : 'web-ui';
      for (const [id, count] of countBy(payloads.map(keyIdOf)))
        logger?.info(`decoded with key ${id}`, { count, service, caller: verdict.caller });
      return context.json(Payloads.toObject(Payloads.fromObject({ payloads: decoded }), { bytes: String }));
    } catch (error) {
      return context.text(Error.isError(error) && error.name === 'KeyError' ? error.message : 'These payloads cannot be decrypted.', 400);
    }
  };
}

/** A browser says so itself: only a script of the Web UI asks, never a form or a link of another page. Programs say nothing of it. */
function isAskedByScript({ req }: Context): boolean {
  const isBrowser = req.header('sec-fetch-site') !== undefined;
  return !isBrowser || (req.header('sec-fetch-mode') === 'cors' && req.header('origin') !== undefined);
}

const REFUSALS = {
  401: 'Decoding needs a valid token: open the page /access of this server once, or sign in to the Web UI.',
  403: 'This token is valid, and its owner may not read this service.',
};

/** The page /access posts to its own server; behind a proxy that ends TLS, only the host is the same. */
function isOwnForm({ req }: Context, origin: string): boolean {
  return req.path === ACCESS_PATH && URL.canParse(origin) && new URL(origin).host === new URL(req.url).host;
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
function bearerOf({ req }: Context): string | null {
  return /^Bearer +(\S+)$/i.exec(req.header('authorization') ?? '')?.[1] ?? null;
}

/** Listens on loopback unless told otherwise (a container publishes it on its host's loopback only). */
export async function startCodecServer(options: CodecServerOptions & { readonly port: number; readonly host?: string }) {
  const app = codecApp(options);
  const server = await new Promise<ServerType>((resolve, reject) => {
    const made = serve({ fetch: app.fetch, port: options.port, hostname: options.host ?? '127.0.0.1' }, () => resolve(made));
    made.once('error', reject);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

/** What arrives is the Web UI's word: null when it is not a list of payloads. Proto JSON leaves an empty list out. */
async function parsePayloads(read: () => Promise<unknown>): Promise<Payload[] | null> {
  try {
    const body = await read();
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
    if (!('payloads' in body)) return [];
    if (!Array.isArray(body.payloads)) return null;
    return Payloads.fromObject(body).payloads;
  } catch {
    return null;
  }
}

function addViews(app: Hono, ui: NonNullable<CodecServerOptions['ui']>): void {
  const views = () => savedViews(ui.organisations, new Date());
  app.get('/views', (context) => context.html(page(views(), workflowsLink(ui.url, ui.namespace))));
  app.get('/views/:id', (context) => {
    const view = views().find(({ id }) => id === context.req.param('id'));
    return view ? context.redirect(viewLink(ui.url, ui.namespace, view)) : context.text(words.unknown, 404);
  });
}

function page(views: readonly SavedView[], all: string) {
  return codecPage(
    words.title,
    html`<p class="soft">${words.lead}</p>
    <div class="links">
      <a class="card link" href="${all}"><b>${words.all}</b></a>
      ${views.map(({ id, name }) => html`<a class="card link" href="/views/${id}"><b>${name}</b></a>`)}
    </div>`,
  );
}

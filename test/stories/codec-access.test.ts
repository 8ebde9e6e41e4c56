import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSENT } from '../../acceptance/people.ts';
import { CodecAccess } from '../../workers/codec-access.ts';
import { parseKeys } from '../../workers/codec-key.ts';
import { codecApp, originsOf } from '../../workers/codec-server.ts';
import { createLogger } from '../../workers/logger.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { openChromium } from './chromium.ts';

// How an administrator's browser comes to read a path: Temporal's own Web UI, with the settings of its other set-ups put into what its server
// answers (the dev server has no flag for them).
let stack: Stack;
let path = '';

beforeAll(async () => {
  stack = await startStack({ decodes: true });
  const answers = { Prénom: 'Bérénice', Nom: 'Quatrefages', 'Adresse e-mail': 'berenice@example.org', [CONSENT]: 'Oui' };
  await stack.sandbox.import([{ formId: 'F-REG', answers }]);
  const [mail] = await stack.until(async () => {
    const mails = await stack.sandbox.mailsTo('berenice@example.org');
    return mails.length > 0 && mails;
  }, 'the confirmation');
  path = `participant-${/GC-\w{4}-\w{4}/.exec(mail?.messageId ?? '')?.[0]}`;
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

interface UiSettings {
  readonly Auth?: Readonly<Record<string, unknown>>;
  readonly Codec: Readonly<Record<string, unknown>>;
}

/** The Web UI as it is with other settings of its server. */
async function withSettings(context: BrowserContext, { Auth = {}, Codec }: UiSettings): Promise<void> {
  await context.route('**/api/v1/settings*', async (route) => {
    const response = await route.fetch();
    const usual = (await response.json()) as { readonly Auth: object; readonly Codec: object };
    await route.fulfill({ response, json: { ...usual, Auth: { ...usual.Auth, ...Auth }, Codec: { ...usual.Codec, ...Codec } } });
  });
}

/** Opens the details of the path; what the codec server answered, by status. */
async function openPath(page: Page, uiUrl = stack.uiUrl): Promise<readonly number[]> {
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.request().method() === 'POST' && new URL(response.url()).pathname.endsWith('/decode')) statuses.push(response.status());
  });
  await page.goto(`${uiUrl}/namespaces/default/workflows/${path}`);
  await page.locator('a[href$="/user-metadata"]').click();
  await stack.until(() => statuses.length > 0, 'the Web UI asks for clear text');
  return statuses;
}

/** A frame that the Web UI takes away while it is read says nothing. */
async function readsPath(page: Page): Promise<boolean> {
  const texts = await Promise.all(
    page.frames().map((frame) =>
      frame
        .locator('body')
        .innerText()
        .catch(() => ''),
    ),
  );
  return texts.some((text) => text.includes('Quatrefages'));
}

const untilRead = (page: Page) => stack.until(async () => await readsPath(page), 'the details of the path');

test('under npm start, the address that the Web UI is given lets it decode', async () => {
  await using browser = await openChromium();
  const page = await browser.newPage();
  const statuses = await openPath(page);
  await untilRead(page);
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('a browser that the page /access let in decodes by its cookie, and no other does', async () => {
  // As docker-compose.yml sets it up: under one name, since a browser keeps a cookie for that name.
  const [ui, codec] = [stack.uiUrl, stack.codecPages].map((url) => url.replace('127.0.0.1', 'localhost'));
  await using browser = await openChromium();
  const context = await browser.newContext();
  await withSettings(context, { Codec: { Endpoint: codec, IncludeCredentials: true } });
  const page = await context.newPage();
  expect(new Set(await openPath(page, ui))).toEqual(new Set([401]));
  expect(await readsPath(page)).toBe(false);

  const entrance = await context.newPage();
  await entrance.goto(`${codec}/access`);
  await entrance.getByLabel('Jeton').fill('another');
  await entrance.getByRole('button').click();
  await entrance.getByText('n’est pas le bon').waitFor();
  await entrance.getByLabel('Jeton').fill(readFileSync(join(stack.dir, 'codec-token'), 'utf8'));
  await entrance.getByRole('button').click();
  await entrance.getByText('Ce navigateur est autorisé.').waitFor();

  const again = await context.newPage();
  await openPath(again, ui);
  await untilRead(again);
  // A page of anybody's with the same cookie jar: neither its script nor its form is answered.
  const stranger = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>page</title>'));
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const other = await context.newPage();
  await other.goto(`http://localhost:${(stranger.address() as AddressInfo).port}/`);
  const status = await other.evaluate(
    (url) => fetch(url, { method: 'POST', body: '{"payloads":[]}', credentials: 'include' }).then((answer) => answer.status, String),
    `${codec}/decode`,
  );
  expect(status).toContain('Failed to fetch');
  stranger.close();
});

test('a browser that is signed in to the Web UI decodes by its access token, if its owner may', async () => {
  await using provider = await startProvider();
  const lines: string[] = [];
  await using codec = await startCodecOverTls(provider.jwksUrl, (line) => void lines.push(line));
  const openAs = async (roles: readonly string[]) => {
    const browser = await openChromium();
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    await withSettings(context, { Auth: { Enabled: true }, Codec: { Endpoint: codec.url, PassAccessToken: true } });
    // What the Web UI keeps of a person who has signed in.
    const user = JSON.stringify({ accessToken: await provider.tokenFor('administrator-1', roles), name: 'Administrateur' });
    await context.addInitScript((kept) => localStorage.setItem('AuthUser', kept), user);
    const page = await context.newPage();
    return { page, statuses: await openPath(page), [Symbol.asyncDispose]: () => browser.close() };
  };

  await using may = await openAs(['codec.read']);
  await untilRead(may.page);
  expect(lines.some((line) => line.includes('"service":"web-ui","caller":"administrator-1"'))).toBe(true);
  await using mayNot = await openAs(['something.else']);
  expect(new Set(mayNot.statuses)).toEqual(new Set([403]));
  expect(await readsPath(mayNot.page)).toBe(false);
  expect(lines.join('')).not.toContain('Quatrefages');
});

const ISSUER = 'https://login.example.org';

/** An OpenID Connect provider: its keys, and tokens that it signs. */
async function startProvider() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] });
  const server = createServer((_, response) => response.end(keys));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    tokenFor: (sub: string, roles: readonly string[]) =>
      new SignJWT({ sub, roles })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .setIssuer(ISSUER)
        .setAudience('codec')
        .setExpirationTime('5m')
        .sign(privateKey),
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

/** The Web UI passes an access token on over TLS only. */
async function startCodecOverTls(jwksUrl: string, write: (line: string) => void) {
  const oidc = { issuer: ISSUER, jwksUrl, audience: 'codec', claim: 'roles', role: 'codec.read' };
  const app = codecApp({
    keys: parseKeys('PAYLOAD_KEY', stack.env['PAYLOAD_KEY']),
    access: new CodecAccess({ oidc }),
    origins: originsOf(stack.uiUrl),
    logger: createLogger({ format: 'json', write }),
  });
  const file = (name: string) => readFileSync(join(stack.dir, 'sandbox', name), 'utf8');
  const serverOptions = { key: file('tls-key.pem'), cert: file('tls-cert.pem') };
  const server = createAdaptorServer({ fetch: app.fetch, createServer: createTlsServer, serverOptions });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: async () => void server.close() };
}

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SerializationContext } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { encryptionCodec } from './codec.ts';
import { CodecAccess } from './codec-access.ts';
import { keyId } from './codec-key.ts';
import { codecApp, originsOf, startCodecServer } from './codec-server.ts';
import { createLogger } from './logger.ts';

const key = randomBytes(32);
const ui = 'http://localhost:8233';
const token = randomBytes(32).toString('base64');
const access = new CodecAccess({ localToken: token });
const app = codecApp({
  keys: [key],
  access,
  origins: [ui],
  ui: { url: ui, namespace: 'default', organisations: [{ id: 'aile', name: 'AILE' }] },
});
const owner: SerializationContext = { type: 'workflow', namespace: 'default', workflowId: 'participant-GC-0000-0001' };
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const asJson = { 'content-type': 'application/json', authorization: `Bearer ${token}` };

async function sealed(by: Uint8Array, text: string) {
  const [payload] = await encryptionCodec([by]).encode(
    [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) }],
    owner,
  );
  const metadata = Object.fromEntries(
    Object.entries(payload?.metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  );
  return { payloads: [{ metadata, data: Buffer.from(payload?.data ?? []).toString('base64') }] };
}

test('decodes what the Web UI posts, and leaves what is plain', async () => {
  const body = JSON.stringify(await sealed(key, '"Inès"'));
  const decoded = await app.request('/decode', { method: 'POST', body, headers: { ...asJson, origin: ui, 'x-namespace': 'default' } });
  expect(decoded.status).toBe(200);
  expect(decoded.headers.get('access-control-allow-origin')).toBe(ui);
  const plain = (await decoded.json()) as { payloads: { data: string; metadata: { encoding: string } }[] };
  expect(Buffer.from(plain.payloads[0]?.data ?? '', 'base64').toString()).toBe('"Inès"');
  expect(Buffer.from(plain.payloads[0]?.metadata.encoding ?? '', 'base64').toString()).toBe('json/plain');
  const again = await app.request('/decode', { method: 'POST', body: JSON.stringify(plain), headers: asJson });
  expect(await again.json()).toEqual(plain);
});

test('no payloads at all are none, as proto JSON writes them', async () => {
  for (const body of ['{}', '{"payloads":[]}']) {
    const answer = await app.request('/decode', { method: 'POST', body, headers: asJson });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  }
  expect((await app.request('/decode', { method: 'POST', body: '[]', headers: asJson })).status).toBe(400);
});

test('answers the preflight of the Web UI, and of nobody else', async () => {
  const ask = (origin: string) =>
    app.request('/decode', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-namespace,authorization',
      },
    });
  const granted = await ask(ui);
  expect(granted.status).toBe(204);
  for (const header of ['x-namespace', 'content-type', 'authorization'])
    expect(granted.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(header);
  expect((await ask('https://example.org')).status).toBe(403);
});

test('a page of another origin reads nothing', async () => {
  const body = JSON.stringify(await sealed(key, '"Inès"'));
  const answer = await app.request('/decode', { method: 'POST', body, headers: { ...asJson, origin: 'https://example.org' } });
  expect(answer.status).toBe(403);
  expect(await answer.text()).not.toContain('payloads');
});

test('a page that reaches it under another name reads nothing', async () => {
  const body = JSON.stringify(await sealed(key, '"Inès"'));
  const ask = (url: string, allowed: readonly string[] = []) =>
    codecApp({ keys: [key], access, origins: [ui], hosts: allowed }).request(url, {
      method: 'POST',
      body,
      headers: { ...asJson, origin: ui },
    });
  const rebound = await ask('http://attacker.example.org:8234/decode');
  expect(rebound.status).toBe(403);
  expect(await rebound.text()).not.toContain('payloads');
  for (const name of LOOPBACK) expect((await ask(`http://${name}:8234/decode`)).status).toBe(200);
  expect((await ask('http://codec.example.org/decode', ['codec.example.org'])).status).toBe(200);
});

test('a form or a link of another page, which a browser tells apart, reads nothing', async () => {
  const body = JSON.stringify(await sealed(key, '"Inès"'));
  const ask = (headers: Readonly<Record<string, string>>) =>
    app.request('/decode', { method: 'POST', body, headers: { ...asJson, ...headers } });
  for (const mode of ['navigate', 'no-cors', 'same-origin'])
    expect((await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode, origin: ui })).status).toBe(403);
  expect((await ask({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors' })).status).toBe(403);
  expect((await ask({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', origin: ui })).status).toBe(200);
});

test('a program, whose fetch says how it asks but not from where, is answered', async () => {
  const body = JSON.stringify(await sealed(key, '"Inès"'));
  const answer = await app.request('/decode', { method: 'POST', body, headers: { ...asJson, 'sec-fetch-mode': 'cors' } });
  expect(answer.status).toBe(200);
});

test('each decoding is in the log with its key and who asked, and nothing of what it said', async () => {
  const lines: string[] = [];
  const logger = createLogger({ format: 'json', write: (line) => void lines.push(line) });
  const logged = codecApp({ keys: [key], access, origins: [ui], logger });
  const body = JSON.stringify(await sealed(key, '"Inès"'));
  await logged.request('/decode', { method: 'POST', body, headers: { ...asJson, origin: ui } });
  await logged.request('/decode', { method: 'POST', body, headers: asJson });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ msg: `decoded with key ${keyId(key)}`, count: 1, service: 'web-ui', caller: 'local-token' }),
    expect.objectContaining({ msg: `decoded with key ${keyId(key)}`, count: 1, service: 'program', caller: 'local-token' }),
  ]);
  expect(lines.join('')).not.toContain('Inès');
});

describe('a token', () => {
  const lines: string[] = [];
  const logger = createLogger({ format: 'json', write: (line) => void lines.push(line) });
  const watched = codecApp({ keys: [key], access, origins: [ui], logger });
  const decode = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const body = JSON.stringify(await sealed(key, '"Inès"'));
    const answer = await watched.request(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
    const text = await answer.text();
    return { status: answer.status, isDecoded: text.includes(Buffer.from('"Inès"').toString('base64')), text };
  };

  test('is wanted: without one, or with another, nothing is decoded, and the log says why', async () => {
    lines.length = 0;
    const other = randomBytes(32).toString('base64url');
    const tries = [
      await decode('/decode'),
      await decode('/decode', { authorization: `Bearer ${other}` }),
      await decode('/decode', { authorization: `Basic ${token}` }),
      await decode('/decode', { cookie: `codec-access=${other}` }),
      await decode(`/with/${other}/decode`),
      await decode('/with//decode'),
    ];
    for (const one of tries) expect([one.isDecoded, one.status]).toEqual([false, one === tries.at(-1) ? 404 : 401]);
    expect(lines.map((line) => (JSON.parse(line) as { code: string }).code)).toEqual([
      'no-token',
      'unknown-token',
      'no-token',
      'unknown-token',
      'no-token',
    ]);
    expect(lines.join('')).not.toContain(other);
  });

  test('comes as a bearer, in the path, or in the cookie that the page /access gives', async () => {
    expect(await decode('/decode', { authorization: `Bearer ${token}` })).toMatchObject({ status: 200, isDecoded: true });
    expect(await decode(`/with/${encodeURIComponent(token)}/decode`)).toMatchObject({ status: 200, isDecoded: true });
    const cookie = await cookieFor(token);
    expect(cookie).toMatch(/Path=\/decode; HttpOnly; SameSite=Strict$/);
    expect(await decode('/decode', { origin: ui, cookie: cookie?.split(';')[0] ?? '' })).toMatchObject({ status: 200, isDecoded: true });
  });

  const own = 'http://localhost:8234';
  const enter = (typed: string, headers: Readonly<Record<string, string>> = { origin: own }) =>
    watched.request(`${own}/access`, { method: 'POST', body: new URLSearchParams({ token: typed }), headers });
  const cookieFor = async (typed: string) => (await enter(typed)).headers.get('set-cookie');

  test('is asked for by a page that no other page may show or fill in', async () => {
    const page = await watched.request(`${own}/access`);
    expect(await page.text()).toContain('<form method="post">');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const wrong = await enter('another');
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null]);
    expect(await wrong.text()).toContain('n’est pas le bon');
    for (const origin of ['https://example.org', 'http://localhost:8235', 'null'])
      expect((await enter(token, { origin })).status).toBe(403);
  });
});

test('bad input and a wrong key are a 400 with one line', async () => {
  for (const body of ['', '{', '[]', '{"payloads":1}', '{"payloads":[1]}']) {
    const answer = await app.request('/decode', { method: 'POST', body, headers: asJson });
    expect([200, 400]).toContain(answer.status);
  }
  expect((await app.request('/decode', { method: 'POST', body: '{"payloads":1}', headers: asJson })).status).toBe(400);
  const other = await app.request('/decode', { method: 'POST', body: JSON.stringify(await sealed(randomBytes(32), '1')), headers: asJson });
  expect(other.status).toBe(400);
  expect(await other.text()).toMatch(/^PAYLOAD_KEY .+$/);
});

test('its pages have the style sheet of the sandbox’s pages', async () => {
  const page = await (await app.request('/views')).text();
  const sheet = await app.request(/<link rel="stylesheet" href="([^"]+)"/.exec(page)?.[1] ?? '');
  expect(sheet.headers.get('content-type')).toMatch(/^text\/css/);
  expect(await sheet.text()).toBe(readFileSync(new URL('../sandbox/pages/styles/page.css', import.meta.url), 'utf8'));
});

test('the page of views leads to the Web UI', async () => {
  expect(await (await app.request('/views')).text()).toContain('/views/stage-exploring');
  const stalled = await app.request('/views/stalled');
  expect(stalled.status).toBe(302);
  const target = new URL(stalled.headers.get('location') ?? '');
  expect(target.origin + target.pathname).toBe(`${ui}/namespaces/default/workflows`);
  expect(target.searchParams.get('savedQuery')).toBe('Dossiers bloqués');
  expect(target.searchParams.get('query')).toContain('GcStalledSince IS NOT NULL');
  expect((await app.request('/views/nothing')).status).toBe(404);
});

test.each([
  ['http://localhost:8080', ['http://localhost:8080', 'http://127.0.0.1:8080']],
  ['http://127.0.0.1:8080/', ['http://127.0.0.1:8080', 'http://localhost:8080']],
  ['https://ui.example.org, http://localhost:1', ['https://ui.example.org', 'http://localhost:1', 'http://127.0.0.1:1']],
])('the origins of %s', (addresses, origins) => {
  expect(originsOf(addresses)).toEqual(origins);
});

describe('as a process', () => {
  async function views(more: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, [fileURLToPath(new URL('codec-server-main.ts', import.meta.url))], {
      env: { PAYLOAD_KEY: key.toString('base64'), CODEC_TOKEN: token, CODEC_PORT: '0', TEMPORAL_UI_URL: 'http://localhost:8080', ...more },
    });
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const { codec } = JSON.parse(line) as { codec: string };
      const answer = await fetch(`${codec}/views`, { headers: { origin: 'http://127.0.0.1:8080' } });
      return { status: answer.status, page: await answer.text() };
    } finally {
      child.kill();
    }
  }

  test('has the organisations of groupement.yaml among its views, and either name of loopback as origin', async () => {
    const { status, page } = await views({ GROUPEMENT_CONFIG: fileURLToPath(new URL('../config/groupement.yaml', import.meta.url)) });
    expect(status).toBe(200);
    for (const id of ['aile', 'mission-locale']) expect(page).toContain(`/views/organisation-${id}`);
  });

  test('goes without them where the file can’t be read', async () => {
    const { status, page } = await views({ GROUPEMENT_CONFIG: '/nowhere/groupement.yaml' });
    expect(status).toBe(200);
    expect(page).not.toContain('/views/organisation-');
    expect(page).toContain('/views/stage-exploring');
  });
});

test('listens on loopback and answers /health', async () => {
  const server = await startCodecServer({ keys: [key], access, origins: [ui], port: 0 });
  expect(await (await fetch(`${server.url}/health`)).text()).toBe('ok');
  await expect(startCodecServer({ keys: [key], access, origins: [ui], port: Number(new URL(server.url).port) })).rejects.toThrow(
    'EADDRINUSE',
  );
  await server.close();
});

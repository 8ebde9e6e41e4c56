import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../codec-key.ts';
import { cachedIn, readEnvironment } from './environment.ts';
import { ConfigurationError } from './problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'environment-'));
const key = Buffer.alloc(32, 7).toString('base64');
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const credentials = file('google.json', JSON.stringify({ type: 'service_account', client_email: 'service@example.org', private_key: 'k' }));

const COMPLETE = {
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  TEMPORAL_NAMESPACE: 'parcours',
  GOOGLE_APPLICATION_CREDENTIALS: credentials,
  AZURE_TENANT_ID: 'tenant',
  AZURE_CLIENT_ID: 'client',
  AZURE_CLIENT_SECRET: 'azure-hush',
  SMTP_URL: 'smtp://user:smtp-hush@127.0.0.1:2525',
  PAYLOAD_KEY: key,
  PAYLOAD_KEY_COPY: fingerprintOf(Buffer.alloc(32, 7)),
  REF_KEY: file('ref.key', `${key}\n`),
};

function linesOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.lines;
  }
}

test('everything a worker needs', () => {
  expect(readEnvironment(COMPLETE)).toEqual({
    temporal: { connectionOptions: expect.objectContaining({ address: '127.0.0.1:7233' }), namespace: 'parcours' },
    groupementConfig: 'config/groupement.yaml',
    google: { credentialsFile: credentials, rootUrl: null, tokenUrl: null },
    microsoft: {
      tenantId: 'tenant',
      clientId: 'client',
      credential: { kind: 'secret', secret: 'azure-hush' },
      graphBaseUrl: null,
      authorityHost: null,
    },
    smtpUrl: COMPLETE.SMTP_URL,
    takeOverAfter: 120_000,
    cachedWorkflows: expect.any(Number),
    payloadKeys: [Buffer.alloc(32, 7)],
    refKey: Buffer.alloc(32, 7),
  });
});

test('stand-ins for the vendors’ services, and a certificate', () => {
  const environment = readEnvironment({
    ...COMPLETE,
    AZURE_CLIENT_SECRET: '',
    AZURE_CLIENT_CERTIFICATE_PATH: file('certificate.pem', 'PEM'),
    TAKE_OVER_AFTER: '60',
    GOOGLE_FORMS_ROOT_URL: 'http://127.0.0.1:9000',
    GOOGLE_OAUTH_TOKEN_URL: 'http://127.0.0.1:9000/token',
    GRAPH_BASE_URL: 'https://localhost:9443',
    ENTRA_AUTHORITY_HOST: 'https://localhost:9443',
  });
  expect(environment.takeOverAfter).toBe(60_000);
  expect(environment.google.rootUrl).toBe('http://127.0.0.1:9000');
  expect(environment.microsoft).toMatchObject({ credential: { kind: 'certificate' }, graphBaseUrl: 'https://localhost:9443' });
});

test('as many workflows are kept in memory as it takes, between 50 and 2,000', () => {
  const GIB = 1024 ** 3;
  expect([GIB / 4, GIB / 2, GIB, 8 * GIB].map(cachedIn)).toEqual([50, 149, 832, 2000]);
});

test('an empty environment: one line for each, saying what to do', () => {
  const lines = linesOf({});
  for (const name of [
    'GOOGLE_APPLICATION_CREDENTIALS',
    'AZURE_TENANT_ID',
    'AZURE_CLIENT_ID',
    'AZURE_CLIENT_SECRET',
    'SMTP_URL',
    'PAYLOAD_KEY',
    'REF_KEY',
  ]) {
    expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
  }
  expect(lines.every((line) => line.includes(': set it to '))).toBe(true);
});

describe('one wrong variable, one line', () => {
  test.each([
    ['GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/hush.json'],
    ['GOOGLE_APPLICATION_CREDENTIALS', file('empty.json', '{"hush":1}')],
    ['AZURE_CLIENT_CERTIFICATE_PATH', '/nowhere/hush.pem'],
    ['GRAPH_BASE_URL', 'http://hush.example.org'],
    ['GRAPH_BASE_URL', 'https://hush.example.org/v1.0'],
    ['ENTRA_AUTHORITY_HOST', 'hush'],
    ['GOOGLE_FORMS_ROOT_URL', 'ftp://hush'],
    ['GOOGLE_FORMS_ROOT_URL', 'http://hush.example.org'],
    ['GOOGLE_OAUTH_TOKEN_URL', 'http://127.hush.example.org/token'],
    ['SMTP_URL', 'hush.example.org:25'],
    ['SMTP_URL', 'https://user:hush@example.org'],
    ['TAKE_OVER_AFTER', 'hush'],
    ['TAKE_OVER_AFTER', '4'],
    ['CACHED_WORKFLOWS', '9'],
    ['CACHED_WORKFLOWS', 'hush'],
    ['PAYLOAD_KEY', 'hush-hush'],
    ['REF_KEY', file('short.key', 'hush')],
    ['REF_KEY', folder],
  ])('%s = %s', (name, value) => {
    const lines = linesOf({ ...COMPLETE, [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} `));
    expect(lines[0]).not.toContain('hush');
  });
});

test('on the vendors’ own services, a worker wants a copy of the key to exist', () => {
  for (const wrong of ['', fingerprintOf(Buffer.alloc(32, 8))]) {
    const [line, ...more] = linesOf({ ...COMPLETE, PAYLOAD_KEY_COPY: wrong });
    expect(line).toMatch(/^PAYLOAD_KEY_COPY is not the fingerprint/);
    expect(line).not.toContain(COMPLETE.PAYLOAD_KEY_COPY);
    expect(more).toEqual([]);
    const trial = { GOOGLE_FORMS_ROOT_URL: 'http://127.0.0.1:9000', GRAPH_BASE_URL: 'https://localhost:9443' };
    expect(linesOf({ ...COMPLETE, ...trial, PAYLOAD_KEY_COPY: wrong })).toEqual([]);
  }
  const other = Buffer.alloc(32, 9);
  const rotating = { ...COMPLETE, PAYLOAD_KEY: `${other.toString('base64')},${key}` };
  expect(linesOf(rotating)).toHaveLength(1);
  expect(linesOf({ ...rotating, PAYLOAD_KEY_COPY: fingerprintOf(other) })).toEqual([]);
});

test('certificates are checked', () => {
  const lines = linesOf({ ...COMPLETE, NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect(lines).toEqual([expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED=0 .+ retirez-la\.$/)]);
  expect(linesOf({ ...COMPLETE, NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([]);
});

test('Temporal’s own variables that contradict each other', () => {
  const lines = linesOf({ ...COMPLETE, TEMPORAL_CONFIG_FILE: file('temporal.toml', 'not = [toml') });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('TEMPORAL_');
});

test('no line ever shows a secret', () => {
  const lines = linesOf({ ...COMPLETE, AZURE_TENANT_ID: '', GRAPH_BASE_URL: 'x' }).join('\n');
  expect(lines).not.toBe('');
  for (const secret of ['azure-hush', 'smtp-hush', key]) expect(lines).not.toContain(secret);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codecEnvironment, machineEnvironment, serviceEnvironment } from './child-environment.ts';

const SHELL = {
  PATH: '/usr/bin',
  HTTPS_PROXY: 'http://proxy.example.org',
  GITHUB_TOKEN: 'of another tool',
  AWS_SECRET_ACCESS_KEY: 'of another tool',
  PAYLOAD_KEY_FILE: '/run/secrets/payload-key',
  REF_KEY: 'key',
  AZURE_CLIENT_SECRET: 'secret',
  SMTP_URL: 'smtps://user:password@smtp.example.org',
  CODEC_PORT: '8234',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
};
const names = (env: object) => Object.keys(env).toSorted();

test('each child gets what it needs, and no secret beside', () => {
  expect(names(machineEnvironment(SHELL))).toEqual(['HTTPS_PROXY', 'PATH']);
  expect(names(codecEnvironment(SHELL))).toEqual(['CODEC_PORT', 'HTTPS_PROXY', 'PATH', 'PAYLOAD_KEY_FILE', 'TEMPORAL_ADDRESS']);
  expect(names(serviceEnvironment(SHELL))).toEqual([
    'AZURE_CLIENT_SECRET',
    'HTTPS_PROXY',
    'PATH',
    'PAYLOAD_KEY_FILE',
    'REF_KEY',
    'SMTP_URL',
    'TEMPORAL_ADDRESS',
  ]);
});

test('the worker gets every variable that it reads', () => {
  const source = readFileSync(new URL('../../workers/configuration/environment.ts', import.meta.url), 'utf8');
  const read = [...new Set([...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name))];
  expect(read.length).toBeGreaterThan(10);
  expect(names(serviceEnvironment(Object.fromEntries(read.map((name) => [name, ''] as const))))).toEqual(read.toSorted());
});

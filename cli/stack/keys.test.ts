import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codecToken, sandboxKeys } from './keys.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'keys-'));

test('made once, kept for their owner only', () => {
  const dir = folder();
  const keys = sandboxKeys(dir);
  expect(Buffer.from(keys.PAYLOAD_KEY, 'base64')).toHaveLength(32);
  expect(keys.REF_KEY).not.toBe(keys.PAYLOAD_KEY);
  expect(statSync(join(dir, 'keys.json')).mode & 0o777).toBe(0o600);
  expect(sandboxKeys(dir)).toEqual(keys);
  expect(sandboxKeys(folder())).not.toEqual(keys);
});

test('the environment comes first', () => {
  expect(sandboxKeys(folder(), { PAYLOAD_KEY: 'given', REF_KEY: '' })).toMatchObject({ PAYLOAD_KEY: 'given' });
});

test('damaged keys are one line, never silently new ones', () => {
  const dir = folder();
  for (const content of ['', '{', '{"PAYLOAD_KEY":"x"}']) {
    writeFileSync(join(dir, 'keys.json'), content);
    expect(() => sandboxKeys(dir)).toThrow(/^.+holds no keys any more.+$/);
  }
});

test('the codec server’s token is made once, for its owner only; the environment comes first', () => {
  const dir = folder();
  const token = codecToken(dir);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(statSync(join(dir, 'codec-token')).mode & 0o777).toBe(0o600);
  expect([codecToken(dir), codecToken(dir, { CODEC_TOKEN: '' }), codecToken(dir, { CODEC_TOKEN: 'given' })]).toEqual([
    token,
    token,
    'given',
  ]);
  expect(codecToken(folder())).not.toBe(token);
});

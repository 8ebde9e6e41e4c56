import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encryptionCodec, isEncrypted } from './codec.ts';
import { keyId, parseKey } from './codec-key.ts';

const key = randomBytes(32);
const codec = encryptionCodec(key);

test('any payload comes back as it was, and nothing of it shows in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 8, maxLength: 2_000 }),
      fc.string({ minLength: 8, maxLength: 40 }),
      async (data, encoding) => {
        const payload = { metadata: { encoding: Buffer.from(encoding) }, data };
        const [sealed] = await codec.encode([payload]);
        expect(sealed && isEncrypted(sealed)).toBe(true);
        expect(Buffer.from(sealed?.data ?? []).includes(Buffer.from(data))).toBe(false);
        const [opened] = await codec.decode([sealed ?? {}]);
        expect(Buffer.from(opened?.data ?? [])).toEqual(Buffer.from(data));
        expect(Buffer.from(opened?.metadata?.['encoding'] ?? []).toString()).toBe(Buffer.from(encoding).toString());
      },
    ),
  );
});

test('the same payload is never encrypted to the same bytes', async () => {
  const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"Inès"') };
  const [one, two] = await codec.encode([payload, payload]);
  expect(one?.data).not.toEqual(two?.data);
});

test('what is not encrypted passes', async () => {
  const plain = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('1') };
  expect(await codec.decode([plain])).toEqual([plain]);
});

test('another key is told by its name, damage by another sentence', async () => {
  const [sealed] = await codec.encode([{ data: Buffer.from('secret words') }]);
  if (!sealed?.data || !sealed.metadata) throw new Error('nothing was encoded');
  const other = randomBytes(32);
  await expect(encryptionCodec(other).decode([sealed])).rejects.toThrow(`PAYLOAD_KEY (key ${keyId(other)}) is not the key`);
  const damaged = { ...sealed, data: Buffer.from(sealed.data).fill(0, 30, 34) };
  await expect(codec.decode([damaged])).rejects.toThrow('was damaged');
  const short = { ...sealed, data: sealed.data.subarray(0, 5) };
  await expect(codec.decode([short])).rejects.toThrow('was damaged');
  const unnamed = { metadata: { encoding: Buffer.from('binary/encrypted') }, data: sealed.data };
  await expect(encryptionCodec(other).decode([unnamed])).rejects.toThrow('PAYLOAD_KEY is not the key');
});

test('a key is read from base64, from a file of base64 and from a file of raw bytes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'key-'));
  writeFileSync(join(dir, 'text'), `${key.toString('base64')}\n`);
  writeFileSync(join(dir, 'raw'), key);
  for (const value of [key.toString('base64'), key.toString('base64url'), join(dir, 'text'), join(dir, 'raw')])
    expect(Buffer.from(parseKey('PAYLOAD_KEY', value))).toEqual(key);
});

test('a missing or malformed key is one line that names the variable and never quotes the value', () => {
  for (const value of [undefined, '', '  ']) expect(() => parseKey('REF_KEY', value)).toThrow(/^REF_KEY is missing: .+$/);
  for (const value of ['hunter2', randomBytes(16).toString('base64'), '/no/such/file', '/tmp']) {
    const message = failureOf(() => parseKey('PAYLOAD_KEY', value));
    expect(message).toMatch(/^PAYLOAD_KEY is neither .+$/);
    expect(message).not.toContain(`${value} `);
  }
});

function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return Error.isError(error) ? error.message : '';
  }
  return '';
}

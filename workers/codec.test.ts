import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Payload, SerializationContext } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decoderOfAnyOwner, encryptionCodec, isEncrypted, keyIdOf } from './codec.ts';
import { fingerprintOf, keyId, parseKey, parseKeys } from './codec-key.ts';

const key = randomBytes(32);
const codec = encryptionCodec([key]);
const path: SerializationContext = { type: 'workflow', namespace: 'parcours', workflowId: 'participant-GC-0000-0001' };
const plain = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"Inès"') };

async function sealed(by = codec, owner: SerializationContext = path): Promise<Payload> {
  const [payload] = await by.encode([plain], owner);
  if (payload === undefined) throw new Error('nothing was encoded');
  return payload;
}

test('any payload comes back as it was, and nothing of it shows in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 8, maxLength: 2_000 }),
      fc.string({ minLength: 8, maxLength: 40 }),
      async (data, encoding) => {
        const payload = { metadata: { encoding: Buffer.from(encoding) }, data };
        const [shut] = await codec.encode([payload], path);
        expect(shut && isEncrypted(shut)).toBe(true);
        expect(Buffer.from(shut?.data ?? []).includes(Buffer.from(data))).toBe(false);
        const [opened] = await codec.decode([shut ?? {}], path);
        expect(Buffer.from(opened?.data ?? [])).toEqual(Buffer.from(data));
        expect(Buffer.from(opened?.metadata?.['encoding'] ?? []).toString()).toBe(Buffer.from(encoding).toString());
      },
    ),
  );
});

test('the same payload is never encrypted to the same bytes', async () => {
  expect((await sealed()).data).not.toEqual((await sealed()).data);
});

test('what is not encrypted is refused; the Web UI shows it as it is', async () => {
  await expect(codec.decode([plain], path)).rejects.toThrow('is not encrypted');
  await expect(codec.decode([plain])).rejects.toThrow('is not encrypted');
  expect(decoderOfAnyOwner([key])([plain])).toEqual([plain]);
});

describe('a payload belongs to its workflow', () => {
  const elsewhere: readonly SerializationContext[] = [
    { ...path, workflowId: 'participant-GC-0000-0002' },
    { ...path, namespace: 'essai' },
    { type: 'activity', namespace: 'parcours', isLocal: false },
  ];

  test.each(elsewhere)('not to %j', async (other) => {
    await expect(codec.decode([await sealed()], other)).rejects.toThrow('belongs to another workflow or namespace');
    const claimed = { ...(await sealed()), metadata: (await sealed(codec, other)).metadata ?? {} };
    await expect(codec.decode([claimed], other)).rejects.toThrow('was damaged or moved here');
    expect(() => decoderOfAnyOwner([key])([claimed])).toThrow('was damaged or moved here');
  });

  test('its activities are its own', async () => {
    const activity: SerializationContext = {
      type: 'activity',
      namespace: 'parcours',
      workflowId: path.workflowId,
      activityId: '7',
      isLocal: false,
    };
    const [opened] = await codec.decode([await sealed(codec, activity)], path);
    expect(Buffer.from(opened?.data ?? []).toString()).toBe('"Inès"');
  });

  test('what belongs to nobody is refused by every workflow', async () => {
    const unowned = await codec.encode([plain]);
    await expect(codec.decode(unowned, path)).rejects.toThrow('belongs to another workflow or namespace');
    expect(await codec.decode(unowned)).toHaveLength(1);
  });
});

test('the first of several keys encrypts, each of them decrypts', async () => {
  const newer = randomBytes(32);
  const rotating = encryptionCodec([newer, key]);
  const [before, after] = [await sealed(), await sealed(rotating)];
  expect([keyIdOf(before), keyIdOf(after)]).toEqual([keyId(key), keyId(newer)]);
  expect(await rotating.decode([before, after], path)).toHaveLength(2);
  await expect(codec.decode([after], path)).rejects.toThrow(`(key ${keyId(newer)})`);
});

test('another key is told by its name, damage by another sentence', async () => {
  const shut = await sealed();
  const other = randomBytes(32);
  await expect(encryptionCodec([other]).decode([shut])).rejects.toThrow(`PAYLOAD_KEY (key ${keyId(other)}) is not the key`);
  const damaged = { ...shut, data: Buffer.from(shut.data ?? []).fill(0, 30, 34) };
  await expect(codec.decode([damaged])).rejects.toThrow('was damaged');
  await expect(codec.decode([{ ...shut, data: Buffer.from(shut.data ?? []).subarray(0, 5) }])).rejects.toThrow('was damaged');
});

test('a key is read from base64, from a file of base64 and from a file of raw bytes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'key-'));
  writeFileSync(join(dir, 'text'), `${key.toString('base64')}\n`);
  writeFileSync(join(dir, 'raw'), key);
  for (const value of [key.toString('base64'), key.toString('base64url'), join(dir, 'text'), join(dir, 'raw')])
    expect(Buffer.from(parseKey('PAYLOAD_KEY', value))).toEqual(key);
});

test('several keys are read from a list, and from the lines of a file', () => {
  const keys = [randomBytes(32), key];
  const file = join(mkdtempSync(join(tmpdir(), 'keys-')), 'payload_key');
  writeFileSync(file, keys.map((one) => `${one.toString('base64')}\n`).join(''));
  for (const value of [keys.map((one) => one.toString('base64')).join(','), file])
    expect(parseKeys('PAYLOAD_KEY', value).map((one) => Buffer.from(one))).toEqual(keys);
  expect(() => parseKey('REF_KEY', file)).toThrow('REF_KEY holds several keys');
  expect(() => parseKeys('PAYLOAD_KEY', `${key.toString('base64')},hush`)).toThrow(/^PAYLOAD_KEY is neither .+$/);
});

test('a fingerprint is made of the whole key, and isn’t what stands beside payloads', () => {
  expect(fingerprintOf(key)).toMatch(/^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/);
  expect(fingerprintOf(Uint8Array.from(key))).toBe(fingerprintOf(key));
  expect(fingerprintOf(randomBytes(32))).not.toBe(fingerprintOf(key));
  expect(fingerprintOf(key).replaceAll('-', '')).not.toContain(keyId(key));
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

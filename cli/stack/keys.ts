import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlainError } from './plain-error.ts';

const Keys = z.object({ PAYLOAD_KEY: z.string().min(40), REF_KEY: z.string().min(40) });

/** The sandbox's own keys, made once and readable by their owner only. Keys of the environment come first. */
export function sandboxKeys(dataDir: string, env: Readonly<Record<string, string | undefined>> = {}): z.infer<typeof Keys> {
  const file = join(dataDir, 'keys.json');
  if (!existsSync(file))
    writeFileSync(file, `${JSON.stringify({ PAYLOAD_KEY: newKey(), REF_KEY: newKey() }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  const kept = read(file);
  return { PAYLOAD_KEY: env['PAYLOAD_KEY'] || kept.PAYLOAD_KEY, REF_KEY: env['REF_KEY'] || kept.REF_KEY };
}

/** The token that opens the codec server of this machine, made once, readable by its owner only. One of the environment comes first. */
export function codecToken(dataDir: string, env: Readonly<Record<string, string | undefined>> = {}): string {
  const token = env['CODEC_TOKEN']?.trim();
  if (token) return token;
  const file = join(dataDir, 'codec-token');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

function read(file: string): z.infer<typeof Keys> {
  try {
    return Keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new PlainError(
      `${file} holds no keys any more, and what was encrypted with them can't be read: put it back, or begin anew by removing the folder it is in.`,
    );
  }
}

function newKey(): string {
  return randomBytes(32).toString('base64');
}

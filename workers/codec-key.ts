import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';

export const KEY_BYTES = 32;

/** A key that is missing, malformed or another than the database was written with. One line, made for the person who starts the service. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/**
 * The 32 bytes of a key given as base64 or as the path of a file that holds them (base64 or raw). The value itself is never quoted in an error.
 * @param name the environment variable, for the message: `PAYLOAD_KEY` or `REF_KEY`
 */
export function parseKey(name: string, value: string | undefined): Uint8Array {
  const text = value?.trim() ?? '';
  if (text === '')
    throw new KeyError(`${name} is missing: set it to 32 random bytes in base64 (openssl rand -base64 32), or to a file of them.`);
  const key = fromBase64(text) ?? fromFile(text);
  if (key !== null) return key;
  throw new KeyError(
    `${name} is neither 32 bytes in base64 nor the path of a file that holds them: make one with openssl rand -base64 32.`,
  );
}

/** Names a key without giving it away: kept beside each encrypted payload, so that a wrong key is told from damaged data. */
export function keyId(key: Uint8Array): string {
  return createHmac('sha256', key).update('payload key id').digest('hex').slice(0, 8);
}

function fromBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === KEY_BYTES ? bytes : null;
}

function fromFile(path: string): Uint8Array | null {
  if (!existsSync(path) || !statSync(path).isFile()) return null;
  const content = readFileSync(path);
  return content.length === KEY_BYTES ? content : fromBase64(content.toString('utf8').trim());
}

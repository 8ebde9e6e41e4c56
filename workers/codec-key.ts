import { createHmac, hkdfSync } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';

export const KEY_BYTES = 32;

/** A key or a payload that can't be used: missing, malformed, of another database, not ours. One line, made for the person who starts the service. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/**
 * The 32 bytes of a key given as base64 or as the path of a file that holds them (base64 or raw). The value itself is never quoted in an error.
 * @param name the environment variable, for the message: `PAYLOAD_KEY` or `REF_KEY`
 */
export function parseKey(name: string, value: string | undefined): Uint8Array {
  const keys = parseKeys(name, value);
  const [key] = keys;
  if (key !== undefined && keys.length === 1) return key;
  throw new KeyError(`${name} holds several keys: it is a single one.`);
}

/**
 * One key or several, separated by commas or, in a file, one to a line: the first one encrypts, all of them decrypt.
 * @throws KeyError as parseKey; never empty
 */
export function parseKeys(name: string, value: string | undefined): readonly Uint8Array[] {
  const text = value?.trim() ?? '';
  if (text === '')
    throw new KeyError(`${name} is missing: set it to 32 random bytes in base64 (openssl rand -base64 32), or to a file of them.`);
  const parts = text.split(',').map((part) => fromText(part) ?? fromFile(part.trim()));
  const keys = parts.flatMap((found) => found ?? []);
  if (parts.every((found) => found !== null)) return keys;
  throw new KeyError(
    `${name} is neither 32 bytes in base64 nor the path of a file that holds them: make one with openssl rand -base64 32.`,
  );
}

/** Names a key without giving it away: kept beside each encrypted payload, so that a wrong key is told from damaged data. */
export function keyId(key: Uint8Array): string {
  return createHmac('sha256', key).update('payload key id').digest('hex').slice(0, 8);
}

/** Proves that a copy of a key is the key: stands nowhere but where an administrator writes it, who computed it from the copy (`npm run keys`). */
export function fingerprintOf(key: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'parcours fingerprint of a copy', 8))
    .toString('hex')
    .replace(/(.{4})(?=.)/g, '$1-');
}

function fromText(text: string): readonly Uint8Array[] | null {
  const lines = text.split(/\s+/).filter((line) => line !== '');
  const keys = lines.map(fromBase64).filter((key) => key !== null);
  return keys.length === lines.length && keys.length > 0 ? keys : null;
}

function fromBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === KEY_BYTES ? bytes : null;
}

function fromFile(path: string): readonly Uint8Array[] | null {
  if (!existsSync(path) || !statSync(path).isFile()) return null;
  const content = readFileSync(path);
  return content.length === KEY_BYTES ? [content] : fromText(content.toString('utf8'));
}

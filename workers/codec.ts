import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { KEY_BYTES, KeyError, keyId } from './codec-key.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const ENCODING = Buffer.from('binary/encrypted');
const KEY_ID = 'encryption-key-id';

/** AES-256-GCM over whole payloads, metadata included: iv (12 bytes), tag (16), ciphertext. What isn't encrypted passes through decode as it is. */
export function encryptionCodec(key: Uint8Array): PayloadCodec {
  if (key.length !== KEY_BYTES) throw new KeyError(`PAYLOAD_KEY must be ${KEY_BYTES} bytes.`);
  const id = keyId(key);
  // As a key object: bytes would be taken for one anew, slowly, at each payload.
  const secret = createSecretKey(key);
  const { Payload: PayloadMessage } = proto.temporal.api.common.v1;
  const encodeOne = (payload: Payload): Payload => {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', secret, iv);
    const body = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()]);
    return { metadata: { encoding: ENCODING, [KEY_ID]: Buffer.from(id) }, data: Buffer.concat([iv, cipher.getAuthTag(), body]) };
  };
  const decodeOne = (payload: Payload): Payload => {
    if (!isEncrypted(payload)) return payload;
    const madeWith = payload.metadata?.[KEY_ID];
    if (madeWith && Buffer.from(madeWith).toString() !== id) throw new KeyError(wrongKey(Buffer.from(madeWith).toString(), id));
    return PayloadMessage.decode(decipher(secret, Buffer.from(payload.data ?? [])));
  };
  return {
    encode: async (payloads) => payloads.map(encodeOne),
    decode: async (payloads) => payloads.map(decodeOne),
  };
}

export function isEncrypted(payload: { readonly metadata?: Record<string, Uint8Array> | null }): boolean {
  const encoding = payload.metadata?.['encoding'];
  return encoding !== undefined && ENCODING.equals(encoding);
}

/** Of the module that encodes failures: for the data converter, and for the bundle of the workflows, which has its own. */
export const FAILURE_CONVERTER_PATH = fileURLToPath(new URL('./failure-converter.ts', import.meta.url));

/** For clients, workers and replays alike: whoever leaves it out reads ciphertext. */
export function dataConverter(key: Uint8Array): DataConverter {
  return {
    payloadCodecs: [encryptionCodec(key)],
    failureConverterPath: FAILURE_CONVERTER_PATH,
  };
}

function decipher(key: KeyObject, data: Buffer): Buffer {
  try {
    const made = createDecipheriv('aes-256-gcm', key, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    made.setAuthTag(data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([made.update(data.subarray(IV_BYTES + TAG_BYTES)), made.final()]);
  } catch {
    throw new KeyError('A payload cannot be decrypted: it was damaged, or PAYLOAD_KEY is not the key it was encrypted with.');
  }
}

function wrongKey(wanted: string, given: string): string {
  return `PAYLOAD_KEY (key ${given}) is not the key this database was encrypted with (key ${wanted}): put the original key back.`;
}

import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { KEY_BYTES, KeyError, keyId } from './codec-key.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const ENCODING = Buffer.from('binary/encrypted');
const KEY_ID = 'encryption-key-id';
const OWNER = 'encryption-owner';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

interface Subkey {
  readonly id: string;
  readonly secret: KeyObject;
}

/**
 * AES-256-GCM over whole payloads, metadata included: iv (12 bytes), tag (16), ciphertext. Each payload is bound to its owner, the namespace and the
 * workflow that it belongs to: copied into another workflow, it can't be decrypted there.
 * The first key encrypts, each of them decrypts.
 * Refuses with a KeyError what isn't encrypted, and what belongs to another owner or to nobody.
 */
export function encryptionCodec(keys: readonly Uint8Array[]): PayloadCodec {
  const { first, byId } = subkeysOf(keys);
  return {
    encode: async (payloads, context) => payloads.map((payload) => seal(payload, first, ownerIn(context))),
    decode: async (payloads, context) => payloads.map((payload) => openOwned(payload, byId, context)),
  };
}

/**
 * For the Web UI, which doesn't say whose payloads it shows: decrypts each for the owner that it names itself, and leaves what isn't encrypted
 * as it is.
 */
export function decoderOfAnyOwner(keys: readonly Uint8Array[]): (payloads: readonly Payload[]) => Payload[] {
  const { byId } = subkeysOf(keys);
  return (payloads) => payloads.map((payload) => (isEncrypted(payload) ? open(payload, byId) : payload));
}

type Labelled = { readonly metadata?: Record<string, Uint8Array> | null };

export function isEncrypted(payload: Labelled): boolean {
  const encoding = payload.metadata?.['encoding'];
  return encoding !== undefined && ENCODING.equals(encoding);
}

/** Of the key that a payload was encrypted with; null where it isn't. */
export function keyIdOf(payload: Labelled): string | null {
  return isEncrypted(payload) ? label(payload, KEY_ID) : null;
}

/** Of the module that encodes failures: for the data converter, and for the bundle of the workflows, which has its own. */
export const FAILURE_CONVERTER_PATH = fileURLToPath(new URL('./failure-converter.ts', import.meta.url));

/** For clients, workers and replays alike: whoever leaves it out reads ciphertext. */
export function dataConverter(keys: readonly Uint8Array[]): DataConverter {
  return {
    payloadCodecs: [encryptionCodec(keys)],
    failureConverterPath: FAILURE_CONVERTER_PATH,
  };
}

function subkeysOf(keys: readonly Uint8Array[]): { readonly first: Subkey; readonly byId: ReadonlyMap<string, Subkey> } {
  const subkeys = keys.map(subkeyOf);
  const [first] = subkeys;
  if (first === undefined) throw new KeyError('PAYLOAD_KEY is missing.');
  return { first, byId: new Map(subkeys.map((subkey) => [subkey.id, subkey])) };
}

/** As a key object: bytes would be taken for one anew, slowly, at each payload. */
function subkeyOf(key: Uint8Array): Subkey {
  if (key.length !== KEY_BYTES) throw new KeyError(`PAYLOAD_KEY must be ${KEY_BYTES} bytes.`);
  return { id: keyId(key), secret: createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'parcours payload encryption', KEY_BYTES))) };
}

/**
 * `namespace/workflow`: a namespace has no slash. An activity that no workflow asked for belongs to its namespace. Empty where the SDK names nobody,
 * as for the failure of a task whose payloads were refused: to throw there would end the worker.
 */
function ownerIn(context: SerializationContext | undefined): string {
  return context === undefined ? '' : `${context.namespace}/${context.workflowId ?? ''}`;
}

function seal(payload: Payload, { id, secret }: Subkey, owner: string): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  cipher.setAAD(bound(id, owner));
  const body = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()]);
  return {
    metadata: { encoding: ENCODING, [KEY_ID]: Buffer.from(id), [OWNER]: Buffer.from(owner) },
    data: Buffer.concat([iv, cipher.getAuthTag(), body]),
  };
}

/** Without a context (a reader of raw histories), the owner is the one that the payload names, which can't have been changed either. */
function openOwned(payload: Payload, keys: ReadonlyMap<string, Subkey>, context: SerializationContext | undefined): Payload {
  if (!isEncrypted(payload)) throw new KeyError('A payload is not encrypted: it does not come from this service, and is refused.');
  if (context !== undefined && label(payload, OWNER) !== ownerIn(context))
    throw new KeyError('A payload belongs to another workflow or namespace than the one it was found in, and is refused.');
  return open(payload, keys);
}

function open(payload: Payload, keys: ReadonlyMap<string, Subkey>): Payload {
  const id = label(payload, KEY_ID);
  const key = keys.get(id);
  if (key === undefined) throw new KeyError(wrongKey(id, [...keys.keys()]));
  return PayloadMessage.decode(decipher(key.secret, Buffer.from(payload.data ?? []), bound(id, label(payload, OWNER))));
}

function label({ metadata }: Labelled, name: string): string {
  return Buffer.from(metadata?.[name] ?? []).toString();
}

/** What is authenticated beside the payload itself. */
function bound(id: string, owner: string): Buffer {
  return Buffer.from(JSON.stringify(['parcours payload', id, owner]));
}

function decipher(key: KeyObject, data: Buffer, beside: Buffer): Buffer {
  try {
    const made = createDecipheriv('aes-256-gcm', key, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    made.setAAD(beside);
    made.setAuthTag(data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([made.update(data.subarray(IV_BYTES + TAG_BYTES)), made.final()]);
  } catch {
    throw new KeyError('A payload cannot be decrypted: it was damaged or moved here from elsewhere.');
  }
}

function wrongKey(wanted: string, keyIds: readonly string[]): string {
  return `PAYLOAD_KEY (key ${keyIds.join(', ')}) is not the key this database was encrypted with (key ${wanted}): put the original key back.`;
}

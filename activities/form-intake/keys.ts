import { createHmac, createSecretKey } from 'node:crypto';
import { tagOf } from '../../domain/link-token.ts';
import type { Identity, MatchKey } from '../../domain/matching.ts';
import { matchKeys, nameKeys } from '../../domain/matching.ts';
import { makeReference, personalReference } from '../../domain/reference.ts';

/** One form response. */
export interface ResponseId {
  readonly formId: string;
  readonly responseId: string;
}

/** Everything pseudonymous that is derived from personal data or response ids, keyed by `REF_KEY`. */
export interface Keys {
  /** The person's keys and, first, the response's own: an edited response finds its path even when the name changed. */
  match(identity: Identity, origin: ResponseId): readonly string[];
  /** Key of a full name, to look a path up by; null without both names. */
  name(names: Pick<Identity, 'firstName' | 'lastName'>): string | null;
  origin(origin: ResponseId): string;
  /** What proves that a link of staff was made here: the tag of a `LinkToken`, of everything that the link is for. */
  link(everything: string): string;
  /** What the links in a participant's own mails hold instead of the reference alone. */
  personal(ref: string): string;
  /** `GC-XXXX-XXXX`; the next `probe` where another response has that reference already. */
  reference(origin: ResponseId, probe: number): string;
  /** `R-XXXX-XXXX`, what a quarantined response is called. */
  number(origin: ResponseId): string;
  /** One version of one response. */
  version(response: ResponseId & { readonly lastSubmittedTime: string }): string;
}

export function createKeys(refKey: Uint8Array): Keys {
  // As a key object: bytes would be taken for one anew, slowly, at each use.
  const key = createSecretKey(refKey);
  const hmac = (purpose: string, text: string) => createHmac('sha256', key).update(`${purpose}\n`).update(text).digest();
  const keyed = ({ kind, text }: MatchKey) => kind + short(hmac(`match-${kind}`, text));
  const id = ({ formId, responseId }: ResponseId) => `${formId}|${responseId}`;
  const origin = (response: ResponseId) => `or${short(hmac('origin', id(response)))}`;
  return {
    match: (identity, response) => [origin(response), ...matchKeys(identity).map(keyed)],
    name: (names) => nameKeys(names).map(keyed)[0] ?? null,
    origin,
    link: (everything) => tagOf(hmac('link', everything)),
    personal: (ref) => personalReference(ref, hmac('personal', ref)),
    reference: (response, probe) => makeReference(hmac('reference', `${id(response)}|${probe}`)),
    number: (response) => makeReference(hmac('number', id(response)), 'R'),
    version: (response) => short(hmac('version', `${id(response)}|${response.lastSubmittedTime}`)),
  };
}

/** 64 bits as 13 lower-case letters and digits: some databases compare search attributes without regard to case, or split them at punctuation. */
function short(digest: Buffer): string {
  return digest.readBigUInt64BE(0).toString(36).padStart(13, '0');
}

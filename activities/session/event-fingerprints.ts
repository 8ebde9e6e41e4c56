import { createHash } from 'node:crypto';
import type { StoredEvent } from '../../integrations/outlook/port.ts';

/** Of everything a session must react to: staff's answers to the invitation are not among it. No address in clear. */
export function fingerprintOf({ start, end, place, reference, attendees, isCancelled, subject }: StoredEvent): string {
  const invited = attendees.map(({ address }) => address.toLowerCase()).toSorted();
  return shortHash([start, end, place.trim(), reference, invited, isCancelled, subject]);
}

/** Of what the invited said to the invitation. No address in clear. */
export function answersFingerprintOf({ attendees }: StoredEvent): string {
  return shortHash(
    attendees.map(({ address, response, proposedStart }) => [address.toLowerCase(), response, proposedStart ?? ''].join(' ')).toSorted(),
  );
}

function shortHash(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 16);
}

import type { Moment } from './moment.ts';

/** Which organisations were at a session, as its attendance says: by their names, as configured. */
export interface Presence {
  /** What the latest response that answered says; null while none has. */
  readonly answer: { readonly organisations: readonly string[]; readonly at: Moment } | null;
  /** Where the form doesn't ask: organisations of which a facilitator of the session sent a sheet, and so was there. */
  readonly sheetsFrom: readonly string[];
}

export const NO_PRESENCE: Presence = { answer: null, sheetsFrom: [] };

/** Organisations that are known to have been there. */
export function organisationsSeen({ answer, sheetsFrom }: Presence): readonly string[] {
  return answer?.organisations ?? sheetsFrom;
}

/**
 * A session was co-facilitated when both organisations are recorded present in its attendance, whatever was accepted in Outlook.
 * One sheet alone proves that its sender was there, never that the other organisation wasn't.
 */
export function wasCoFacilitated({ presence }: { readonly presence: Presence }): 'yes' | 'no' | 'unknown' {
  if (organisationsSeen(presence).length > 1) return 'yes';
  return presence.answer === null ? 'unknown' : 'no';
}

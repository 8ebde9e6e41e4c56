import type { Evidence } from './programme/programme.ts';

/** Staff hear of an erasure so many days before it, however late they hear. */
export const NOTICE_DAYS = 30;

/** For so long staff keep a path who don't say until when. */
export const KEPT_MONTHS = 6;

/** What the end of a path's retention depends on. Instants are ISO 8601 UTC. */
export interface RetentionFacts {
  /** The latest thing that the person did, or that was done with them or agreed with them. */
  readonly lastActivity: string;
  /** The first individual interview; null: there was none. */
  readonly interviewedAt: string | null;
  /** A member of staff keeps the path longer; `until` null: they didn't say. */
  readonly kept: { readonly since: string; readonly until: string | null } | null;
  /** Since when staff know that the path is to be erased; null: they don't. */
  readonly notifiedAt: string | null;
}

/** Of a path about which nothing else is known. */
export function retentionFrom(lastActivity: string): RetentionFacts {
  return { lastActivity, interviewedAt: null, kept: null, notifiedAt: null };
}

/**
 * The operations of funders that count this person. The FSE+ counts whoever had a first individual interview while the operation ran: people who
 * only attended a session are no participants to it, so that nothing asks to keep their data. @param interviewedOn local date, `YYYY-MM-DD`
 */
export function operationsOf(evidence: readonly Evidence[], interviewedOn: string | null): readonly Evidence[] {
  if (interviewedOn === null) return [];
  return evidence.filter(({ from, to }) => from <= interviewedOn && (to === null || interviewedOn <= to));
}

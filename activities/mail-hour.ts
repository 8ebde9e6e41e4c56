import type { MailReason } from '../domain/mail-reasons.ts';
import type { Moment } from '../domain/moment.ts';
import type { Deadlines } from './deadlines.ts';

/** What a mail answers at once, at any hour: something that the person did, or asked of whoever spoke with them. */
const OWN_ACTS: ReadonlySet<MailReason> = new Set([
  'inscription reçue',
  'nouvelle inscription',
  'adresse corrigée',
  'autre date demandée',
  'empêchement',
  'inscription à une séance',
  'à la demande de la personne',
]);

/** A session that near can't wait for the office to open. */
const SOON_MS = 48 * 3600_000;

/** What a mail speaks of, as far as its hour goes. */
export interface Occasion {
  /** In the words of the path's journal. */
  readonly why: MailReason;
  /** Starts of the session (ISO 8601), before and after a move. */
  readonly starts: readonly string[];
}

/**
 * When a mail to a participant may go; null: now. What answers their own act goes at any hour, and so does whatever is about a session
 * within 48 hours; everything else waits for the office to open, or for those 48 hours to begin.
 */
export function mailHour({ why, starts }: Occasion, now: string, deadlines: Pick<Deadlines, 'moment' | 'inOfficeHours'>): Moment | null {
  if (OWN_ACTS.has(why)) return null;
  const opening = deadlines.inOfficeHours(now);
  const [soonest] = starts.toSorted();
  const urgent = soonest === undefined ? opening : deadlines.moment(new Date(Date.parse(soonest) - SOON_MS).toISOString());
  const hour = urgent.at < opening.at ? urgent : opening;
  return hour.at > now ? hour : null;
}

import { answersOwnAct, type MailReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Deadlines } from '../calendar/deadlines.ts';

/** A session that near can't wait for the office to open. */
const SOON_MS = 48 * 3600_000;

/** What a mail speaks of, as far as its hour goes. */
export interface Occasion {
  /** In the words of the path's journal. */
  readonly why: MailReason;
  /** Starts of the session (ISO 8601), before and after a move. */
  readonly starts: readonly string[];
  /** When the person was last written to, answers to their own acts apart (ISO 8601); null: never. */
  readonly lastMailAt: string | null;
}

/**
 * When a mail to a participant may go; null: now. What answers their own act goes at any hour, and so does whatever is about a session
 * within 48 hours; everything else waits for the office to open and for a day to pass since the last mail, or for those 48 hours to begin.
 */
export function mailHour(
  { why, starts, lastMailAt }: Occasion,
  now: string,
  deadlines: Pick<Deadlines, 'moment' | 'mailOpening'>,
): Moment | null {
  if (answersOwnAct(why)) return null;
  const opening = deadlines.mailOpening(now, lastMailAt);
  const [soonest] = starts.toSorted();
  const urgent = soonest === undefined ? opening : deadlines.moment(new Date(Date.parse(soonest) - SOON_MS).toISOString());
  const hour = urgent.at < opening.at ? urgent : opening;
  return hour.at > now ? hour : null;
}

import { defineUpdate } from '@temporalio/workflow';
import type { WorklistHour, WorklistNowRequest, WorklistRoundRequest, WorklistRoundResult } from '../../domain/worklist-day.ts';

/**
 * « Ma journée » with all that is open, sent now. What it lists is not told by it: the mail of the next hour comes as if nothing had been sent.
 * Asked again while it is on its way, it is the same mail. `nothing`: nothing is open.
 * @throws ApplicationFailure of a service's error when the mail service refuses
 */
export const worklistSend = defineUpdate<SentNow>('worklist.send');

export interface SentNow {
  readonly outcome: 'sent' | 'inDoubt' | 'refused' | 'nothing';
  readonly lines: number;
}

export interface WorklistActivities {
  /** When a worklist opens next after `after` (ISO 8601 UTC); null without office hours. A local activity. */
  worklistHour(after: string): Promise<WorklistHour | null>;
  /**
   * Watches one worklist until there is something to say and one mail said it, until the worklist hour is over without a word, or for an hour
   * where there are no office hours. Never cancelled in the middle of a mail.
   */
  worklistRound(request: WorklistRoundRequest): Promise<WorklistRoundResult>;
  /** One look and one mail of all that is open; null where nothing is, or the configuration no longer knows this worklist. */
  worklistNow(request: WorklistNowRequest): Promise<WorklistRoundResult['mail']>;
}

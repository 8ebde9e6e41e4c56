import type { WorklistHour, WorklistRoundRequest, WorklistRoundResult } from '../../domain/worklist-day.ts';

export interface WorklistActivities {
  /** When a worklist opens next after `after` (ISO 8601 UTC); null without office hours. A local activity. */
  worklistHour(after: string): Promise<WorklistHour | null>;
  /**
   * Watches one worklist until there is something to say and one mail said it, until the worklist hour is over without a word, or for an hour
   * where there are no office hours. Never cancelled in the middle of a mail.
   */
  worklistRound(request: WorklistRoundRequest): Promise<WorklistRoundResult>;
}

import type { DeskHour, DeskRoundRequest, DeskRoundResult } from '../../domain/desk-day.ts';

export interface DeskActivities {
  /** When a desk opens next after `after` (ISO 8601 UTC); null without office hours. A local activity. */
  deskHour(after: string): Promise<DeskHour | null>;
  /**
   * Watches one desk until there is something to say and one mail said it, until the desk hour is over without a word, or for an hour
   * where there are no office hours. Never cancelled in the middle of a mail.
   */
  deskRound(request: DeskRoundRequest): Promise<DeskRoundResult>;
}

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

const { KEYWORD, KEYWORD_LIST, DATETIME, INT, BOOL } = SearchAttributeType;

/**
 * Everything that is searched. SQL visibility takes at most 10 Keyword attributes and 3 of each other type. Never encrypted: pseudonyms only.
 * Registered and verified before anything polls (workers/search-attributes.ts): an unregistered one sticks the workflow.
 */
export const SEARCH_ATTRIBUTES = {
  stage: defineSearchAttributeKey('GcStage', KEYWORD),
  organisation: defineSearchAttributeKey('GcOrganisation', KEYWORD),
  referent: defineSearchAttributeKey('GcReferent', KEYWORD),
  sessionKind: defineSearchAttributeKey('GcSessionKind', KEYWORD),
  /** `open`, `held` (took place), `complete` (attendance entered), `cancelled`. */
  sessionState: defineSearchAttributeKey('GcSessionState', KEYWORD),
  planVersion: defineSearchAttributeKey('GcPlanVersion', KEYWORD),
  /** Worklist codes with an open item of this workflow in its memo `worklist`. */
  waitingFor: defineSearchAttributeKey('GcWaitingFor', KEYWORD_LIST),
  /** HMACs of a person's keys, and of each response the path has taken. */
  matchKeys: defineSearchAttributeKey('GcMatchKeys', KEYWORD_LIST),
  sessions: defineSearchAttributeKey('GcSessions', KEYWORD_LIST),
  stalledSince: defineSearchAttributeKey('GcStalledSince', DATETIME),
  nextDeadline: defineSearchAttributeKey('GcNextDeadline', DATETIME),
  sessionStart: defineSearchAttributeKey('GcSessionStart', DATETIME),
  reminders: defineSearchAttributeKey('GcReminders', INT),
  seatsLeft: defineSearchAttributeKey('GcSeatsLeft', INT),
  waiting: defineSearchAttributeKey('GcWaiting', INT),
  priorityNeighbourhood: defineSearchAttributeKey('GcPriorityNeighbourhood', BOOL),
  /** Of a path whose session was cancelled, until it has a place again: it comes first, as priority neighbourhoods do. */
  displaced: defineSearchAttributeKey('GcDisplaced', BOOL),
} as const;

/** What of the service an administrator, a partner or a colleague can see by name, written down anew: a renamed one fails here. */

export const SEARCH_ATTRIBUTES = {
  stage: 'GcStage',
  referent: 'GcReferent',
  /** Ids of the sessions that a path counts on. */
  sessions: 'GcSessions',
  sessionKind: 'GcSessionKind',
  sessionState: 'GcSessionState',
  sessionStart: 'GcSessionStart',
  seatsLeft: 'GcSeatsLeft',
} as const;

export const WORKFLOW_TYPES = { path: 'participantPath', session: 'session', worklist: 'staffWorklist' } as const;

/** Ids of workflows. */
export const pathId = (ref: string) => `participant-${ref}`;
export const sessionId = (session: string) => `session-${session}`;
export const CALENDAR_WATCH = 'calendar-watch';

/** The reference of a path's participant, or the id of a session, out of its workflow's id. */
export const nameIn = (workflowId: string) => workflowId.replace(/^(participant|session)-/, '');

/** Memos: open lines on worklists, and whether a session was co-facilitated. */
export const MEMOS = { worklist: 'worklist', coFacilitated: 'coFacilitated' } as const;

/** What a session answers about the seat of one participant. */
export const SEAT_QUERY = 'seatView';

/** How what signs a link of a member of staff begins, in the field « Code ». */
export const LINK_TOKEN = 'LIEN1-';

/** The extended property of an event in which the service keeps its reference: fixed for good. */
export const REFERENCE_PROPERTY = 'String {7d0c3a52-1f64-4b8e-9b1d-5a2e8c6f4d19} Name ParcoursCreateurs';

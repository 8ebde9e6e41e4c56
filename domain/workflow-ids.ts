import type { FormKind } from './programme/programme.ts';

const PATH = 'participant-';
const SESSION = 'session-';
const ERASURE = 'erasure-';

/** Ids of the service's workflows: one of each per thing, so that a start is harmless where one runs already. */
export const workflowIds = {
  /** @param ref `GC-XXXX-XXXX` */
  path: (ref: string) => `${PATH}${ref}`,
  /** @param id of the session */
  session: (id: string) => `${SESSION}${id}`,
  intake: (form: FormKind) => `form-intake-${form}`,
  /** @param code of staff, or of an organisation's lead */
  worklist: (code: string) => `staff-worklist-${code}`,
  /** Of the person's path. @param ref `GC-XXXX-XXXX` */
  erasure: (ref: string) => `${ERASURE}${ref}`,
  planner: 'session-planner',
  watch: 'calendar-watch',
  duty: 'duty',
  /** @param version of the configuration */
  rollOut: (version: string) => `configuration-roll-out-${version}`,
} as const;

/** The participant's reference in the id of a path, the session's id in that of a session; null for any other workflow. */
export function referenceIn(workflowId: string): string | null {
  if (workflowId.startsWith(PATH)) return workflowId.slice(PATH.length);
  return isSessionId(workflowId) ? workflowId.slice(SESSION.length) : null;
}

/** The reference of the path that this erasure was of. @param workflowId of an erasure */
export function erasedReferenceIn(workflowId: string): string {
  return workflowId.slice(ERASURE.length);
}

/** The planner's id begins with the same word. */
export function isSessionId(workflowId: string): boolean {
  return workflowId.startsWith(SESSION) && workflowId !== workflowIds.planner;
}

import type { Moment } from '../../domain/moment.ts';
import type { PathState } from './state.ts';

export const LOG_KEPT = 200;

/** Of what responses of public forms had written, so many stay whatever else is written. */
const PUBLIC_KEPT = 50;

/** Once it is full the oldest entry goes; while public forms have written much, the oldest of theirs: they push out nothing of staff's. */
export function log(state: PathState, at: Moment, what: string): PathState {
  const entries = [...state.log, { at, what }];
  if (entries.length <= LOG_KEPT) return { ...state, log: entries };
  const ofPublicForms = entries.filter(({ publicForm }) => publicForm === true);
  const leaves = ofPublicForms.length > PUBLIC_KEPT ? ofPublicForms[0] : entries[0];
  return { ...state, log: entries.filter((entry) => entry !== leaves) };
}

/** What was written since `before` came of a response that anybody may send. */
export function writtenByPublicForm(before: PathState, after: PathState): PathState {
  const known = new Set(before.log);
  return { ...after, log: after.log.map((entry) => (known.has(entry) ? entry : { ...entry, publicForm: true })) };
}

import type { Moment } from '../../domain/moment.ts';
import type { LogEntry, PathState } from './state.ts';

export const LOG_KEPT = 200;

/** Of what responses of public forms had written, so many stay whatever else is written. */
const PUBLIC_KEPT = 50;

/** Once it is full the oldest entry goes; while public forms have written much, the oldest of theirs: they push out nothing of staff's. */
export function log(state: PathState, at: Moment, what: string): PathState {
  const entries = [...state.log, { at, what, by: null }];
  if (entries.length <= LOG_KEPT) return { ...state, log: entries };
  const ofPublicForms = entries.filter(({ publicForm }) => publicForm === true);
  const leaves = ofPublicForms.length > PUBLIC_KEPT ? ofPublicForms[0] : entries[0];
  return { ...state, log: entries.filter((entry) => entry !== leaves) };
}

/** Every entry that was written since `before` came of a response that anybody may send. */
export function writtenByPublicForm(before: PathState, state: PathState): PathState {
  return markedSince(before, state, { publicForm: true });
}

/** Every entry that was written since `before` is what this member of staff recorded. */
export function recordedBy(before: PathState, state: PathState, staff: string): PathState {
  return markedSince(before, state, { by: staff });
}

function markedSince({ log: before }: PathState, state: PathState, mark: Partial<LogEntry>): PathState {
  const known = new Set(before);
  return { ...state, log: state.log.map((entry) => (known.has(entry) ? entry : { ...entry, ...mark })) };
}

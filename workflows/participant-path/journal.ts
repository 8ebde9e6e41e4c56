import type { Origin } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { responseKey } from './responses.ts';
import type { LogEntry, PathState } from './state.ts';

export const LOG_KEPT = 200;

/** Of what responses of public forms had written, so many stay whatever else is written. */
const PUBLIC_KEPT = 50;

/** Once it is full the oldest entry goes; while public forms have written much, the oldest of theirs: they push out nothing of staff's. */
export function log(state: PathState, at: Moment, what: string): PathState {
  const entries = [...state.log, { at, what, by: null, response: null }];
  if (entries.length <= LOG_KEPT) return { ...state, log: entries };
  const ofPublicForms = entries.filter(({ publicForm }) => publicForm === true);
  const leaves = ofPublicForms.length > PUBLIC_KEPT ? ofPublicForms[0] : entries[0];
  return { ...state, log: entries.filter((entry) => entry !== leaves) };
}

/** Every entry that was written since `before` came of a response that anybody may send. */
export function writtenByPublicForm(before: PathState, state: PathState, origin: ResponseId): PathState {
  return markedSince(before, state, { response: responseKey(origin), publicForm: true });
}

/** Every entry that was written since `before` came of this response. @param by staff code of its author; null: a participant's own response */
export function causedBy(before: PathState, state: PathState, origin: ResponseId, by: string | null = null): PathState {
  return markedSince(before, state, { response: responseKey(origin), by });
}

type ResponseId = Pick<Origin, 'formId' | 'responseId'>;

function markedSince({ log: before }: PathState, state: PathState, mark: Partial<LogEntry>): PathState {
  if (state.log === before) return state;
  const entriesBefore = new Set(before);
  return { ...state, log: state.log.map((entry) => (entriesBefore.has(entry) ? entry : { ...entry, ...mark })) };
}

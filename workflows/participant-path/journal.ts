import type { Moment } from '../../domain/moment.ts';
import type { PathState } from './state.ts';

export const LOG_KEPT = 200;

export function log(state: PathState, at: Moment, what: string): PathState {
  return { ...state, log: [...state.log, { at, what }].slice(-LOG_KEPT) };
}

import type { Moment } from '../../domain/moment.ts';
import { isSituationAsked } from './situation.ts';
import type { PathState } from './state.ts';
import { addTask, closeTasks, taskOf } from './tasks.ts';
import * as titles from './words/tasks.ts';

/** In a row, without an answer. The situation at + 6 months is asked once more, no further. */
const MAX_ATTEMPTS = 3;
const MAX_SITUATION_ATTEMPTS = 2;

/** Whoever has been spoken to needs no first call any more, and has said what they think of another date. */
export function spokenTo(state: PathState): PathState {
  return closeTasks(state, ({ about, topic }) => about === 'walkIn' || topic === 'appointment-declined' || topic === 'appointment-missed');
}

export function attempted(state: PathState, at: Moment): PathState {
  const tried = { ...state, attempts: state.attempts + 1 };
  const asking = isSituationAsked(state);
  const isProposed = state.open.some(({ topic }) => topic === 'unreachable');
  if (isProposed || tried.attempts < (asking ? MAX_SITUATION_ATTEMPTS : MAX_ATTEMPTS)) return tried;
  const title = titles.unanswered(tried.attempts, asking ? 'situation' : 'news');
  return addTask(tried, { ...taskOf('unreachable', at.at), kind: 'decide', since: at, title, about: 'other' });
}

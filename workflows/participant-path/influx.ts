import type { Moment } from '../../domain/moment.ts';
import type { PathState } from './state.ts';
import { addTask, taskOf } from './tasks.ts';
import * as titles from './words/tasks.ts';

/** Too many registered within an hour: nothing is sent, and no seat is taken, before the coordinator has looked. */
export function holdFirstMail(state: PathState, at: Moment): PathState {
  return addTask(state, { ...taskOf('held'), kind: 'decide', since: at, title: titles.HELD, about: 'other', soon: true });
}

export function isHeld({ open }: Pick<PathState, 'open'>): boolean {
  return open.some(({ topic }) => topic === 'held');
}

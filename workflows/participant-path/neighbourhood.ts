import { isPriorityIn } from '../../domain/answer-notes.ts';
import type { FollowUp, Person } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { invite } from './bookings/offers.ts';
import { releaseSeat } from './bookings/release.ts';
import { waitingAt } from './bookings/search.ts';
import { log } from './journal.ts';
import type { PathState } from './state.ts';
import { addTask, closeTasks, taskOf } from './tasks.ts';
import { NO_NEIGHBOURHOOD } from './words/answers.ts';
import * as entries from './words/journal.ts';
import { unknownNeighbourhood } from './words/tasks.ts';

const QUOTED = 80;

/** A neighbourhood that the configuration doesn't know: only a person can say whether it counts as a priority one. */
export function askNeighbourhood(state: PathState, at: Moment): PathState {
  const { neighbourhood, town } = state.person;
  const settled = closeTasks(state, ({ topic }) => topic === 'neighbourhood');
  if (neighbourhood === null || 'id' in neighbourhood) return settled;
  const { typed } = neighbourhood;
  if (NO_NEIGHBOURHOOD.test(typed) || same(typed, town ?? '') || state.neighbourhoodAnswer?.typed === typed) return settled;
  const task = state.open.find(({ topic }) => topic === 'neighbourhood');
  const quoted = typed.slice(0, QUOTED);
  if (task?.neighbourhood === quoted) return state;
  const title = unknownNeighbourhood(quoted);
  return addTask(settled, { ...taskOf('neighbourhood'), kind: 'decide', since: at, title, about: 'other', neighbourhood: quoted });
}

/** Staff's answer about the same name stands, whatever else is edited. */
export function withAnswerKept({ neighbourhoodAnswer }: PathState, person: Person): Person {
  const { neighbourhood } = person;
  const isSame = neighbourhood !== null && 'typed' in neighbourhood && neighbourhood.typed === neighbourhoodAnswer?.typed;
  return isSame && neighbourhoodAnswer !== null ? { ...person, priorityNeighbourhood: neighbourhoodAnswer.priority } : person;
}

/** Who waits in a list takes the place there that a priority neighbourhood gives. */
export function neighbourhoodReported(state: PathState, { note, date, staff }: FollowUp): PathState {
  const priority = isPriorityIn(note ?? '');
  const { neighbourhood } = state.person;
  if (priority === null || neighbourhood === null || 'id' in neighbourhood) return state;
  const next: PathState = {
    ...closeTasks(state, ({ topic }) => topic === 'neighbourhood'),
    person: { ...state.person, priorityNeighbourhood: priority },
    neighbourhoodAnswer: { typed: neighbourhood.typed, priority },
  };
  const logged = log(next, date, entries.neighbourhoodReported(priority, staff));
  if (priority === state.person.priorityNeighbourhood || waitingAt(logged) === null) return logged;
  return invite(releaseSeat(logged, { why: entries.WHY_RELEASED.rankToReview, tell: null }, date), 'seat', 'sessionOpened', {
    quiet: true,
  });
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

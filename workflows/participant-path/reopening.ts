import type { Moment } from '../../domain/moment.ts';
import type { Stage } from '../../domain/plan.ts';
import { ownView } from './bookings/booking.ts';
import { restartClock } from './clock.ts';
import { log } from './journal.ts';
import { enter, isBefore } from './stages.ts';
import type { PathState } from './state.ts';
import * as entries from './words/journal.ts';

/**
 * Starts afresh: absences and attempts of before don't count any more. A settled path goes on at the stage before, its outcome stays in its
 * history; a path that is neither left nor settled keeps its stage. It is how staff end a pause before its date.
 */
export function reopen(state: PathState, at: Moment, reason: string): PathState {
  const fresh = { ...log(state, at, entries.reopened(reason)), paused: null, tried: [], attempts: 0, noShows: 0 };
  if (state.stage === 'left') {
    const stage = stageToReturnTo(state);
    const outcome = stage === 'settled' ? (state.outcomes.at(-1)?.words ?? null) : null;
    const back = enter({ ...fresh, outcome, exitKnownAt: null, leftFrom: null }, stage, at);
    // Six months count from the outcome, whatever was closed by mistake meanwhile.
    return stage === 'settled' ? { ...back, stageSince: state.leftFrom?.since ?? at } : back;
  }
  if (state.stage === 'settled')
    return enter(
      { ...fresh, outcome: null, situation: { askedAt: null, knownAt: null, words: null } },
      state.settledFrom ?? 'building',
      at,
    );
  return restartClock(fresh, at);
}

/** Nobody begins again what they have behind them: the stage they left, or the first one where no information session was attended yet. */
function stageToReturnTo(state: PathState): Stage {
  const left = state.leftFrom?.stage ?? 'registered';
  if (!isBefore(left, 'informed')) return left;
  return hasBeenInformed(state) ? 'informed' : 'registered';
}

function hasBeenInformed(state: PathState): boolean {
  const view = ownView(state);
  const wasThere = state.attended.some(({ kind, mark }) => kind === 'info' && mark === 'attended');
  return wasThere || (view?.kind === 'info' && view.attendance === 'attended');
}

import type { Moment } from '../../domain/moment.ts';
import { STAGES, type Stage } from '../../domain/plan.ts';
import { ownBooking, ownView } from './bookings/booking.ts';
import { releaseSeat } from './bookings/release.ts';
import { log } from './journal.ts';
import type { PathState } from './state.ts';
import { closeStepTasks } from './tasks.ts';
import { RELEASE_WORDS } from './words/bookings.ts';
import { entered } from './words/journal.ts';

export function isBefore(stage: Stage, other: Stage): boolean {
  return STAGES.indexOf(stage) < STAGES.indexOf(other);
}

export function enter(state: PathState, stage: Stage, at: Moment, { keepPlan = false } = {}): PathState {
  const skipped = STAGES.slice(STAGES.indexOf(state.stage) + 1, STAGES.indexOf(stage)).filter(
    (name) => name !== 'noShow' && name !== 'training',
  );
  const next: PathState = {
    ...closeStepTasks(state),
    stage,
    stageSince: at,
    clockFrom: clockIn(state, at),
    ladder: { referent: false, coordinator: 0 },
    // A seat that is offered or lost is no contact: nobody has answered yet.
    attempts: isBefore(stage, 'informed') ? state.attempts : 0,
    stale: !keepPlan,
  };
  const informed = isBefore(stage, 'informed') ? next : giveUpWaiting(next, at);
  return log(informed, at, entered(stage, stage === 'left' ? [] : skipped));
}

/** A stage that is recorded late doesn't take back a later contact. A training's clock stands at its end, which leaves with it. */
function clockIn({ stage, clockFrom }: PathState, at: Moment): Moment {
  return stage === 'training' || clockFrom.at < at.at ? at : clockFrom;
}

/**
 * Someone who is further on waits for no seat at an information session any more. One that they know of is theirs: they have its
 * confirmation and may still come.
 */
function giveUpWaiting(state: PathState, at: Moment): PathState {
  const { want } = state.search;
  const view = ownView(state);
  if (want === 'none' || (view?.status === 'reserved' && !isUntold(state))) return state;
  return view !== null && view.attendance === null
    ? releaseSeat(state, { why: RELEASE_WORDS.furtherOn, tell: 'furtherOn' }, at)
    : { ...state, search: { ...state.search, want: 'none' } };
}

/** A seat that the person doesn't know of: its first call waits still. */
function isUntold(state: PathState): boolean {
  const isKnown = (ownBooking(state)?.notifiedAt ?? null) !== null;
  return !isKnown && state.open.some(({ kind, about }) => kind === 'call' && about === 'seat');
}

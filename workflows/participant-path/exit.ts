import type { ReleaseReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import { hasBegun, ownView } from './bookings/booking.ts';
import { type Release, releaseBookings, releaseSeat } from './bookings/release.ts';
import { log } from './journal.ts';
import { enter } from './stages.ts';
import type { PathState } from './state.ts';
import { closeTasks } from './tasks.ts';
import * as entries from './words/journal.ts';

/** `isReasonKnown`: the person's reason or what became of them was told, and nobody has to ask. `tell`: what a person with a seat is told of it. */
export function leave(
  state: PathState,
  at: Moment,
  reason: string,
  { isReasonKnown = false, tell = 'closed' }: { readonly isReasonKnown?: boolean; readonly tell?: ReleaseReason } = {},
): PathState {
  const closed = closeTasks({ ...state, paused: null }, ({ about }) => about !== 'seat' && about !== 'staffSeat' && about !== 'release');
  const free = releaseBookings(leaveSeat(closed, { why: reason, tell }, at), ({ view }) => !hasBegun(view, at), tell, at);
  const left = closeTasks(free, ({ about }) => about === 'seat' || about === 'staffSeat');
  if (state.stage === 'left') return isReasonKnown ? exitReported(left, at, reason) : left;
  return enter(
    {
      ...left,
      outcome: reason,
      exitKnownAt: isReasonKnown ? at : null,
      leftFrom: { stage: state.stage, since: state.stageSince, withdrew: tell === 'onRequest' },
    },
    'left',
    at,
  );
}

/** The seat of a session that has begun stays theirs: its sheet says whether they came. */
function leaveSeat(state: PathState, release: Release, at: Moment): PathState {
  const view = ownView(state);
  if (view === null) return state;
  const isPast = view.attendance !== null || hasBegun(view, at);
  return isPast ? { ...state, search: { ...state.search, want: 'none' } } : releaseSeat(state, release, at);
}

/** Whoever left long ago leaves once: the four weeks in which the exit facts are due count from the exit, and end with an answer. */
export function exitReported(state: PathState, at: Moment, outcome: string | null): PathState {
  const next: PathState = { ...state, exitKnownAt: at, outcome: outcome ?? state.outcome, ladder: { referent: false, coordinator: 0 } };
  return state.exitKnownAt === null ? log(next, at, entries.EXIT_KNOWN) : next;
}

import type { Moment } from '../../domain/moment.ts';
import { invite } from './bookings/offers.ts';
import type { InfluxAnswer } from './contract.ts';
import { leave } from './exit.ts';
import { isHeld } from './influx.ts';
import { causedBy, log } from './journal.ts';
import type { PathState } from './state.ts';
import { closeTasks } from './tasks.ts';
import * as entries from './words/journal.ts';

/** The coordinator's one answer for all that wait. A path that waits for none, or no more, ignores it. */
export function influxAnswered(state: PathState, { send, staff, origin }: InfluxAnswer): PathState {
  if (!isHeld(state)) return state;
  const next = send ? sent(state, staff, origin.submitted) : refused(state, staff, origin.submitted);
  return causedBy(state, next, origin, staff);
}

function sent(state: PathState, staff: string, at: Moment): PathState {
  return invite(log(answered(state), at, entries.influxSent(staff)), 'confirmation', 'registered');
}

function refused(state: PathState, staff: string, at: Moment): PathState {
  return leave(log(answered(state), at, entries.influxRefused(staff)), at, entries.WHY_LEFT.influx, { isReasonKnown: true });
}

function answered(state: PathState): PathState {
  return closeTasks(state, ({ topic }) => topic === 'held');
}

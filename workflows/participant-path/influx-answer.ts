import { invite } from './bookings/offers.ts';
import type { InfluxAnswer } from './contract.ts';
import { leave } from './exit.ts';
import { isHeld } from './influx.ts';
import { log } from './journal.ts';
import type { PathState } from './state.ts';
import { closeTasks } from './tasks.ts';
import * as entries from './words/journal.ts';

/** The coordinator's one answer for all that wait. A path that waits for none, or no more, ignores it. */
export function influxAnswered(state: PathState, { send, staff, at }: InfluxAnswer): PathState {
  if (!isHeld(state)) return state;
  const answered = closeTasks(state, ({ topic }) => topic === 'held');
  if (!send) return leave(log(answered, at, entries.influxRefused(staff)), at, entries.WHY_LEFT.influx, { known: true });
  return invite(log(answered, at, entries.influxSent(staff)), 'confirmation', 'registered');
}

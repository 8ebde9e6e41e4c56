import { listRows, reservedSeats, waitingCount } from './seats.ts';
import type { ListRow, SessionState } from './state.ts';
import type { SessionTask } from './tasks.ts';

/** How many come: too few, more than there are seats for, or others than the list that was mailed says. Only of a session that is to come. */
export function fillTasks(state: SessionState): readonly SessionTask[] {
  return [...fewPeople(state), ...manyWaiting(state), ...changedLists(state)];
}

function fewPeople(state: SessionState): readonly SessionTask[] {
  const { low, start } = state;
  const reserved = reservedSeats(state).length;
  if (low === null || reserved * 100 >= start.capacity * start.plan.lowPercent) return [];
  return [{ topic: 'few-people', reserved, at: low.at }];
}

/** Told anew each time that the list has grown by as much again. */
function manyWaiting(state: SessionState): readonly SessionTask[] {
  const { crowdedSince, start } = state;
  if (crowdedSince === null) return [];
  const waiting = waitingCount(state);
  return [{ topic: 'many-waiting', waiting, times: Math.floor(waiting / start.plan.manyWaiting), since: crowdedSince }];
}

function changedLists(state: SessionState): readonly SessionTask[] {
  const { mailedRows, mailed } = state;
  if (mailedRows === null) return [];
  const rows = listRows(state);
  const gone = without(mailedRows, rows);
  const added = without(rows, mailedRows);
  return gone.length + added.length === 0 ? [] : mailed.list.map((worklist) => ({ topic: 'list-changed', worklist, gone, added }));
}

function without(rows: readonly ListRow[], others: readonly ListRow[]): readonly ListRow[] {
  return rows.filter(({ ref }) => !others.some((other) => other.ref === ref));
}

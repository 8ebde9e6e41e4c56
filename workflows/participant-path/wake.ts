import { compare } from '../../domain/text.ts';
import { agenda } from './agenda.ts';
import { lookAgainAt } from './bookings/search.ts';
import { comingTries } from './outbox.ts';
import type { PathState } from './state.ts';

/** The next moment at which the path has something to do by itself (ISO 8601); always ahead of `now`, null where it waits for a fact only. */
export function nextWake(state: PathState, now: string): string | null {
  const moments = [...agenda(state).map(({ moment }) => moment.at), ...comingTries(state, now), lookAgainAt(state)];
  const [next] = moments.filter((at) => at !== null && at > now).toSorted((a, b) => compare(a ?? '', b ?? ''));
  return next ?? null;
}

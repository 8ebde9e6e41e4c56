import { compare } from '../../domain/text.ts';
import type { Coming, ComingKind, PathCard } from '../../domain/week.ts';
import { displayName } from './about-path.ts';
import { agenda, type PathDue } from './agenda.ts';
import { views } from './bookings/booking.ts';
import { isFinished } from './liveness.ts';
import { isPaused } from './pause.ts';
import type { PathState } from './state.ts';

/** What the referent's Monday mail says of a deadline; the others concern the participant only. */
const COMING: Partial<Record<PathDue, ComingKind>> = {
  holdUntil: 'release',
  resume: 'resume',
  followUp: 'situation',
  referent: 'nudge',
  coordinator: 'escalation',
};

/** A past appointment may stand before what is to come. */
const MOST_COMING = 4;

/** Name, stage and what comes, for the referent's Monday mail: read from a list, without waking the path. */
export function pathCard(state: PathState): PathCard {
  const { stageSince, paused } = state;
  return {
    who: displayName(state),
    stageSince: stageSince.at,
    paused: isPaused(state) ? { until: paused?.until?.at ?? null } : null,
    next: coming(state),
    finished: isFinished(state),
  };
}

function coming(state: PathState): readonly Coming[] {
  const { appointments } = state;
  const sessions = views(state)
    .filter(({ status, attendance }) => status === 'reserved' && attendance === null)
    .map(({ start }) => start.at);
  const deadlines = agenda(state).flatMap(({ due, moment }) => {
    const what = COMING[due];
    return what === undefined ? [] : [{ what, at: moment.at }];
  });
  return [
    ...sessions.map((at) => ({ what: 'session' as const, at })),
    ...appointments.slice(-MOST_COMING).map(({ start }) => ({ what: 'appointment' as const, at: start.at })),
    ...deadlines,
  ]
    .toSorted((left, right) => compare(left.at, right.at))
    .slice(0, MOST_COMING);
}

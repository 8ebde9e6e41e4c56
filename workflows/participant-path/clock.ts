import type { Moment } from '../../domain/moment.ts';
import type { Stage } from '../../domain/plan.ts';
import type { PathState } from './state.ts';

/**
 * What the stage's delays count from (ISO 8601). Six months count from the outcome itself, exit facts from the exit, whatever was heard since.
 * What the stage misses and is fixed for a date (an interview, then a workshop too) is missed from that date on: nobody lacks a session who is met
 * by then.
 */
export function clockOf(state: PathState): string {
  const { stage, stageSince, clockFrom, appointments, bookings } = state;
  if (stage === 'settled' || stage === 'left') return stageSince.at;
  if (stage === 'invited' || stage === 'training') return clockFrom.at;
  const workshops =
    stage === 'registered' || stage === 'noShow' || ladderStage(state) === 'informed'
      ? []
      : bookings.flatMap(({ origin, view }) => (origin === 'staff' && view?.status === 'reserved' ? view.end.at : []));
  const fixed = [...appointments.map(({ start }) => start.at), ...workshops];
  return fixed.reduce((latest, at) => (at > latest ? at : latest), clockFrom.at);
}

/** After a change of what is fixed the deadlines are made anew. */
export function withClock(before: PathState, after: PathState): PathState {
  return clockOf(before) === clockOf(after) ? after : { ...after, stale: true };
}

/**
 * The stage whose delays count. A workshop or a described project doesn't replace the first individual interview, with which the FSE+ counts a
 * participant's entry: until it took place its delays run.
 */
export function ladderStage({ stage, interviewedAt }: PathState): Stage {
  return interviewedAt === null && (stage === 'exploring' || stage === 'building') ? 'informed' : stage;
}

/** A contact restarts the stage's clock; one older than what is known changes nothing. */
export function restartClock(state: PathState, at: Moment): PathState {
  const open = state.open.filter(({ topic }) => topic !== 'unreachable');
  // The clock of a training stands at its end: who was spoken to before it has been reached all the same.
  if (at.at < state.clockFrom.at) return state.stage === 'training' ? { ...state, attempts: 0, open } : state;
  return { ...state, clockFrom: at, ladder: { referent: false, coordinator: 0 }, attempts: 0, open, stale: true };
}

/** A change of what is that near is told at once. Both ISO 8601. */
export function isWithin48Hours(start: string, now: string): boolean {
  return Date.parse(start) - Date.parse(now) < 48 * 3600_000;
}

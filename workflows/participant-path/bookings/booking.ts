import type { Moment } from '../../../domain/moment.ts';
import type { SeatView } from '../../../domain/seat.ts';

/** A seat or a place in a waiting list at a session to come. */
export function isAhead(view: SeatView | null, at: Moment): view is SeatView {
  return (view?.status === 'held' || view?.status === 'waiting') && view.attendance === null && !hasBegun(view, at);
}

export function hasBegun(view: SeatView | null, at: Moment): boolean {
  return view !== null && view.start.at <= at.at;
}

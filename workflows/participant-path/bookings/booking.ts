import type { Moment } from '../../../domain/moment.ts';
import type { Plan } from '../../../domain/plan.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { withClock } from '../clock.ts';
import type { Booking, PathState } from '../state.ts';
import type { Task } from '../tasks.ts';

/** A booking whose session has answered. */
export type Answered = Booking & { readonly view: SeatView };

/** Nobody was reminded yet, and no deadline is known. */
export const NOT_REMINDED: Pick<Booking, 'reminders' | 'movedAt' | 'early'> = {
  reminders: { week: false, day: false },
  movedAt: null,
  early: null,
};

/** The one that the path's own search found: a seat or a place in a waiting list, at most one. */
export function ownBooking({ bookings }: Pick<PathState, 'bookings'>): Booking | null {
  return bookings.find(({ origin }) => origin === 'path') ?? null;
}

/** What the session says of the seat that the path's own search found; null: there is none. */
export function ownView(state: Pick<PathState, 'bookings'>): SeatView | null {
  return ownBooking(state)?.view ?? null;
}

/** Those that staff asked for. */
export function staffBookings({ bookings }: Pick<PathState, 'bookings'>): readonly Booking[] {
  return bookings.filter(({ origin }) => origin === 'staff');
}

export function bookingAt({ bookings }: Pick<PathState, 'bookings'>, sessionId: string): Booking | null {
  return bookings.find((booking) => booking.sessionId === sessionId) ?? null;
}

/** Of sessions that have answered, the path's own first. */
export function views({ bookings }: Pick<PathState, 'bookings'>): readonly SeatView[] {
  return bookings.flatMap(({ view }) => view ?? []);
}

/** Every session that this person has or asks a seat at. */
export function sessionsOf({ bookings }: Pick<PathState, 'bookings'>): string[] {
  return bookings.map(({ sessionId }) => sessionId);
}

/** In the place of what the path has at this session; one that its own search found takes the place of the one before. */
export function withBooking(state: PathState, booking: Booking): PathState {
  const isReplaced = (one: Booking) => one.sessionId === booking.sessionId || (booking.origin === 'path' && one.origin === 'path');
  const others = state.bookings.filter((one) => !isReplaced(one));
  const index = booking.origin === 'path' ? 0 : state.bookings.findIndex(isReplaced);
  return withClock(state, { ...state, bookings: index < 0 ? [...others, booking] : others.toSpliced(index, 0, booking) });
}

export function withoutBooking(state: PathState, sessionId: string): PathState {
  return withClock(state, { ...state, bookings: state.bookings.filter((booking) => booking.sessionId !== sessionId) });
}

export function withoutOwn(state: PathState): PathState {
  return { ...state, bookings: [...staffBookings(state)] };
}

/** Its deadlines are to be made anew: those of the path's own booking come with the path's plan. */
export function replanned(state: PathState, booking: Booking): PathState {
  return booking.origin === 'path' ? { ...withBooking(state, booking), stale: true } : withBooking(state, { ...booking, stale: true });
}

/** What a plan that was made for this session says of it. */
export function momentsOf({ reminderWeek, reminderDay, callDay, holdUntil }: Plan): NonNullable<Booking['moments']> {
  return { reminderWeek, reminderDay, callDay, holdUntil };
}

/** What a call about it is about: the answers that it offers differ. */
export function subjectOf({ origin }: Pick<Booking, 'origin'>): 'seat' | 'staffSeat' {
  return origin === 'path' ? 'seat' : 'staffSeat';
}

export function isCallFor({ kind, about, session }: Task, sessionId: string): boolean {
  return kind === 'call' && (about === 'seat' || about === 'staffSeat') && session === sessionId;
}

/** A seat or a place in a waiting list at a session to come. */
export function isAhead(view: SeatView | null, at: Moment): view is SeatView {
  return (view?.status === 'reserved' || view?.status === 'waiting') && view.attendance === null && !hasBegun(view, at);
}

export function hasBegun(view: SeatView | null, at: Moment): boolean {
  return view !== null && view.start.at <= at.at;
}

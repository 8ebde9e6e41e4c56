import type { ReleaseReason } from '../../../domain/mail-reasons.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { isWithin48Hours } from '../clock.ts';
import { hasMail } from '../contact-details.ts';
import { log } from '../journal.ts';
import { addCommand } from '../outbox.ts';
import type { Booking, PathState } from '../state.ts';
import { addCall, closeTasks, type Task } from '../tasks.ts';
import * as words from '../words/bookings.ts';
import { hasBegun, ownBooking, ownView, staffBookings, withoutBooking, withoutOwn } from './booking.ts';

/** Why a place is given back; `tell`: what the person is told of it, null where another mail or line does. */
export interface Release {
  /** In the words of the journal. */
  readonly why: string;
  readonly tell: ReleaseReason | null;
}

/** Seats that staff asked for go back to their sessions. */
export function releaseBookings(state: PathState, which: (booking: Booking) => boolean, tell: ReleaseReason | null, at: Moment): PathState {
  const leaving = staffBookings(state).filter(which);
  return leaving.reduce<PathState>((next, { sessionId, view, notifiedAt }) => {
    const free = withoutBooking(next, sessionId);
    const released = addCommand(free, { kind: 'release', seq: free.commands + 1, sessionId });
    return view === null ? released : tellOfRelease(released, { view, notifiedAt, tell, at });
  }, state);
}

/**
 * Tells a person of a seat or a place in a waiting list that they have no more: a mail, or a call where there is no address. Calls that spoke of
 * it as theirs leave the worklist. A person who gave it back by phone, or was never told that they had it, needs no call.
 */
export function tellOfRelease(
  state: PathState,
  release: {
    readonly view: SeatView;
    readonly notifiedAt: string | null;
    readonly tell: ReleaseReason | null;
    readonly at: Moment;
  },
): PathState {
  const { view, tell, at, notifiedAt } = release;
  const isCall = ({ kind, session }: Task) => kind === 'call' && session === view.sessionId;
  const isUnknown = notifiedAt === null && state.open.some(isCall);
  const silent = closeTasks(state, isCall);
  if (tell === null) return silent;
  if (view.start.at <= at.at) return log(silent, at, words.NOTHING_SENT);
  if (hasMail(silent)) return addCommand(silent, { kind: 'mail', mail: 'released', why: tell, view });
  if (tell === 'onRequest' || isUnknown) return silent;
  return addCall(silent, 'release', at, words.tellSeatReleased(view, tell), {
    soon: isWithin48Hours(view.start.at, at.at),
    session: view.sessionId,
  });
}

/** A session that has begun is left without a word to it: a person who has a seat there is on its sheet. */
export function releaseSeat(state: PathState, { why, tell }: Release, at: Moment): PathState {
  const own = ownBooking(state);
  const view = own?.view ?? null;
  const search = { ...state.search, seq: state.search.seq + 1, want: 'none' as const };
  const freed = { ...withoutOwn(state), search, stale: true };
  if (view === null || (view.status !== 'reserved' && view.status !== 'waiting') || hasBegun(view, at)) return closeSeatCalls(freed);
  const released = addCommand(log(freed, at, words.seatReleased(view.status, why)), {
    kind: 'release',
    seq: search.seq,
    sessionId: view.sessionId,
  });
  return closeSeatCalls(tellOfRelease(released, { view, notifiedAt: own?.notifiedAt ?? null, tell, at }));
}

function closeSeatCalls(state: PathState): PathState {
  return closeTasks(state, ({ about }) => about === 'seat');
}

/** The person said no to this very session: another one is looked for, never the same again. `tell`: null where the mail of another date answers. */
export function decline(state: PathState, release: Release, at: Moment): PathState {
  const view = ownView(state);
  if (view === null || view.attendance !== null) return state;
  const search = { ...state.search, declined: [...state.search.declined, view.sessionId] };
  return releaseSeat({ ...state, search }, release, at);
}

import type { AttendanceMark } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { WalkIn } from '../../domain/path-start.ts';
import type { SessionKind } from '../../domain/programme/programme.ts';
import type { SeatView } from '../../domain/seat.ts';
import { ownBooking, withBooking } from './bookings/booking.ts';
import { invite } from './bookings/offers.ts';
import { restartClock } from './clock.ts';
import { log } from './journal.ts';
import { reopen } from './reopening.ts';
import { enter, isBefore } from './stages.ts';
import type { AttendanceEntry, PathState } from './state.ts';
import { addCall } from './tasks.ts';
import * as words from './words/bookings.ts';

/** The latest ones; older ones are in the statistics. */
const ENTRIES_KEPT = 60;

export function attendanceAt(state: PathState, sessionId: string): AttendanceEntry | null {
  return state.attended.find((entry) => entry.sessionId === sessionId) ?? null;
}

/** One entry for each session, the latest word of its sheet. */
export function remember(state: PathState, entry: AttendanceEntry): PathState {
  const others = state.attended.filter(({ sessionId }) => sessionId !== entry.sessionId);
  return { ...state, attended: [...others, entry].slice(-ENTRIES_KEPT) };
}

export function entryOf(view: SeatView, mark: AttendanceMark): AttendanceEntry {
  const { sessionId, kind, title, start, rev } = view;
  return { sessionId, kind, title, start, mark, rev };
}

/** Being there is a contact, and moves the path forward: an information session or a drop-in informs, a workshop begins the exploration. */
export function cameTo(state: PathState, kind: SessionKind, at: Moment): PathState {
  const contact = { ...restartClock(state, at), tried: [{ at, what: words.CONTACTS[kind] }] };
  if (kind === 'workshop') return isBefore(state.stage, 'exploring') ? enter(contact, 'exploring', at) : contact;
  if (kind === 'outreach') return contact;
  return isBefore(state.stage, 'informed') ? enter(contact, 'informed', at) : contact;
}

/** Came without being registered, on the sheet with name and phone. A sheet that is read twice, or corrected, counts once. */
export function walkedIn(state: PathState, walkIn: WalkIn): PathState {
  if (attendanceAt(state, walkIn.sessionId)?.mark === 'attended') return state;
  const { sessionId, kind, title, start } = walkIn;
  const back = state.stage === 'left' ? reopen(state, start, words.WHY_REOPENED.cameBack) : state;
  const attended = remember(back, { sessionId, kind, title, start, mark: 'attended', rev: 0, walkIn: true });
  const noted = log(attended, start, words.walkedIn(walkIn));
  return cameTo(seatOfThisSession(noted, sessionId), kind, start);
}

/** A registrant who was written down among the walk-ins has been there: the seat isn't given back. */
function seatOfThisSession(state: PathState, sessionId: string): PathState {
  const own = ownBooking(state);
  if (own === null || own.view === null || own.sessionId !== sessionId) return state;
  const there = withBooking(state, { ...own, view: { ...own.view, attendance: 'attended' } });
  return { ...there, search: { ...there.search, want: 'none' }, stale: true };
}

/** A path that a walk-in opens: somebody calls; whoever was met in the street is offered an information session, which is called too. */
export function beginsByWalkIn(state: PathState, walkIn: WalkIn, submitted: Moment): PathState {
  const came = walkedIn(state, walkIn);
  if (walkIn.kind === 'outreach') return invite(came, 'confirmation', 'outreach');
  return addCall(came, 'walkIn', submitted, words.getToKnow(walkIn));
}

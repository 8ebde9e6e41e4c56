import type { MailReason } from '../../../domain/mail-reasons.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { SeatView } from '../../../domain/seat.ts';
import type { InvitationMail } from '../commands.ts';
import { hasMail } from '../contact-details.ts';
import { isHeld } from '../influx.ts';
import { log } from '../journal.ts';
import { addCommand } from '../outbox.ts';
import { isPaused } from '../pause.ts';
import { isBefore } from '../stages.ts';
import type { Booking, PathState } from '../state.ts';
import { addTask, closeStepTasks, closeTasks, taskSoon } from '../tasks.ts';
import * as words from '../words/bookings.ts';

/** `from`: the session in whose waiting list the person stays meanwhile. */
export function invite(
  state: PathState,
  mail: InvitationMail,
  why: MailReason,
  { quiet = false, from }: { readonly quiet?: boolean; readonly from?: string } = {},
): PathState {
  if (state.consentWithdrawn !== null || isHeld(state)) return state;
  const search = { ...state.search, seq: state.search.seq + 1, want: 'seat' as const, afterPause: null };
  const more = { ...(quiet ? { quiet } : {}), ...(from === undefined ? {} : { from }) };
  return addCommand({ ...closeStepTasks(state), search }, { kind: 'invite', seq: search.seq, mail, why, ...more });
}

/** Another session, to a person who is not further on than one; not before the end of a pause. */
export function offerAnother(state: PathState, why: MailReason, mail: InvitationMail = 'seat'): PathState {
  const isDue = isBefore(state.stage, 'informed');
  if (isDue && !isPaused(state)) return invite(state, mail, why);
  return { ...state, search: { ...state.search, want: 'none', afterPause: isDue ? { mail, why } : null } };
}

/**
 * A seat came free: a mail with « empêchement » to decline it; under two working days before, where a mail may be read too late, a call instead.
 * `holdUntil`: null where the person was invited so late that nobody would have had a working day to call.
 */
export function promotion(
  state: PathState,
  seat: { readonly view: SeatView; readonly holdUntil: Moment | null; readonly about: 'seat' | 'staffSeat'; readonly at: Moment },
): PathState {
  const { view, about, at } = seat;
  const waited = closeTasks(state, (open) => open.kind === 'call' && open.about === about && open.session === view.sessionId);
  const logged = log(waited, at, words.promoted(view));
  const soon = callInstead(logged, seat);
  if (hasMail(logged) && !soon) return addCommand(logged, { kind: 'mail', mail: 'seat', why: 'seatFreed', view });
  if (logged.person.phone === null) return logged;
  const title = words.offerFreedSeat(view);
  const task = taskSoon(soon, 'call', about, 'freed', view.sessionId, view.rev);
  return addTask(logged, { ...task, kind: 'call', since: at, title, about, session: view.sessionId });
}

/** Two working days and a weekend between them. */
const SURELY_SOON_MS = 4 * 24 * 3600_000;

/** Under two working days before the session, whoever has a phone is called. */
function callInstead(
  state: PathState,
  { view, holdUntil, at }: { readonly view: Pick<SeatView, 'start'>; readonly holdUntil: Moment | null; readonly at: Moment },
): boolean {
  if (state.person.phone === null) return false;
  return holdUntil === null ? Date.parse(view.start.at) - Date.parse(at.at) < SURELY_SOON_MS : at.at >= holdUntil.at;
}

/** The person knows of their seats at these sessions, or of all where none is named: they said so on the phone. */
export function seatsNotified(state: PathState, { at }: Moment, sessions: readonly string[]): PathState {
  const isMeant = (session: string) => sessions.length === 0 || sessions.includes(session);
  const notified = (booking: Booking) => (isMeant(booking.sessionId) ? { ...booking, notifiedAt: booking.notifiedAt ?? at } : booking);
  return { ...state, bookings: state.bookings.map(notified) };
}

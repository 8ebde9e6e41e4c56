import { isOffered, type MailReason } from '../../../domain/mail-reasons.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { Plan } from '../../../domain/plan.ts';
import type { SeatView } from '../../../domain/seat.ts';
import type { Command, InvitationMail } from '../commands.ts';
import { hasMail } from '../contact-details.ts';
import { withPlan } from '../eligibility.ts';
import { log } from '../journal.ts';
import { addCommand } from '../outbox.ts';
import { isPaused } from '../pause.ts';
import { enter, isBefore } from '../stages.ts';
import type { Booking, PathState, Search } from '../state.ts';
import { addCall, closeTasks } from '../tasks.ts';
import * as words from '../words/bookings.ts';
import { offerSeat } from '../words/tasks.ts';
import { bookingAt, momentsOf, NOT_REMINDED, ownBooking, ownView, sessionsOf, staffBookings, withBooking, withoutOwn } from './booking.ts';
import { invite } from './offers.ts';
import { tellOfRelease } from './release.ts';
import { seatChanged } from './seat-changes.ts';

/** A path's own search for an information session: what its invitations found, and when it looks again. */

const DAY_MS = 24 * 3600_000;

/** Nothing was looked for yet. */
export const NO_SEARCH: Search = {
  seq: 0,
  want: 'none',
  noneSince: null,
  displaced: false,
  lookedAt: null,
  afterPause: null,
  early: null,
  declined: [],
};

/** What the search knows once a seat or a place in a waiting list was found. */
export const FOUND: Pick<Search, 'noneSince' | 'displaced' | 'lookedAt'> = { noneSince: null, displaced: false, lookedAt: null };

interface InvitationAnswer {
  readonly seq: number;
  readonly view: SeatView | null;
  readonly plan: Plan | null;
  readonly at: Moment;
  readonly mail: InvitationMail;
  /** The person waited there meanwhile, and still does where no seat was found. */
  readonly from?: string;
}

/** What the invitation found: a seat, a place in a waiting list, or no session at all. */
export function invited(state: PathState, answer: InvitationAnswer): PathState {
  if (answer.seq !== state.search.seq || state.search.want !== 'seat')
    return isStillWelcome(state, answer) ? seatKept(state, answer) : giveBack(state, answer);
  if (answer.from !== undefined && answer.view === null) return staysWaiting(state);
  return withEarlyView(state, answer);
}

/** What the session said meanwhile comes after its answer. */
function withEarlyView(state: PathState, answer: InvitationAnswer): PathState {
  const { early } = state.search;
  if (early === null) return found(state, answer);
  return seatChanged(found(searching(state, { early: null }), answer), early, answer.at);
}

/**
 * The search began anew meanwhile, and not by the person's own wish (the session where they waited was cancelled, say): a seat that their mail has
 * promised is just what it looks for.
 */
function isStillWelcome(state: PathState, { view }: InvitationAnswer): boolean {
  const { want, seq } = state.search;
  const next = state.outbox.find((one) => one.kind === 'invite' && one.seq === seq);
  if (want !== 'seat' || view?.status !== 'reserved' || next?.kind !== 'invite' || !isOffered(next.why)) return false;
  return ownView(state)?.status !== 'reserved' && !sessionsToAvoid(state).includes(view.sessionId);
}

function seatKept(state: PathState, answer: InvitationAnswer): PathState {
  const { seq } = state.search;
  const outbox = state.outbox.filter((one) => one.kind !== 'invite' || one.seq !== seq);
  return withEarlyView(searching({ ...state, outbox }, { seq: seq + 1 }), answer);
}

/** When its turn comes: what was decided meanwhile may want the seat no more, keeps the path, or has a change on its way to the calendar that was to be read. */
export function isStillAsked(state: PathState, command: Command): boolean {
  if (command.kind === 'invite') return command.seq === state.search.seq && state.search.want === 'seat';
  if (command.kind === 'register') return bookingAt(state, command.sessionId)?.seq === command.seq;
  if (command.kind === 'erase') return state.retention.begun;
  return command.kind !== 'lookAtAppointment' || !state.outbox.some((other) => isChangeOf(other, command.appointment));
}

function isChangeOf(other: Command, appointment: string): boolean {
  return (
    (other.kind === 'appointment' || other.kind === 'referentAppointment') &&
    other.change !== 'fixed' &&
    other.appointment.id === appointment
  );
}

/**
 * What a look leaves behind is given back: the place in the list where the person waited, and whatever a session that kept silent may have given all
 * the same. What the path or staff have booked meanwhile stays.
 */
export function releasePlaces(
  state: PathState,
  { seq, toRelease }: { readonly seq: number; readonly toRelease: readonly string[] },
): PathState {
  const others = toRelease.filter((session) => bookingAt(state, session) === null);
  if (others.length === 0) return state;
  const raised = raisedAbove(state, seq);
  return others.reduce((next, sessionId) => addCommand(next, { kind: 'release', seq: raised.search.seq, sessionId }), raised);
}

function raisedAbove(state: PathState, seq: number): PathState {
  return searching(state, { seq: Math.max(state.search.seq, seq + 1) });
}

function searching(state: PathState, more: Partial<Search>): PathState {
  return { ...state, search: { ...state.search, ...more } };
}

/** Nothing better was found. A seat that was taken and given back within the same look has used the next number. */
function staysWaiting(state: PathState): PathState {
  return searching(state, { early: null, seq: state.search.seq + 1 });
}

/** The person wants it no more, or something else: the seat that was taken for them meanwhile goes to the next one, before anything else. */
function giveBack(before: PathState, { seq, view, at }: InvitationAnswer): PathState {
  const state = view !== null && before.search.early?.sessionId === view.sessionId ? searching(before, { early: null }) : before;
  if (view === null || (view.status !== 'reserved' && view.status !== 'waiting')) return state;
  const raised = raisedAbove(state, seq);
  const released = addCommand(raised, { kind: 'release', seq: raised.search.seq, sessionId: view.sessionId });
  const [own, ...others] = released.outbox.toReversed();
  const first = own === undefined ? released : { ...released, outbox: [own, ...others.toReversed()] };
  // The mail of the invitation has promised it; where another session is looked for, its mail says the rest.
  const tell = state.search.want === 'seat' || !hasMail(state) ? null : state.stage === 'left' ? 'closed' : 'staff';
  return tellOfRelease(first, { view, notifiedAt: null, tell, at });
}

function found(state: PathState, answer: InvitationAnswer): PathState {
  const { view, at } = answer;
  return view === null || view.status === 'refused' ? foundNone(state, at) : foundSeat(state, { ...answer, view });
}

function foundNone(state: PathState, at: Moment): PathState {
  const next = withoutOwn(searching(state, { noneSince: state.search.noneSince ?? at, lookedAt: at.at }));
  const logged = state.search.noneSince === null ? log(next, at, words.NONE_TO_OFFER) : next;
  return backToRegistered(logged, at);
}

function foundSeat(state: PathState, { view, at, plan }: InvitationAnswer & { readonly view: SeatView }): PathState {
  const booked = { ...searching(withBooking(state, foundBooking(view, plan, at)), FOUND), stale: plan === null };
  const logged = log(leftWaiting(state, booked, at), at, words.booked(view));
  // What is said of the new seat replaces what was to be said of the one before.
  const current = closeTasks(logged, ({ about, appointment }) => about === 'release' && appointment === undefined);
  const seated = view.status === 'waiting' ? backToRegistered(current, at) : nowInvited(current, at, { keepPlan: plan !== null });
  const offered = hasMail(seated) ? seated : addCall(seated, 'seat', at, offerSeat(view), { session: view.sessionId });
  return plan === null ? offered : withPlan(offered, plan, at);
}

function foundBooking(view: SeatView, plan: Plan | null, at: Moment): Booking {
  const moments = plan === null ? null : momentsOf(plan);
  const { sessionId, seq } = view;
  return { origin: 'path', sessionId, seq, view, invitedAt: at.at, notifiedAt: null, moments, stale: false, ...NOT_REMINDED };
}

function nowInvited(state: PathState, at: Moment, { keepPlan }: { readonly keepPlan: boolean }): PathState {
  return isBefore(state.stage, 'informed') ? enter(state, 'invited', at, { keepPlan }) : state;
}

/** Without a seat, the clock of those whom nobody can offer one runs, and runs on from one waiting list to the next. */
function backToRegistered(state: PathState, at: Moment): PathState {
  return state.stage === 'invited' || state.stage === 'noShow' ? enter(state, 'registered', at) : state;
}

/** Of a seat that was found elsewhere: what was to be said of the waiting list isn't any more. */
function leftWaiting(before: PathState, seated: PathState, at: Moment): PathState {
  const view = ownView(before);
  if (view?.status !== 'waiting') return seated;
  const silent = closeTasks(seated, ({ kind, about }) => kind === 'call' && about === 'seat');
  return log(silent, at, words.seatElsewhere(view));
}

/** Sessions that are not offered: those that the person said no to, and those where staff have asked for a seat already. */
export function sessionsToAvoid(state: PathState): readonly string[] {
  return [...state.search.declined, ...sessionsOf({ bookings: staffBookings(state) })];
}

/** Looked for a session in vain: looks again when the planner opens some, and once a day in any case. */
export function lookAgainAt(state: PathState): string | null {
  const { want, lookedAt } = state.search;
  if (isPaused(state) || want !== 'seat' || ownBooking(state) !== null || lookedAt === null || isLooking(state)) return null;
  return new Date(Date.parse(lookedAt) + DAY_MS).toISOString();
}

function isLooking({ outbox }: PathState): boolean {
  return outbox.some(({ kind }) => kind === 'invite');
}

/** A session has opened, or a day has passed: for a person for whom none was found, and for one who waits in a list. */
export function lookAgain(state: PathState): PathState {
  if (isPaused(state)) return state;
  const why: MailReason = 'sessionOpened';
  const waitsAt = waitingAt(state);
  if (waitsAt !== null) return invite(state, 'seat', why, { quiet: true, from: waitsAt });
  if (lookAgainAt(state) === null) return state;
  return invite(state, state.mails.some(({ kind }) => kind === 'confirmation') ? 'seat' : 'confirmation', why, { quiet: true });
}

/** The session in whose waiting list the person is, unless a look elsewhere is on its way already. */
export function waitingAt(state: PathState): string | null {
  const view = ownView(state);
  return state.search.want === 'seat' && view?.status === 'waiting' && !isLooking(state) ? view.sessionId : null;
}

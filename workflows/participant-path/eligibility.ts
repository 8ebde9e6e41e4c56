import type { MailReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Assignment, Plan } from '../../domain/plan.ts';
import { momentsOf } from './bookings/booking.ts';
import { invite } from './bookings/offers.ts';
import { releaseSeat } from './bookings/release.ts';
import { noteDeparture } from './departure.ts';
import { log } from './journal.ts';
import { isPaused } from './pause.ts';
import { enter, isBefore } from './stages.ts';
import type { Booking, PathState } from './state.ts';
import { addTask, closeTasks, taskOf } from './tasks.ts';
import * as entries from './words/journal.ts';
import { UNDER_AGE } from './words/tasks.ts';

/** Under the lowest age that an organisation accompanies, nobody is invited until a person decides. */
export function askEligibility(state: PathState, since: Moment): PathState {
  return addTask(state, {
    ...taskOf('eligibility'),
    kind: 'decide',
    since,
    title: UNDER_AGE,
    about: 'other',
  });
}

/**
 * A plan made anew, after a birth date was told or corrected. Only the change counts: whom a person has let take part stays, whatever the
 * age says again.
 */
export function withPlan(state: PathState, plan: Plan, at: Moment): PathState {
  const before = state.plan.assignment;
  const next = noteDeparture(state, { ...state, plan, bookings: state.bookings.map((booking) => ofPlan(booking, plan)) }, at);
  if (state.stage === 'left') return next;
  if (before.eligible && !plan.assignment.eligible && !state.ageWaived) return suspended(next, at);
  return plan.assignment.eligible && isAgeAsked(next) ? admitted(next, at) : next;
}

/** The plan is made for the seat that the path's own search found. */
function ofPlan(booking: Booking, plan: Plan): Booking {
  return booking.origin === 'path' ? { ...booking, moments: momentsOf(plan) } : booking;
}

/** The seat goes to somebody else meanwhile; an invitation that is still on its way finds that nobody wants it. */
function suspended(state: PathState, at: Moment): PathState {
  const freed = releaseSeat(state, { why: entries.WHY_RELEASED.underAge, tell: 'notOfAge' }, at);
  // What a pause holds back is not offered at its end either.
  const free = { ...freed, search: { ...freed.search, afterPause: null } };
  return askEligibility(free.stage === 'invited' ? enter(free, 'registered', at) : free, at);
}

/** The date was a slip of the pen, or the birthday has come. */
function admitted(state: PathState, at: Moment): PathState {
  const open = closeTasks(log(state, at, entries.OLD_ENOUGH), ({ topic }) => topic === 'eligibility');
  if (!isBefore(open.stage, 'informed') || open.search.want !== 'none') return open;
  if (isPaused(open)) return { ...open, search: { ...open.search, afterPause: { mail: 'confirmation', why: 'registered' } } };
  return invite(open, 'confirmation', 'registered');
}

/** Old enough, or let in by a person whatever the age says. */
export function mayTakePart({ plan, ageWaived }: PathState): boolean {
  return plan.assignment.eligible || ageWaived;
}

export function isAgeAsked({ open }: PathState): boolean {
  return open.some(({ topic }) => topic === 'eligibility');
}

/**
 * Lets the age choose again, where nothing else has: neither a person who named the adviser or decided on a transfer, nor a meeting, by
 * which somebody has begun to accompany. The turn among referents stays, and so does the referent where the organisation does.
 */
export function ageChoosesAgain(state: PathState): PathState {
  if (state.assignedAt !== null || state.interviewedAt !== null) return state;
  const assignment: Assignment = { ...state.plan.assignment, organisation: null, referent: null, departed: null };
  return { ...state, plan: { ...state.plan, assignment }, stale: true };
}

/** A seat, to a person who has none and looks for none. */
export function offeredAgain(state: PathState, why: MailReason): PathState {
  const idle = state.search.want === 'none' && (state.stage === 'registered' || state.stage === 'noShow');
  return idle && mayTakePart(state) ? invite(state, 'confirmation', why) : state;
}

import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import { compare } from '../../domain/text.ts';
import { brief, keepersOf, lookAtAppointment, remindOfAppointment } from './appointment.ts';
import { isCallFor, ownBooking, ownView } from './bookings/booking.ts';
import { invite } from './bookings/offers.ts';
import { type BookingDue, bookingWaits, notReached, remind } from './bookings/reminders.ts';
import { clockOf, ladderStage, restartClock } from './clock.ts';
import { hasMail } from './contact-details.ts';
import { withPlan } from './eligibility.ts';
import { log } from './journal.ts';
import { isPaused } from './pause.ts';
import { retentionDue, retentionFacts, retentionWaits, withRetention } from './retention.ts';
import { askSituation, isSituationAsked } from './situation.ts';
import { isBefore } from './stages.ts';
import type { PathState } from './state.ts';
import { addTask, closeTasks, taskOf } from './tasks.ts';
import { proposeTakingBack } from './transfer.ts';
import * as entries from './words/journal.ts';
import { whoIsNotified } from './words/names.ts';
import { changeOfAge } from './words/tasks.ts';

export type PathDue =
  | BookingDue
  | 'appointmentDay'
  | 'appointmentBrief'
  | 'appointmentLook'
  | 'resume'
  | 'followUp'
  | 'ageLimit'
  | 'takeBack'
  | 'referent'
  | 'coordinator'
  | 'erasureNotice'
  | 'erasure';

interface Wait {
  readonly due: PathDue;
  readonly moment: Moment;
  /** Of the waits for a booking: its session. */
  readonly sessionId?: string;
  /** Of the waits for an interview: its id. */
  readonly appointment?: string;
}

/** What the path still waits for, in order of time. */
export function agenda(state: PathState): readonly Wait[] {
  const waits = [...bookingWaits(state), ...appointmentWaits(state), ...clockWaits(state), ...retentionWaits(state)];
  return waits.toSorted((a, b) => compare(a.moment.at, b.moment.at) || ORDER[a.due] - ORDER[b.due]);
}

/** What concerns an interview goes on during a pause: its date is agreed. */
function appointmentWaits(state: PathState): readonly Wait[] {
  return state.appointments.flatMap(({ id, reminded, briefed, lookAt, start }) => {
    const times = state.plan.appointments.find((one) => one.id === id);
    const remindAt = hasMail(state) ? times?.mail : times?.call;
    const one = (due: PathDue, moment: Moment | null | undefined) => (moment ? [{ due, moment, appointment: id }] : []);
    return [
      ...(reminded ? [] : one('appointmentDay', remindAt)),
      ...(briefed ? [] : one('appointmentBrief', times?.brief)),
      ...(lookAt !== null && lookAt.at < start.at ? one('appointmentLook', lookAt) : []),
    ];
  });
}

/** The stage's clock; of a paused path only its end. */
function clockWaits(state: PathState): readonly Wait[] {
  const { plan, ladder, paused } = state;
  const { waits, add } = gathered();
  if (paused !== null && isPaused(state)) {
    add('resume', paused.until ?? plan.pauseEnd);
    return waits;
  }
  if (state.stage === 'settled' && state.situation.askedAt === null) add('followUp', plan.followUp);
  // A birthday that was past when a person decided who accompanies is no news.
  const birthday = plan.ageLimit?.moment;
  if (state.stage !== 'left' && !state.isAgeLimitNotified && (birthday?.at ?? '') > (state.assignedAt?.at ?? '')) add('ageLimit', birthday);
  if (state.stage !== 'left' && state.lent?.proposed === false) add('takeBack', state.lent.until);
  if (ladderRuns(state)) {
    if (!ladder.referent) add('referent', plan.referent);
    add('coordinator', plan.coordinator[ladder.coordinator]);
  }
  return waits;
}

function gathered() {
  const waits: Wait[] = [];
  const add = (due: PathDue, moment: Moment | null | undefined) => {
    if (moment) waits.push({ due, moment });
  };
  return { waits, add };
}

const ORDER: Record<PathDue, number> = {
  resume: 0,
  reminderWeek: 1,
  reminderDay: 2,
  appointmentLook: 0,
  appointmentDay: 2,
  appointmentBrief: 2,
  holdUntil: 3,
  begins: 3,
  followUp: 4,
  ageLimit: 5,
  takeBack: 5,
  referent: 6,
  coordinator: 7,
  erasureNotice: 8,
  erasure: 9,
};

/**
 * Nobody is reminded of a path that waits for its session, nor of a settled one whose situation is known or isn't asked yet. Exit facts are
 * asked once, of those who were met: the others are no participants to a funder.
 */
function ladderRuns(state: PathState): boolean {
  if (state.stage === 'registered') return ownView(state)?.status !== 'reserved';
  if (state.stage === 'settled') return isSituationAsked(state);
  if (state.stage === 'left') return state.interviewedAt !== null && state.exitKnownAt === null;
  return state.stage !== 'invited';
}

/** Everything due at `now`. */
export function tick(state: PathState, now: string): PathState {
  const first = agenda(state)[0];
  if (first === undefined || first.moment.at > now) return state;
  return tick(fire(state, first, now), now);
}

function fire(state: PathState, { due, moment: at, sessionId = '', appointment = '' }: Wait, now: string): PathState {
  switch (due) {
    case 'resume':
      return resumed(state, at);
    case 'reminderWeek':
    case 'reminderDay':
      return remind(state, sessionId, due, at, now);
    case 'appointmentDay':
      return remindOfAppointment(state, appointment, at, now);
    case 'appointmentBrief':
      return brief(state, appointment, at);
    case 'appointmentLook':
      return lookAtAppointment(state, appointment);
    case 'begins':
      return closeTasks(state, (open) => isCallFor(open, sessionId));
    case 'holdUntil':
      return notReached(state, at);
    case 'followUp':
      return askSituation(state, at);
    case 'ageLimit':
      return proposeTransfer({ ...state, isAgeLimitNotified: true }, at);
    case 'takeBack':
      return proposeTakingBack(state, at);
    case 'referent':
      return log({ ...state, ladder: { ...state.ladder, referent: true } }, at, entries.REFERENT_REMINDED);
    case 'coordinator':
      return log(
        { ...state, ladder: { referent: true, coordinator: state.ladder.coordinator + 1 } },
        at,
        entries.escalated(whoIsNotified(state.plan.assignment)),
      );
    case 'erasureNotice':
    case 'erasure':
      return retentionDue(state, { due, moment: at }, now);
  }
}

/** What was to be offered meanwhile is offered now. */
function resumed(state: PathState, at: Moment): PathState {
  const { afterPause, want } = state.search;
  const goesOn = restartClock(log({ ...state, paused: null, stale: true }, at, entries.PAUSE_OVER), at);
  const isDue = afterPause !== null && want === 'none' && isBefore(state.stage, 'informed');
  return isDue ? invite(goesOn, afterPause.mail, afterPause.why) : goesOn;
}

/** Both organisations hear of it; nothing happens by itself. */
function proposeTransfer(state: PathState, at: Moment): PathState {
  const { ageLimit } = state.plan;
  if (!ageLimit) return state;
  const title = changeOfAge(ageLimit.organisation);
  return addTask(state, { ...taskOf('age-limit'), kind: 'decide', since: at, title, about: 'other', alsoFor: ageLimit.worklist });
}

export function planRequest(state: PathState): PlanRequest {
  const { view = null, invitedAt = null } = ownBooking(state) ?? {};
  const { birthDate, neighbourhood } = state.person;
  return {
    ref: state.ref,
    stage: ladderStage(state),
    clockFrom: clockOf(state),
    organisation: state.plan.assignment.organisation,
    birthDate,
    neighbourhood: neighbourhood !== null && 'id' in neighbourhood ? neighbourhood.id : null,
    turn: state.turn,
    referent: state.plan.assignment.referent,
    referentName: state.plan.assignment.departed?.name ?? state.plan.assignment.referentName,
    session: view !== null && invitedAt !== null ? { start: view.start.at, end: view.end.at, invitedAt } : null,
    pausedUntil: state.paused?.until?.at ?? null,
    openPauseSince: state.paused !== null && state.paused.until === null ? state.paused.since.at : null,
    waiting: view?.status === 'waiting',
    appointments: state.appointments
      .filter(({ reminded, briefed }) => !reminded || !briefed)
      .map(({ id, start, fixedAt }) => ({ id, start: start.at, fixedAt: fixedAt.at })),
    keepers: keepersOf(state),
    alreadyFollowedBy: state.person.alreadyFollowedBy,
    retention: retentionFacts(state),
  };
}

/** A plan that was asked for together with something else, as long as nothing has come meanwhile that changes it. */
export function currentPlan(state: PathState, request: PlanRequest, plan: Plan | null): Plan | null {
  return JSON.stringify(planRequest(state)) === JSON.stringify(request) ? plan : null;
}

export function planned(state: PathState, plan: Plan): PathState {
  return withPlan({ ...state, stale: false, ladder: climbed(state, plan), retention: withRetention(state, plan) }, plan, plan.madeAt);
}

/** A rung that the new plan reaches only later, since an appointment is fixed or a delay is longer, is not climbed yet. */
function climbed({ ladder }: PathState, { referent, coordinator, madeAt }: Plan): PathState['ladder'] {
  const isDue = ({ at }: Moment) => at <= madeAt.at;
  return {
    referent: ladder.referent && (referent === null || isDue(referent)),
    coordinator: Math.min(ladder.coordinator, coordinator.filter(isDue).length),
  };
}

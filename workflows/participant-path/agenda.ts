import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import { compare } from '../../domain/text.ts';
import { brief, lookAtAppointment, remindOfAppointment } from './appointment.ts';
import { invite } from './bookings/offers.ts';
import { releaseSeat } from './bookings/release.ts';
import { clockOf, ladderStage, restartClock } from './clock.ts';
import { hasMail } from './contact-details.ts';
import { withPlan } from './eligibility.ts';
import { log } from './journal.ts';
import { addCommand } from './outbox.ts';
import { isPaused } from './pause.ts';
import { placeAt, withPlace } from './places.ts';
import { askSituation, isSituationAsked } from './situation.ts';
import { enter, isBefore } from './stages.ts';
import type { PathState, Place } from './state.ts';
import { addCall, addTask, closeTasks, type Task, taskOf } from './tasks.ts';
import { isTold } from './told.ts';
import { proposeTakingBack } from './transfer.ts';

export type PathDue =
  | 'reminderWeek'
  | 'reminderDay'
  | 'placeWeek'
  | 'placeDay'
  | 'appointmentDay'
  | 'appointmentBrief'
  | 'appointmentLook'
  | 'holdUntil'
  | 'begins'
  | 'resume'
  | 'followUp'
  | 'ageLimit'
  | 'takeBack'
  | 'referent'
  | 'coordinator';

interface Wait {
  readonly due: PathDue;
  readonly moment: Moment;
  /** Of `placeWeek`, `placeDay` and `begins`: the session. */
  readonly sessionId?: string;
  /** Of the waits for an interview: its id. */
  readonly appointment?: string;
}

/** What the path still waits for, in order of time. */
export function agenda(state: PathState): readonly Wait[] {
  const places = state.places.flatMap((place) => placeWaits(state, place));
  const waits = [...seatWaits(state), ...places, ...callWaits(state), ...appointmentWaits(state), ...clockWaits(state)];
  return waits.toSorted((a, b) => compare(a.moment.at, b.moment.at) || ORDER[a.due] - ORDER[b.due]);
}

/** What concerns a seat goes on during a pause: the person has been promised it. */
function seatWaits(state: PathState): readonly Wait[] {
  const { plan, seat, reminders } = state;
  const { waits, add } = gathered();
  if (seat.view?.status === 'held' && seat.view.attendance === null) {
    if (!reminders.week) add('reminderWeek', unlessPast(plan.reminderWeek, seat.movedAt));
    if (!reminders.day) add('reminderDay', unlessPast(eveOf(state, plan), seat.movedAt));
    if (waitsForFirstCall(state)) add('holdUntil', plan.holdUntil);
  }
  return waits;
}

/** From its start on, a session needs no call any more. */
function callWaits({ seat, places, open }: PathState): readonly Wait[] {
  const views = [seat.view, ...places.map(({ view }) => view)].filter((view) => view !== null);
  const called = views.filter(({ sessionId }) => open.some((one) => isCallFor(one, sessionId)));
  return called.map(({ sessionId, start }) => ({ due: 'begins', moment: start, sessionId }));
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

function isCallFor({ kind, about, session }: Task, sessionId: string): boolean {
  return kind === 'call' && (about === 'seat' || about === 'place') && session === sessionId;
}

/** The stage's clock; of a paused path only its end. */
function clockWaits(state: PathState): readonly Wait[] {
  const { plan, ladder, paused } = state;
  const { waits, add } = gathered();
  if (paused !== null && isPaused(state)) {
    add('resume', paused.until ?? plan.pauseEnd);
    return waits;
  }
  if (state.stage === 'settled' && state.situation.asked === null) add('followUp', plan.followUp);
  // A birthday that was past when a person decided who accompanies is no news.
  const birthday = plan.ageLimit?.moment;
  if (state.stage !== 'left' && !state.ageLimitTold && (birthday?.at ?? '') > (state.assignedAt?.at ?? '')) add('ageLimit', birthday);
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

function placeWaits(state: PathState, { sessionId, view, moments, movedAt, reminders }: Place): readonly Wait[] {
  if (view?.status !== 'held' || moments === null) return [];
  const week = reminders.week ? null : unlessPast(moments.reminderWeek, movedAt);
  const day = reminders.day ? null : unlessPast(eveOf(state, moments), movedAt);
  return [
    ...(week ? [{ due: 'placeWeek' as const, moment: week, sessionId }] : []),
    ...(day ? [{ due: 'placeDay' as const, moment: day, sessionId }] : []),
  ];
}

/** A person who knows of their seat keeps it, whatever they can't be told later; and so does one whose first call became due after the hold's end. */
function waitsForFirstCall({ seat, open, plan }: PathState): boolean {
  const { holdUntil } = plan;
  if (holdUntil === null || seat.notifiedAt !== null) return false;
  return open.some(({ kind, about, since }) => kind === 'call' && about === 'seat' && since.at < holdUntil.at);
}

/** J-1: a mail in the morning; a call stands in the desk's mail of that morning. */
function eveOf(state: PathState, { reminderDay, callDay }: Pick<Plan, 'reminderDay' | 'callDay'>): Moment | null {
  return hasMail(state) ? reminderDay : callDay;
}

/** The mail that tells of a move is enough where a reminder would have gone by then. */
function unlessPast(moment: Moment | null, movedAt: string | null): Moment | null {
  return moment !== null && movedAt !== null && moment.at <= movedAt ? null : moment;
}

const ORDER: Record<PathDue, number> = {
  resume: 0,
  reminderWeek: 1,
  reminderDay: 2,
  placeWeek: 1,
  placeDay: 2,
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
};

/**
 * Nobody is reminded of a file that waits for its session, nor of a settled one whose situation is known or isn't asked yet. Exit facts are
 * asked once, of those who were met: the others are no participants to a funder.
 */
function ladderRuns(state: PathState): boolean {
  if (state.stage === 'registered') return state.seat.view?.status !== 'held';
  if (state.stage === 'settled') return isSituationAsked(state);
  if (state.stage === 'left') return state.interviewedAt !== null && state.exitKnown === null;
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
      return remind({ ...state, reminders: { ...state.reminders, week: true } }, 'reminderWeek', at, { now, ...seatOf(state) });
    case 'reminderDay':
      return remind({ ...state, reminders: { week: true, day: true } }, 'reminderDay', at, { now, ...seatOf(state) });
    case 'placeWeek':
    case 'placeDay':
      return remindOfPlace(state, sessionId, due, at, now);
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
      return proposeTransfer({ ...state, ageLimitTold: true }, at);
    case 'takeBack':
      return proposeTakingBack(state, at);
    case 'referent':
      return log({ ...state, ladder: { ...state.ladder, referent: true } }, at, 'Relance : sans nouvelles, le référent est prévenu.');
    case 'coordinator':
      return log(
        { ...state, ladder: { referent: true, coordinator: state.ladder.coordinator + 1 } },
        at,
        `Dossier bloqué : ${isTold(state.plan.charge)}.`,
      );
  }
}

/** What was to be offered meanwhile is offered now. */
function resumed(state: PathState, at: Moment): PathState {
  const { afterPause, want } = state.seat;
  const goesOn = restartClock(log({ ...state, paused: null, stale: true }, at, 'Fin de la pause.'), at);
  const isDue = afterPause !== null && want === 'none' && isBefore(state.stage, 'informed');
  return isDue ? invite(goesOn, afterPause.mail, afterPause.why) : goesOn;
}

/**
 * The seat goes to somebody else, and the person to their referent: the call that was not answered becomes one that offers another session, and
 * the stage's clock says who hears when it isn't made.
 */
function notReached(state: PathState, at: Moment): PathState {
  const { view } = state.seat;
  const free = releaseSeat(log(state, at, 'Personne non jointe à temps.'), { why: 'non jointe deux jours ouvrés avant', tell: null }, at);
  const back = free.stage === 'invited' ? enter(free, 'registered', at) : free;
  if (hasMail(back)) return view === null ? back : addCommand(back, { kind: 'mail', mail: 'released', why: 'notReached', view });
  const session = view === null ? '' : ` pour la séance du ${view.start.label}, dont la place est libérée`;
  const title = `Pas joint(e) à temps${session} : appeler pour proposer une autre date.`;
  return addTask(back, { ...taskOf('not-reached', at.at), kind: 'call', since: at, title, about: 'seat' });
}

/** Both organisations hear of it; nothing happens by itself. */
function proposeTransfer(state: PathState, at: Moment): PathState {
  const { ageLimit } = state.plan;
  if (!ageLimit) return state;
  const title = `Changement d’âge : proposer un transfert à ${ageLimit.organisation} ?`;
  return addTask(state, { ...taskOf('age-limit'), kind: 'decide', since: at, title, about: 'other', alsoFor: ageLimit.desk });
}

type Reminded = Pick<Place, 'view' | 'moments'> & { readonly now: string };

function seatOf({ seat, plan }: PathState): Pick<Place, 'view' | 'moments'> {
  return { view: seat.view, moments: plan };
}

function remind(state: PathState, mail: 'reminderWeek' | 'reminderDay', at: Moment, seat: Reminded): PathState {
  if (isTooLate(mail, seat)) return state;
  return hasMail(state)
    ? addCommand(state, { kind: 'mail', mail, why: mail === 'reminderWeek' ? 'weekBefore' : 'dayBefore' })
    : addCall(state, 'seat', at, callTitle(seat.view), sessionOf(seat.view));
}

function sessionOf(view: Place['view']): { readonly session?: string } {
  return view === null ? {} : { session: view.sessionId };
}

function callTitle(view: Place['view']): string {
  return view === null
    ? 'Rappeler la séance à la personne.'
    : `Rappeler la séance à la personne : ${view.title}, ${view.start.label} (${view.place.name}).`;
}

/** After a pause, or a night of the service: nobody is reminded of what has begun, nor of the coming week on its eve. */
function isTooLate(mail: 'reminderWeek' | 'reminderDay', { view, moments, now }: Reminded): boolean {
  const eve = moments?.reminderDay ?? null;
  return (view !== null && view.start.at <= now) || (mail === 'reminderWeek' && eve !== null && eve.at <= now);
}

function remindOfPlace(state: PathState, sessionId: string, due: 'placeWeek' | 'placeDay', at: Moment, now: string): PathState {
  const place = placeAt(state, sessionId);
  if (place?.view == null) return state;
  const { view } = place;
  const mail = due === 'placeWeek' ? 'reminderWeek' : 'reminderDay';
  const reminded = withPlace(state, { ...place, reminders: { week: true, day: place.reminders.day || due === 'placeDay' } });
  if (isTooLate(mail, { ...place, now })) return reminded;
  return hasMail(reminded)
    ? addCommand(reminded, { kind: 'mail', mail, why: mail === 'reminderWeek' ? 'weekBefore' : 'dayBefore', view })
    : addCall(reminded, 'place', at, callTitle(view), sessionOf(view));
}

export function planRequest(state: PathState): PlanRequest {
  const { view, invitedAt } = state.seat;
  const { birthDate, neighbourhood } = state.person;
  return {
    ref: state.ref,
    stage: ladderStage(state),
    clockFrom: clockOf(state),
    organisation: state.plan.charge.organisation,
    birthDate,
    neighbourhood: neighbourhood !== null && 'id' in neighbourhood ? neighbourhood.id : null,
    turn: state.turn,
    referent: state.plan.charge.referent,
    referentName: state.plan.charge.departed?.name ?? state.plan.charge.referentName,
    session: view !== null && invitedAt !== null ? { start: view.start.at, end: view.end.at, invitedAt } : null,
    pausedUntil: state.paused?.until?.at ?? null,
    openPauseSince: state.paused !== null && state.paused.until === null ? state.paused.since.at : null,
    waiting: view?.status === 'waiting',
    appointments: state.appointments
      .filter(({ reminded, briefed }) => !reminded || !briefed)
      .map(({ id, start, fixedAt }) => ({ id, start: start.at, fixedAt: fixedAt.at })),
    alreadyFollowedBy: state.person.alreadyFollowedBy,
  };
}

/** A plan that was asked for together with something else, as long as nothing has come meanwhile that changes it. */
export function currentPlan(state: PathState, asked: PlanRequest, plan: Plan | null): Plan | null {
  return JSON.stringify(planRequest(state)) === JSON.stringify(asked) ? plan : null;
}

export function planned(state: PathState, plan: Plan): PathState {
  return withPlan({ ...state, stale: false, ladder: climbed(state, plan) }, plan, plan.madeAt);
}

/** A rung that the new plan reaches only later, since an appointment is fixed or a delay is longer, is not climbed yet. */
function climbed({ ladder }: PathState, { referent, coordinator, madeAt }: Plan): PathState['ladder'] {
  const isDue = ({ at }: Moment) => at <= madeAt.at;
  return {
    referent: ladder.referent && (referent === null || isDue(referent)),
    coordinator: Math.min(ladder.coordinator, coordinator.filter(isDue).length),
  };
}

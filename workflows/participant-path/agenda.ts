import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import type { PathState } from './state.ts';
import { call, command, compare, hasMail, log, point, releaseSeat, restartClock, tell } from './steps.ts';

export type PathDue = 'reminderWeek' | 'reminderDay' | 'holdUntil' | 'resume' | 'followUp' | 'ageLimit' | 'referent' | 'coordinator';

/** What the path still waits for, in order of time. */
export function agenda(state: PathState): readonly { readonly due: PathDue; readonly moment: Moment }[] {
  if (state.paused) return state.paused.until ? [{ due: 'resume', moment: state.paused.until }] : [];
  const { plan, seat, reminders, ladder } = state;
  const waits: { due: PathDue; moment: Moment }[] = [];
  const add = (due: PathDue, moment: Moment | null | undefined) => {
    if (moment) waits.push({ due, moment });
  };
  if (seat.view?.status === 'held' && seat.view.attendance === null) {
    if (!reminders.week) add('reminderWeek', unlessPast(plan.reminderWeek, seat.movedAt));
    if (!reminders.day) add('reminderDay', unlessPast(plan.reminderDay, seat.movedAt));
    if (state.open.some(({ kind, about }) => kind === 'call' && about === 'seat')) add('holdUntil', plan.holdUntil);
  }
  if (state.stage === 'settled' && state.situation.asked === null) add('followUp', plan.followUp);
  if (state.stage !== 'left' && !state.ageLimitTold) add('ageLimit', plan.ageLimit?.moment);
  if (ladderRuns(state)) {
    if (!ladder.referent) add('referent', plan.referent);
    add('coordinator', plan.coordinator[ladder.coordinator]);
  }
  return waits.toSorted((a, b) => compare(a.moment.at, b.moment.at) || ORDER[a.due] - ORDER[b.due]);
}

/** The mail that tells of a move is enough where a reminder would have gone by then. */
function unlessPast(moment: Moment | null, movedAt: string | null): Moment | null {
  return moment !== null && movedAt !== null && moment.at <= movedAt ? null : moment;
}

const ORDER: Record<PathDue, number> = {
  resume: 0,
  reminderWeek: 1,
  reminderDay: 2,
  holdUntil: 3,
  followUp: 4,
  ageLimit: 5,
  referent: 6,
  coordinator: 7,
};

/** Nobody is reminded of a file that waits for its session, nor of a settled one whose situation is known or isn't asked yet. */
function ladderRuns(state: PathState): boolean {
  if (state.stage === 'registered') return state.seat.view === null;
  if (state.stage === 'settled') return state.situation.asked !== null && state.situation.known === null;
  if (state.stage === 'left') return state.interviewedAt !== null;
  return state.stage !== 'invited';
}

/** Everything due at `now`. */
export function tick(state: PathState, now: string): PathState {
  const first = agenda(state)[0];
  if (first === undefined || first.moment.at > now) return state;
  return tick(fire(state, first.due, first.moment), now);
}

function fire(state: PathState, due: PathDue, at: Moment): PathState {
  switch (due) {
    case 'resume':
      return restartClock(log({ ...state, paused: null, stale: true }, at, 'Fin de la pause.'), at);
    case 'reminderWeek':
      return remind({ ...state, reminders: { ...state.reminders, week: true } }, 'reminderWeek', at);
    case 'reminderDay':
      return remind({ ...state, reminders: { week: true, day: true } }, 'reminderDay', at);
    case 'holdUntil':
      return releaseSeat(log(state, at, 'Personne non jointe à temps.'), 'non jointe deux jours ouvrés avant', at);
    case 'followUp':
      return tell(
        { ...log(state, at, 'Situation à 6 mois demandée.'), situation: { asked: at, known: null } },
        'situation',
        'six mois après',
        'situation',
        at,
      );
    case 'ageLimit':
      return proposeTransfer({ ...state, ageLimitTold: true }, at);
    case 'referent':
      return log({ ...state, ladder: { ...state.ladder, referent: true } }, at, 'Relance : sans nouvelles, le référent est prévenu.');
    case 'coordinator':
      return log(
        { ...state, ladder: { referent: true, coordinator: state.ladder.coordinator + 1 } },
        at,
        'Dossier bloqué : la coordination est prévenue.',
      );
  }
}

/** Both organisations hear of it; nothing happens by itself. */
function proposeTransfer(state: PathState, at: Moment): PathState {
  const { ageLimit } = state.plan;
  if (!ageLimit) return state;
  const title = `Changement d’âge : proposer un transfert à ${ageLimit.organisation} ?`;
  return point(state, { key: 'age-limit', kind: 'decide', since: at, title, about: 'other', alsoFor: ageLimit.desk });
}

function remind(state: PathState, mail: 'reminderWeek' | 'reminderDay', at: Moment): PathState {
  return hasMail(state)
    ? command(state, { kind: 'mail', mail, why: mail === 'reminderWeek' ? 'J-7' : 'J-1' })
    : call(state, 'seat', at, 'Rappeler la séance.');
}

export function planRequest(state: PathState): PlanRequest {
  const { view, invitedAt } = state.seat;
  const { birthDate, neighbourhood } = state.person;
  return {
    ref: state.ref,
    stage: state.stage,
    // Six months count from the outcome itself, exit facts from the exit, whatever was heard since.
    clockFrom: state.stage === 'settled' || state.stage === 'left' ? state.stageSince.at : state.clockFrom.at,
    organisation: state.plan.charge.organisation,
    birthDate,
    neighbourhood: neighbourhood !== null && 'id' in neighbourhood ? neighbourhood.id : null,
    turn: state.turn,
    referent: state.plan.charge.referent,
    session: view !== null && invitedAt !== null ? { start: view.start.at, end: view.end.at, invitedAt } : null,
    pausedUntil: state.paused?.until?.at ?? null,
    alreadyFollowedBy: state.person.alreadyFollowedBy,
  };
}

export function planned(state: PathState, plan: Plan): PathState {
  return { ...state, plan, stale: false };
}

import type { FollowUp } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { appointmentStands, appointmentsAhead } from './appointment.ts';
import { isAhead, views } from './bookings/booking.ts';
import { log } from './journal.ts';
import type { PathState } from './state.ts';
import { addTask, closeTasks, type Topic, taskOf } from './tasks.ts';
import * as entries from './words/journal.ts';
import * as titles from './words/tasks.ts';

const ANSWERED: ReadonlySet<Topic> = new Set(['followed-elsewhere', 'age-limit', 'accompanies', 'take-back']);

/** A person named who accompanies, or transferred the path: both referents are told. The plan says the rest of the worklists. */
export function assigned(state: PathState, decision: FollowUp & { readonly adviser: string }): PathState {
  const { adviser, staff, date } = decision;
  const { referent, firstRung, departed } = state.plan.assignment;
  const assignment = { ...state.plan.assignment, referent: adviser, departed: null, adviserToName: false };
  const settled = closeTasks(state, ({ topic }) => ANSWERED.has(topic));
  const next = { ...settled, plan: { ...state.plan, assignment }, assignedAt: date, lent: lentBy(state, decision), stale: true };
  const isTransfer = decision.decision === 'transfer';
  const logged = log(next, date, isTransfer ? entries.transferred(adviser, lentUntil(next)) : entries.referentNamed(adviser));
  if (adviser === referent || state.stage === 'left') return logged;
  // Of a colleague who left, lines say already what stands.
  const stands = departed === null ? appointmentStands(logged, 'transferred', date, referent ?? firstRung) : logged;
  const withFormer = tellFormer(stands, state, decision);
  return adviser === staff ? withFormer : tellReferent(withFormer, adviser, date);
}

/** Only a transfer until a date is temporary. Passed on once more, it still goes back to the person who lent it first. */
function lentBy({ plan, lent }: PathState, { decision, until, adviser }: FollowUp): PathState['lent'] {
  if (decision !== 'transfer' || until === null) return null;
  const { referent, referentName, firstRung } = plan.assignment;
  const lender = lent ?? { code: referent ?? firstRung, name: referentName ?? referent ?? firstRung };
  return lender.code === adviser ? null : { code: lender.code, name: lender.name, until, proposed: false };
}

function lentUntil({ lent }: PathState): Moment | null {
  return lent === null ? null : lent.until;
}

/** An appointment that stands tells the former referent already. */
function tellFormer(state: PathState, { plan }: PathState, { staff, date }: FollowUp): PathState {
  const { referent, departed } = plan.assignment;
  if (referent === null || departed !== null || referent === staff) return state;
  if (appointmentsAhead(state, date.at).length > 0) return state;
  const title = titles.transferredAway(lentUntil(state));
  return addTask(state, {
    ...taskOf('transferred', referent, date.at),
    kind: 'info',
    since: date,
    title,
    about: 'other',
    worklist: referent,
  });
}

function tellReferent(state: PathState, worklist: string, since: Moment): PathState {
  const title = titles.takenOver(lentUntil(state));
  return addTask(state, { ...taskOf('accompanies', worklist, since.at), kind: 'info', since, title, about: 'other', worklist });
}

/** What the person has ahead, for the new referent to review. */
export function comingOf(state: PathState, now: Moment): readonly string[] {
  const ahead = views(state).filter((view) => isAhead(view, now));
  const sessions = ahead.map(titles.comingSession);
  const appointments = appointmentsAhead(state, now.at).map(({ start }) => titles.comingAppointment(start));
  return [...sessions, ...appointments];
}

/** The date of a temporary transfer has come: both are asked, and nothing changes by itself. */
export function proposeTakingBack(state: PathState, at: Moment): PathState {
  const { lent } = state;
  if (lent === null) return state;
  const { firstRung } = state.plan.assignment;
  const next = { ...state, lent: { ...lent, proposed: true } };
  return addTask(next, {
    ...taskOf('take-back', at.at),
    kind: 'decide',
    since: at,
    title: titles.TAKE_BACK,
    about: 'other',
    worklist: lent.code,
    alsoFor: firstRung,
  });
}

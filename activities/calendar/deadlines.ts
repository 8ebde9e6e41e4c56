import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { pathDeadlines } from './path-deadlines.ts';
import { type PlannedSessions, plannedSessions } from './planned-sessions.ts';
import { sessionTimes } from './session-times.ts';
import { later, workingCalendar } from './working-calendar.ts';

/** Calendar arithmetic of the programme's zone: business days, holidays, closures, office hours, and how dates read in French. */
export interface Deadlines extends PlannedSessions {
  moment(at: string): Moment;
  plan(request: PlanRequest, now: string): Plan;
  /** Moments of a session after staff moved it. */
  sessionPlan(times: { readonly start: string; readonly end: string; readonly facilitators: readonly string[] }): SessionStart['plan'];
  /** When a worklist opens next (after `now`), and whether it is Monday's digest; null without office hours: a worklist then looks all the time. */
  nextWorklistHour(now: string): { readonly at: Moment; readonly monday: boolean } | null;
  /** Until when a facilitator's answer to a question asked at `at` is waited for, as long as for the answers to the invitation. */
  answerBy(at: string): Moment;
  /** The next office hour at which a person who was last written to at `last` (null: never) may be written to again: a day after it. */
  mailOpening(now: string, last: string | null): Moment;
  /** The local day (`YYYY-MM-DD`) that lies an ISO 8601 duration after `at`. */
  dayAfter(at: string, duration: string): string;
  /** `at`, or the next office hour after it. */
  inOfficeHours(at: string): Moment;
}

export interface DeadlinesOptions {
  /** The present instant, ISO 8601; only `sessionPlan` asks it (the others are told). */
  readonly clock?: () => string;
}

/**
 * Reads the programme once; every answer is a function of its arguments (but `sessionPlan`, see `DeadlinesOptions`).
 *
 * Two kinds of days: *business days* (Monday to Friday, no public holiday, no closure of the organisation concerned) count delays;
 * *working days* (the days of the office hours, no public holiday) are when mails go and worklists open, closures or not, since a
 * reminder must not leave three weeks early because an organisation is closed.
 *
 * `officeHours: always` is for trials and demonstrations: nothing is shifted, J-1 and J-7 are exactly 24 hours and 7 days ahead and go
 * only to those invited before that, and the facilitators' list leaves midway between now and the start, so that a session that starts
 * in seconds still has its list before and its attendance form at the end.
 */
export function createDeadlines(programme: Programme, { clock = presentInstant }: DeadlinesOptions = {}): Deadlines {
  const working = workingCalendar(programme);
  const times = sessionTimes(working);
  const { days, office } = working;
  const { moment, local } = days;
  const { answers } = programme.delays;

  return {
    moment: (at) => moment(local(at)),
    plan: pathDeadlines(working),
    ...plannedSessions(working, times),
    sessionPlan: ({ start, end, facilitators }) => times.momentsOf({ start: local(start), end: local(end), facilitators }, local(clock())),
    nextWorklistHour: (now) => {
      const next = office.nextWorklistHour(local(now));
      return next && { at: moment(next.at), monday: next.monday };
    },
    answerBy: (at) => moment(office.notAtNight(days.addDelay(office.open(local(at)), answers.coordinator, []), answers.coordinator)),
    inOfficeHours: (at) => moment(office.open(local(at))),
    mailOpening: (now, last) => {
      const isLimited = last !== null && !programme.officeHours.always;
      return moment(office.open(isLimited ? later(local(now), local(last).add({ hours: HOURS_BETWEEN_MAILS })) : local(now)));
    },
    dayAfter: (at, duration) => local(at).toPlainDate().add(duration).toString(),
  };
}

/** At most one mail per person in so many hours, beside answers to their own acts and urgent changes. */
const HOURS_BETWEEN_MAILS = 24;

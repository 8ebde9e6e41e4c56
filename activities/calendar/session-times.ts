import { Temporal } from 'temporal-polyfill';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Delay, Programme } from '../../domain/programme/programme.ts';
import { USUAL_TITLES } from '../../domain/session-kinds.ts';
import { type SessionStart, takesSeats } from '../../domain/session-start.ts';
import type { FrenchCalendar } from './french-calendar.ts';
import type { ConfiguredSessionAt } from './slots.ts';
import { earlier, isBefore, type Local, later, type WorkingCalendar } from './working-calendar.ts';

export interface SessionTimes {
  /** Everything that a session workflow starts with. @param now ISO 8601 */
  startOf(session: ConfiguredSessionAt, now: string): SessionStart;
  /** When its list, its questions and its sheet are due. */
  momentsOf(times: Times, now: Local): SessionStart['plan'];
}

interface Times {
  readonly start: Local;
  readonly end: Local;
  readonly facilitators: readonly string[];
}

/** When a session's mails and questions are due. */
export function sessionTimes(calendar: WorkingCalendar): SessionTimes {
  const { programme, days } = calendar;
  const momentsOf: SessionTimes['momentsOf'] = (times, now) => momentsFor(calendar, times, now);
  return {
    momentsOf,
    startOf: ({ id, kind, title, capacity, facilitators, venue, start, end }, now) => ({
      id,
      title: title ?? USUAL_TITLES[kind],
      kind,
      capacity,
      facilitators,
      coordinator: coordinatorOf(programme.organisations).code,
      place: placeOf(programme, venue),
      plan: momentsOf({ start, end, facilitators }, days.local(now)),
      eventId: null,
      headCountOnly: !takesSeats(kind),
    }),
  };
}

function momentsFor(calendar: WorkingCalendar, { start, end, facilitators }: Times, now: Local): SessionStart['plan'] {
  const { programme, office } = calendar;
  const { moment } = calendar.days;
  const { low, waiting } = programme.sessionAlerts;
  const { facilitator: toFacilitator, coordinator: toCoordinator } = programme.delays.invited;
  const missing = (delay: Delay) => office.notAtNight(addBusinessOrExact(calendar, end, delay, facilitators), delay);
  const facilitator = missing(toFacilitator);
  return {
    version: programme.version,
    start: moment(start),
    end: moment(end),
    listAt: moment(office.listAt(start, now)),
    ...answersDue(calendar, start, now),
    lowAt: lowAt(calendar, start, now),
    lowPercent: low.percent,
    manyWaiting: waiting,
    attendanceAt: moment(office.open(end)),
    facilitator: moment(facilitator),
    coordinator: moment(later(facilitator, missing(toCoordinator))),
    unknownAt: moment(end.add({ weeks: UNKNOWN_WEEKS })),
    quietMs: Temporal.Duration.from(programme.calendar.quiet).total('milliseconds'),
    closesAt: moment(end.add({ months: CORRECTION_MONTHS })),
  };
}

/** Counted back from the start; null for a session that was planned later than that. */
function lowAt({ programme, days }: WorkingCalendar, start: Local, now: Local): Moment | null {
  const at = backFrom(days, start, programme.sessionAlerts.low.before);
  return isBefore(now, at) ? days.moment(at) : null;
}

type AnswersDue = Pick<SessionStart['plan'], 'answersAt' | 'answersCoordinator'>;

/** Asked five days before, unless the session was planned later than that. */
function answersDue({ programme, days }: WorkingCalendar, start: Local, now: Local): AnswersDue {
  const { before, coordinator } = programme.delays.answers;
  const at = backFrom(days, start, before);
  if (!isBefore(now, at)) return askTomorrow(days, start, now);
  const coordinatorAt = days.addDelay(at, coordinator, []);
  return { answersAt: days.moment(at), answersCoordinator: isBefore(coordinatorAt, start) ? days.moment(coordinatorAt) : null };
}

/** Planned late: asked a day from now, if the session is more than two days ahead. */
function askTomorrow({ moment }: FrenchCalendar, start: Local, now: Local): AnswersDue {
  const tomorrow = now.add({ days: 1 });
  const coordinatorAt = tomorrow.add({ days: 1 });
  return isBefore(coordinatorAt, start)
    ? { answersAt: moment(tomorrow), answersCoordinator: moment(coordinatorAt) }
    : { answersAt: null, answersCoordinator: null };
}

function backFrom({ subtractBusinessDays }: FrenchCalendar, start: Local, before: Delay): Local {
  return 'duration' in before ? start.subtract(before.duration) : subtractBusinessDays(start, before.businessDays, []);
}

/** A missing sheet can wait only while every facilitator's organisation is closed: either of them may enter it. */
function addBusinessOrExact({ programme, days }: WorkingCalendar, from: Local, delay: Delay, facilitators: readonly string[]): Local {
  const organisations = programme.organisations.filter(({ staff }) => staff.some(({ code }) => facilitators.includes(code)));
  const candidates = organisations.map(({ closures }) => days.addDelay(from, delay, closures));
  return candidates.length === 0 ? days.addDelay(from, delay, []) : candidates.reduce(earlier);
}

function placeOf({ venues }: Programme, venue: string): SessionStart['place'] {
  const found = venues.find(({ id }) => id === venue);
  if (!found) throw new Error('The configuration names an unknown venue');
  return { name: found.name, address: found.address };
}

const CORRECTION_MONTHS = 6;
/** Long after the coordinator was told that the sheet is missing: its people go on without it. */
const UNKNOWN_WEEKS = 4;

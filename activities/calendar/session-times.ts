import { Temporal } from 'temporal-polyfill';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Delay } from '../../domain/programme/programme.ts';
import { USUAL_TITLES } from '../../domain/session-kinds.ts';
import { type SessionStart, takesSeats } from '../../domain/session-start.ts';
import type { ConfiguredSessionAt } from './slots.ts';
import { earlier, isBefore, type Local, later, type WorkingCalendar } from './working-calendar.ts';

export interface SessionTimes {
  /** Everything that a session workflow starts with. @param now ISO 8601 */
  startOf(session: ConfiguredSessionAt, now: string): SessionStart;
  /** When its list, its questions and its sheet are due. */
  momentsOf(
    times: { readonly start: Local; readonly end: Local; readonly facilitators: readonly string[] },
    now: Local,
  ): SessionStart['plan'];
}

/** When a session's mails and questions are due. */
export function sessionTimes({ programme, days, office }: WorkingCalendar): SessionTimes {
  const { delays } = programme;
  const { moment, local, subtractBusinessDays } = days;
  const quietMs = Temporal.Duration.from(programme.calendar.quiet).total('milliseconds');
  return { startOf, momentsOf };

  function startOf({ id, kind, title, capacity, facilitators, venue, start, end }: ConfiguredSessionAt, now: string): SessionStart {
    return {
      id,
      title: title ?? USUAL_TITLES[kind],
      kind,
      capacity,
      facilitators,
      coordinator: coordinatorOf(programme.organisations).code,
      place: placeOf(venue),
      plan: momentsOf({ start, end, facilitators }, local(now)),
      eventId: null,
      headCountOnly: !takesSeats(kind),
    };
  }

  function momentsOf(times: { start: Local; end: Local; facilitators: readonly string[] }, now: Local): SessionStart['plan'] {
    const { low, waiting } = programme.sessionAlerts;
    const { start, end } = times;
    const missing = (delay: Delay) => office.notAtNight(addBusinessOrExact(end, delay, times.facilitators), delay);
    const facilitator = missing(delays.invited.facilitator);
    return {
      version: programme.version,
      start: moment(start),
      end: moment(end),
      listAt: moment(office.listAt(start, now)),
      ...answersDue(start, now),
      lowAt: lowAt(start, now),
      lowPercent: low.percent,
      manyWaiting: waiting,
      attendanceAt: moment(office.open(end)),
      facilitator: moment(facilitator),
      coordinator: moment(later(facilitator, missing(delays.invited.coordinator))),
      unknownAt: moment(end.add({ weeks: UNKNOWN_WEEKS })),
      quietMs,
      closesAt: moment(end.add({ months: CORRECTION_MONTHS })),
    };
  }

  /** Counted back from the start; null for a session that was planned later than that. */
  function lowAt(start: Local, now: Local): Moment | null {
    const { before } = programme.sessionAlerts.low;
    const at = 'duration' in before ? start.subtract(before.duration) : subtractBusinessDays(start, before.businessDays, []);
    return isBefore(now, at) ? moment(at) : null;
  }

  /** Asked five days before, unless the session was planned later than that. */
  function answersDue(start: Local, now: Local): Pick<SessionStart['plan'], 'answersAt' | 'answersCoordinator'> {
    const { before, coordinator } = delays.answers;
    const at = 'duration' in before ? start.subtract(before.duration) : subtractBusinessDays(start, before.businessDays, []);
    const coordinatorAt = days.addDelay(at, coordinator, []);
    if (!isBefore(now, at)) return askTomorrow(start, now);
    return { answersAt: moment(at), answersCoordinator: isBefore(coordinatorAt, start) ? moment(coordinatorAt) : null };
  }

  /** Planned late: asked a day from now, if the session is more than two days ahead. */
  function askTomorrow(start: Local, now: Local): Pick<SessionStart['plan'], 'answersAt' | 'answersCoordinator'> {
    const tomorrow = now.add({ days: 1 });
    const coordinatorAt = tomorrow.add({ days: 1 });
    return isBefore(coordinatorAt, start)
      ? { answersAt: moment(tomorrow), answersCoordinator: moment(coordinatorAt) }
      : { answersAt: null, answersCoordinator: null };
  }

  /** A missing sheet can wait only while every facilitator's organisation is closed: either of them may enter it. */
  function addBusinessOrExact(from: Local, delay: Delay, facilitators: readonly string[]): Local {
    const organisations = programme.organisations.filter(({ staff }) => staff.some(({ code }) => facilitators.includes(code)));
    const candidates = organisations.map(({ closures }) => days.addDelay(from, delay, closures));
    return candidates.length === 0 ? days.addDelay(from, delay, []) : candidates.reduce(earlier);
  }

  function placeOf(venue: string): SessionStart['place'] {
    const found = programme.venues.find(({ id }) => id === venue);
    if (!found) throw new Error('The configuration names an unknown venue');
    return { name: found.name, address: found.address };
  }
}

const CORRECTION_MONTHS = 6;
/** Long after the coordinator was told that the sheet is missing: its people go on without it. */
const UNKNOWN_WEEKS = 4;

import { Temporal } from 'temporal-polyfill';
import { coordinatorOf, decideCharge, nextByAge } from '../domain/charge.ts';
import type { Moment } from '../domain/moment.ts';
import type { Plan, PlanRequest } from '../domain/plan.ts';
import type { Delay, Programme, SessionKind } from '../domain/programme/programme.ts';
import { headCountOnly, type SessionStart } from '../domain/session-start.ts';
import { officeOf } from './deadlines-office.ts';
import { slotsOfMonth } from './deadlines-slots.ts';
import { type Closure, frenchCalendar } from './french-calendar.ts';

/** Calendar arithmetic of the programme's zone: business days, holidays, closures, office hours, and how dates read in French. */
export interface Deadlines {
  moment(at: string): Moment;
  plan(request: PlanRequest, now: string): Plan;
  /** The sessions that the configuration wants between now and the horizon, fixed ones and the rules' slots. */
  sessions(now: string): readonly SessionStart[];
  /** Moments of a session after staff moved it. */
  sessionPlan(times: { readonly start: string; readonly end: string; readonly facilitators: readonly string[] }): SessionStart['plan'];
  /** When a desk opens next (after `now`), and whether it is Monday's digest; null without office hours: a desk then looks all the time. */
  nextDeskHour(now: string): { readonly at: Moment; readonly monday: boolean } | null;
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
 * *working days* (the days of the office hours, no public holiday) are when mails go and desks open, closures or not, since a
 * reminder must not leave three weeks early because an organisation is closed.
 *
 * `officeHours: always` is for trials and demonstrations: nothing is shifted, J-1 and J-7 are exactly 24 hours and 7 days ahead and go
 * only to those invited before that, and the facilitators' list leaves midway between now and the start, so that a session that starts
 * in seconds still has its list before and its attendance form at the end.
 */
export function createDeadlines(programme: Programme, { clock = () => new Date().toISOString() }: DeadlinesOptions = {}): Deadlines {
  const calendar = frenchCalendar(programme.timeZone);
  const office = officeOf(programme.officeHours, calendar);
  const { delays, escalation } = programme;
  const quietMs = Temporal.Duration.from(programme.calendar.quiet).total('milliseconds');
  const { moment, local, addBusinessDays, subtractBusinessDays } = calendar;

  function plan(request: PlanRequest, now: string): Plan {
    const charge = decideCharge({ ...request, organisations: programme.organisations, today: local(now).toPlainDate().toString() });
    const closures = closuresOf(charge.organisation ?? coordinatorOf(programme.organisations).organisation);
    return {
      version: programme.version,
      charge,
      ...ladder(request, closures),
      ...beforeSession(request),
      ageLimit: ageLimit(request, charge.organisation),
      madeAt: moment(local(now)),
    };
  }

  /** When referent and coordinator are told in this stage. The clock runs from the fact; a pause moves it to the pause's end. */
  function ladder(request: PlanRequest, closures: readonly Closure[]): Pick<Plan, 'referent' | 'coordinator' | 'followUp'> {
    const clockFrom = local(request.clockFrom);
    const clockStart = request.pausedUntil === null ? clockFrom : later(clockFrom, local(request.pausedUntil));
    const after = (delay: Delay, from = clockStart) => office.notAtNight(calendar.addDelay(from, delay, closures), delay);
    const rungs = (referent: Delay, coordinator: Delay, from = clockStart) => {
      const first = after(referent, from);
      return { referent: moment(first), coordinator: repeats(later(first, after(coordinator, from)), after), followUp: null };
    };

    switch (request.stage) {
      case 'registered':
        return {
          referent: null,
          coordinator: request.session ? [] : repeats(after(delays.registered.coordinator), after),
          followUp: null,
        };
      case 'invited':
        // The session owns the missing sheet.
        return { referent: null, coordinator: [], followUp: null };
      case 'noShow':
      case 'informed':
      case 'exploring':
      case 'building':
      case 'training': {
        const { referent, coordinator } = delays[request.stage];
        return rungs(referent, coordinator);
      }
      case 'settled': {
        const followUp = after(delays.settled.followUp);
        return { ...rungs(delays.settled.referent, delays.settled.coordinator, followUp), followUp: moment(followUp) };
      }
      case 'left':
        return { referent: moment(after(delays.left.exitFacts)), coordinator: [], followUp: null };
      default:
        return request.stage satisfies never;
    }
  }

  /** Proposed on the morning of the birthday. */
  function ageLimit({ birthDate }: PlanRequest, organisation: string | null): NonNullable<Plan['ageLimit']> | null {
    const next = nextByAge({ organisations: programme.organisations, organisation, birthDate });
    if (next === null || birthDate === null) return null;
    const birthday = Temporal.PlainDate.from(birthDate).add({ years: next.age });
    const at = birthday.toZonedDateTime({ timeZone: programme.timeZone, plainTime: '08:00' });
    return { organisation: next.organisation, desk: next.desk, moment: moment(at) };
  }

  /** The first time, then again every `escalation.repeat`, at most `escalation.times` more. */
  function repeats(first: Local, after: (delay: Delay, from: Local) => Local): readonly Moment[] {
    const instants = [first];
    let last = first;
    for (let again = 0; again < escalation.times; again++) {
      last = after(escalation.repeat, last);
      instants.push(last);
    }
    return instants.map(moment);
  }

  function beforeSession({ session, ref }: PlanRequest): Pick<Plan, 'reminderWeek' | 'reminderDay' | 'holdUntil'> {
    if (!session) return { reminderWeek: null, reminderDay: null, holdUntil: null };
    const start = local(session.start);
    const invitedAt = local(session.invitedAt);
    const spread = (at: Local | null) => (at && isBefore(invitedAt, at) ? moment(at) : null);
    const fortnightAhead = !isBefore(start, invitedAt.add({ days: FORTNIGHT_DAYS }));
    const hold = subtractBusinessDays(start, HOLD_BUSINESS_DAYS, []);
    // Held to the session itself for someone invited so late that nobody would have a working day to call them.
    const timeToCall = !isBefore(hold, addBusinessDays(invitedAt, 1, []));
    return {
      reminderWeek: fortnightAhead ? spread(office.weekBefore(start, ref)) : null,
      reminderDay: spread(office.dayBefore(start, ref)),
      holdUntil: timeToCall ? moment(hold) : null,
    };
  }

  function sessions(now: string): readonly SessionStart[] {
    const present = local(now);
    const fixed = programme.sessions
      .map((session) => ({ ...session, start: localOf(session.start), end: localOf(session.end) }))
      .filter(({ end }) => isBefore(present, end));
    const horizon = present.add({ weeks: HORIZON_WEEKS });
    const earliest = later(present.add({ days: NOTICE_DAYS }), local(programme.startsAt));
    const slots = monthsBetween(present, horizon)
      .flatMap((month) => slotsOfMonth(month, programme, calendar))
      .filter(({ start }) => !isBefore(start, earliest) && !isBefore(horizon, start))
      .map(({ id, rule, start, end }) => ({ ...rule, id, start, end }));
    return [...fixed, ...slots]
      .toSorted((one, other) => Temporal.ZonedDateTime.compare(one.start, other.start))
      .map(({ id, kind, title, capacity, facilitators, venue, start, end }) => ({
        id,
        title: title ?? TITLES[kind],
        kind,
        capacity,
        facilitators,
        coordinator: coordinatorOf(programme.organisations).code,
        place: placeOf(venue),
        plan: momentsOf({ start, end, facilitators }, present),
        ...headCountOnly(kind),
      }));
  }

  function momentsOf(times: { start: Local; end: Local; facilitators: readonly string[] }, now: Local): SessionStart['plan'] {
    const { start, end } = times;
    const missing = (delay: Delay) => office.notAtNight(addBusinessOrExact(end, delay, times.facilitators), delay);
    const facilitator = missing(delays.invited.facilitator);
    return {
      version: programme.version,
      start: moment(start),
      end: moment(end),
      listAt: moment(office.listAt(start, now)),
      attendanceAt: moment(office.open(end)),
      facilitator: moment(facilitator),
      coordinator: moment(later(facilitator, missing(delays.invited.coordinator))),
      quietMs,
      closesAt: moment(end.add({ months: CORRECTION_MONTHS })),
    };
  }

  /** A missing sheet can wait only while every facilitator's organisation is closed: either of them may enter it. */
  function addBusinessOrExact(from: Local, delay: Delay, facilitators: readonly string[]): Local {
    const organisations = programme.organisations.filter(({ staff }) => staff.some(({ code }) => facilitators.includes(code)));
    const candidates = organisations.map(({ closures }) => calendar.addDelay(from, delay, closures));
    return candidates.length === 0 ? calendar.addDelay(from, delay, []) : candidates.reduce(earlier);
  }

  function closuresOf(organisation: string): readonly Closure[] {
    return programme.organisations.find(({ id }) => id === organisation)?.closures ?? [];
  }

  function localOf(plainDateTime: string): Local {
    return Temporal.PlainDateTime.from(plainDateTime).toZonedDateTime(programme.timeZone);
  }

  function placeOf(venue: string): SessionStart['place'] {
    const found = programme.venues.find(({ id }) => id === venue);
    if (!found) throw new Error('The configuration names an unknown venue');
    return { name: found.name, address: found.address };
  }

  return {
    moment: (at) => moment(local(at)),
    plan,
    sessions,
    sessionPlan: ({ start, end, facilitators }) => momentsOf({ start: local(start), end: local(end), facilitators }, local(clock())),
    nextDeskHour: (now) => {
      const next = office.nextDeskHour(local(now));
      return next && { at: moment(next.at), monday: next.monday };
    },
    inOfficeHours: (at) => moment(office.open(local(at))),
  };
}

const FORTNIGHT_DAYS = 14;
/** « The seat is held until two working days before. » */
const HOLD_BUSINESS_DAYS = 2;
const HORIZON_WEEKS = 8;
/** A session that the plan adds leaves at least this much time to invite people. */
const NOTICE_DAYS = 3;
const CORRECTION_MONTHS = 6;

const TITLES: Readonly<Record<SessionKind, string>> = {
  info: 'Information collective',
  workshop: 'Atelier',
  dropIn: 'Permanence de quartier',
  outreach: 'Rencontre de quartier',
};

type Local = Temporal.ZonedDateTime;

function monthsBetween(from: Local, to: Local): readonly Temporal.PlainYearMonth[] {
  const last = to.toPlainDate().toPlainYearMonth();
  const months = [from.toPlainDate().toPlainYearMonth()];
  for (let month = months[0]; month && Temporal.PlainYearMonth.compare(month, last) < 0; ) {
    month = month.add({ months: 1 });
    months.push(month);
  }
  return months;
}

function isBefore(one: Local, other: Local): boolean {
  return Temporal.ZonedDateTime.compare(one, other) < 0;
}

function later(one: Local, other: Local): Local {
  return isBefore(one, other) ? other : one;
}

function earlier(one: Local, other: Local): Local {
  return isBefore(other, one) ? other : one;
}

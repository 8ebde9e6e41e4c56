import { Temporal } from 'temporal-polyfill';
import { coordinatorOf, decideCharge, nextByAge } from '../../domain/charge.ts';
import type { Moment } from '../../domain/moment.ts';
import type { AppointmentTimes, Plan, PlanRequest } from '../../domain/plan.ts';
import type { Delay, Programme, SessionKind } from '../../domain/programme/programme.ts';
import { headCountOnly, type SessionStart } from '../../domain/session-start.ts';
import type { UnfilledSlot } from '../../workflows/session-planner/contract.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { type Closure, frenchCalendar, frenchMonth } from './french-calendar.ts';
import { officeOf } from './office-hours.ts';
import { type Choice, chooseSlots, type Known } from './slot-choice.ts';
import { type ConfiguredSessionAt, type Slot, slotsOfMonth, withTimes } from './slots.ts';

/** Calendar arithmetic of the programme's zone: business days, holidays, closures, office hours, and how dates read in French. */
export interface Deadlines {
  moment(at: string): Moment;
  plan(request: PlanRequest, now: string): Plan;
  /** The sessions that the configuration wants between now and the horizon, fixed ones and the rules' slots: a forecast that asks nobody. */
  sessions(now: string): readonly SessionStart[];
  /** Of those, the ones with a date in the configuration. */
  fixedSessions(now: string): readonly SessionStart[];
  /** The rules' slots that are to be opened now, given what exists and who is free. */
  openings(now: string, known: Known): Openings;
  /** Moments of a session after staff moved it. */
  sessionPlan(times: { readonly start: string; readonly end: string; readonly facilitators: readonly string[] }): SessionStart['plan'];
  /** When a desk opens next (after `now`), and whether it is Monday's digest; null without office hours: a desk then looks all the time. */
  nextDeskHour(now: string): { readonly at: Moment; readonly monday: boolean } | null;
  /** Until when a facilitator's answer to a question asked at `at` is waited for, as long as for the answers to the invitation. */
  answerBy(at: string): Moment;
  /** The next office hour at which a person who was last written to at `last` (null: never) may be written to again: a day after it. */
  mailOpening(now: string, last: string | null): Moment;
  /** The local day (`YYYY-MM-DD`) that lies an ISO 8601 duration after `at`. */
  dayAfter(at: string, duration: string): string;
  /** `at`, or the next office hour after it. */
  inOfficeHours(at: string): Moment;
}

export interface Openings {
  readonly open: readonly { readonly session: SessionStart; readonly why: string }[];
  readonly unfilled: readonly UnfilledSlot[];
  /** The coming weeks: ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  /** Desk code. */
  readonly coordinator: string;
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
export function createDeadlines(programme: Programme, { clock = presentInstant }: DeadlinesOptions = {}): Deadlines {
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
      pauseEnd: pauseEnd(request),
      appointments: (request.appointments ?? []).map((one) => beforeInterview(one, request.ref)),
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
          coordinator: request.session && request.waiting !== true ? [] : repeats(after(delays.registered.coordinator), after),
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
        const followUp = office.open(after(delays.settled.followUp));
        return { ...rungs(delays.settled.referent, delays.settled.coordinator, followUp), followUp: moment(followUp) };
      }
      case 'left':
        return { referent: moment(after(delays.left.exitFacts)), coordinator: [], followUp: null };
      default:
        return request.stage satisfies never;
    }
  }

  function pauseEnd({ openPauseSince = null }: PlanRequest): Moment | null {
    return openPauseSince === null ? null : moment(office.open(local(openPauseSince).add({ months: OPEN_PAUSE_MONTHS })));
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

  function beforeSession({ session, ref }: PlanRequest): Pick<Plan, 'reminderWeek' | 'reminderDay' | 'callDay' | 'holdUntil'> {
    if (!session) return { reminderWeek: null, reminderDay: null, callDay: null, holdUntil: null };
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
      callDay: spread(office.callDayBefore(start)),
      holdUntil: timeToCall ? moment(hold) : null,
    };
  }

  /** Nothing is due before its date was agreed. On the day itself nobody is reminded any more. */
  function beforeInterview(
    appointment: { readonly id: string; readonly start: string; readonly fixedAt: string },
    ref: string,
  ): AppointmentTimes {
    const [start, agreed] = [local(appointment.start), local(appointment.fixedAt)];
    const ifAgreed = (at: Local) => (isBefore(agreed, at) && isBefore(at, start) ? moment(at) : null);
    return {
      id: appointment.id,
      mail: ifAgreed(office.dayBefore(start, ref)),
      call: ifAgreed(office.callDayBefore(start)),
      brief: ifAgreed(office.callDayBefore(start)) ?? ifAgreed(office.callDayOf(start)),
    };
  }

  function sessions(now: string): readonly SessionStart[] {
    const { months, earliest, horizon } = frameOf(now);
    const slots = months
      .flatMap((month) => slotsOfMonth(month, programme, calendar))
      .filter(({ start }) => !isBefore(start, earliest) && !isBefore(horizon, start))
      .map(slotSession);
    return [...fixedAt(now), ...slots].toSorted(byStart).map((session) => sessionStart(session, now));
  }

  function fixedSessions(now: string): readonly SessionStart[] {
    return fixedAt(now).map((session) => sessionStart(session, now));
  }

  function openings(now: string, known: Known): Openings {
    const frame = frameOf(now);
    const { chosen, unfilled } = chooseSlots({ ...frame, programme, calendar }, known);
    return {
      open: chosen.toSorted(byStart).map((slot) => ({ session: sessionStart(slotSession(slot), now), why: slot.why })),
      unfilled: unfilled.map(toUnfilled),
      from: moment(local(now)).at,
      // A session that begins at the horizon ends after it.
      to: moment(frame.horizon.add({ days: 1 })).at,
      coordinator: coordinatorOf(programme.organisations).code,
    };
  }

  function frameOf(now: string) {
    const present = local(now);
    const horizon = present.add({ weeks: HORIZON_WEEKS });
    const earliest = later(present.add({ days: NOTICE_DAYS }), local(programme.startsAt));
    return { months: monthsBetween(present, horizon), earliest, horizon };
  }

  function fixedAt(now: string): readonly ConfiguredSessionAt[] {
    const present = local(now);
    return programme.sessions
      .map((session) => withTimes(session, programme.timeZone))
      .filter(({ end }) => isBefore(present, end))
      .toSorted(byStart);
  }

  /** A room that is smaller than the rule's own has its own number of seats. */
  function slotSession({ id, rule, start, end, venue }: Slot): ConfiguredSessionAt {
    const room = programme.venues.find((one) => one.id === venue)?.capacity ?? rule.capacity;
    const capacity = venue === rule.venue ? rule.capacity : Math.min(rule.capacity, room);
    return { ...rule, id, start, end, venue, capacity };
  }

  function sessionStart({ id, kind, title, capacity, facilitators, venue, start, end }: ConfiguredSessionAt, now: string): SessionStart {
    return {
      id,
      title: title ?? TITLES[kind],
      kind,
      capacity,
      facilitators,
      coordinator: coordinatorOf(programme.organisations).code,
      place: placeOf(venue),
      plan: momentsOf({ start, end, facilitators }, local(now)),
      ...headCountOnly(kind),
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
    const told = calendar.addDelay(at, coordinator, []);
    if (!isBefore(now, at)) return askedTomorrow(start, now);
    return { answersAt: moment(at), answersCoordinator: isBefore(told, start) ? moment(told) : null };
  }

  /** Planned late: asked a day from now, if the session is more than two days ahead. */
  function askedTomorrow(start: Local, now: Local): Pick<SessionStart['plan'], 'answersAt' | 'answersCoordinator'> {
    const tomorrow = now.add({ days: 1 });
    const told = tomorrow.add({ days: 1 });
    return isBefore(told, start)
      ? { answersAt: moment(tomorrow), answersCoordinator: moment(told) }
      : { answersAt: null, answersCoordinator: null };
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

  function placeOf(venue: string): SessionStart['place'] {
    const found = programme.venues.find(({ id }) => id === venue);
    if (!found) throw new Error('The configuration names an unknown venue');
    return { name: found.name, address: found.address };
  }

  return {
    moment: (at) => moment(local(at)),
    plan,
    sessions,
    fixedSessions,
    openings,
    sessionPlan: ({ start, end, facilitators }) => momentsOf({ start: local(start), end: local(end), facilitators }, local(clock())),
    nextDeskHour: (now) => {
      const next = office.nextDeskHour(local(now));
      return next && { at: moment(next.at), monday: next.monday };
    },
    answerBy: (at) =>
      moment(office.notAtNight(calendar.addDelay(office.open(local(at)), delays.answers.coordinator, []), delays.answers.coordinator)),
    inOfficeHours: (at) => moment(office.open(local(at))),
    mailOpening: (now, last) => {
      const isLimited = last !== null && !programme.officeHours.always;
      return moment(office.open(isLimited ? later(local(now), local(last).add({ hours: HOURS_BETWEEN_MAILS })) : local(now)));
    },
    dayAfter: (at, duration) => local(at).toPlainDate().add(duration).toString(),
  };
}

const FORTNIGHT_DAYS = 14;
/** « The seat is held until two working days before. » */
const HOLD_BUSINESS_DAYS = 2;
/** At most one mail per person in so many hours, beside answers to their own acts and urgent changes. */
const HOURS_BETWEEN_MAILS = 24;
/** A pause that was given no end lasts this long. */
const OPEN_PAUSE_MONTHS = 3;
const HORIZON_WEEKS = 8;
/** A session that the plan adds leaves at least this much time to invite people. */
const NOTICE_DAYS = 3;
const CORRECTION_MONTHS = 6;
/** Long after the coordinator was told that the sheet is missing: its people go on without it. */
const UNKNOWN_WEEKS = 4;

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

function toUnfilled({ id, wanted: { rule, month }, why, cancelled }: Choice['unfilled'][number]): Openings['unfilled'][number] {
  return { id, title: rule.title ?? TITLES[rule.kind], month: frenchMonth(month), why, cancelled };
}

function byStart(one: { readonly start: Local }, other: { readonly start: Local }): number {
  return Temporal.ZonedDateTime.compare(one.start, other.start);
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

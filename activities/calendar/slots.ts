import { Temporal } from 'temporal-polyfill';
import type { ConfiguredSession, PlanRule, Programme, SessionKind } from '../../domain/programme/programme.ts';
import { type Closure, type FrenchCalendar, isClosed, weekdayOf } from './french-calendar.ts';

type Local = Temporal.ZonedDateTime;
type Month = Temporal.PlainYearMonth;

export interface Times {
  readonly start: Local;
  readonly end: Local;
}

/** One session that a rule of the plan wants. */
export interface Slot extends Times {
  /** `info-2026-12-a`: kind, month, and the slot's letter among all slots of that kind in the month. */
  readonly id: string;
  readonly rule: PlanRule;
  /** Venue id. */
  readonly venue: string;
}

/** Something that already takes a facilitator or a room. */
export interface Occupation extends Times {
  /** Venue id; null where it is elsewhere, or not known. */
  readonly venue: string | null;
  readonly facilitators: readonly string[];
}

/** A day and venue that a slot might have. */
export interface Option extends Times {
  readonly venue: string;
}

/** A slot before a day was chosen for it. */
export interface Wanted {
  readonly id: string;
  readonly rule: PlanRule;
  readonly month: Month;
  /** Day of the month around which the session should be: the middle of the slot's part of the month. */
  readonly target: number;
  /** Best first: within the slot's part of the month, the preferred venue (or the one whose turn it is), nearest to the target. */
  readonly options: readonly Option[];
}

const A = 'a'.codePointAt(0) ?? 0;
const LETTERS = 26;

/**
 * Every slot of one month, the same whenever it is asked: ids must not move. A month is cut into as many equal parts as the rule wants
 * sessions, and the day nearest to the middle of each is taken, on the rule's weekdays, never on a holiday or while a facilitator's
 * organisation is closed. A fixed session of the same kind takes the place of the slot nearest to it.
 */
export function slotsOfMonth(month: Month, programme: Programme, calendar: FrenchCalendar): readonly Slot[] {
  const fixed = programme.sessions.map((session) => withTimes(session, programme.timeZone));
  const ideal = idealSlots(wantedOfMonth(month, programme, calendar), fixed);
  return withoutReplaced(ideal, fixed, month);
}

/** What the rules want of a month, whatever exists already. */
export function wantedOfMonth(month: Month, programme: Programme, calendar: FrenchCalendar): readonly Wanted[] {
  const letters = new Map<SessionKind, number>();
  return programme.plan.flatMap((rule) => {
    const days = daysOf(month, rule, programme, calendar);
    return Array.from({ length: rule.perMonth }, (_, part) => {
      const letter = letters.get(rule.kind) ?? 0;
      letters.set(rule.kind, letter + 1);
      const target = ((part + 0.5) / rule.perMonth) * month.daysInMonth;
      const options = optionsOf(days, venuesInTurn(rule, month, part), target, month.daysInMonth / rule.perMonth / 2);
      return { id: `${rule.kind}-${month.toString()}-${letterOf(letter)}`, rule, month, target, options };
    });
  });
}

/** Each wanted slot at its best option that nothing takes; none where the month has no such day. */
export function idealSlots(wanted: readonly Wanted[], occupations: readonly Occupation[]): readonly Slot[] {
  const slots: Slot[] = [];
  for (const { id, rule, options } of wanted) {
    const all = [...occupations, ...slots.map(occupationOf)];
    const option = options.find((one) => !all.some((other) => clashes(other, { ...one, facilitators: rule.facilitators })));
    if (option) slots.push({ id, rule, ...option });
  }
  return slots;
}

/** Each session that stands, the earliest first, takes the place of the slot of its kind nearest to it. */
export function withoutReplaced<Candidate extends { readonly rule: PlanRule; readonly start: Local }>(
  slots: readonly Candidate[],
  standing: readonly { readonly kind: SessionKind; readonly start: Local }[],
  month: Month,
): readonly Candidate[] {
  const left = [...slots];
  const thisMonth = standing.filter(({ start }) => start.toPlainDate().toPlainYearMonth().equals(month));
  for (const session of thisMonth.toSorted((one, other) => Temporal.ZonedDateTime.compare(one.start, other.start))) {
    const sameKind = left.filter(({ rule }) => rule.kind === session.kind);
    const replaced = nearest(sameKind, ({ start }) => Math.abs(start.epochMilliseconds - session.start.epochMilliseconds));
    if (replaced) left.splice(left.indexOf(replaced), 1);
  }
  return left;
}

function closuresOfFacilitators(facilitators: readonly string[], { organisations }: Programme): readonly Closure[] {
  return organisations.filter(({ staff }) => staff.some(({ code }) => facilitators.includes(code))).flatMap(({ closures }) => closures);
}

export function withTimes(session: ConfiguredSession, timeZone: string): ConfiguredSessionAt {
  return {
    ...session,
    start: Temporal.PlainDateTime.from(session.start).toZonedDateTime(timeZone),
    end: Temporal.PlainDateTime.from(session.end).toZonedDateTime(timeZone),
  };
}

export type ConfiguredSessionAt = Omit<ConfiguredSession, 'start' | 'end'> & Times;

export function occupationOf({ start, end, venue, rule }: Slot): Occupation {
  return { start, end, venue, facilitators: rule.facilitators };
}

export function overlap(one: Times, other: Times): boolean {
  return Temporal.ZonedDateTime.compare(one.start, other.end) < 0 && Temporal.ZonedDateTime.compare(other.start, one.end) < 0;
}

function clashes(one: Occupation, other: Occupation): boolean {
  return overlap(one, other) && (one.venue === other.venue || one.facilitators.some((code) => other.facilitators.includes(code)));
}

function daysOf(month: Month, rule: PlanRule, programme: Programme, calendar: FrenchCalendar): readonly Times[] {
  const closures = closuresOfFacilitators(rule.facilitators, programme);
  const duration = Temporal.Duration.from(rule.duration);
  const plainTime = Temporal.PlainTime.from(rule.at);
  const holidays = rule.avoidSchoolHolidays ? (programme.schoolHolidays ?? []) : [];
  return Array.from({ length: month.daysInMonth }, (_, index) => month.toPlainDate({ day: index + 1 }))
    .filter((day) => rule.weekdays.includes(weekdayOf(day)) && !calendar.isHoliday(day) && !isClosed(day, [...closures, ...holidays]))
    .map((day) => {
      const start = day.toZonedDateTime({ timeZone: programme.timeZone, plainTime });
      return { start, end: start.add(duration) };
    });
}

function optionsOf(days: readonly Times[], venues: readonly string[], target: number, halfPart: number): readonly Option[] {
  const placed = days.map((times) => {
    const distance = Math.abs(times.start.day - target);
    return { ...times, distance, beyond: Number(distance > halfPart) };
  });
  return venues
    .flatMap((venue, rank) => placed.map((times) => ({ ...times, venue, rank })))
    .toSorted((one, other) => one.beyond - other.beyond || one.rank - other.rank || one.distance - other.distance)
    .map(({ start, end, venue }) => ({ start, end, venue }));
}

/** In order of preference; with `rotate`, beginning with the one whose turn it is, month after month whatever became of the last. */
function venuesInTurn(rule: PlanRule, { year, month }: Month, part: number): readonly string[] {
  const venues = rule.venues?.length ? rule.venues : [rule.venue];
  const turn = rule.rotate ? ((year * 12 + month) * rule.perMonth + part) % venues.length : 0;
  return [...venues.slice(turn), ...venues.slice(0, turn)];
}

/** The first of those with the smallest distance. */
function nearest<T>(candidatesLeft: readonly T[], distance: (candidate: T) => number): T | undefined {
  return candidatesLeft.toSorted((one, other) => distance(one) - distance(other))[0];
}

/** a … z, aa, ab … */
function letterOf(index: number): string {
  const last = String.fromCodePoint(A + (index % LETTERS));
  return index < LETTERS ? last : letterOf(Math.floor(index / LETTERS) - 1) + last;
}

import { Temporal } from 'temporal-polyfill';
import type { ConfiguredSession, PlanRule, Programme, SessionKind } from '../domain/programme/programme.ts';
import { type Closure, type FrenchCalendar, isClosed, weekdayOf } from './french-calendar.ts';

/** One session that a rule of the plan wants. */
export interface Slot {
  /** `info-2026-12-a`: kind, month, and the slot's letter among all slots of that kind in the month. */
  readonly id: string;
  readonly rule: PlanRule;
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
}

/** Something that already takes a facilitator or a room. */
interface Taken {
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
  readonly venue: string;
  readonly facilitators: readonly string[];
}

const A = 'a'.codePointAt(0) ?? 0;
const LETTERS = 26;

/**
 * Every slot of one month, the same whenever it is asked: ids must not move. A month is cut into as many equal parts as the rule wants
 * sessions, and the day nearest to the middle of each is taken, on the rule's weekdays, never on a holiday or while a facilitator's
 * organisation is closed. A fixed session of the same kind takes the place of the slot nearest to it.
 */
export function slotsOfMonth(month: Temporal.PlainYearMonth, programme: Programme, calendar: FrenchCalendar): readonly Slot[] {
  const fixed = programme.sessions.map((session) => withTimes(session, programme.timeZone));
  const slots: Slot[] = [];
  const letters = new Map<SessionKind, number>();
  for (const rule of programme.plan) {
    const closures = closuresOfFacilitators(rule.facilitators, programme);
    for (let part = 0; part < rule.perMonth; part++) {
      const letter = letters.get(rule.kind) ?? 0;
      letters.set(rule.kind, letter + 1);
      const target = ((part + 0.5) / rule.perMonth) * month.daysInMonth;
      const taken = [...fixed, ...slots.map((slot) => ({ ...slot.rule, start: slot.start, end: slot.end }))];
      const free = candidates(month, rule, programme.timeZone, calendar, closures).filter(
        (times) => !taken.some((other) => clashes(other, { ...rule, ...times })),
      );
      const times = nearest(free, (candidate) => Math.abs(candidate.start.day - target));
      if (times) slots.push({ id: `${rule.kind}-${month.toString()}-${letterOf(letter)}`, rule, ...times });
    }
  }
  return withoutReplaced(slots, fixed, month);
}

export function closuresOfFacilitators(facilitators: readonly string[], { organisations }: Programme): readonly Closure[] {
  return organisations.filter(({ staff }) => staff.some(({ code }) => facilitators.includes(code))).flatMap(({ closures }) => closures);
}

function candidates(
  month: Temporal.PlainYearMonth,
  rule: PlanRule,
  timeZone: string,
  calendar: FrenchCalendar,
  closures: readonly Closure[],
): { start: Temporal.ZonedDateTime; end: Temporal.ZonedDateTime }[] {
  return Array.from({ length: month.daysInMonth }, (_, index) => month.toPlainDate({ day: index + 1 }))
    .filter((day) => rule.weekdays.includes(weekdayOf(day)) && !calendar.isHoliday(day) && !isClosed(day, closures))
    .map((day) => {
      const start = day.toZonedDateTime({ timeZone, plainTime: rule.at });
      return { start, end: start.add(rule.duration) };
    });
}

function withoutReplaced(
  slots: readonly Slot[],
  fixed: readonly (Taken & { readonly kind: SessionKind })[],
  month: Temporal.PlainYearMonth,
): readonly Slot[] {
  const left = [...slots];
  const thisMonth = fixed.filter(({ start }) => start.toPlainDate().toPlainYearMonth().equals(month));
  for (const session of thisMonth.toSorted((one, other) => Temporal.ZonedDateTime.compare(one.start, other.start))) {
    const sameKind = left.filter(({ rule }) => rule.kind === session.kind);
    const replaced = nearest(sameKind, ({ start }) => Math.abs(start.epochMilliseconds - session.start.epochMilliseconds));
    if (replaced) left.splice(left.indexOf(replaced), 1);
  }
  return left;
}

function withTimes(session: ConfiguredSession, timeZone: string): Taken & { readonly kind: SessionKind } {
  return {
    ...session,
    start: Temporal.PlainDateTime.from(session.start).toZonedDateTime(timeZone),
    end: Temporal.PlainDateTime.from(session.end).toZonedDateTime(timeZone),
  };
}

function clashes(one: Taken, other: Taken): boolean {
  const overlap = Temporal.ZonedDateTime.compare(one.start, other.end) < 0 && Temporal.ZonedDateTime.compare(other.start, one.end) < 0;
  return overlap && (one.venue === other.venue || one.facilitators.some((code) => other.facilitators.includes(code)));
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

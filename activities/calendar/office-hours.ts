import { Temporal } from 'temporal-polyfill';
import type { Delay, OfficeHours } from '../../domain/programme/programme.ts';
import { type FrenchCalendar, nextDay, weekdayOf } from './french-calendar.ts';

type Local = Temporal.ZonedDateTime;

/** What office hours change: when a mail goes, when a worklist opens. */
export interface Office {
  /** This instant, or the next one at which the office is open. */
  open(at: Local): Local;
  /** J-1 and J-7 of a participant. */
  dayBefore(start: Local, ref: string): Local;
  weekBefore(start: Local, ref: string): Local;
  /** J-1 of whoever is called: before that morning's worklist mail, so that it is in it. */
  callDayBefore(start: Local): Local;
  /** As `callDayBefore`, on the day itself. */
  callDayOf(start: Local): Local;
  /** When facilitators get their list; if that has passed at `now`, once the office is open after the middle of what is left, else at once. */
  listAt(start: Local, now: Local): Local;
  nextWorklistHour(now: Local): { readonly at: Local; readonly monday: boolean } | null;
  /** Nothing counted in days falls between 02:00 and 02:59, the hour that clock changes skip or repeat; exact times stay exact. */
  notAtNight(at: Local, delay: Delay): Local;
}

/** Reminders to participants leave over this many seconds, each at its own. */
const SPREAD_SECONDS = 20 * 60;
/** A thousand paths take a minute to wake, and a worklist reads what they show. */
const BEFORE_DAY_MAIL_MINUTES = 15;
const NIGHT_HOUR = 2;
const LEAD_SECONDS = 5;

export function officeOf(hours: OfficeHours, calendar: FrenchCalendar): Office {
  return hours.always ? alwaysOpen() : openAt(hours, calendar);
}

function alwaysOpen(): Office {
  return {
    open: (at) => at,
    dayBefore: (start) => start.subtract({ hours: 24 }),
    weekBefore: (start) => start.subtract({ days: 7 }),
    callDayBefore: (start) => start.subtract({ hours: 24 }),
    callDayOf: (start) => start.subtract({ hours: 1 }),
    listAt: (start, now) => laterOf(start.subtract({ hours: 24 }), midway(now, start)),
    nextWorklistHour: () => null,
    notAtNight: (at) => at,
  };
}

function openAt(hours: OfficeHours & { readonly always: false }, calendar: FrenchCalendar): Office {
  const from = Temporal.PlainTime.from(hours.from);
  const to = Temporal.PlainTime.from(hours.to);
  const dayMail = Temporal.PlainTime.from(hours.dayMail);
  const isWorkingDay = (day: Temporal.PlainDate) => hours.days.includes(weekdayOf(day)) && !calendar.isHoliday(day);
  const nextWorkingDay = (day: Temporal.PlainDate) => nextDay(day, isWorkingDay, 1);
  const lastWorkingDay = (day: Temporal.PlainDate) => nextDay(day, isWorkingDay, -1);
  const spreadOver = Math.min(SPREAD_SECONDS, from.until(to).total('seconds'));
  const dayBack = (start: Local, days: number) => lastWorkingDay(start.toPlainDate().subtract({ days }));
  const morningBefore = (start: Local, days: number) => on(dayBack(start, days), from, start);

  const open = (at: Local) => {
    const day = at.toPlainDate();
    const time = at.toPlainTime();
    const closedForToday = !isWorkingDay(day) || Temporal.PlainTime.compare(time, to) >= 0;
    if (closedForToday) return on(nextWorkingDay(day.add({ days: 1 })), from, at);
    return Temporal.PlainTime.compare(time, from) < 0 ? on(day, from, at) : at;
  };
  /** At night rather than not at all: what opens only with the session would come too late. */
  const openMidway = (now: Local, start: Local) => {
    const opens = open(middle(now, start));
    return Temporal.ZonedDateTime.compare(opens, latestFor(start)) < 0 ? opens : now;
  };

  return {
    open,
    dayBefore: (start, ref) => morningBefore(start, 1).add({ seconds: hashOf(ref) % spreadOver }),
    weekBefore: (start, ref) => morningBefore(start, 7).add({ seconds: hashOf(ref) % spreadOver }),
    callDayOf: (start) => on(start.toPlainDate(), dayMail, start).subtract({ minutes: BEFORE_DAY_MAIL_MINUTES }),
    callDayBefore: (start) => on(dayBack(start, 1), dayMail, start).subtract({ minutes: BEFORE_DAY_MAIL_MINUTES }),
    listAt(start, now) {
      const morning = morningBefore(start, 1);
      return Temporal.ZonedDateTime.compare(now, morning) < 0 ? morning : openMidway(now, start);
    },
    nextWorklistHour(now) {
      const today = now.toPlainDate();
      const missed = Temporal.ZonedDateTime.compare(on(today, dayMail, now), now) <= 0;
      const day = nextWorkingDay(missed ? today.add({ days: 1 }) : today);
      // After a Monday that is a holiday, Tuesday's mail is the week's.
      const weekStart = day.subtract({ days: day.dayOfWeek - 1 });
      return { at: on(day, dayMail, now), monday: nextWorkingDay(weekStart).equals(day) };
    },
    notAtNight: (at, delay) =>
      at.hour === NIGHT_HOUR && countsDays(delay) ? at.with({ hour: NIGHT_HOUR + 1, minute: 0, second: 0, millisecond: 0 }) : at,
  };
}

function on(day: Temporal.PlainDate, time: Temporal.PlainTime, { timeZoneId }: Local): Local {
  return day.toZonedDateTime({ timeZone: timeZoneId, plainTime: time });
}

/** Halfway, at least some seconds before the start; at once when even those have passed. */
function midway(now: Local, start: Local): Local {
  const half = middle(now, start);
  const latest = latestFor(start);
  return Temporal.ZonedDateTime.compare(half, latest) < 0 ? half : latest;
}

function middle(now: Local, start: Local): Local {
  return now.add({ milliseconds: Math.max(0, Math.round((start.epochMilliseconds - now.epochMilliseconds) / 2)) });
}

function latestFor(start: Local): Local {
  return start.subtract({ seconds: LEAD_SECONDS });
}

function laterOf(one: Local, other: Local): Local {
  return Temporal.ZonedDateTime.compare(one, other) < 0 ? other : one;
}

function countsDays(delay: Delay): boolean {
  if ('businessDays' in delay) return true;
  const { years, months, weeks, days } = Temporal.Duration.from(delay.duration);
  return years + months + weeks + days > 0;
}

/** FNV-1a, 32 bits: the same reference always leaves at the same second. */
function hashOf(ref: string): number {
  let hash = 0x811c9dc5;
  for (const character of ref) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

import Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';
import type { Moment } from '../../domain/moment.ts';
import { type Delay, WEEKDAYS, type Weekday } from '../../domain/programme/programme.ts';

/** First and last day closed, both included, `YYYY-MM-DD`. */
export interface Closure {
  readonly from: string;
  readonly to: string;
}

type Local = Temporal.ZonedDateTime;
type Day = Temporal.PlainDate;

/** Local time of one zone, French public holidays, and how dates read in French. */
export interface FrenchCalendar {
  /** From an ISO 8601 instant to local time. */
  readonly local: (at: string) => Local;
  /** A local time as an instant and as a person reads it. */
  readonly moment: (local: Local) => Moment;
  readonly isHoliday: (day: Day) => boolean;
  /** Monday to Friday, no public holiday, no closure. */
  readonly isBusinessDay: (day: Day, closures: readonly Closure[]) => boolean;
  /**
   * The same local time, `days` business days after that day: the day itself doesn't count, whatever the hour, as in French time limits;
   * 0 is that day, or the next business day. A local time that a clock change skips becomes the one an hour later.
   */
  readonly addBusinessDays: (from: Local, days: number, closures: readonly Closure[]) => Local;
  /** As many business days back. */
  readonly subtractBusinessDays: (from: Local, days: number, closures: readonly Closure[]) => Local;
  /** Business days, calendar days and months keep the local time; hours, minutes and seconds are exact. */
  readonly addDelay: (from: Local, delay: Delay, closures: readonly Closure[]) => Local;
}

const MONTHS = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'];
const DAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];
const NBSP = '\u00a0';
const SATURDAY = 6;
/** An organisation closed for longer than this is a mistake in the configuration, not a holiday. */
const LONGEST_CLOSURE_DAYS = 1000;

export function frenchCalendar(timeZone: string): FrenchCalendar {
  const isHoliday = holidayLookup();

  function isBusinessDay(day: Day, closures: readonly Closure[]): boolean {
    return day.dayOfWeek < SATURDAY && !isHoliday(day) && !isClosed(day, closures);
  }

  function shift(from: Local, days: number, closures: readonly Closure[], step: 1 | -1): Local {
    let day = from.toPlainDate();
    for (let left = days; left > 0; left--) day = nextDay(day.add({ days: step }), (each) => isBusinessDay(each, closures), step);
    day = nextDay(day, (each) => isBusinessDay(each, closures), step);
    return day.toZonedDateTime({ timeZone, plainTime: from.toPlainTime() });
  }

  const calendar: FrenchCalendar = {
    local: (at) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone),
    moment: (local) => ({ at: local.toInstant().toString({ smallestUnit: 'millisecond' }), label: frenchLabel(local) }),
    isHoliday,
    isBusinessDay,
    addBusinessDays: (from, days, closures) => shift(from, days, closures, 1),
    subtractBusinessDays: (from, days, closures) => shift(from, days, closures, -1),
    addDelay: (from, delay, closures) =>
      'businessDays' in delay ? shift(from, delay.businessDays, closures, 1) : from.add(Temporal.Duration.from(delay.duration)),
  };
  return calendar;
}

/** The first day that will do, that day included. */
export function nextDay(from: Day, will: (day: Day) => boolean, step: 1 | -1): Day {
  let day = from;
  for (let tries = 0; !will(day); tries++) {
    if (tries > LONGEST_CLOSURE_DAYS) throw new Error('No such day within three years: the configuration closes for too long');
    day = day.add({ days: step });
  }
  return day;
}

export function isClosed(day: Day, closures: readonly Closure[]): boolean {
  const date = day.toString();
  return closures.some(({ from, to }) => from <= date && date <= to);
}

export function weekdayOf(day: Day): Weekday {
  const name = WEEKDAYS[day.dayOfWeek - 1];
  if (!name) throw new RangeError('A week has seven days');
  return name;
}

const FAR_MS = 300 * 24 * 3600_000;

/** « jeudi 3 décembre à 14 h 30 », « mardi 1er décembre à 9 h »; spaces that must not break don't. No `Intl`: its words change with Node. */
function frenchLabel(local: Local): string {
  const { hour, minute } = local;
  const time = `${hour}${NBSP}h${minute === 0 ? '' : `${NBSP}${String(minute).padStart(2, '0')}`}`;
  return `${frenchDay(local)} à ${time}`;
}

/** « mardi 8 décembre », with its year where that is not the nearest of that name. */
export function frenchDay(local: Local): string {
  const { dayOfWeek, day, month, year } = local;
  const isFar = Math.abs(local.epochMilliseconds - Date.now()) > FAR_MS;
  return `${DAYS[dayOfWeek - 1]} ${day === 1 ? '1er' : day}${NBSP}${MONTHS[month - 1]}${isFar ? ` ${year}` : ''}`;
}

/** « décembre 2026 » */
export function frenchMonth({ year, month }: { readonly year: number; readonly month: number }): string {
  return `${MONTHS[month - 1]}${NBSP}${year}`;
}

/** French public holidays of metropolitan France, looked up once a year. */
function holidayLookup(): (day: Day) => boolean {
  const rules = new Holidays('FR', { types: ['public'] });
  const years = new Map<number, ReadonlySet<string>>();
  return (day) => {
    let dates = years.get(day.year);
    if (!dates) {
      dates = new Set(rules.getHolidays(day.year).map(({ date }) => date.slice(0, 'YYYY-MM-DD'.length)));
      years.set(day.year, dates);
    }
    return dates.has(day.toString());
  };
}

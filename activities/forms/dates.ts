import { Temporal } from 'temporal-polyfill';
import { plain } from './text.ts';

/** What somebody typed or Google wrote, as a local date and, where there is one, a local time (`HH:MM`). */
export interface LocalWhen {
  readonly date: string;
  readonly time: string | null;
}

const ISO = /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?<rest>.*)$/;
const TYPED = /^(?<day>\d{1,2})\s?[/.\- ]\s?(?<month>\d{1,2})\s?[/.\- ]\s?(?<year>\d{4}|\d{2})(?!\d)(?<rest>.*)$/;
const DIGITS = /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})(?<rest>)$/;
const WORDS = /^(?:\p{L}+ )?(?<day>\d{1,2})(?: ?er)? (?<word>\p{L}{3,}) (?<year>\d{4})(?<rest>.*)$/u;
const TIME = /(?<hour>\d{1,2})\s*(?:h|:)\s*(?<minute>\d{2})?/i;
const MONTHS = ['jan', 'fev', 'mar', 'avr', 'mai', 'juin', 'juil', 'aou', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads `1999-12-31`, `1999-12-31 14:30`, `31/12/1999`, `31.12.99 14h30`, `31 décembre 1999`. The French order counts, unless only the other
 * one is a date (`12/31/1999`). `latestYear` decides years of two digits: the latest one up to it.
 */
export function readWhen(text: string, latestYear: number): LocalWhen | null {
  const line = text.trim().slice(0, 100);
  const groups = (ISO.exec(line) ?? TYPED.exec(line) ?? DIGITS.exec(line) ?? inWords(line))?.groups;
  if (!groups) return null;
  const date = calendarDate(fullYear(groups['year'] ?? '', latestYear), Number(groups['month']), Number(groups['day']));
  return date === null ? null : { date, time: clockTime(groups['rest'] ?? '') };
}

/** Older people than this are a slip of the year. */
const OLDEST_YEARS = 110;

/** `YYYY-MM-DD`; null when unreadable, after `today`, or more than 110 years ago. Of a year in two digits, the latest that is past counts. */
export function readBirthDate(text: string, today: string): string | null {
  const year = Number(today.slice(0, 4));
  const read = [year, year - 1].map((latestYear) => readWhen(text, latestYear)?.date).find((date) => date !== undefined && date <= today);
  return read !== undefined && read > `${year - OLDEST_YEARS}${today.slice(4)}` ? read : null;
}

/** How far from the response a date may lie, in milliseconds: earlier ones are past, later ones too far. */
export interface DateSense {
  readonly notBefore: number;
  readonly notAfter: number;
  /** A date before is as good as one after, but for its distance. */
  readonly isEitherWay?: true;
}

/** Why `at` can't be meant, seen from `from` (both ISO 8601); null where it can. */
export function senseOf({ notBefore, notAfter, isEitherWay }: DateSense, at: string, from: string): 'date-in-past' | 'date-too-far' | null {
  const distance = Date.parse(at) - Date.parse(from);
  if (distance > notAfter) return 'date-too-far';
  if (distance >= notBefore) return null;
  return isEitherWay ? 'date-too-far' : 'date-in-past';
}

/** UTC instant (ISO 8601) of a local time; a time that the change of clocks skips counts an hour later. */
export function instantOf(date: string, time: string, timeZone: string): string {
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(timeZone).toInstant().toString();
}

export function localDate(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

function inWords(line: string): { groups: Record<string, string> } | null {
  const [beforeTime = '', ...time] = line.split(/ à | a (?=\d)|,/);
  const groups = WORDS.exec(plain(beforeTime))?.groups;
  const month = MONTHS.findIndex((name) => groups?.['word']?.startsWith(name)) + 1;
  return groups && month > 0 ? { groups: { ...groups, month: String(month), rest: `${groups['rest']} ${time.join(' ')}` } } : null;
}

function fullYear(text: string, latestYear: number): number {
  if (text.length !== 2) return Number(text);
  const year = Math.floor(latestYear / 100) * 100 + Number(text);
  return year > latestYear ? year - 100 : year;
}

function calendarDate(year: number, month: number, day: number): string | null {
  const [realMonth, realDay] = month > 12 && day <= 12 ? [day, month] : [month, day];
  try {
    return Temporal.PlainDate.from({ year, month: realMonth, day: realDay }, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}

function clockTime(text: string): string | null {
  const groups = TIME.exec(text)?.groups;
  const [hour, minute] = [Number(groups?.['hour']), Number(groups?.['minute'] ?? 0)];
  if (!groups || hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

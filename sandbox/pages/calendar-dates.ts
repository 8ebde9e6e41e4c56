import { Temporal } from 'temporal-polyfill';
import { moment, plain } from '../graph/zones.ts';

/** The zone in which people of the Val d'Orge read a calendar. */
export const ZONE = 'Europe/Paris';

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat('fr-FR', { timeZone: ZONE, ...options });
  return (at: number) => formatter.format(at);
};
const day = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', ...options });
  return (date: Temporal.PlainDate) => formatter.format(date.toZonedDateTime('UTC').epochMilliseconds);
};

export const monthName = day({ month: 'long', year: 'numeric' });
export const longDay = day({ weekday: 'long', day: 'numeric', month: 'long' });
const fullDay = day({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const shortDay = day({ weekday: 'short', day: 'numeric', month: 'short' });
export const stamp = format({ dateStyle: 'medium', timeStyle: 'medium' });

export const localOf = (at: number): Temporal.PlainDateTime => plain(at, ZONE);
export const dayOf = (at: number): Temporal.PlainDate => localOf(at).toPlainDate();
/** « 14 h 30 », « 9 h ». */
export function hour(at: number): string {
  const { hour: hours, minute } = localOf(at);
  return minute === 0 ? `${hours}\u00a0h` : `${hours}\u00a0h\u00a0${String(minute).padStart(2, '0')}`;
}
/** « 14:30 », as a time input wants it. */
export const clock = (at: number): string => localOf(at).toPlainTime().toString({ smallestUnit: 'minute' });

export const startOfDay = (date: Temporal.PlainDate): number => moment(date.toPlainDateTime(), ZONE);
export const mondayOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 });

/** A date and a time as two inputs of a form give them; null when they are none. */
export function momentOf(date: string, time: string): number | null {
  try {
    return moment(Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time)), ZONE);
  } catch {
    return null;
  }
}

export function dateOr(text: string | undefined, fallback: Temporal.PlainDate): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text ?? '');
  } catch {
    return fallback;
  }
}

/** « jeudi 3 décembre 2026, de 14 h 30 à 16 h 30 ». */
export function spanInWords(start: number, end: number): string {
  const [from, to] = [dayOf(start), dayOf(end)];
  if (from.equals(to)) return `${fullDay(from)}, de ${hour(start)} à ${hour(end)}`;
  return `du ${fullDay(from)} à ${hour(start)} au ${fullDay(to)} à ${hour(end)}`;
}

/** What people type has plain spaces where French typography binds: no line may begin with « : » or « » ». */
export const typeset = (text: string): string => text.replace(/« /g, '«\u00a0').replace(/ (?=[»:;!?])/g, '\u00a0');

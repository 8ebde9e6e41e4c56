import type { EventType } from '@microsoft/microsoft-graph-types';
import { Temporal } from 'temporal-polyfill';
import type { CalendarEvent, ExtendedProperty } from './event.ts';
import { recurrenceDates } from './recurrence.ts';
import { moment, plain, zoneId } from './zones.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One thing that stands in a calendar: an event of its own, or one date of a series. */
export interface Instance {
  readonly event: CalendarEvent;
  readonly type: EventType;
  /** The series' date, YYYY-MM-DD; null for a single event and for the master. */
  readonly date: string | null;
  /** When the series wants this date, wherever it was moved; null for a single event and for the master. */
  readonly originalStart: number | null;
}

export const overlaps = (span: Span, window: Span): boolean => span.start < window.end && span.end > window.start;

export const asInstance = (event: CalendarEvent): Instance => ({
  event,
  type: event.recurrence === null ? 'singleInstance' : 'seriesMaster',
  date: null,
  originalStart: null,
});

/** What a window shows of an event: itself, or the occurrences and exceptions of a series, as Graph's calendarView gives them. */
export function instancesIn(event: CalendarEvent, window: Span): Instance[] {
  if (event.recurrence === null) return overlaps(event, window) ? [asInstance(event)] : [];
  const zone = seriesZone(event);
  const until = plain(window.end, zone).toPlainDate().add({ days: 1 });
  const dates = new Set(recurrenceDates(event.recurrence, until).map((date) => date.toString()));
  return [...new Set([...dates, ...Object.keys(event.exceptions)])]
    .map((date) => (dates.has(date) ? standingOn(event, date) : occurrence(event, date)))
    .filter((instance) => instance !== null)
    .filter((instance) => overlaps(instance.event, window));
}

/** One occurrence by its date; null where the series has none or it was deleted. */
export function occurrence(master: CalendarEvent, date: string): Instance | null {
  if (master.recurrence === null) return null;
  const day = Temporal.PlainDate.from(date);
  return recurrenceDates(master.recurrence, day).at(-1)?.equals(day) === true ? standingOn(master, date) : null;
}

/** The same, of a date that the series is known to have. */
function standingOn(master: CalendarEvent, date: string): Instance | null {
  if (master.cancelledDates.includes(date)) return null;
  const day = Temporal.PlainDate.from(date);
  const zone = seriesZone(master);
  const start = moment(day.toPlainDateTime(plain(master.start, zone).toPlainTime()), zone);
  const { details, properties = [], ...exception } = master.exceptions[date] ?? {};
  const end = start + lengthOf(master);
  const own = { details: { ...master.details, ...details }, properties: withProperties(master.properties, properties) };
  const event = { ...master, start, end, ...exception, ...own };
  return { event, type: date in master.exceptions ? 'exception' : 'occurrence', date, originalStart: start };
}

/** An event's properties once these were written: each value replaces the one of the same id. */
export function withProperties(old: readonly ExtendedProperty[], wanted: readonly ExtendedProperty[]): ExtendedProperty[] {
  const ids = new Set(wanted.map((property) => property.id.toLowerCase()));
  return [...old.filter((property) => !ids.has(property.id.toLowerCase())), ...wanted];
}

const FOR_EVER = 8_640_000_000_000_000;
const LAST_DAY = Temporal.PlainDate.from('9999-12-31');

/** From the beginning of an event to its end; of a series, from the first of its dates to the end of the last one. */
export function extent(event: CalendarEvent): Span {
  if (event.recurrence === null) return { start: event.start, end: event.end };
  const zone = seriesZone(event);
  const time = plain(event.start, zone).toPlainTime();
  const dates = recurrenceDates(event.recurrence, LAST_DAY).map((date) => moment(date.toPlainDateTime(time), zone));
  const begins = dates[0] ?? event.start;
  const ends = event.recurrence.range?.type === 'noEnd' ? FOR_EVER : (dates.at(-1) ?? event.start) + lengthOf(event);
  const moved = Object.values(event.exceptions);
  return {
    start: Math.min(begins, ...moved.map(({ start = begins }) => start)),
    end: Math.max(ends, ...moved.map(({ end = ends }) => end)),
  };
}

const lengthOf = ({ start, end }: Span): number => end - start;

const seriesZone = (event: CalendarEvent): string => zoneId(event.recurrence?.range?.recurrenceTimeZone || event.startZone);

/** Splits an occurrence's id into its master's id and its date. */
export function splitId(id: string): { masterId: string; date: string } | null {
  const found = /^(.+)-o(\d{4})(\d{2})(\d{2})$/.exec(id);
  return found === null ? null : { masterId: found[1] ?? '', date: `${found[2]}-${found[3]}-${found[4]}` };
}

export const idOf = ({ event, date }: Instance, immutable: boolean): string => {
  const id = immutable ? event.immutableId : event.id;
  return date === null ? id : `${id}-o${date.replaceAll('-', '')}`;
};

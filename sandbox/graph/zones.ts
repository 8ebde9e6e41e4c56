import { Temporal } from 'temporal-polyfill';
import { findIana } from 'windows-iana';
import { GraphError } from './errors.ts';

/** Exchange's own name of UTC; every Windows and every IANA name is understood as well. */
const EXCHANGE_UTC = 'tzone://microsoft/utc';

/** IANA identifier of a zone named by a client, or a 400 as Graph gives for one it does not know. */
export function zoneId(name: string): string {
  if (name.toLowerCase() === EXCHANGE_UTC || name === 'UTC') return 'UTC';
  const [zone] = findIana(name);
  if (zone !== undefined) return zone;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    throw new GraphError(
      400,
      'TimeZoneNotSupportedException',
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
    );
  }
}

/** Milliseconds since 1970 of what a client sent; a time without a zone is UTC, an offset in the text wins over the zone. */
export function instantOf(value: { readonly dateTime: string; readonly timeZone?: string | null | undefined }): number {
  const zone = zoneId(value.timeZone ?? 'UTC');
  const text = value.dateTime;
  try {
    return /(?:Z|[+-]\d\d:\d\d)$/i.test(text)
      ? Temporal.Instant.from(text).epochMilliseconds
      : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw new GraphError(400, 'ErrorInvalidDateTime', `The value '${text}' is not a date and time.`);
  }
}

/** The same moment as Graph writes it: local time of the zone, seven fractional digits, no offset. */
export function localTime(moment: number, zone: string): { dateTime: string; timeZone: string } {
  return { dateTime: zonedText(moment, zoneId(zone)), timeZone: zone };
}

function zonedText(moment: number, zone: string): string {
  const text = zone === 'UTC' ? new Date(moment).toISOString().slice(0, 23) : plain(moment, zone).toString({ fractionalSecondDigits: 3 });
  return `${text}0000`;
}

export const plain = (moment: number, zone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).toPlainDateTime();

export const moment = (local: Temporal.PlainDateTime, zone: string): number => local.toZonedDateTime(zone).epochMilliseconds;

/** A query parameter such as startDateTime: ISO 8601, UTC unless it has an offset. */
export function instantOfParameter(name: string, text: string): number {
  // A '+' that nobody encoded arrives as a space.
  const iso = text.replace(/ (?=\d\d:\d\d$)/, '+');
  try {
    return Temporal.Instant.from(/(?:Z|[+-]\d\d:\d\d)$/i.test(iso) ? iso : `${iso.includes('T') ? iso : `${iso}T00:00:00`}Z`)
      .epochMilliseconds;
  } catch {
    throw new GraphError(400, 'ErrorInvalidParameter', `The value '${text}' of parameter '${name}' is invalid.`);
  }
}

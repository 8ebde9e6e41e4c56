import type { Event, SingleValueLegacyExtendedProperty } from '@microsoft/microsoft-graph-types';
import { changeKeyOf, etagOf } from './calendars.ts';
import type { CalendarEvent } from './event.ts';
import { previewOf, textOf } from './html.ts';
import { type Instance, idOf, occurrence } from './instances.ts';
import { localTime } from './zones.ts';

/** What a request's headers ask for. */
export interface Preferences {
  readonly immutable: boolean;
  /** Zone of start and end; UTC unless `Prefer: outlook.timezone`. */
  readonly zone: string;
  readonly textBody: boolean;
  readonly maxPageSize: number | null;
}

export function preferencesOf(header: string): Preferences {
  const quoted = (name: string) => new RegExp(`${name}\\s*=\\s*"?([^",;]+)"?`, 'i').exec(header)?.[1]?.trim();
  const size = Number(quoted('odata\\.maxpagesize') ?? Number.NaN);
  return {
    immutable: quoted('IdType')?.toLowerCase() === 'immutableid',
    zone: quoted('outlook\\.timezone') ?? 'UTC',
    textBody: quoted('outlook\\.body-content-type')?.toLowerCase() === 'text',
    maxPageSize: Number.isInteger(size) && size > 0 ? size : null,
  };
}

export type WireEvent = Event & { '@odata.etag': string };

/** Every member that Graph gives back for an event of the default calendar when no $select is there. */
export function eventJson(instance: Instance, preferences: Preferences): WireEvent {
  const { event, type, date, originalStart } = instance;
  const id = idOf(instance, preferences.immutable);
  const { html, ...details } = event.details;
  const master = date === null ? null : idOf({ ...instance, date: null }, preferences.immutable);
  return {
    '@odata.etag': etagOf(event),
    id,
    createdDateTime: timestamp(event.createdAt),
    lastModifiedDateTime: timestamp(event.modifiedAt),
    changeKey: changeKeyOf(event),
    ...details,
    transactionId: event.transactionId,
    originalStartTimeZone: event.startZone,
    originalEndTimeZone: event.endZone,
    iCalUId: iCalUIdOf(instance),
    hasAttachments: false,
    bodyPreview: previewOf(html),
    isCancelled: event.isCancelled,
    isOrganizer: event.isOrganizer,
    seriesMasterId: master,
    type,
    ...(originalStart === null ? {} : { originalStart: wholeSeconds(originalStart) }),
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
    onlineMeetingUrl: null,
    isOnlineMeeting: false,
    onlineMeetingProvider: 'unknown',
    onlineMeeting: null,
    isDraft: false,
    recurrence: date === null ? event.recurrence : null,
    responseStatus: event.ownResponse,
    body: preferences.textBody ? { contentType: 'text', content: textOf(html) } : { contentType: 'html', content: html },
    start: localTime(event.start, preferences.zone),
    end: localTime(event.end, preferences.zone),
    attendees: [...event.attendees],
    organizer: { emailAddress: { ...event.organizer } },
  };
}

/** A date's own id says which day of the series it is, in the bytes that are zero in the series' (MS-OXOCAL, PidLidGlobalObjectId). */
export function iCalUIdOf({ event: { iCalUId }, date }: Instance): string {
  if (date === null) return iCalUId;
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  return `${iCalUId.slice(0, 32)}${hex(year, 4)}${hex(month, 2)}${hex(day, 2)}${iCalUId.slice(40)}`;
}

const wholeSeconds = (moment: number): string => new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z');

const timestamp = (moment: number): string => `${new Date(moment).toISOString().slice(0, 23)}0000Z`;

/** `$select`: what was asked for, and always the id and the etag. */
export function selected(event: WireEvent, select: string | undefined): Partial<WireEvent> {
  if (select === undefined || select.trim() === '') return event;
  const wanted = new Set(['@odata.etag', 'id', ...select.split(',').map((name) => name.trim())]);
  return Object.fromEntries(Object.entries(event).filter(([name]) => wanted.has(name)));
}

/** `$expand=singleValueExtendedProperties($filter=id eq '…' or id eq '…')`: the properties named there, absent when the event has none of them. */
export function expanded(
  event: CalendarEvent,
  expand: string | undefined,
): { singleValueExtendedProperties?: SingleValueLegacyExtendedProperty[] } {
  if (expand === undefined || !/^singleValueExtendedProperties\b/i.test(expand)) return {};
  const ids = [...expand.matchAll(/id eq '((?:[^']|'')*)'/gi)].map((found) => (found[1] ?? '').replaceAll("''", "'").toLowerCase());
  const found = event.properties.filter((property) => ids.includes(property.id.toLowerCase()));
  return found.length === 0 ? {} : { singleValueExtendedProperties: found.map(({ id, value }) => ({ id, value })) };
}

/**
 * What a series shows only to whoever reads it by its id and asks: `$select=cancelledOccurrences` for the dates that were deleted,
 * `$expand=exceptionOccurrences` for those that were changed.
 */
export function seriesParts(
  { event, type }: Instance,
  query: { readonly select: string | undefined; readonly expand: string | undefined },
  preferences: Preferences,
): Pick<Event, 'cancelledOccurrences' | 'exceptionOccurrences'> {
  if (type !== 'seriesMaster') return {};
  const id = preferences.immutable ? event.immutableId : event.id;
  const cancelled = event.cancelledDates.toSorted().map((date) => `OID.${id}.${date}`);
  const changed = Object.keys(event.exceptions)
    .toSorted()
    .flatMap((date) => occurrence(event, date) ?? []);
  return {
    ...(names(query.select, 'cancelledOccurrences') ? { cancelledOccurrences: cancelled } : {}),
    ...(names(query.expand, 'exceptionOccurrences')
      ? { exceptionOccurrences: changed.map((instance) => eventJson(instance, preferences)) }
      : {}),
  };
}

const names = (list: string | undefined, name: string): boolean => new RegExp(`(^|,)\\s*${name}\\b`, 'i').test(list ?? '');

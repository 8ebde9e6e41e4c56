import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { findIana } from 'windows-iana';
import { z } from 'zod';
import type { OwnedEvent, StoredEvent } from './port.ts';

/** Our property set on an event. The GUID is ours alone and must never change: it is how we know our own events again. */
const PROPERTY_SET = '{7d0c3a52-1f64-4b8e-9b1d-5a2e8c6f4d19}';
export const REFERENCE_PROPERTY = `String ${PROPERTY_SET} Name ParcoursCreateurs`;
/** A hash of the body as we wrote it: Outlook wraps and rewrites bodies, so what stands there can't be compared. */
export const BODY_PROPERTY = `String ${PROPERTY_SET} Name ParcoursCreateursTexte`;

// Only what we rely on of Graph's event. Delta pages may leave out nearly all of it.

export const instantInZone = z
  .object({ dateTime: z.string(), timeZone: z.string().nullish() })
  .transform(({ dateTime, timeZone }, context) => {
    try {
      return toInstant(dateTime, timeZone ?? 'UTC');
    } catch {
      context.addIssue({ code: 'custom', message: 'not an instant' });
      return z.NEVER;
    }
  });

const RESPONSES = ['none', 'organizer', 'tentativelyAccepted', 'accepted', 'declined', 'notResponded'] as const;

const attendee = z.object({
  type: z.string().nullish(),
  emailAddress: z.object({ address: z.string().nullish(), name: z.string().nullish() }).nullish(),
  status: z.object({ response: z.enum(RESPONSES).nullish().catch('none') }).nullish(),
  proposedNewTime: z
    .object({ start: instantInZone.nullish().catch(null) })
    .nullish()
    .catch(null),
});

const event = z.object({
  id: z.string().min(1),
  '@odata.etag': z.string().nullish(),
  iCalUId: z.string().nullish(),
  subject: z.string().nullish(),
  start: instantInZone,
  end: instantInZone,
  location: z.object({ displayName: z.string().nullish() }).nullish(),
  isCancelled: z.boolean().nullish(),
  isOrganizer: z.boolean().nullish(),
  isAllDay: z.boolean().nullish(),
  showAs: z.string().nullish(),
  type: z.string().nullish(),
  seriesMasterId: z.string().nullish(),
  originalStart: z.string().nullish(),
  categories: z.array(z.string()).nullish(),
  attendees: z.array(attendee).nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string().nullish() })).nullish(),
});

type GraphEvent = z.infer<typeof event>;

/** An event as Graph holds it: what the service sees of it, and what a later write must know. */
export interface KeptEvent {
  readonly stored: StoredEvent;
  /** The series itself, which shows the times of its first date. */
  readonly isSeries: boolean;
  /** Of this very state, for If-Match. */
  readonly etag: string | null;
  readonly bodyHash: string | null;
  /** Rooms and equipment that staff have booked with the event: never ours, never dropped. */
  readonly resources: readonly object[];
}

/** Null when the body is no event we can read. */
export function parseEvent(body: unknown): KeptEvent | null {
  const { data } = event.safeParse(body);
  if (data === undefined) return null;
  const people = (data.attendees ?? []).filter(({ type }) => type !== 'resource');
  return {
    stored: {
      eventId: data.id,
      type: typeOf(data),
      seriesMasterId: data.seriesMasterId || null,
      iCalUId: data.iCalUId ?? '',
      originalStart:
        data.originalStart && !Number.isNaN(Date.parse(data.originalStart)) ? new Date(data.originalStart).toISOString() : null,
      reference: property(data, REFERENCE_PROPERTY),
      subject: data.subject ?? '',
      start: data.start,
      end: data.end,
      place: data.location?.displayName ?? '',
      isCancelled: data.isCancelled ?? false,
      isOrganizer: data.isOrganizer ?? true,
      isAllDay: data.isAllDay ?? false,
      isTentative: data.showAs === 'tentative',
      categories: data.categories ?? [],
      ...(data['@odata.etag'] ? { version: data['@odata.etag'] } : {}),
      attendees: people.flatMap(({ emailAddress, status, proposedNewTime }) =>
        emailAddress?.address
          ? [{ address: emailAddress.address, response: status?.response ?? 'none', proposedStart: proposedNewTime?.start ?? null }]
          : [],
      ),
    },
    isSeries: data.type === SERIES,
    etag: data['@odata.etag'] ?? null,
    bodyHash: property(data, BODY_PROPERTY),
    resources: (data.attendees ?? []).filter(({ type }) => type === 'resource').map(({ type, emailAddress }) => ({ type, emailAddress })),
  };
}

/** Graph's word for the event that holds a series. */
const SERIES = 'seriesMaster';

function typeOf({ type, seriesMasterId }: GraphEvent): StoredEvent['type'] {
  if (type === 'occurrence' || type === 'exception') return type;
  return seriesMasterId ? 'occurrence' : 'singleInstance';
}

/** True of the date that a series shows as its own time: the series wants it first, wherever staff moved it. */
export function isFirstDate(date: StoredEvent, series: StoredEvent): boolean {
  return sameInstant(date.originalStart ?? date.start, series.start);
}

/**
 * A date shows the properties of its series. A reference on both was written to an event that staff made a series since: it goes on with
 * the first date, and the others have none.
 */
export function withOwnReference(date: StoredEvent, series: StoredEvent | null): StoredEvent {
  const isOwn = date.reference !== series?.reference || series === null || isFirstDate(date, series);
  return isOwn ? date : { ...date, reference: null };
}

const change = z.object({ id: z.string().min(1), type: z.unknown().optional(), '@removed': z.unknown().optional() });
const changePage = z.object({
  value: z.array(change),
  '@odata.nextLink': z.string().nullish(),
  '@odata.deltaLink': z.string().nullish(),
});

export type Changed = 'event' | 'series' | 'removed';

export interface ChangePage {
  /** Of a date that nobody touched a page may say nothing but its times: only the id is taken. */
  readonly ids: readonly { readonly id: string; readonly what: Changed }[];
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
}

/** Null when it is no page of changes. */
export function parseChangePage(body: unknown): ChangePage | null {
  const { data } = changePage.safeParse(body);
  if (data === undefined) return null;
  return {
    ids: data.value.map(({ id, type, '@removed': removed }) => ({
      id,
      what: removed != null ? 'removed' : type === SERIES ? 'series' : 'event',
    })),
    nextLink: data['@odata.nextLink'] ?? null,
    deltaLink: data['@odata.deltaLink'] ?? null,
  };
}

const listPage = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() });

export interface EventList {
  readonly values: readonly unknown[];
  readonly nextLink: string | null;
}

/** Null when it is no list. */
export function parseList(body: unknown): EventList | null {
  const { data } = listPage.safeParse(body);
  return data === undefined ? null : { values: data.value, nextLink: data['@odata.nextLink'] ?? null };
}

/** The whole event, for its creation. */
export function newEvent(owned: OwnedEvent, { transactionId, timeZone }: { transactionId: string; timeZone: string }): object {
  return {
    transactionId,
    subject: owned.subject,
    start: toWallTime(owned.start, timeZone),
    end: toWallTime(owned.end, timeZone),
    location: { displayName: owned.place },
    attendees: attendeesOf(owned),
    categories: owned.category === null ? [] : [owned.category],
    ...bodyOf(owned),
  };
}

/**
 * Only the owned fields that differ, or null when none does. Every change mails the attendees, so nothing is written for nothing;
 * what staff added (a category of theirs, a room) stays.
 */
export function patchFor(owned: OwnedEvent, kept: KeptEvent, timeZone: string): object | null {
  const { stored } = kept;
  const patch = {
    ...(sameText(stored.subject, owned.subject) ? {} : { subject: owned.subject }),
    ...(sameInstant(stored.start, owned.start) ? {} : { start: toWallTime(owned.start, timeZone) }),
    ...(sameInstant(stored.end, owned.end) ? {} : { end: toWallTime(owned.end, timeZone) }),
    ...(sameText(stored.place, owned.place) ? {} : { location: { displayName: owned.place } }),
    ...(sameSet(
      invited(kept),
      owned.attendees.map(({ address }) => address),
    )
      ? {}
      : { attendees: [...attendeesOf(owned), ...kept.resources] }),
    ...(owned.category === null || hasCategory(stored, owned.category) ? {} : { categories: [owned.category, ...stored.categories] }),
    ...(stored.reference === owned.reference && (owned.body === null || kept.bodyHash === bodyHash(owned.body)) ? {} : bodyOf(owned)),
  };
  // Outlook takes a start after the end that stands there for an error, or moves the end by itself: both go together.
  if ('start' in patch !== 'end' in patch) {
    return { ...patch, start: toWallTime(owned.start, timeZone), end: toWallTime(owned.end, timeZone) };
  }
  return Object.keys(patch).length === 0 ? null : patch;
}

export function bodyHash(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 32);
}

/** Body and properties go together: the hash always speaks of the body written with it. */
function bodyOf({ reference, body }: OwnedEvent): object {
  if (body === null) return { singleValueExtendedProperties: [{ id: REFERENCE_PROPERTY, value: reference }] };
  return {
    body: { contentType: 'text', content: body },
    singleValueExtendedProperties: [
      { id: REFERENCE_PROPERTY, value: reference },
      { id: BODY_PROPERTY, value: bodyHash(body) },
    ],
  };
}

function attendeesOf({ attendees }: OwnedEvent): readonly object[] {
  return attendees.map(({ address, name }) => ({ type: 'required', emailAddress: { address, name } }));
}

/** The organiser sometimes stands among the attendees; nobody invited them. */
function invited({ stored }: KeptEvent): readonly string[] {
  return stored.attendees.filter(({ response }) => response !== 'organizer').map(({ address }) => address);
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  const left = new Set(some.map((each) => each.toLowerCase()));
  const right = new Set(others.map((each) => each.toLowerCase()));
  return left.size === right.size && [...left].every((each) => right.has(each));
}

/** To Outlook « atelier » and « Atelier » are one category. */
function hasCategory({ categories }: StoredEvent, category: string): boolean {
  return categories.some((each) => each.toLowerCase() === category.toLowerCase());
}

/** Exchange drops spaces at the ends. */
function sameText(a: string, b: string): boolean {
  return a.trim() === b.trim();
}

function sameInstant(a: string, b: string): boolean {
  return Date.parse(a) === Date.parse(b);
}

/** Property ids come back with the GUID in other letters' case. */
function property({ singleValueExtendedProperties }: GraphEvent, id: string): string | null {
  return singleValueExtendedProperties?.find((each) => each.id.toLowerCase() === id.toLowerCase())?.value ?? null;
}

/** Local time, so that Outlook shows the event in the organiser's own zone whatever the reader's. */
function toWallTime(instant: string, timeZone: string): { readonly dateTime: string; readonly timeZone: string } {
  const dateTime = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'second' });
  return { dateTime, timeZone };
}

/** What Exchange calls UTC where nobody asked for a zone; it is in no list of Windows' names. */
const EXCHANGE_UTC = 'tzone://Microsoft/Utc';

/** Exchange names zones in Windows' way where nobody asked for UTC: the first IANA zone of CLDR's list is the one of its main territory. */
function ianaZone(timeZone: string): string {
  return timeZone === EXCHANGE_UTC ? 'UTC' : (findIana(timeZone)[0] ?? timeZone);
}

/** « 2026-12-03T13:30:00.0000000 » and a zone, as an instant in UTC. */
function toInstant(dateTime: string, timeZone: string): string {
  const zone = ianaZone(timeZone);
  const wall = /(Z|[+-]\d{2}:\d{2})$/.test(dateTime) ? null : Temporal.PlainDateTime.from(dateTime);
  const milliseconds = wall === null ? Date.parse(dateTime) : wall.toZonedDateTime(zone).epochMilliseconds;
  return new Date(milliseconds).toISOString();
}

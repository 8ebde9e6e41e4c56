import type { Attendee, Location } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import type { Changes, Draft } from './calendars.ts';
import { badRequest } from './errors.ts';
import { rewrapped } from './html.ts';
import { assertRecurrence } from './recurrence.ts';
import { instantOf } from './zones.ts';

/** What a client may write of an event: an unknown member is refused as Graph refuses it, a read-only one is ignored. */
const timeSchema = z.strictObject({ dateTime: z.string(), timeZone: z.string().nullish() });
const addressSchema = z.strictObject({ address: z.string().nullish(), name: z.string().nullish() });
const recipientSchema = z.strictObject({ emailAddress: addressSchema });
const statusSchema = z.looseObject({});
const attendeeSchema = z.strictObject({
  type: z.enum(['required', 'optional', 'resource']).nullish(),
  emailAddress: addressSchema,
  status: statusSchema.nullish(),
  proposedNewTime: z.looseObject({}).nullish(),
});
const postalSchema = z.strictObject({
  street: z.string().nullish(),
  city: z.string().nullish(),
  state: z.string().nullish(),
  countryOrRegion: z.string().nullish(),
  postalCode: z.string().nullish(),
});
const locationSchema = z.strictObject({
  displayName: z.string().nullish(),
  locationEmailAddress: z.string().nullish(),
  locationUri: z.string().nullish(),
  locationType: z
    .enum([
      'default',
      'conferenceRoom',
      'homeAddress',
      'businessAddress',
      'geoCoordinates',
      'streetAddress',
      'hotel',
      'restaurant',
      'localBusiness',
      'postalAddress',
    ])
    .nullish(),
  uniqueId: z.string().nullish(),
  uniqueIdType: z.enum(['unknown', 'locationStore', 'directory', 'private', 'bing']).nullish(),
  address: postalSchema.nullish(),
  coordinates: z.looseObject({}).nullish(),
});
const day = z.enum(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']);
const recurrenceSchema = z.strictObject({
  pattern: z.strictObject({
    type: z.enum(['daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly']),
    interval: z.int().default(1),
    month: z.int().default(0),
    dayOfMonth: z.int().default(0),
    daysOfWeek: z.array(day).optional(),
    firstDayOfWeek: day.default('sunday'),
    index: z.enum(['first', 'second', 'third', 'fourth', 'last']).default('first'),
  }),
  range: z.strictObject({
    type: z.enum(['endDate', 'noEnd', 'numbered']),
    startDate: z.iso.date(),
    endDate: z.string().default('0001-01-01'),
    recurrenceTimeZone: z.string().default(''),
    numberOfOccurrences: z.int().default(0),
  }),
});
const ignored = z.unknown().optional();
const eventSchema = z.strictObject({
  subject: z.string().nullish(),
  body: z.strictObject({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish(),
  start: timeSchema.nullish(),
  end: timeSchema.nullish(),
  originalStartTimeZone: ignored,
  originalEndTimeZone: ignored,
  location: locationSchema.nullish(),
  locations: z.array(locationSchema).nullish(),
  attendees: z.array(attendeeSchema).nullish(),
  categories: z.array(z.string()).nullish(),
  importance: z.enum(['low', 'normal', 'high']).nullish(),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']).nullish(),
  showAs: z.enum(['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere']).nullish(),
  isAllDay: z.boolean().nullish(),
  isReminderOn: z.boolean().nullish(),
  reminderMinutesBeforeStart: z.int().nullish(),
  responseRequested: z.boolean().nullish(),
  allowNewTimeProposals: z.boolean().nullish(),
  hideAttendees: z.boolean().nullish(),
  recurrence: recurrenceSchema.nullish(),
  singleValueExtendedProperties: z.array(z.strictObject({ id: z.string(), value: z.string() })).nullish(),
  transactionId: z.string().nullish(),
  organizer: recipientSchema.nullish(),
  isOnlineMeeting: z.boolean().nullish(),
  onlineMeetingProvider: z.string().nullish(),
  '@odata.type': ignored,
  '@odata.etag': ignored,
  id: ignored,
  changeKey: ignored,
  iCalUId: ignored,
  createdDateTime: ignored,
  lastModifiedDateTime: ignored,
  isCancelled: ignored,
  isDraft: ignored,
  isOrganizer: ignored,
  bodyPreview: ignored,
  hasAttachments: ignored,
  responseStatus: ignored,
  seriesMasterId: ignored,
  type: ignored,
  webLink: ignored,
  onlineMeeting: ignored,
  onlineMeetingUrl: ignored,
});
export type EventInput = z.infer<typeof eventSchema>;

export function readEvent(body: unknown): EventInput {
  const read = eventSchema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    throw badRequest(
      'RequestBodyRead',
      `The property '${issue.keys[0]}' does not exist on type 'microsoft.graph.event'. Make sure to only use property names that are defined by the type.`,
    );
  throw badRequest('RequestBodyRead', `The value of '${issue?.path.join('/') ?? ''}' can't be read: ${issue?.message ?? 'invalid'}.`);
}

export function draftOf(input: EventInput): Draft {
  const { start, end } = input;
  if (!start || !end)
    throw badRequest('ErrorPropertyValidationFailure', 'At least one property failed validation: start and end are required.');
  const draft: Draft = {
    details: {
      subject: '',
      html: rewrapped('', 'html'),
      importance: 'normal',
      sensitivity: 'normal',
      showAs: 'busy',
      isAllDay: false,
      isReminderOn: true,
      reminderMinutesBeforeStart: 15,
      responseRequested: true,
      allowNewTimeProposals: true,
      hideAttendees: false,
      categories: [],
      ...places({ displayName: '' }),
      ...detailsOf(input),
    },
    start: instantOf(start),
    end: instantOf(end),
    startZone: start.timeZone ?? 'UTC',
    endZone: end.timeZone ?? 'UTC',
    attendees: attendeesOf(input.attendees ?? []),
    properties: input.singleValueExtendedProperties ?? [],
    recurrence: recurrenceOf(input, start.timeZone ?? 'UTC'),
  };
  assertOrder(draft);
  return draft;
}

/** Only what the client named changes. */
export function changesOf(input: EventInput, old: { start: number; end: number }): Changes {
  if (input.transactionId !== undefined)
    throw badRequest('ErrorInvalidPropertySet', "The property 'transactionId' can't be changed once the event exists.");
  const details = detailsOf(input);
  const changes: Changes = {
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(input.start ? { start: instantOf(input.start), startZone: input.start.timeZone ?? 'UTC' } : {}),
    ...(input.end ? { end: instantOf(input.end), endZone: input.end.timeZone ?? 'UTC' } : {}),
    ...(input.attendees === undefined ? {} : { attendees: attendeesOf(input.attendees ?? []) }),
    ...(input.singleValueExtendedProperties ? { properties: input.singleValueExtendedProperties } : {}),
    ...(input.recurrence === undefined ? {} : { recurrence: recurrenceOf(input, input.start?.timeZone ?? 'UTC') }),
  };
  assertOrder({ ...old, ...changes });
  return changes;
}

function assertOrder({ start, end }: { start: number; end: number }): void {
  if (end < start) throw badRequest('ErrorCalendarEndDateIsEarlierThanStartDate', 'End Date is earlier than Start Date.');
}

function detailsOf(input: EventInput): NonNullable<Changes['details']> {
  const { subject, body, importance, sensitivity, showAs, isAllDay, categories, location, locations } = input;
  const { isReminderOn, reminderMinutesBeforeStart, responseRequested, allowNewTimeProposals, hideAttendees } = input;
  const place = location ?? locations?.[0];
  const fields = {
    subject,
    importance,
    sensitivity,
    showAs,
    isAllDay,
    categories,
    isReminderOn,
    reminderMinutesBeforeStart,
    responseRequested,
    allowNewTimeProposals,
    hideAttendees,
    ...(body ? { html: rewrapped(body.content ?? '', body.contentType ?? 'text') } : {}),
    ...(place ? places(place) : {}),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

/** Outlook completes a place that it does not know: its name serves as its id. */
export function places(place: z.infer<typeof locationSchema>): { location: Location; locations: Location[] } {
  const name = place.displayName ?? '';
  const { coordinates: _coordinates, address, ...kept } = place;
  const location: Location = {
    ...withoutUndefined(kept),
    ...(address ? { address: withoutUndefined(address) } : {}),
    displayName: name,
    locationType: place.locationType ?? 'default',
    uniqueId: place.uniqueId ?? name,
    uniqueIdType: place.uniqueIdType ?? 'private',
  };
  return { location, locations: name === '' ? [] : [location] };
}

function attendeesOf(attendees: NonNullable<EventInput['attendees']>): Attendee[] {
  return attendees.map(({ type, emailAddress }) => {
    const address = (emailAddress.address ?? '').trim();
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address)) throw badRequest('ErrorInvalidRecipients', 'At least one recipient is not valid.');
    return { type: type ?? 'required', emailAddress: { name: emailAddress.name ?? address, address } };
  });
}

function recurrenceOf(input: EventInput, zone: string): Draft['recurrence'] {
  if (!input.recurrence) return null;
  const { pattern, range } = withoutUndefined(input.recurrence);
  const recurrence = { pattern: withoutUndefined(pattern), range: { ...range, recurrenceTimeZone: range.recurrenceTimeZone || zone } };
  assertRecurrence(recurrence);
  return recurrence;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler can't follow a filter over members
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;

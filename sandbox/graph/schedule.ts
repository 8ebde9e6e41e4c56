import type { ScheduleInformation } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import type { Calendars } from './calendars.ts';
import { badRequest } from './errors.ts';
import { type Instance, instancesIn, type Span } from './instances.ts';
import { instantOf, localTime } from './zones.ts';

const MOST_ADDRESSES = 20;
const MOST_DAYS = 62;
const MINUTE = 60_000;

const time = z.strictObject({ dateTime: z.string(), timeZone: z.string().nullish() });
const requestSchema = z.strictObject({
  schedules: z.array(z.string()),
  starttime: time,
  endtime: time,
  availabilityviewinterval: z.int().default(30),
});

/** `getSchedule`: free and busy of the tenant's mailboxes, and an error for each address that isn't one. */
export function scheduleOf(calendars: Calendars, body: unknown, zone: string): ScheduleInformation[] {
  const { schedules, window, interval } = readRequest(body);
  return schedules.map((address) =>
    calendars.isMailbox(address) ? busyTimes(calendars, address, window, interval, zone) : unknown(address),
  );
}

/** The members are those of an OData action: their case does not matter. */
function readRequest(body: unknown) {
  const lower = Object.fromEntries(Object.entries(body ?? {}).map(([name, value]) => [name.toLowerCase(), value as unknown]));
  const read = requestSchema.safeParse(lower);
  if (!read.success) throw badRequest('RequestBodyRead', 'The request body of getSchedule is not valid.');
  const { schedules, starttime, endtime, availabilityviewinterval: interval } = read.data;
  const window = { start: instantOf(starttime), end: instantOf(endtime) };
  if (schedules.length > MOST_ADDRESSES) throw badRequest('ErrorInvalidRequest', `The number of schedules exceeds ${MOST_ADDRESSES}.`);
  if (window.end <= window.start) throw badRequest('ErrorInvalidTimeInterval', 'The end of the time interval is not after its start.');
  if (window.end - window.start > MOST_DAYS * 24 * 60 * MINUTE)
    throw badRequest(
      'ErrorTimeIntervalTooBig',
      `The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. The allowed limit = ${MOST_DAYS} days.`,
    );
  if (interval < 5 || interval > 1440)
    throw badRequest('ErrorInvalidMergedFreeBusyInterval', 'The availabilityViewInterval is between 5 and 1440 minutes.');
  return { schedules, window, interval };
}

function unknown(address: string): ScheduleInformation {
  const message = `Unable to resolve e-mail address ${address} to an Active Directory object.`;
  return { scheduleId: address, availabilityView: '', error: { message, responseCode: 'ErrorMailRecipientNotFound' } };
}

function busyTimes(calendars: Calendars, address: string, window: Span, interval: number, zone: string): ScheduleInformation {
  const instances = calendars
    .events(address)
    .flatMap((event) => instancesIn(event, window))
    .filter(({ event }) => !event.isCancelled)
    .toSorted((a, b) => a.event.start - b.event.start);
  return {
    scheduleId: address,
    availabilityView: viewOf(instances, window, interval),
    scheduleItems: instances.map(({ event }) => ({
      isPrivate: event.details.sensitivity === 'private',
      status: event.details.showAs,
      subject: event.details.subject,
      location: event.details.location?.displayName ?? '',
      start: localTime(event.start, zone),
      end: localTime(event.end, zone),
    })),
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '09:00:00.0000000',
      endTime: '18:00:00.0000000',
      timeZone: { name: 'Romance Standard Time' },
    },
  };
}

const DIGITS: Readonly<Record<string, number>> = { free: 0, tentative: 1, busy: 2, oof: 3, workingElsewhere: 4 };

/** One digit per interval: 0 free, 1 tentative, 2 busy, 3 out of office, 4 working elsewhere; the strongest wins. */
function viewOf(instances: readonly Instance[], window: Span, interval: number): string {
  const slots = Math.ceil((window.end - window.start) / (interval * MINUTE));
  return Array.from({ length: slots }, (_, index) => {
    const start = window.start + index * interval * MINUTE;
    const inside = instances.filter(({ event }) => event.start < start + interval * MINUTE && event.end > start);
    return Math.max(0, ...inside.map(({ event }) => DIGITS[event.details.showAs ?? 'busy'] ?? 2));
  }).join('');
}

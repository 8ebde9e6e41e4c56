import { z } from 'zod';
import { safeCode } from '../retry-after.ts';
import { instantInZone } from './event.ts';
import type { AddressBusy } from './port.ts';

/** Graph's own bounds of one `getSchedule`. */
const MOST_ADDRESSES = 20;
const MOST_MS = 62 * 24 * 3600_000;

export interface ScheduleQuestion {
  readonly addresses: readonly string[];
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly end: string;
}

/** The same question in pieces that one call may ask. */
export function scheduleCalls({ addresses, start, end }: ScheduleQuestion): readonly ScheduleQuestion[] {
  const calls: ScheduleQuestion[] = [];
  for (let from = Date.parse(start); from < Date.parse(end); from += MOST_MS) {
    const window = { start: new Date(from).toISOString(), end: new Date(Math.min(from + MOST_MS, Date.parse(end))).toISOString() };
    for (let at = 0; at < addresses.length; at += MOST_ADDRESSES)
      calls.push({ addresses: addresses.slice(at, at + MOST_ADDRESSES), ...window });
  }
  return calls;
}

/** The body of one call. The interval is the coarsest: we read items, never the view. */
export function scheduleBody({ addresses, start, end }: ScheduleQuestion): object {
  const utc = (instant: string) => ({ dateTime: instant.replace(/(\.\d+)?Z$/, ''), timeZone: 'UTC' });
  return { schedules: addresses, startTime: utc(start), endTime: utc(end), availabilityViewInterval: 1440 };
}

const item = z.object({
  status: z.string().nullish(),
  subject: z.string().nullish(),
  location: z.string().nullish(),
  isPrivate: z.boolean().nullish(),
  start: instantInZone,
  end: instantInZone,
});
const schedules = z.object({
  value: z.array(
    z.object({
      scheduleId: z.string(),
      scheduleItems: z.array(item).nullish(),
      // freeBusyError; its message quotes the address and is never kept.
      error: z.object({ responseCode: z.string().nullish() }).nullish(),
    }),
  ),
});

const NO_OBSTACLE = new Set(['free', 'workingElsewhere']);

/** An entry for each address asked, whatever the order or number of the answer's; null when it is no answer to `getSchedule`. */
export function parseSchedules(body: unknown, addresses: readonly string[]): readonly AddressBusy[] | null {
  const { data } = schedules.safeParse(body);
  if (data === undefined) return null;
  return addresses.map((address) => {
    const found = data.value.find(({ scheduleId }) => scheduleId.toLowerCase() === address.toLowerCase());
    if (!found?.scheduleItems || found.error) return { address, unknown: safeCode(found?.error?.responseCode) ?? 'unknown', times: [] };
    const obstacles = found.scheduleItems.filter(({ status }) => !NO_OBSTACLE.has(status ?? ''));
    return {
      address,
      unknown: null,
      times: obstacles.map(({ start, end, subject, location, isPrivate }) => ({
        start,
        end,
        subject: isPrivate ? '' : (subject ?? ''),
        place: isPrivate ? '' : (location ?? ''),
      })),
    };
  });
}

/** Entries of several windows, one for each address; what one call could not know is not known. */
export function mergeSchedules(addresses: readonly string[], answers: readonly AddressBusy[]): readonly AddressBusy[] {
  return addresses.map((address) => {
    const own = answers.filter((answer) => answer.address === address);
    const unknown = own.length === 0 ? 'unknown' : (own.find((answer) => answer.unknown !== null)?.unknown ?? null);
    return { address, unknown, times: unknown === null ? own.flatMap(({ times }) => times) : [] };
  });
}

import { isUnproven, type QuarantineEntry, type QuarantineReason } from '../../domain/quarantine.ts';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory, Suspension } from '../../workflows/form-intake/contract.ts';
import type { Keys } from './keys.ts';

export const OVERLAP_MS = 10 * 60_000;
/** Once a form or its mapping has changed, more quarantines of one reason mean that it is broken, not the responses. */
const MOST_OF_ONE_REASON = 50;
/** So long together: what a form set aside over a year says nothing about today's mapping. */
const TOGETHER_MS = 30 * 24 * 3600_000;
/** Pairs remembered; beyond, owners recognise what comes again. */
const MOST_HANDLED = 20_000;
/** Digests by day for so long, then by month. */
const DAYS_KEPT = 40;
/** A response of staff that nobody mended by then was entered anew; only registrations wait for ever. */
const STAFF_QUARANTINE_DAYS = 30;

/** Where the next page starts: overlapping, since a late response may carry an earlier time than one already read. */
export function readFrom({ cursor }: IntakeMemory, startsAt: string): string {
  if (cursor === null) return startsAt;
  return new Date(Math.max(Date.parse(cursor.at) - OVERLAP_MS, Date.parse(startsAt))).toISOString();
}

/**
 * Of a full list, what was never handed over: the days whose digest differs from what was handled that day are handed over again
 * (owners recognise what they have). An edit counts as a difference of the day the older version was submitted.
 */
export function missedBy({ digests }: IntakeMemory, all: readonly FormResponse[], keys: Keys, now: string): readonly FormResponse[] {
  const found = digestsOf(all, keys, now);
  const foldedDigests = folded(digests, now);
  return all.filter(({ lastSubmittedTime }) => {
    const bucket = bucketOf(lastSubmittedTime, now);
    return found[bucket] !== foldedDigests[bucket];
  });
}

/** After a pass over `page` (everything listed, `full` or since the cursor) in which every one of `taken` was handed over. */
export function remember(
  memory: IntakeMemory,
  { page, accepted, full, keys, now, overflow }: PassRead,
): Pick<IntakeMemory, 'handled' | 'digests'> {
  const versions = page.map((response) => keys.version(response));
  const handled = new Set(memory.handled);
  const newlyAccepted = accepted.filter((response) => !handled.has(keys.version(response)));
  const remembered = (responses: readonly FormResponse[]) => responses.filter(({ responseId }) => !overflow.has(responseId));
  return {
    // Everything listed has been handled now, and what is no longer listed can't come again: the set prunes itself.
    handled: (full ? inOverlap(page).map((response) => keys.version(response)) : versions).slice(-MOST_HANDLED),
    digests: full ? digestsOf(remembered(page), keys, now) : added(folded(memory.digests, now), remembered(newlyAccepted), keys, now),
  };
}

interface PassRead {
  readonly page: readonly FormResponse[];
  readonly accepted: readonly FormResponse[];
  readonly full: boolean;
  readonly keys: Keys;
  readonly now: string;
  /** Ids of those that were set aside and found no room: to the next full list they are missing. */
  readonly overflow: ReadonlySet<string>;
}

/** Open quarantines after a pass: `settled` responses leave, new entries replace what their response had. */
export function requarantined(
  { quarantined }: Pick<IntakeMemory, 'quarantined'>,
  { settled, entries, forever, now }: Requarantine,
): readonly QuarantineEntry[] {
  const renewed = new Set(entries.map(({ responseId }) => responseId));
  const before = new Map(quarantined.map((entry) => [`${entry.responseId}|${entry.reason}|${entry.at.at}`, entry.setAsideAt]));
  const limit = Date.parse(now) - STAFF_QUARANTINE_DAYS * 24 * 3600_000;
  return [
    ...quarantined
      .filter(({ responseId }) => !settled.has(responseId) && !renewed.has(responseId))
      .filter(({ setAsideAt }) => forever || Date.parse(setAsideAt) > limit),
    ...entries.map((entry) => ({
      ...entry,
      setAsideAt: before.get(`${entry.responseId}|${entry.reason}|${entry.at.at}`) ?? entry.setAsideAt,
    })),
  ];
}

interface Requarantine {
  readonly settled: ReadonlySet<string>;
  readonly entries: readonly QuarantineEntry[];
  /** Registrations. */
  readonly forever: boolean;
  readonly now: string;
}

/** A form that anybody can fill in sets aside what anybody sends: so many are remembered one by one, the oldest ones. */
const MOST_QUARANTINED = 500;
/** Of each reason for which nobody vouches: a guesser leaves everybody else's responses their room. The others are counted (`WrongCodes`). */
const MOST_UNPROVEN = 50;

/**
 * @param entries of a pass, what is open already first
 * @returns what is remembered, and the ids of those that find no room, wrong codes aside
 */
export function bounded(entries: readonly QuarantineEntry[]): {
  readonly quarantined: readonly QuarantineEntry[];
  readonly overflow: ReadonlySet<string>;
} {
  const kept = withFewUnproven(entries);
  const overflow = kept.slice(MOST_QUARANTINED).map(({ responseId }) => responseId);
  return { quarantined: kept.slice(0, MOST_QUARANTINED), overflow: new Set(overflow) };
}

function withFewUnproven(entries: readonly QuarantineEntry[]): readonly QuarantineEntry[] {
  const counts = new Map<QuarantineReason, number>();
  return entries.filter(({ reason }) => {
    const count = (counts.get(reason) ?? 0) + 1;
    counts.set(reason, count);
    return !isUnproven(reason) || count <= MOST_UNPROVEN;
  });
}

/** What can't be read now, by its reason and when it was submitted (ISO 8601). */
export interface Unread {
  readonly reason: QuarantineReason;
  readonly at: string;
}

/** The reason that quarantines too many, if any: all at once, or one by one with the `open` ones. Only a reason that comes again holds a form. */
export function tooMany(unread: readonly Unread[], open: readonly QuarantineEntry[]): QuarantineReason | null {
  const reasons = [...new Set(unread.map(({ reason }) => reason))];
  return reasons.find((reason) => together(reason, unread, open) > MOST_OF_ONE_REASON) ?? null;
}

function together(reason: QuarantineReason, unread: readonly Unread[], open: readonly QuarantineEntry[]): number {
  const times = unread.filter((one) => one.reason === reason).map(({ at }) => Date.parse(at));
  const since = Math.max(...times) - TOGETHER_MS;
  return times.length + open.filter((entry) => entry.reason === reason && Date.parse(entry.at.at) >= since).length;
}

/** The same outage keeps its date. */
export function holding(before: Suspension | null, suspended: Suspension): Suspension {
  return before?.code === suspended.code && before.about.join('|') === suspended.about.join('|') ? before : suspended;
}

function inOverlap(page: readonly FormResponse[]): readonly FormResponse[] {
  const latest = Math.max(...page.map(({ lastSubmittedTime }) => Date.parse(lastSubmittedTime)));
  return page.filter(({ lastSubmittedTime }) => Date.parse(lastSubmittedTime) >= latest - OVERLAP_MS);
}

function digestsOf(all: readonly FormResponse[], keys: Keys, now: string): Readonly<Record<string, string>> {
  return added({}, all, keys, now);
}

function added(
  digests: Readonly<Record<string, string>>,
  responses: readonly FormResponse[],
  keys: Keys,
  now: string,
): Readonly<Record<string, string>> {
  const sums = { ...digests };
  for (const response of responses) {
    const bucket = bucketOf(response.lastSubmittedTime, now);
    sums[bucket] = xor(sums[bucket], keys.version(response));
  }
  return sums;
}

/** Older days become their month: the sums of its days make the month's. */
function folded(digests: Readonly<Record<string, string>>, now: string): Readonly<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const [bucket, sum] of Object.entries(digests)) {
    const kept = bucket.length === 7 ? bucket : bucketOf(bucket, now);
    sums[kept] = xor(sums[kept], sum);
  }
  return sums;
}

/** UTC day, or month once the whole month is old. */
function bucketOf(time: string, now: string): string {
  const month = time.slice(0, 7);
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return next.getTime() < Date.parse(now) - DAYS_KEPT * 24 * 3600_000 ? month : time.slice(0, 10);
}

function xor(a: string | undefined, b: string): string {
  return (number36(a ?? '0') ^ number36(b)).toString(36);
}

function number36(text: string): bigint {
  return [...text].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
}

import { isLeadWorklist } from './assignment.ts';
import type { MailContent } from './mails.ts';
import type { Moment } from './moment.ts';
import { SERVICE_ERRORS } from './service-error.ts';
import { type WorklistItem, type WorklistItemKind, worklistItem } from './worklist.ts';

/** An open item as a worklist finds it; `key` is unique over all workflows (workflow id and the item's own key). */
export interface FoundItem {
  readonly key: string;
  readonly item: WorklistItem;
}

/** Items already mailed: key → when they were listed last (ISO 8601 UTC). */
export type Notifications = Readonly<Record<string, string>>;

export type DayOccasion = Extract<MailContent, { kind: 'day' }>['occasion'];

/**
 * What a look at a worklist is for: its hour (`day`, or `monday` for the digest), a look between two hours (only what can't wait), a
 * programme without office hours (`always`), where anything new is told, or an administrator who asked for it (`onRequest`): all that is open.
 */
export type Look = 'always' | 'between' | 'day' | 'monday' | 'onRequest';

export interface WorklistMail {
  readonly occasion: DayOccasion;
  /** New first, then by what weighs most, then the longest waiting. */
  readonly lines: readonly (FoundItem & { readonly isNew: boolean })[];
  /** How many lines there are beyond these. They stay new, and come with a later mail. */
  readonly more: number;
}

/** At most this many lines per mail; the rest is counted. */
export const MOST_LINES = 200;

/** The mail to send now, or null when there is nothing to say. */
export function worklistMail({
  worklist,
  found,
  notifications,
  now,
  look,
}: {
  readonly worklist: string;
  readonly found: readonly FoundItem[];
  readonly notifications: Notifications;
  readonly now: string;
  readonly look: Look;
}): WorklistMail | null {
  const due = byCause(found.filter(({ item }) => item.worklist === worklist && Date.parse(item.due.at) <= Date.parse(now))).map((line) => ({
    ...line,
    isNew: isFresh(line, notifications),
  }));
  const fresh = due.filter(({ isNew }) => isNew);
  const urgent = fresh.filter(({ item }) => item.urgent);
  if (look === 'between') return mailOf('urgent', urgent);
  if (look === 'onRequest') return mailOf('day', due);
  // Monday's mail is the week's sign of life, so it goes without a line too. A lead who has no role here hears of escalations only.
  if (look === 'monday') return mailOf('monday', due) ?? (isLeadWorklist(worklist) ? null : { occasion: 'monday', lines: [], more: 0 });
  if (fresh.length === 0 && !(look === 'day' && due.some(({ item }) => isOwed(item, now)))) return null;
  return mailOf(look === 'always' && urgent.length > 0 ? 'urgent' : 'day', due);
}

function mailOf(occasion: DayOccasion, lines: WorklistMail['lines']): WorklistMail | null {
  if (lines.length === 0) return null;
  return { occasion, lines: lines.toSorted(byWeight).slice(0, MOST_LINES), more: Math.max(0, lines.length - MOST_LINES) };
}

/** The same error again, once all that waited is done, is news: no line of it is as old as the mail that told of it. */
function isFresh({ key, item }: FoundItem, notifications: Notifications): boolean {
  const listed = notifications[key];
  return listed === undefined || (item.cause !== undefined && Date.parse(item.due.at) > Date.parse(listed));
}

/** One line for each error of a service, under a key that does not depend on what waits for it. */
function byCause(found: readonly FoundItem[]): readonly FoundItem[] {
  const single = found.filter(({ item }) => item.cause === undefined);
  const causes = Map.groupBy(
    found.flatMap(({ item }) => (item.cause === undefined ? [] : [{ ...item, cause: item.cause }])),
    ({ cause }) => cause,
  );
  return [...single, ...[...causes].map(([cause, waiting]) => ({ key: `service ${cause}`, item: together(cause, waiting) }))];
}

/** The eldest speaks for all; alone, for itself. */
function together(cause: string, waiting: readonly WorklistItem[]): WorklistItem {
  const eldest = waiting.reduce((one, other) => (waitingSince(other) < waitingSince(one) ? other : one));
  if (waiting.length === 1) return eldest;
  const due = waiting.map((item) => item.due).reduce((one, other) => (Date.parse(other.at) < Date.parse(one.at) ? other : one));
  return {
    ...worklistItem({
      key: cause,
      worklist: eldest.worklist,
      kind: 'service',
      due,
      title: `${tellOf(cause) ?? eldest.title} ${waiting.length} points en attente.`,
    }),
    since: eldest.since,
    stage: `En attente : ${namesOf(waiting)}`,
    next: 'Dès que c’est réparé, tout reprend seul : rien n’est perdu.',
    urgent: waiting.some(({ urgent }) => urgent),
    cause,
  };
}

const MOST_NAMED = 5;

function namesOf(waiting: readonly WorklistItem[]): string {
  const names = waiting.map(({ who, title }) => who ?? title);
  const more = names.length - MOST_NAMED;
  const rest = more > 0 ? [more === 1 ? 'et un autre' : `et ${more} autres`] : [];
  return [...names.slice(0, MOST_NAMED), ...rest].join(' ; ');
}

/** An item may come from a version that knew other errors. */
function tellOf(cause: string): string | null {
  return Object.entries(SERVICE_ERRORS).find(([code]) => code === cause)?.[1].tell ?? null;
}

/** A call is what others are mailed: somebody waits for it, and no ladder repeats it. Older ones are Monday's. */
function isOwed(item: WorklistItem, now: string): boolean {
  return item.kind === 'call' && Date.parse(now) - waitingSince(item) <= OWED_MS;
}

const OWED_MS = 7 * 24 * 3600_000;

const BY_WEIGHT: readonly WorklistItemKind[] = [
  'service',
  'escalation',
  'call',
  'contactDetails',
  'decide',
  'nameAdviser',
  'attendanceMissing',
  'nudge',
  'exitFacts',
  'possibleDuplicate',
  'noSession',
  'intake',
  'mailInDoubt',
  'info',
];

type Line = WorklistMail['lines'][number];

function byWeight(left: Line, right: Line): number {
  return (
    Number(right.isNew) - Number(left.isNew) ||
    Number(right.item.urgent) - Number(left.item.urgent) ||
    BY_WEIGHT.indexOf(left.item.kind) - BY_WEIGHT.indexOf(right.item.kind) ||
    waitingSince(left.item) - waitingSince(right.item) ||
    (left.key < right.key ? -1 : 1)
  );
}

function waitingSince(item: WorklistItem): number {
  return Date.parse((item.since ?? item.due).at);
}

const FORGET_AFTER_MS = 40 * 24 * 3600_000;

/**
 * Told keys after a mail. A key is forgotten forty days after the last mail that listed it: as long as an item is open, each mail lists
 * it anew, and an item that is missing from one look (its workflow was just continuing as new) is not told twice.
 */
export function remember(
  notifications: Notifications,
  { keys, at }: { readonly keys: readonly string[]; readonly at: string },
): Notifications {
  const kept = Object.entries(notifications).filter(([, listed]) => Date.parse(at) - Date.parse(listed) < FORGET_AFTER_MS);
  return Object.fromEntries([...kept, ...keys.map((key) => [key, at])]);
}

/** How many mails a worklist has sent on one local day, for « Ma journée (2) »; urgent ones count for themselves. */
export interface DayCount {
  /** `YYYY-MM-DD`, local. */
  readonly day: string;
  readonly urgent: number;
  readonly other: number;
}

export function countMail(count: DayCount | null, { day, occasion }: { readonly day: string; readonly occasion: DayOccasion }): DayCount {
  const before = count?.day === day ? count : { day, urgent: 0, other: 0 };
  return occasion === 'urgent' ? { ...before, urgent: before.urgent + 1 } : { ...before, other: before.other + 1 };
}

/** When a worklist opens next, and whether it is Monday's digest. */
export interface WorklistHour {
  readonly at: Moment;
  readonly monday: boolean;
}

/** What the activity `worklistRound` is asked: watch one worklist until there is something to say, and say it. */
export interface WorklistRoundRequest {
  /** Worklist code: a staff code, or `lead-<organisation id>`. */
  readonly code: string;
  readonly notifications: Notifications;
  /** The next worklist hour; null without office hours. */
  readonly hour: WorklistHour | null;
  readonly count: DayCount | null;
}

/** What the activity `worklistNow` is asked: say all that is open, now. */
export type WorklistNowRequest = Pick<WorklistRoundRequest, 'code' | 'notifications' | 'count'>;

/** What became of a round. Never the contents of items. */
export interface WorklistRoundResult {
  /** The mail that was sent, refused or left in doubt; null when there was nothing to say. */
  readonly mail: {
    readonly at: Moment;
    readonly occasion: DayOccasion | null;
    readonly outcome: 'sent' | 'inDoubt' | 'refused';
    readonly lines: number;
    readonly fresh: number;
  } | null;
  /** Keys that the mail listed; none unless it was sent. */
  readonly mailedKeys: readonly string[];
  readonly count: DayCount | null;
  /** The worklist hour of the request is over, mail or not. */
  readonly hourOver: boolean;
  /** The worklist's own item for another worklist: its address is refused. */
  readonly outage: WorklistItem | null;
  /** The configuration no longer knows this worklist. */
  readonly gone: boolean;
  /** Open items whose memo could not be decoded. */
  readonly unreadable: number;
}

import type { Moment } from '../../domain/moment.ts';
import type { SessionKind } from '../../domain/programme/programme.ts';

/** Where a watch stands. No address, no title: events by id, sessions by theirs. */
export interface WatchMemory {
  /** Whose calendar the rest speaks of; null before the first look. */
  readonly mailbox: string | null;
  /** The calendar's own bookmark; null: everything is read. */
  readonly deltaLink: string | null;
  /** From when to when the calendar is watched (ISO 8601 UTC); renewed before it runs out. */
  readonly window: { readonly start: string; readonly end: string } | null;
  /** Events of sessions: event id → session id, what was last told, and when the event ends. */
  readonly events: Readonly<Record<string, WatchedEvent>>;
  /** Events that would be sessions but for something that only staff can say: event id → what lacks. */
  readonly unclear: Readonly<Record<string, UnclearEvent>>;
}

/** `allDay`: no hour; `tentative`: not decided yet. */
export interface UnclearEvent {
  readonly lacks: 'allDay' | 'tentative';
  readonly kind: SessionKind;
  readonly start: Moment;
  /** Since when it stands so, as far as the watch has seen. */
  readonly since: Moment;
}

export interface WatchedEvent {
  readonly session: string;
  readonly fingerprint: string;
  /** Of an event of its own, as it was then; null for a date of a series, and where the calendar gives none. */
  readonly version: string | null;
  /** Of what the invited said. */
  readonly answers: string;
  readonly end: string;
  /** Of a date of a series: the event that holds the series; null for an event of its own. */
  readonly series: string | null;
}

export interface WatchResult {
  readonly memory: WatchMemory;
  readonly at: Moment;
  readonly counts: WatchCounts;
  /** Staff opened sessions; whoever waits for one is to be told. */
  readonly opened: boolean;
}

export interface WatchCounts {
  /** Changes told to sessions. */
  readonly notified: number;
  readonly adopted: number;
  /** The calendar was read from the beginning because it dropped our bookmark. */
  readonly resyncs: number;
}

export interface CalendarWatchActivities {
  /**
   * Reads the organiser's calendar again and again; returns when sessions were told something, or after six hours. Until a `look`: as soon as
   * it was read, since an outage is shown that is over then.
   */
  watchCalendar(begin: WatchMemory, until: 'changes' | 'look'): Promise<WatchResult>;
}

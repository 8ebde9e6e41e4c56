import type { UnclearEvent, WatchMemory } from '../../workflows/calendar-watch/contract.ts';

const DAY_MS = 24 * 3600_000;
/** Corrections to what is over are followed for a day; the plan never looks further ahead than this. */
const BEHIND_DAYS = 1;
const AHEAD_DAYS = 200;
/** A window is renewed long before the plan reaches its end. */
const RENEW_DAYS = 30;

/** Events that would be sessions but for something that only staff can say: event id → what lacks. */
export type Unclear = Map<string, UnclearEvent>;

/**
 * What is known of another mailbox says nothing of this one: its bookmark would be refused, and its events are missing here without anybody having
 * removed them.
 */
export function ofMailbox(memory: WatchMemory, mailbox: string): WatchMemory {
  const isOther = memory.mailbox !== null && memory.mailbox !== mailbox;
  return isOther ? { mailbox, deltaLink: null, window: null, events: {}, unclear: {} } : memory;
}

/** The window in use, or a new one when its end comes near. */
export function currentWindow({ window }: WatchMemory): NonNullable<WatchMemory['window']> {
  const now = Date.now();
  if (window !== null && Date.parse(window.end) - now > (AHEAD_DAYS - RENEW_DAYS) * DAY_MS) return window;
  return { start: new Date(now - BEHIND_DAYS * DAY_MS).toISOString(), end: new Date(now + AHEAD_DAYS * DAY_MS).toISOString() };
}

/** What is over needs no hour any more. */
export function stillAhead(unclear: Unclear): readonly (readonly [string, UnclearEvent])[] {
  return [...unclear].filter(([, { start }]) => Date.parse(start.at) > Date.now());
}

/** Whether an event that ends then is still followed. @param end ISO 8601 */
export function isStillFollowed({ end }: { readonly end: string }): boolean {
  return Date.parse(end) > Date.now() - BEHIND_DAYS * DAY_MS;
}

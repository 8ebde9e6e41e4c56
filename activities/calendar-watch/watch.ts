import { Context } from '@temporalio/activity';
import PQueue from 'p-queue';
import { Temporal } from 'temporal-polyfill';
import { ServiceError } from '../../domain/service-error.ts';
import type { CalendarWatchActivities, WatchMemory, WatchResult } from '../../workflows/calendar-watch/contract.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { currentWindow, isStillFollowed, ofMailbox, stillAhead } from './memory.ts';
import { type StepNeeds, Steps } from './steps.ts';
import { gone, isAdopted } from './watched-events.ts';

interface Deps extends StepNeeds {
  /** For the bench: how long one activity watches, in milliseconds. */
  readonly rhythm?: { readonly round?: number };
}

const HOUR_MS = 3600_000;
const ROUND_MS = 6 * HOUR_MS;

/** Many edits at once: each session is told by itself. */
const SESSIONS_AT_ONCE = 10;

/** Looks at the organiser's calendar, tells sessions of their events and adopts those that staff made by hand. */
export function createCalendarWatchActivities(deps: Deps): CalendarWatchActivities {
  const interval = Temporal.Duration.from(deps.programme.polling.calendar).total('milliseconds');
  return {
    async watchCalendar(begin, until) {
      const context = Context.current();
      // Whose workflow was ended by an administrator learns it so, within the hour.
      const beating = setInterval(() => context.heartbeat(), HOUR_MS);
      const end = Date.now() + (deps.rhythm?.round ?? ROUND_MS);
      let memory = begin;
      try {
        for (;;) {
          const { failed, ...look } = await lookOrKeep(memory, begin, deps);
          const hasChanges = look.opened || look.counts.notified + look.counts.adopted + look.counts.resyncs > 0;
          // A calendar that drops every bookmark is not read from the beginning again at once.
          if (look.counts.resyncs > 0) await context.sleep(interval);
          if (hasChanges || failed || until === 'look' || Date.now() > end) return look;
          memory = look.memory;
          await context.sleep(Math.min(interval, Math.max(0, end - Date.now()) + 1));
        }
      } finally {
        clearInterval(beating);
      }
    },
  };
}

/**
 * What was read before a failure is kept: the next attempt goes on from there, and a short failure now and then over an hour of looks
 * never adds up to « Outlook ne répond plus ».
 */
async function lookOrKeep(memory: WatchMemory, begin: WatchMemory, deps: Deps): Promise<WatchResult & { readonly failed: boolean }> {
  try {
    return { ...(await lookOnce(memory, deps)), failed: false };
  } catch (error) {
    if (memory === begin || !(error instanceof ServiceError)) throw error;
    const at = deps.deadlines.moment(presentInstant());
    return { memory, counts: { notified: 0, adopted: 0, resyncs: 0 }, at, opened: false, failed: true };
  }
}

/** Sessions are told before the bookmark moves: told twice, they lose nothing. */
async function lookOnce(remembered: WatchMemory, deps: Deps): Promise<WatchResult> {
  const { mailbox } = deps.programme.calendar;
  const memory = ofMailbox(remembered, mailbox);
  const window = currentWindow(memory);
  const isWhole = memory.deltaLink === null || window !== memory.window;
  const from = isWhole || memory.deltaLink === null ? { window } : { deltaLink: memory.deltaLink };
  const changes = await deps.calendar.changes(mailbox, from);
  const events = new Map(Object.entries(memory.events));
  const unclear = new Map(Object.entries(memory.unclear));
  const steps = new Steps(deps, { events, unclear });
  const owed = changes.changed.flatMap((event) => steps.of(event) ?? []);
  for (const eventId of changes.removed) unclear.delete(eventId);
  for (const eventId of gone(changes, events, isWhole)) owed.push(steps.ofRemoved(eventId));
  const counts = { notified: 0, adopted: 0, resyncs: Number(changes.resync) };
  for (const done of await new PQueue({ concurrency: SESSIONS_AT_ONCE }).addAll(owed)) if (done !== null) counts[done]++;
  const kept = [...events].filter(([, event]) => isStillFollowed(event));
  return {
    memory: {
      mailbox,
      deltaLink: changes.deltaLink,
      window,
      events: Object.fromEntries(kept),
      unclear: Object.fromEntries(stillAhead(unclear)),
    },
    counts,
    // By what was known before, not by what this attempt adopted: one that died in between told nobody.
    opened: kept.some(([eventId, { session }]) => isAdopted(session) && memory.events[eventId] === undefined),
    at: deps.deadlines.moment(presentInstant()),
  };
}

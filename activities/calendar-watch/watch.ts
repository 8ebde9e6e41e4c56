import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import PQueue from 'p-queue';
import { Temporal } from 'temporal-polyfill';
import { adopt, kindOf } from '../../domain/adoption.ts';
import { coordinatorOf } from '../../domain/charge.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { ServiceError } from '../../domain/service-error.ts';
import { type SessionStart, takesSeats } from '../../domain/session-start.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import type { CalendarChanges, CalendarPort, StoredEvent } from '../../integrations/outlook/port.ts';
import type {
  CalendarWatchActivities,
  KnownEvent,
  UnclearEvent,
  WatchMemory,
  WatchResult,
} from '../../workflows/calendar-watch/contract.ts';
import { type CalendarChange, calendarChanged } from '../../workflows/session/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { answersFingerprintOf, fingerprintOf } from '../session/event-fingerprints.ts';
import { startSession } from '../session/session-start.ts';
import { presentInstant } from '../shared/present-instant.ts';

interface Deps {
  readonly client: Client;
  readonly calendar: CalendarPort;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'sessionPlan'>;
  /** Of the service's workflows. */
  readonly taskQueue: string;
  /** For the bench: how long one activity watches, in milliseconds. */
  readonly rhythm?: { readonly round?: number };
}

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const ROUND_MS = 6 * HOUR_MS;
/** Corrections to what is over are followed for a day; the plan never looks further ahead than this. */
const BEHIND_DAYS = 1;
const AHEAD_DAYS = 200;
/** A window is renewed long before the plan reaches its end. */
const RENEW_DAYS = 30;

/** Many edits at once: each session is told by itself. */
const SESSIONS_AT_ONCE = 10;

/** Telling a session, or starting one; what it came to. */
type Step = () => Promise<'told' | 'adopted' | null>;

/** Looks at the organiser's calendar, tells sessions of their events and adopts those that staff made by hand. */
export function createCalendarWatchActivities(deps: Deps): CalendarWatchActivities {
  const { client, calendar, programme, deadlines, taskQueue, rhythm } = deps;
  const { mailbox } = programme.calendar;
  const interval = Temporal.Duration.from(programme.polling.calendar).total('milliseconds');

  return {
    async watchCalendar(begin) {
      const context = Context.current();
      // Whose workflow was ended by an administrator learns it so, within the hour.
      const beating = setInterval(() => context.heartbeat(), HOUR_MS);
      const until = Date.now() + (rhythm?.round ?? ROUND_MS);
      let memory = begin;
      try {
        for (;;) {
          const { failed, ...look } = await lookOrKeep(memory, begin);
          const isNews = look.opened || look.counts.told + look.counts.adopted + look.counts.resyncs > 0;
          // A calendar that drops every bookmark is not read from the beginning again at once.
          if (look.counts.resyncs > 0) await context.sleep(interval);
          if (isNews || failed || Date.now() > until) return look;
          memory = look.memory;
          await context.sleep(Math.min(interval, Math.max(0, until - Date.now()) + 1));
        }
      } finally {
        clearInterval(beating);
      }
    },
  };

  /**
   * What was read before a failure is kept: the next attempt goes on from there, and a short failure now and then over an hour of looks
   * never adds up to « Outlook ne répond plus ».
   */
  async function lookOrKeep(memory: WatchMemory, begin: WatchMemory): Promise<WatchResult & { readonly failed?: true }> {
    try {
      return await lookOnce(memory);
    } catch (error) {
      if (memory === begin || !(error instanceof ServiceError)) throw error;
      return { memory, counts: { told: 0, adopted: 0, resyncs: 0 }, at: deadlines.moment(presentInstant()), opened: false, failed: true };
    }
  }

  /** Sessions are told before the bookmark moves: told twice, they lose nothing. */
  async function lookOnce(remembered: WatchMemory): Promise<WatchResult> {
    const memory = ofMailbox(remembered, mailbox);
    const window = currentWindow(memory);
    const isWhole = memory.deltaLink === null || window !== memory.window;
    const changes = await calendar.changes(mailbox, isWhole || memory.deltaLink === null ? { window } : { deltaLink: memory.deltaLink });
    const known = new Map(Object.entries(memory.known));
    const counts = { told: 0, adopted: 0, resyncs: Number(changes.resync) };
    const unclear = new Map(Object.entries(memory.unclear));
    const steps = changes.changed.flatMap((event) => stepFor(event, known, unclear) ?? []);
    for (const eventId of changes.removed) unclear.delete(eventId);
    for (const eventId of gone(changes, known, isWhole))
      steps.push(telling(known.get(eventId), { eventId, fingerprint: null, answered: false }));
    for (const done of await new PQueue({ concurrency: SESSIONS_AT_ONCE }).addAll(steps)) if (done !== null) counts[done]++;
    const kept = [...known].filter(([, { end }]) => Date.parse(end) > Date.now() - BEHIND_DAYS * DAY_MS);
    return {
      memory: {
        mailbox,
        deltaLink: changes.deltaLink,
        window,
        known: Object.fromEntries(kept),
        unclear: Object.fromEntries(stillAhead(unclear)),
      },
      counts,
      // By what was known before, not by what this attempt adopted: one that died in between told nobody.
      opened: kept.some(([eventId, { session }]) => isAdopted(session) && memory.known[eventId] === undefined),
      at: deadlines.moment(presentInstant()),
    };
  }

  /** What an event calls for, if anything; known from now on. */
  function stepFor(event: StoredEvent, known: Map<string, KnownEvent>, unclear: Unclear): Step | null {
    const session = sessionOf(event, known);
    if (session === undefined) return adopting(event, known, unclear);
    if (session.startsWith('GC-')) return null;
    const original = event.type === 'singleInstance' && !known.has(event.eventId) ? otherEventOf(session, known) : null;
    if (original !== null) return copied(event, { session, original, known, unclear });
    return touching(event, session, { known, unclear });
  }

  function touching(
    event: StoredEvent,
    session: string,
    { known, unclear }: { readonly known: Map<string, KnownEvent>; readonly unclear: Unclear },
  ): Step | null {
    const before = known.get(event.eventId);
    const seen = knownAs(session, event);
    // A session's event that staff made a series goes on as its first date.
    if (event.seriesMasterId !== null && known.get(event.seriesMasterId)?.session === session) known.delete(event.seriesMasterId);
    known.set(event.eventId, seen);
    const answered = before !== undefined && before.answers !== seen.answers;
    if (isReplay(before, seen) && !answered) return null;
    const fingerprint = event.isCancelled ? null : seen.fingerprint;
    const tell = telling(seen, { eventId: event.eventId, fingerprint, answered });
    return isAdopted(session) ? async () => (await tell()) ?? (await adopting(event, known, unclear, session)?.()) ?? null : tell;
  }

  /**
   * A copy in Outlook may carry the reference of the event that it was made from. While that one stands, the copy is an event like any other;
   * where it doesn't, the session's event has come back under another id.
   */
  function copied(
    event: StoredEvent,
    { session, original, known, unclear }: { session: string; original: string; known: Map<string, KnownEvent>; unclear: Unclear },
  ): Step {
    return async () => {
      const standing = await calendar.get(mailbox, original);
      const isCopy = standing !== null && !standing.isCancelled;
      const step = isCopy ? adopting(event, known, unclear) : touching(event, session, { known, unclear });
      return step === null ? null : await step();
    };
  }

  function telling(known: KnownEvent | undefined, change: CalendarChange): Step {
    return async () => {
      if (known === undefined) return null;
      try {
        await client.workflow.getHandle(workflowIds.session(known.session)).signal(calendarChanged, change);
        return 'told';
      } catch (error) {
        // A session that is over for good hears nothing more.
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    };
  }

  /**
   * An event that staff made by hand becomes a session: reference, co-facilitators and seats follow from the session itself. One that carries the
   * reference of an adopted session becomes that session again where the database has lost it; a session that has ended stays ended.
   */
  function adopting(event: StoredEvent, known: Map<string, KnownEvent>, unclear: Unclear, id = adoptedId(event)): Step | null {
    const before = unclear.get(event.eventId);
    unclear.delete(event.eventId);
    if (event.isCancelled || !event.isOrganizer || Date.parse(event.start) <= Date.now()) return null;
    const kind = kindOf(event);
    if (kind === null) return null;
    const lacks = event.isAllDay ? 'allDay' : event.isTentative ? 'tentative' : null;
    if (lacks !== null) {
      const now = deadlines.moment(presentInstant());
      unclear.set(event.eventId, {
        lacks,
        kind,
        start: deadlines.moment(event.start),
        since: before?.lacks === lacks ? before.since : now,
      });
      return null;
    }
    const start = { ...startOf(event, kind), id };
    known.set(event.eventId, knownAs(start.id, event));
    return async () => ((await startSession(client, start, taskQueue)) ? 'adopted' : null);
  }

  function startOf(event: StoredEvent, kind: SessionStart['kind']): Omit<SessionStart, 'id'> {
    const { organisations, venues, plan } = programme;
    const invited = event.attendees.map(({ address }) => address);
    const found = adopt({ kind, place: event.place, invited, organisations, venues, plan });
    return {
      ...found,
      kind,
      title: event.subject,
      coordinator: coordinatorOf(organisations).code,
      plan: deadlines.sessionPlan({ start: event.start, end: event.end, facilitators: found.facilitators }),
      eventId: event.eventId,
      headCountOnly: !takesSeats(kind),
    };
  }
}

/**
 * The calendar tells of one version again and again. Another version of the same content is no replay: the session may have written in between,
 * and staff undone it, while nobody looked.
 */
function isReplay(before: KnownEvent | undefined, now: KnownEvent): boolean {
  return before?.fingerprint === now.fingerprint && before.version === now.version;
}

function knownAs(session: string, event: StoredEvent): KnownEvent {
  const { end, seriesMasterId, version } = event;
  return {
    session,
    fingerprint: fingerprintOf(event),
    answers: answersFingerprintOf(event),
    end,
    series: seriesMasterId,
    // The dates of a series share their version: an edit of one would wake the sessions of all.
    version: seriesMasterId === null ? (version ?? null) : null,
  };
}

/**
 * What is known of another mailbox says nothing of this one: its bookmark would be refused, and its events are missing here without anybody having
 * removed them.
 */
function ofMailbox(memory: WatchMemory, mailbox: string): WatchMemory {
  const isOther = memory.mailbox !== null && memory.mailbox !== mailbox;
  return isOther ? { mailbox, deltaLink: null, window: null, known: {}, unclear: {} } : memory;
}

type Known = ReadonlyMap<string, KnownEvent>;
type Unclear = Map<string, UnclearEvent>;

/** What is over needs no hour any more. */
function stillAhead(unclear: Unclear): readonly (readonly [string, UnclearEvent])[] {
  return [...unclear].filter(([, { start }]) => Date.parse(start.at) > Date.now());
}

/** The event under which a session stands already. */
function otherEventOf(session: string, known: Known): string | null {
  return [...known].find(([, one]) => one.session === session)?.[0] ?? null;
}

/** Whose event this is: as its reference says, or as it was known before. */
function sessionOf(event: StoredEvent, known: Known): string | undefined {
  return (isHeldElsewhere(event, known) ? null : event.reference) ?? known.get(event.eventId)?.session;
}

/**
 * A date may show a reference that it has from elsewhere, as a copy has it, or a date of a series that a session's event became: while that
 * session stands under another event, it counts as none. An event of its own is believed, for it may have come back under another id.
 */
function isHeldElsewhere({ type, eventId, seriesMasterId, reference }: StoredEvent, known: Known): boolean {
  if (type === 'singleInstance' || reference === null) return false;
  return [...known].some(([id, { session }]) => session === reference && id !== eventId && id !== seriesMasterId);
}

/** The window in use, or a new one when its end comes near. */
function currentWindow({ window }: WatchMemory): NonNullable<WatchMemory['window']> {
  const now = Date.now();
  if (window !== null && Date.parse(window.end) - now > (AHEAD_DAYS - RENEW_DAYS) * DAY_MS) return window;
  return { start: new Date(now - BEHIND_DAYS * DAY_MS).toISOString(), end: new Date(now + AHEAD_DAYS * DAY_MS).toISOString() };
}

/**
 * Events of sessions that were removed, or that aren't where they should be told of: in a full reading, and among the dates of a series that
 * was touched, for Outlook tells a series again and says nothing of the date that was deleted. A series that is deleted takes with it what
 * is still to come. Each session looks for itself before it believes it.
 */
function gone({ changed, removed, series, resync }: CalendarChanges, known: Known, isWhole: boolean): readonly string[] {
  const standing = new Set(changed.map(({ eventId }) => eventId));
  const [deleted, touched] = [new Set(removed), new Set([...removed, ...series])];
  const isMissing = ([eventId, { series: own, end }]: readonly [string, KnownEvent]) =>
    resync ||
    isWhole ||
    (own !== null && deleted.has(own) ? Date.parse(end) > Date.now() : touched.has(eventId) || (own !== null && touched.has(own)));
  return [...known].filter((each) => isMissing(each) && !standing.has(each[0])).map(([eventId]) => eventId);
}

/**
 * Nothing that staff can move. An event of its own: the id that it keeps in every calendar. A date: its series and when the series wanted it,
 * for some servers give all dates one iCalUId and others one each.
 */
function adoptedId({ type, seriesMasterId, iCalUId, originalStart, eventId }: StoredEvent): string {
  const lasting = type === 'singleInstance' ? `${iCalUId || eventId}|` : `${seriesMasterId ?? iCalUId}|${originalStart ?? eventId}`;
  return `${ADOPTED}${createHash('sha256').update(lasting).digest('hex').slice(0, 12)}`;
}

const ADOPTED = 'x-';

function isAdopted(session: string): boolean {
  return session.startsWith(ADOPTED);
}

import { createHash } from 'node:crypto';
import type { CalendarChanges, StoredEvent } from '../../integrations/outlook/port.ts';
import type { WatchedEvent } from '../../workflows/calendar-watch/contract.ts';
import { answersFingerprintOf, fingerprintOf } from '../session/event-fingerprints.ts';

/** Events of sessions: event id → session id, and what was last told of it. */
export type WatchedEvents = ReadonlyMap<string, WatchedEvent>;

/**
 * The calendar tells of one version again and again. Another version of the same content is no replay: the session may have written in between,
 * and staff undone it, while nobody looked.
 */
export function isReplay(before: WatchedEvent | undefined, now: WatchedEvent): boolean {
  return before?.fingerprint === now.fingerprint && before.version === now.version;
}

export function watchedEvent(session: string, event: StoredEvent): WatchedEvent {
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

/** The event under which a session stands already. */
export function otherEventOf(session: string, events: WatchedEvents): string | null {
  return [...events].find(([, one]) => one.session === session)?.[0] ?? null;
}

/** Whose event this is: as its reference says, or as it was known before. */
export function sessionOf(event: StoredEvent, events: WatchedEvents): string | undefined {
  return (isHeldElsewhere(event, events) ? null : event.reference) ?? events.get(event.eventId)?.session;
}

/**
 * A date may show a reference that it has from elsewhere, as a copy has it, or a date of a series that a session's event became: while that
 * session stands under another event, it counts as none. An event of its own is believed, for it may have come back under another id.
 */
function isHeldElsewhere({ type, eventId, seriesMasterId, reference }: StoredEvent, events: WatchedEvents): boolean {
  if (type === 'singleInstance' || reference === null) return false;
  return [...events].some(([id, { session }]) => session === reference && id !== eventId && id !== seriesMasterId);
}

/**
 * Events of sessions that were removed, or that aren't where they should be told of: in a full reading, and among the dates of a series that
 * was touched, for Outlook tells a series again and says nothing of the date that was deleted. A series that is deleted takes with it what
 * is still to come. Each session looks for itself before it believes it.
 */
export function gone({ changed, removed, series, resync }: CalendarChanges, events: WatchedEvents, isWhole: boolean): readonly string[] {
  const standing = new Set(changed.map(({ eventId }) => eventId));
  const [deleted, touched] = [new Set(removed), new Set([...removed, ...series])];
  const isMissing = ([eventId, { series: own, end }]: readonly [string, WatchedEvent]) =>
    resync ||
    isWhole ||
    (own !== null && deleted.has(own) ? Date.parse(end) > Date.now() : touched.has(eventId) || (own !== null && touched.has(own)));
  return [...events].filter((each) => isMissing(each) && !standing.has(each[0])).map(([eventId]) => eventId);
}

/**
 * Nothing that staff can move. An event of its own: the id that it keeps in every calendar. A date: its series and when the series wanted it,
 * for some servers give all dates one iCalUId and others one each.
 */
export function adoptedId({ type, seriesMasterId, iCalUId, originalStart, eventId }: StoredEvent): string {
  const lasting = type === 'singleInstance' ? `${iCalUId || eventId}|` : `${seriesMasterId ?? iCalUId}|${originalStart ?? eventId}`;
  return `${ADOPTED}${createHash('sha256').update(lasting).digest('hex').slice(0, 12)}`;
}

const ADOPTED = 'x-';

export function isAdopted(session: string): boolean {
  return session.startsWith(ADOPTED);
}

import { ServiceError } from '../../domain/service-error.ts';
import { existingEventId, type GraphAnswer, graphServiceError, isDuplicateTransaction, isGone, isTokenDropped } from './errors.ts';
import {
  BODY_PROPERTY,
  bodyHash,
  type Changed,
  type ChangePage,
  type EventList,
  isFirstDate,
  type KeptEvent,
  newEvent,
  parseChangePage,
  parseEvent,
  parseList,
  patchFor,
  REFERENCE_PROPERTY,
  withOwnReference,
} from './event.ts';
import { type Graph, type GraphOptions, type GraphRequest, graph } from './graph.ts';
import type { AddressBusy, CalendarChanges, CalendarPort, OwnedEvent, StoredEvent } from './port.ts';
import { mergeSchedules, parseSchedules, type ScheduleQuestion, scheduleBody, scheduleCalls } from './schedule.ts';
import { deltaLinkWith, type Window, windowOf } from './window.ts';

/** Re-reads after somebody else's change before the conflict is the caller's: Exchange itself bumps an event seconds after its creation. */
const WRITES = 3;
/** A change list that never ends is a fault of the service, not a long list. */
const MOST_PAGES = 1000;

export interface OutlookOptions extends GraphOptions {
  /** IANA zone in which Outlook shows our events, `Europe/Paris`. */
  readonly timeZone: string;
}

/**
 * Outlook's calendar through Microsoft's own client. Retrying is the caller's (a workflow's), except for one fresh token after a 401 and
 * the bounded re-reading after a conflict. Calls of one mailbox are serial inside a method; the caller bounds how many methods run at once.
 */
export function outlookCalendar({ timeZone, ...options }: OutlookOptions): CalendarPort {
  return new OutlookCalendar(graph(options), timeZone);
}

class OutlookCalendar implements CalendarPort {
  readonly #graph: Graph;
  readonly #timeZone: string;

  constructor(client: Graph, timeZone: string) {
    this.#graph = client;
    this.#timeZone = timeZone;
  }

  async create(mailbox: string, owned: OwnedEvent, transactionId: string): Promise<StoredEvent> {
    const body = newEvent(owned, { transactionId, timeZone: this.#timeZone });
    const answer = await this.#graph.send({ method: 'POST', path: events(mailbox), body });
    if (isDuplicateTransaction(answer)) return await this.#adopt(mailbox, owned, existingEventId(answer));
    const created = withOurProperties(eventOf(succeeded(answer)), owned);
    // A replay is answered with the event as it stands, which staff may have changed since the first attempt.
    if (patchFor(owned, created, this.#timeZone) === null) return created.stored;
    return (await this.update(mailbox, created.stored.eventId, owned)) ?? created.stored;
  }

  async get(mailbox: string, eventId: string): Promise<StoredEvent | null> {
    return (await this.#kept(mailbox, eventId))?.stored ?? null;
  }

  async findByReference(mailbox: string, reference: string): Promise<StoredEvent | null> {
    const query = {
      $filter: `singleValueExtendedProperties/Any(ep: ep/id eq '${REFERENCE_PROPERTY}' and ep/value eq '${reference.replaceAll("'", "''")}')`,
      $expand: OUR_PROPERTIES,
    };
    const found: StoredEvent[] = [];
    for (const each of await this.#list(events(mailbox), query)) {
      const standing = each.isSeries ? await this.#firstDate(mailbox, each.stored) : each;
      // A server that does not know the filter answers with every event.
      if (standing?.stored.reference === reference) found.push(standing.stored);
    }
    return found.find((each) => !each.isCancelled) ?? found[0] ?? null;
  }

  async update(
    mailbox: string,
    eventId: string,
    wanted: OwnedEvent | ((standing: StoredEvent) => OwnedEvent),
  ): Promise<StoredEvent | null> {
    for (let write = 1; ; write++) {
      const kept = await this.#kept(mailbox, eventId);
      if (kept === null) return null;
      const owned = typeof wanted === 'function' ? wanted(kept.stored) : wanted;
      const patch = kept.stored.isCancelled ? null : patchFor(owned, kept, this.#timeZone);
      if (patch === null) return kept.stored;
      const answer = await this.#graph.send({
        method: 'PATCH',
        path: event(mailbox, kept.stored.eventId),
        body: patch,
        // Only over the state that was compared: what staff change in between is read first.
        headers: kept.etag === null ? {} : { 'If-Match': kept.etag },
      });
      // What is gone is for a reading to say: an event is never taken for gone, and made anew, on the word of a write.
      if ((isGone(answer) || answer.status === 412 || answer.status === 409) && write < WRITES) continue;
      return withOurProperties(eventOf(succeeded(answer)), owned).stored;
    }
  }

  async cancel(mailbox: string, eventId: string, comment: string): Promise<void> {
    const answer = await this.#graph.send({ method: 'POST', path: `${event(mailbox, eventId)}/cancel`, body: { Comment: comment } });
    if (isGone(answer)) return;
    // An event without attendees is no meeting: Graph refuses to cancel it, and there is nobody to tell.
    if (answer.status === 400) return await this.#delete(mailbox, eventId);
    succeeded(answer);
  }

  async changes(mailbox: string, from: { readonly deltaLink: string } | { readonly window: Window }): Promise<CalendarChanges> {
    if ('window' in from) return await this.#fullList(mailbox, from.window, { resync: false });
    const { link, window } = windowOf(from.deltaLink, Date.now());
    const first = await this.#graph.send({ ...this.#graph.follow(link), headers: PAGES });
    if (isTokenDropped(first)) return await this.#fullList(mailbox, window, { resync: true });
    return await this.#collect(mailbox, first, { window, resync: false });
  }

  async busy(mailbox: string, question: ScheduleQuestion): Promise<readonly AddressBusy[]> {
    const answers: AddressBusy[] = [];
    for (const call of scheduleCalls(question)) {
      const path = `/users/${encodeURIComponent(mailbox)}/calendar/getSchedule`;
      const answer = succeeded(await this.#graph.send({ method: 'POST', path, body: scheduleBody(call) }));
      answers.push(...(parseSchedules(answer.body, call.addresses) ?? unreadable('free and busy times')));
    }
    return mergeSchedules(question.addresses, answers);
  }

  async #fullList(mailbox: string, window: Window, { resync }: { resync: boolean }): Promise<CalendarChanges> {
    const path = `/users/${encodeURIComponent(mailbox)}/calendarView/delta`;
    const query = { startDateTime: window.start, endDateTime: window.end };
    return await this.#collect(mailbox, await this.#graph.send({ method: 'GET', path, query, headers: PAGES }), { window, resync });
  }

  /** All pages of one round, each event once with its last word, and every changed one read by id: a delta page can't carry our reference. */
  async #collect(mailbox: string, first: GraphAnswer, { window, resync }: { window: Window; resync: boolean }): Promise<CalendarChanges> {
    const last = new Map<string, Changed>();
    let answer = first;
    for (let pages = 1; ; pages++) {
      if (isTokenDropped(answer)) {
        if (resync || pages >= MOST_PAGES) throw graphServiceError(answer, Date.now());
        return await this.#fullList(mailbox, window, { resync: true });
      }
      const page: ChangePage = parseChangePage(succeeded(answer).body) ?? unreadable('page of changes');
      for (const { id, what } of page.ids) last.set(id, what);
      if (page.deltaLink !== null) return await this.#changes(mailbox, last, { deltaLink: deltaLinkWith(page.deltaLink, window), resync });
      if (page.nextLink === null || pages >= MOST_PAGES) return unreadable('page of changes without a link');
      answer = await this.#graph.send({ ...this.#graph.follow(page.nextLink), headers: PAGES });
    }
  }

  async #changes(
    mailbox: string,
    ids: ReadonlyMap<string, Changed>,
    rest: { readonly deltaLink: string; readonly resync: boolean },
  ): Promise<CalendarChanges> {
    const standing: KeptEvent[] = [];
    const removed: string[] = [];
    const series = [...ids].flatMap(([id, what]) => (what === 'series' ? [id] : []));
    const { window } = windowOf(rest.deltaLink, Date.now());
    const many = ids.size > MANY ? await this.#allWithin(mailbox, window) : new Map<string, KeptEvent>();
    for (const [eventId, what] of ids) {
      if (what === 'series') continue;
      const kept = what === 'removed' ? null : (many.get(eventId) ?? (await this.#read(mailbox, eventId)));
      if (kept === null) removed.push(eventId);
      else if (kept.isSeries) series.push(eventId);
      else standing.push(kept);
    }
    return { changed: await this.#withOwnReferences(mailbox, standing), removed, series, ...rest };
  }

  /** The series of a date is read only where the date has a reference, once for all of its dates. */
  async #withOwnReferences(mailbox: string, standing: readonly KeptEvent[]): Promise<readonly StoredEvent[]> {
    const read = new Map<string, StoredEvent | null>();
    const own: StoredEvent[] = [];
    for (const { stored } of standing) {
      const { seriesMasterId: id, reference } = stored;
      if (id !== null && reference !== null && !read.has(id)) read.set(id, (await this.#read(mailbox, id))?.stored ?? null);
      own.push(withOwnReference(stored, id === null ? null : (read.get(id) ?? null)));
    }
    return own;
  }

  /** Page by page: two thousand calls of one event each would meet every short failure of the service, and begin again each time. */
  async #allWithin(mailbox: string, window: Window): Promise<ReadonlyMap<string, KeptEvent>> {
    const query = { startDateTime: window.start, endDateTime: window.end, $top: '100', $expand: OUR_PROPERTIES };
    const found = await this.#list(`/users/${encodeURIComponent(mailbox)}/calendarView`, query);
    return new Map(found.map((each) => [each.stored.eventId, each]));
  }

  /** What stands for a series: its first date, unless it was deleted. */
  async #firstDate(mailbox: string, series: StoredEvent): Promise<KeptEvent | null> {
    const query = {
      startDateTime: new Date(Date.parse(series.start) - FIRST_DATE_MOVED_MS).toISOString(),
      endDateTime: new Date(Date.parse(series.end) + FIRST_DATE_MOVED_MS).toISOString(),
      $top: '100',
      $expand: OUR_PROPERTIES,
    };
    const dates = await this.#list(`${event(mailbox, series.eventId)}/instances`, query);
    return dates.find(({ stored }) => isFirstDate(stored, series)) ?? null;
  }

  /** All pages of a list of events. */
  async #list(path: string, query: Readonly<Record<string, string>>): Promise<readonly KeptEvent[]> {
    const found: KeptEvent[] = [];
    let request: GraphRequest | null = { method: 'GET', path, query };
    for (let page = 0; request !== null; page++) {
      if (page >= MOST_PAGES) return unreadable('list without end');
      const list: EventList = parseList(succeeded(await this.#graph.send(request)).body) ?? unreadable('list of events');
      found.push(...list.values.map((each) => parseEvent(each) ?? unreadable('event')));
      request = list.nextLink === null ? null : this.#graph.follow(list.nextLink);
    }
    return found;
  }

  /** The event that an earlier attempt made under the same transactionId, brought to this content. */
  async #adopt(mailbox: string, owned: OwnedEvent, eventId: string | null): Promise<StoredEvent> {
    const existing = eventId ?? (await this.findByReference(mailbox, owned.reference))?.eventId ?? null;
    const updated = existing === null ? null : await this.update(mailbox, existing, owned);
    if (updated !== null) return updated;
    throw new ServiceError('calendar-refused', { detail: 'transactionId used by an event that is gone' });
  }

  /** As `get` shows it. No write ever goes to a series, which would change all of its dates and mail everybody for each. */
  async #kept(mailbox: string, eventId: string): Promise<KeptEvent | null> {
    const kept = await this.#read(mailbox, eventId);
    return kept?.isSeries ? await this.#firstDate(mailbox, kept.stored) : kept;
  }

  async #read(mailbox: string, eventId: string): Promise<KeptEvent | null> {
    const answer = await this.#graph.send({ method: 'GET', path: event(mailbox, eventId), query: { $expand: OUR_PROPERTIES } });
    return isGone(answer) ? null : eventOf(succeeded(answer));
  }

  async #delete(mailbox: string, eventId: string): Promise<void> {
    const answer = await this.#graph.send({ method: 'DELETE', path: event(mailbox, eventId) });
    if (!isGone(answer)) succeeded(answer);
  }
}

const OUR_PROPERTIES = `singleValueExtendedProperties($filter=id eq '${REFERENCE_PROPERTY}' or id eq '${BODY_PROPERTY}')`;
/** More changed events than this are read by pages of the whole window, not each by its id. */
const MANY = 60;
/** How far from its place the first date of a series is looked for; further, it was moved like any other event, and is found by its own id. */
const FIRST_DATE_MOVED_MS = 60 * 24 * 3600_000;
const PAGES = { Prefer: 'odata.maxpagesize=50' };

function events(mailbox: string): string {
  return `/users/${encodeURIComponent(mailbox)}/events`;
}

function event(mailbox: string, eventId: string): string {
  return `${events(mailbox)}/${encodeURIComponent(eventId)}`;
}

/** The answer to a write carries no extended property, and what it would say is known. */
function withOurProperties(kept: KeptEvent, { reference, body }: OwnedEvent): KeptEvent {
  return { ...kept, bodyHash: body === null ? kept.bodyHash : bodyHash(body), stored: { ...kept.stored, reference } };
}

function succeeded(answer: GraphAnswer): GraphAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw graphServiceError(answer, Date.now());
}

function eventOf({ body }: GraphAnswer): KeptEvent {
  return parseEvent(body) ?? unreadable('event');
}

function unreadable(what: string): never {
  throw new ServiceError('calendar-unreadable', { detail: `unreadable ${what}` });
}

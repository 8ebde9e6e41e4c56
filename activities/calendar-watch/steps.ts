import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { adopt, kindOf } from '../../domain/adoption.ts';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { type SessionStart, takesSeats } from '../../domain/session-start.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import type { CalendarPort, StoredEvent } from '../../integrations/outlook/port.ts';
import type { WatchedEvent } from '../../workflows/calendar-watch/contract.ts';
import { type CalendarChange, calendarChanged } from '../../workflows/session/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { startSession } from '../session/session-start.ts';
import { presentInstant } from '../shared/present-instant.ts';
import type { Unclear } from './memory.ts';
import { adoptedId, isAdopted, isReplay, otherEventOf, sessionOf, watchedEvent } from './watched-events.ts';

/** Telling a session, or starting one; what it came to. */
export type Step = () => Promise<'notified' | 'adopted' | null>;

export interface StepNeeds {
  readonly client: Client;
  readonly calendar: CalendarPort;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'sessionPlan'>;
  /** Of the service's workflows. */
  readonly taskQueue: string;
}

/** What changed events call for. Goes through the events of one look: what it meets is known from then on. */
export class Steps {
  readonly #needs: StepNeeds;
  readonly #events: Map<string, WatchedEvent>;
  readonly #unclear: Unclear;

  constructor(needs: StepNeeds, { events, unclear }: { readonly events: Map<string, WatchedEvent>; readonly unclear: Unclear }) {
    this.#needs = needs;
    this.#events = events;
    this.#unclear = unclear;
  }

  /** Null: nothing is to be done. */
  of(event: StoredEvent): Step | null {
    const events = this.#events;
    const session = sessionOf(event, events);
    if (session === undefined) return this.#adopting(event);
    if (session.startsWith('GC-')) return null;
    const original = event.type === 'singleInstance' && !events.has(event.eventId) ? otherEventOf(session, events) : null;
    return original === null ? this.#touching(event, session) : this.#copied(event, session, original);
  }

  /** Of an event that is no longer where it was. */
  ofRemoved(eventId: string): Step {
    return this.#telling(this.#events.get(eventId), { eventId, fingerprint: null, answered: false });
  }

  #touching(event: StoredEvent, session: string): Step | null {
    const events = this.#events;
    const before = events.get(event.eventId);
    const seen = watchedEvent(session, event);
    // A session's event that staff made a series goes on as its first date.
    if (event.seriesMasterId !== null && events.get(event.seriesMasterId)?.session === session) events.delete(event.seriesMasterId);
    events.set(event.eventId, seen);
    const answered = before !== undefined && before.answers !== seen.answers;
    if (isReplay(before, seen) && !answered) return null;
    const tell = this.#telling(seen, { eventId: event.eventId, fingerprint: event.isCancelled ? null : seen.fingerprint, answered });
    return isAdopted(session) ? async () => (await tell()) ?? (await this.#adopting(event, session)?.()) ?? null : tell;
  }

  /**
   * A copy in Outlook may carry the reference of the event that it was made from. While that one stands, the copy is an event like any other;
   * where it doesn't, the session's event has come back under another id.
   */
  #copied(event: StoredEvent, session: string, original: string): Step {
    return async () => {
      const { calendar, programme } = this.#needs;
      const standing = await calendar.get(programme.calendar.mailbox, original);
      const isCopy = standing !== null && !standing.isCancelled;
      const step = isCopy ? this.#adopting(event) : this.#touching(event, session);
      return step === null ? null : await step();
    };
  }

  #telling(watched: WatchedEvent | undefined, change: CalendarChange): Step {
    return async () => {
      if (watched === undefined) return null;
      try {
        await this.#needs.client.workflow.getHandle(workflowIds.session(watched.session)).signal(calendarChanged, change);
        return 'notified';
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
  #adopting(event: StoredEvent, id = adoptedId(event)): Step | null {
    const before = this.#unclear.get(event.eventId);
    this.#unclear.delete(event.eventId);
    if (event.isCancelled || !event.isOrganizer || Date.parse(event.start) <= Date.now()) return null;
    const kind = kindOf(event);
    if (kind === null) return null;
    const { client, deadlines, taskQueue } = this.#needs;
    const lacks = event.isAllDay ? 'allDay' : event.isTentative ? 'tentative' : null;
    if (lacks !== null) {
      const since = before?.lacks === lacks ? before.since : deadlines.moment(presentInstant());
      this.#unclear.set(event.eventId, { lacks, kind, start: deadlines.moment(event.start), since });
      return null;
    }
    const start = { ...this.#startOf(event, kind), id };
    this.#events.set(event.eventId, watchedEvent(start.id, event));
    return async () => ((await startSession(client, start, taskQueue)) ? 'adopted' : null);
  }

  #startOf(event: StoredEvent, kind: SessionStart['kind']): Omit<SessionStart, 'id'> {
    const { programme, deadlines } = this.#needs;
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

import { type Programme, type Staff, staffByCode } from '../../domain/programme/programme.ts';
import type { CalendarPort, OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';
import type {
  Followed,
  FollowRequest,
  SessionCalendarActivities,
  SessionEvent,
  Where,
  WrittenEvent,
} from '../../workflows/session/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { fingerprintOf } from './event-fingerprints.ts';
import { invitationAnswers } from './invitation-answers.ts';
import { isIncomplete, laidOver, ownedEvent, placeOf, samePlace } from './owned-event.ts';

interface Deps {
  readonly calendar: CalendarPort;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'sessionPlan'>;
}

/** Sessions in the organiser's calendar. Runs only on that mailbox's queue: at most three calls at once over all workers. */
export function createSessionCalendarActivities(deps: Deps): SessionCalendarActivities {
  const events = new SessionEvents(deps);
  return {
    putSessionEvent: (event) => events.put(event),
    followSessionEvent: (request) => events.follow(request),
    readAnswers: (request) => events.readAnswers(request),
    moveSessionEvent: ({ start, ...request }) => events.move(request, start),
    cancelSessionEvent: ({ comment, ...request }) => events.cancel(request, comment),
  };
}

type Wanted = Where & { readonly event: SessionEvent };

class SessionEvents {
  readonly #calendar: CalendarPort;
  readonly #programme: Programme;
  readonly #deadlines: Deps['deadlines'];
  readonly #staff: ReadonlyMap<string, Staff>;
  readonly #mailbox: string;

  constructor({ calendar, programme, deadlines }: Deps) {
    this.#calendar = calendar;
    this.#programme = programme;
    this.#deadlines = deadlines;
    this.#staff = staffByCode(programme);
    this.#mailbox = programme.calendar.mailbox;
  }

  async put(event: SessionEvent): Promise<WrittenEvent> {
    const mailbox = this.#mailbox;
    const existing = await this.#calendar.findByReference(mailbox, event.id);
    if (existing !== null && !existing.isCancelled) return { eventId: existing.eventId, mailbox, fingerprint: null, at: this.#present() };
    const stored = await this.#calendar.create(mailbox, this.#owned(event), `${event.id}:g${event.generation}`);
    return { eventId: stored.eventId, mailbox, fingerprint: fingerprintOf(stored), at: this.#present() };
  }

  async follow({ event, mayMend, replaced, ...where }: FollowRequest): Promise<Followed> {
    const found = await this.#standing({ ...where, event });
    if (found === null) return this.#missing(where);
    const gone = replaced.flatMap((code) => this.#staff.get(code)?.email.toLowerCase() ?? []);
    const lacks = isIncomplete(found, this.#owned(event), gone);
    const mended = lacks && mayMend;
    const kept = mended ? await this.#mend(found, event, gone) : found;
    if (kept === null || kept.isCancelled) return { found: 'gone', at: this.#present() };
    const { start, end } = kept;
    const moved = kept.isAllDay ? null : this.#moved(event, { start, end, place: placeOf(kept, event, this.#programme) });
    return { ...this.#found(kept), title: kept.subject, moved, mended, unmended: lacks && !mayMend };
  }

  async readAnswers({ event, notToAsk, ...where }: Parameters<SessionCalendarActivities['readAnswers']>[0]) {
    const found = await this.#standing({ ...where, event });
    const { facilitators } = event;
    const needs = { programme: this.#programme, deadlines: this.#deadlines };
    return { at: this.#present(), answers: found && invitationAnswers(found, { facilitators, notToAsk }, needs) };
  }

  async move({ event, ...where }: Wanted, start: string): Promise<Followed> {
    const found = await this.#standing({ ...where, event });
    if (found === null) return this.#missing(where);
    const end = new Date(Date.parse(start) + Date.parse(event.end) - Date.parse(event.start)).toISOString();
    const wanted = laidOver(this.#owned({ ...event, start, end }), found, []);
    const stored = await this.#calendar.update(this.#mailbox, found.eventId, wanted);
    if (stored === null || stored.isCancelled) return { found: 'gone', at: this.#present() };
    // As it was asked: the same link followed twice moves nothing the second time.
    const moved = this.#moved(event, { start, end, place: placeOf(found, event, this.#programme) });
    return { ...this.#found(stored), title: found.subject, moved, mended: false, unmended: false };
  }

  async cancel(request: Wanted, comment: string): Promise<Followed> {
    const found = await this.#standing(request);
    if (found !== null) await this.#calendar.cancel(this.#mailbox, found.eventId, comment);
    return { found: 'gone', at: this.#present() };
  }

  /** The session's event as it stands in the mailbox of now; null: it doesn't. */
  async #standing({ eventId, mailbox: written, event }: Wanted): Promise<StoredEvent | null> {
    const eventBefore = eventId === null || this.#isElsewhere(written) ? null : await this.#calendar.get(this.#mailbox, eventId);
    // An event that was moved to another calendar and back may have another id.
    const stored = eventBefore ?? (await this.#calendar.findByReference(this.#mailbox, event.id));
    return stored === null || stored.isCancelled ? null : stored;
  }

  /** Not where it was written: gone, or never looked for in the mailbox that organises now. */
  #missing({ mailbox: written }: Where): Followed {
    return { found: this.#isElsewhere(written) ? 'elsewhere' : 'gone', at: this.#present() };
  }

  #isElsewhere(written: string | null): boolean {
    return written !== null && written.toLowerCase() !== this.#mailbox.toLowerCase();
  }

  /** Staff may edit between the reading and the writing: what is put back is laid over the event as it stands then. */
  #mend(found: StoredEvent, event: SessionEvent, gone: readonly string[]): Promise<StoredEvent | null> {
    return this.#calendar.update(this.#mailbox, found.eventId, (now) =>
      laidOver(this.#owned({ ...event, start: now.start, end: now.end }), now, gone),
    );
  }

  #moved(
    event: SessionEvent,
    { start, end, place }: Pick<SessionEvent, 'start' | 'end' | 'place'>,
  ): Extract<Followed, { found: 'standing' }>['moved'] {
    const isMoved = !sameInstant(start, event.start) || !sameInstant(end, event.end) || !samePlace(place, event.place);
    return isMoved ? { plan: this.#deadlines.sessionPlan({ start, end, facilitators: event.facilitators }), place } : null;
  }

  #found(stored: StoredEvent) {
    return {
      found: 'standing' as const,
      at: this.#present(),
      eventId: stored.eventId,
      mailbox: this.#mailbox,
      fingerprint: fingerprintOf(stored),
      isAllDay: stored.isAllDay,
    };
  }

  #owned(event: SessionEvent): OwnedEvent {
    return ownedEvent(event, { programme: this.#programme, staff: this.#staff });
  }

  #present() {
    return this.#deadlines.moment(presentInstant());
  }
}

function sameInstant(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

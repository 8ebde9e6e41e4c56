import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { coordinatorOf } from '../../domain/charge.ts';
import type { Answer } from '../../domain/co-facilitation.ts';
import { type Programme, staffByCode } from '../../domain/programme/programme.ts';
import { KIND_NAMES } from '../../domain/session-kinds.ts';
import type { CalendarPort, OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';
import type { Followed, SessionCalendarActivities, SessionEvent, Where } from '../../workflows/session/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { presentInstant } from '../shared/present-instant.ts';

interface Deps {
  readonly calendar: CalendarPort;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'sessionPlan'>;
}

/** Sessions in the organiser's calendar. Runs only on that mailbox's queue: at most three calls at once over all workers. */
export function createSessionCalendarActivities({ calendar, programme, deadlines }: Deps): SessionCalendarActivities {
  const staff = staffByCode(programme);
  const { mailbox } = programme.calendar;
  const present = () => deadlines.moment(presentInstant());

  /** Who invites: its own side never « accepts » in Outlook. */
  const organiser = coordinatorOf(programme.organisations).organisation;

  /** Both co-facilitators are attendees, participants never. */
  function owned({ id, kind, title, place, start, end, facilitators }: SessionEvent): OwnedEvent {
    const attendees = facilitators.flatMap((code) => {
      const member = staff.get(code);
      return member ? [{ address: member.email, name: member.name }] : [];
    });
    // Nothing that staff may change in the event is repeated in its text, so that the text never grows stale.
    const body = `Séance du ${programme.name}\nCo-animation : ${attendees.map(({ name }) => name).join(' et ')}\nRéférence : ${id}`;
    return { reference: id, subject: title, body, start, end, place: placeText(place), attendees, category: KIND_NAMES[kind] };
  }

  async function standing({ eventId, mailbox: written, event }: Where & { event: SessionEvent }): Promise<StoredEvent | null> {
    const known = eventId === null || isElsewhere(written) ? null : await calendar.get(mailbox, eventId);
    // An event that was moved to another calendar and back may have another id.
    const stored = known ?? (await calendar.findByReference(mailbox, event.id));
    return stored === null || stored.isCancelled ? null : stored;
  }

  function isElsewhere(written: string | null): boolean {
    return written !== null && written.toLowerCase() !== mailbox.toLowerCase();
  }

  /** Not where it was written: gone, or never looked for in the mailbox that organises now. */
  function missing({ mailbox: written }: Where): Followed {
    return { found: isElsewhere(written) ? 'elsewhere' : 'gone', at: present() };
  }

  function placeOf(stored: StoredEvent, event: SessionEvent): SessionEvent['place'] {
    if (sameText(stored.place, placeText(event.place))) return event.place;
    const venue = programme.venues.find(
      ({ name }) => sameText(stored.place, name) || stored.place.toLowerCase().includes(name.toLowerCase()),
    );
    return venue ? { name: venue.name, address: venue.address } : { name: stored.place, address: '' };
  }

  function answerOf(code: string, found: StoredEvent, notToAsk: readonly string[]): readonly Answer[] {
    const member = staff.get(code);
    if (!member) return [];
    const attendee = found.attendees.find(({ address }) => address.toLowerCase() === member.email.toLowerCase());
    const said = attendee?.response ?? 'none';
    const ownSide = member.organisation === organiser;
    const answer =
      said === 'declined' ? 'declined' : said === 'accepted' || said === 'organizer' ? 'accepted' : ownSide ? 'counted' : 'none';
    const colleague = [...staff.values()].find(
      (other) => other.organisation === member.organisation && other.roles.includes('facilitator') && !notToAsk.includes(other.code),
    );
    return [
      {
        code,
        name: member.name,
        answer,
        proposed: proposedOf(attendee?.proposedStart ?? null),
        substitute: colleague ? { code: colleague.code, name: colleague.name } : null,
      },
    ];
  }

  function proposedOf(start: string | null): Answer['proposed'] {
    if (start === null) return null;
    const local = Temporal.Instant.from(start).toZonedDateTimeISO(programme.timeZone).toPlainDateTime();
    return { start: deadlines.moment(start), typed: local.toString({ smallestUnit: 'minute' }).replace('T', ' ') };
  }

  return {
    async putSessionEvent(event) {
      const existing = await calendar.findByReference(mailbox, event.id);
      if (existing !== null && !existing.isCancelled) return { eventId: existing.eventId, mailbox, fingerprint: null, at: present() };
      const stored = await calendar.create(mailbox, owned(event), `${event.id}:g${event.generation}`);
      return { eventId: stored.eventId, mailbox, fingerprint: fingerprintOf(stored), at: present() };
    },

    async followSessionEvent({ event, mayMend, replaced, ...where }) {
      const found = await standing({ ...where, event });
      if (found === null) return missing(where);
      const wanted = owned(event);
      const gone = replaced.flatMap((code) => staff.get(code)?.email.toLowerCase() ?? []);
      const lacks =
        found.reference !== event.id ||
        wanted.attendees.some(({ address }) => !isInvited(found, address)) ||
        gone.some((address) => isInvited(found, address));
      const mended = lacks && mayMend;
      // Staff may edit between the reading and the writing: what is put back is laid over the event as it stands then.
      const mending = (now: StoredEvent): OwnedEvent => ({
        ...owned({ ...event, title: now.subject, start: now.start, end: now.end }),
        body: null,
        place: now.place,
        attendees: union(wanted, now, gone),
      });
      const kept = mended ? await calendar.update(mailbox, found.eventId, mending) : found;
      if (kept === null || kept.isCancelled) return { found: 'gone', at: present() };
      const place = placeOf(kept, event);
      const isMoved =
        !kept.isAllDay && (!sameInstant(kept.start, event.start) || !sameInstant(kept.end, event.end) || !samePlace(place, event.place));
      return {
        found: 'standing',
        at: present(),
        eventId: kept.eventId,
        mailbox,
        fingerprint: fingerprintOf(kept),
        title: kept.subject,
        moved: isMoved
          ? { plan: deadlines.sessionPlan({ start: kept.start, end: kept.end, facilitators: event.facilitators }), place }
          : null,
        isAllDay: kept.isAllDay,
        mended,
        unmended: lacks && !mayMend,
      };
    },

    async readAnswers({ event, notToAsk, ...where }) {
      const found = await standing({ ...where, event });
      const others = [...event.facilitators, ...notToAsk];
      return { at: present(), answers: found && event.facilitators.flatMap((code) => answerOf(code, found, others)) };
    },

    async moveSessionEvent({ event, start, ...where }) {
      const found = await standing({ ...where, event });
      if (found === null) return missing(where);
      const length = Date.parse(event.end) - Date.parse(event.start);
      const end = new Date(Date.parse(start) + length).toISOString();
      const moved = await calendar.update(mailbox, found.eventId, {
        ...owned({ ...event, start, end, title: found.subject }),
        body: null,
        place: found.place,
        attendees: union(owned(event), found, []),
      });
      if (moved === null || moved.isCancelled) return { found: 'gone', at: present() };
      const place = placeOf(found, event);
      // The same link followed twice moves nothing the second time.
      const isMoved = !sameInstant(start, event.start) || !samePlace(place, event.place);
      return {
        found: 'standing',
        at: present(),
        eventId: moved.eventId,
        mailbox,
        fingerprint: fingerprintOf(moved),
        title: found.subject,
        moved: isMoved ? { plan: deadlines.sessionPlan({ start, end, facilitators: event.facilitators }), place } : null,
        isAllDay: moved.isAllDay,
        mended: false,
        unmended: false,
      };
    },

    async cancelSessionEvent({ event, comment, ...where }) {
      const found = await standing({ ...where, event });
      if (found !== null) await calendar.cancel(mailbox, found.eventId, comment);
      return { found: 'gone', at: present() };
    },
  };
}

/** Of everything a session must react to: staff's answers to the invitation are not among it. No address in clear. */
export function fingerprintOf({ start, end, place, reference, attendees, isCancelled, subject }: StoredEvent): string {
  const invited = attendees.map(({ address }) => address.toLowerCase()).toSorted();
  return shortHash([start, end, place.trim(), reference, invited, isCancelled, subject]);
}

/** Of what the invited said to the invitation. No address in clear. */
export function answersFingerprintOf({ attendees }: StoredEvent): string {
  return shortHash(
    attendees.map(({ address, response, proposedStart }) => [address.toLowerCase(), response, proposedStart ?? ''].join(' ')).toSorted(),
  );
}

function shortHash(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 16);
}

function placeText({ name, address }: SessionEvent['place']): string {
  return address === '' ? name : `${name}, ${address}`;
}

function isInvited({ attendees }: StoredEvent, address: string): boolean {
  return attendees.some((attendee) => attendee.address.toLowerCase() === address.toLowerCase());
}

/** Whom staff invited besides stays. */
function union({ attendees }: OwnedEvent, found: StoredEvent, gone: readonly string[]): OwnedEvent['attendees'] {
  const ours = new Set([...attendees.map(({ address }) => address.toLowerCase()), ...gone]);
  const others = found.attendees.filter(({ address, response }) => response !== 'organizer' && !ours.has(address.toLowerCase()));
  return [...attendees, ...others.map(({ address }) => ({ address, name: address }))];
}

function sameInstant(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

function samePlace(one: SessionEvent['place'], other: SessionEvent['place']): boolean {
  return one.name === other.name && one.address === other.address;
}

function sameText(one: string, other: string): boolean {
  return one.trim() === other.trim();
}

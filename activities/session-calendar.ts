import { createHash } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import { SESSION_CATEGORIES } from '../domain/adoption.ts';
import type { Moment } from '../domain/moment.ts';
import type { Programme, SessionKind } from '../domain/programme/programme.ts';
import type { SessionPlan } from '../domain/session-start.ts';
import type { CalendarPort, OwnedEvent, StoredEvent } from '../integrations/outlook/port.ts';
import type { Deadlines } from './deadlines.ts';

export type SessionCalendarActivities = ReturnType<typeof createSessionCalendarActivities>;

export interface SessionEvent {
  readonly id: string;
  /** Raised when an event that was cancelled is made anew: part of the transaction id. */
  readonly generation: number;
  readonly kind: SessionKind;
  readonly title: string;
  readonly place: { readonly name: string; readonly address: string };
  readonly start: string;
  readonly end: string;
  readonly facilitators: readonly string[];
}

/** The event as it stands, once staff left it alone. */
export type Followed =
  | { readonly found: 'gone'; readonly at: Moment }
  | {
      readonly found: 'standing';
      readonly at: Moment;
      readonly eventId: string;
      readonly fingerprint: string;
      readonly title: string;
      readonly moved: { readonly plan: SessionPlan; readonly place: SessionEvent['place'] } | null;
      readonly mended: boolean;
      readonly unmended: boolean;
    };

interface Deps {
  readonly calendar: CalendarPort;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'sessionPlan'>;
}

/** Sessions in the organiser's calendar. Runs only on that mailbox's queue: at most three calls at once over all workers. */
export function createSessionCalendarActivities({ calendar, programme, deadlines }: Deps) {
  const staff = new Map(
    programme.organisations.flatMap((organisation) => organisation.staff.map((member) => [member.code, member] as const)),
  );
  const { mailbox } = programme.calendar;
  const present = () => deadlines.moment(new Date().toISOString());

  /** Both co-facilitators are attendees, participants never. */
  function owned({ id, kind, title, place, start, end, facilitators }: SessionEvent): OwnedEvent {
    const attendees = facilitators.flatMap((code) => {
      const member = staff.get(code);
      return member ? [{ address: member.email, name: member.name }] : [];
    });
    // Nothing that staff may change in the event is repeated in its text, so that the text never grows stale.
    const body = `Séance du ${programme.name}\nCo-animation : ${attendees.map(({ name }) => name).join(' et ')}\nRéférence : ${id}`;
    return { reference: id, subject: title, body, start, end, place: placeText(place), attendees, category: SESSION_CATEGORIES[kind] };
  }

  async function standing({ eventId, event }: { eventId: string; event: SessionEvent }): Promise<StoredEvent | null> {
    const known = await calendar.get(mailbox, eventId);
    // An event that was moved to another calendar and back may have another id.
    const stored = known ?? (await calendar.findByReference(mailbox, event.id));
    return stored === null || stored.isCancelled ? null : stored;
  }

  function placeOf(stored: StoredEvent, event: SessionEvent): SessionEvent['place'] {
    if (sameText(stored.place, placeText(event.place))) return event.place;
    const venue = programme.venues.find(
      ({ name }) => sameText(stored.place, name) || stored.place.toLowerCase().includes(name.toLowerCase()),
    );
    return venue ? { name: venue.name, address: venue.address } : { name: stored.place, address: '' };
  }

  return {
    async putSessionEvent(event: SessionEvent): Promise<{ eventId: string; fingerprint: string; at: Moment }> {
      // Whatever became of an earlier attempt: an event that stands already is brought to this content, never doubled.
      const existing = activityInfo().attempt > 1 ? await calendar.findByReference(mailbox, event.id) : null;
      const updated = existing && !existing.isCancelled ? await calendar.update(mailbox, existing.eventId, owned(event)) : null;
      const stored = updated ?? (await calendar.create(mailbox, owned(event), `${event.id}:g${event.generation}`));
      return { eventId: stored.eventId, fingerprint: fingerprintOf(stored), at: present() };
    },

    /**
     * Reads the event before anything is believed, follows its time and place, and puts back what the service owns (its reference, the
     * co-facilitators) without touching what staff changed or added.
     */
    async followSessionEvent({ eventId, event, mayMend }: { eventId: string; event: SessionEvent; mayMend: boolean }): Promise<Followed> {
      const found = await standing({ eventId, event });
      if (found === null) return { found: 'gone', at: present() };
      const place = placeOf(found, event);
      const wanted = owned({ ...event, title: found.subject, place, start: found.start, end: found.end });
      const lacks = found.reference !== event.id || wanted.attendees.some(({ address }) => !isInvited(found, address));
      const mended = lacks && mayMend;
      const kept = mended
        ? await calendar.update(mailbox, found.eventId, { ...wanted, body: null, place: found.place, attendees: union(wanted, found) })
        : found;
      if (kept === null || kept.isCancelled) return { found: 'gone', at: present() };
      const isMoved = !sameInstant(found.start, event.start) || !sameInstant(found.end, event.end) || place !== event.place;
      return {
        found: 'standing',
        at: present(),
        eventId: kept.eventId,
        fingerprint: fingerprintOf(kept),
        title: found.subject,
        moved: isMoved
          ? { plan: deadlines.sessionPlan({ start: found.start, end: found.end, facilitators: event.facilitators }), place }
          : null,
        mended,
        unmended: lacks && !mayMend,
      };
    },
  };
}

/** Of everything a session must react to: staff's answers to the invitation are not among it. No address in clear. */
export function fingerprintOf({ start, end, place, reference, attendees, isCancelled, subject }: StoredEvent): string {
  const invited = attendees.map(({ address }) => address.toLowerCase()).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([start, end, place.trim(), reference, invited, isCancelled, subject]))
    .digest('base64url')
    .slice(0, 16);
}

function placeText({ name, address }: SessionEvent['place']): string {
  return address === '' ? name : `${name}, ${address}`;
}

function isInvited({ attendees }: StoredEvent, address: string): boolean {
  return attendees.some((attendee) => attendee.address.toLowerCase() === address.toLowerCase());
}

/** Whom staff invited besides stays. */
function union({ attendees }: OwnedEvent, found: StoredEvent): OwnedEvent['attendees'] {
  const others = found.attendees.filter(({ address }) => !attendees.some((ours) => ours.address.toLowerCase() === address.toLowerCase()));
  return [...attendees, ...others.map(({ address }) => ({ address, name: address }))];
}

function sameInstant(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

function sameText(one: string, other: string): boolean {
  return one.trim() === other.trim();
}

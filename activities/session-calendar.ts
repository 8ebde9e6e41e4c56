import { activityInfo } from '@temporalio/activity';
import type { Moment } from '../domain/moment.ts';
import type { Programme, SessionKind } from '../domain/programme/programme.ts';
import type { CalendarPort, OwnedEvent } from '../integrations/outlook/port.ts';
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

const CATEGORIES: Record<SessionKind, string> = {
  info: 'Information collective',
  workshop: 'Atelier',
  dropIn: 'Permanence',
  outreach: 'Sensibilisation',
};

/** Sessions in the organiser's calendar. Runs only on that mailbox's queue: at most three calls at once over all workers. */
export function createSessionCalendarActivities({
  calendar,
  programme,
  deadlines,
}: {
  readonly calendar: CalendarPort;
  readonly programme: Programme;
  readonly deadlines: Deadlines;
}) {
  const staff = new Map(
    programme.organisations.flatMap((organisation) => organisation.staff.map((member) => [member.code, member] as const)),
  );
  const { mailbox } = programme.calendar;

  /** Both co-facilitators are attendees, participants never. */
  function owned({ id, kind, title, place, start, end, facilitators }: SessionEvent): OwnedEvent {
    const attendees = facilitators.flatMap((code) => {
      const member = staff.get(code);
      return member ? [{ address: member.email, name: member.name }] : [];
    });
    const body = `${title}\n${place.name}, ${place.address}\nCo-animation : ${attendees.map(({ name }) => name).join(' et ')}\nRéférence : ${id}`;
    return {
      reference: id,
      subject: title,
      body,
      start,
      end,
      place: `${place.name}, ${place.address}`,
      attendees,
      category: CATEGORIES[kind],
    };
  }

  return {
    async putSessionEvent(event: SessionEvent): Promise<{ eventId: string; at: Moment }> {
      // Whatever became of an earlier attempt: an event that stands already is brought to this content, never doubled.
      const existing = activityInfo().attempt > 1 ? await calendar.findByReference(mailbox, event.id) : null;
      const updated = existing && !existing.isCancelled ? await calendar.update(mailbox, existing.eventId, owned(event)) : null;
      if (updated) return { eventId: updated.eventId, at: deadlines.moment(new Date().toISOString()) };
      const { eventId } = await calendar.create(mailbox, owned(event), `${event.id}:g${event.generation}`);
      return { eventId, at: deadlines.moment(new Date().toISOString()) };
    },
  };
}

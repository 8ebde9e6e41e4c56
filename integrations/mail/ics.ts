import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalAttendeeType,
  ICalCalendarMethod,
  ICalEventClass,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import { type AppointmentNotice, leavesCalendar, type MailContent, type SessionNotice } from '../../domain/mails.ts';
import type { Attachment } from './port.ts';
import { neverReached, oneLine } from './templates/words.ts';

export interface Organiser {
  readonly name: string;
  readonly email: string;
}

/**
 * The appointment or the seat that a mail speaks of, as a calendar file; none where there is nothing to note.
 *
 * Method REQUEST with the recipient as the only ATTENDEE, since Gmail and Exchange move or remove an entry only where a REQUEST made it
 * (docs/decisions/0043-a-calendar-file-is-a-request.md). The recipient asked to come, so PARTSTAT is ACCEPTED and RSVP is FALSE: no answer is
 * expected, and none is read. CANCEL takes the entry out. An entry keeps its UID; SEQUENCE comes from the owner of the date, and at an equal
 * SEQUENCE the later DTSTAMP wins (RFC 5546, 2.1.5). The organiser is the address that sends the mail, as Gmail wants it.
 * Times are written in UTC, so they need no VTIMEZONE and don't depend on the process's zone. No alarm, no name, nobody else's address.
 */
export function calendarFiles(content: MailContent, organiser: Organiser): readonly Attachment[] {
  switch (content.kind) {
    case 'confirmation':
      return content.session === null || content.waitingRank !== null ? [] : [session(content, content.session, organiser, 'REQUEST')];
    case 'seat':
    case 'reinvitation':
    case 'reminderWeek':
    case 'reminderDay':
    case 'sessionMoved':
      return [session(content, content.session, organiser, 'REQUEST')];
    case 'sessionCancelled':
    case 'released':
      return [session(content, content.session, organiser, 'CANCEL')];
    case 'appointment':
    case 'appointmentReminder':
      return [appointment(content, organiser, `Rendez-vous – ${oneLine(organiser.name)}`, 'REQUEST')];
    case 'appointmentCancelled':
      return [appointment(content, organiser, `Rendez-vous – ${oneLine(organiser.name)}`, 'CANCEL')];
    case 'appointmentForReferent':
      return [forReferent(content, organiser)];
    // Facilitators have the session in Outlook already: a second event would be a duplicate.
    case 'participantList':
    case 'attendanceRequest':
    case 'noSeat':
    case 'situation':
    case 'day':
      return [];
    default:
      return neverReached(content);
  }
}

type Method = 'REQUEST' | 'CANCEL';

interface Entry {
  readonly uid: string;
  readonly start: string;
  readonly end: string;
  readonly summary: string;
  readonly place: { readonly name: string; readonly address: string } | null;
  readonly sequence: number;
  /** What nobody else who sees the calendar may read; empty: nothing. */
  readonly privateWords?: string;
  /** The only address the file goes to. */
  readonly attendee: string;
}

interface Addressed {
  readonly ref: string;
  readonly email: string;
}

function session({ ref, email }: Addressed, notice: SessionNotice, organiser: Organiser, method: Method): Attachment {
  return file(
    {
      uid: `${notice.sessionId}.${ref}@${domainOf(organiser)}`,
      start: notice.start.at,
      end: notice.end.at,
      summary: oneLine(notice.title),
      place: notice.place,
      sequence: notice.icsSequence,
      attendee: email,
    },
    organiser,
    method,
  );
}

function appointment(
  { appointment: notice, email }: { readonly appointment: AppointmentNotice; readonly email: string },
  organiser: Organiser,
  summary: string,
  method: Method,
  privateWords = '',
): Attachment {
  return file(
    {
      uid: `${notice.id}@${domainOf(organiser)}`,
      start: notice.start.at,
      end: notice.end.at,
      summary,
      place: notice.place,
      sequence: notice.icsSequence,
      attendee: email,
      privateWords,
    },
    organiser,
    method,
  );
}

/** Without a name; marked private, for what the referent is to read before is in it. */
function forReferent(content: Extract<MailContent, { kind: 'appointmentForReferent' }>, organiser: Organiser): Attachment {
  const method = leavesCalendar(content.change) ? 'CANCEL' : 'REQUEST';
  const words = content.background.map(({ label, text }) => `${label} : ${text}`).join('\n\n');
  return appointment(content, organiser, `Entretien – dossier ${content.ref}`, method, words);
}

function file(entry: Entry, organiser: Organiser, method: Method): Attachment {
  const { privateWords = '' } = entry;
  const calendar = ical({
    method: ICalCalendarMethod[method],
    prodId: { company: 'Parcours Createurs', product: 'Service', language: 'FR' },
  });
  calendar.createEvent({
    id: entry.uid,
    sequence: entry.sequence,
    start: Temporal.Instant.from(entry.start),
    end: Temporal.Instant.from(entry.end),
    summary: entry.summary,
    location:
      entry.place === null ? null : [oneLine(entry.place.name), oneLine(entry.place.address)].filter((part) => part !== '').join(', '),
    organizer: { name: oneLine(organiser.name), email: organiser.email },
    attendees: [
      {
        email: entry.attendee,
        role: ICalAttendeeRole.REQ,
        type: ICalAttendeeType.INDIVIDUAL,
        status: ICalAttendeeStatus.ACCEPTED,
        rsvp: false,
      },
    ],
    ...(privateWords === '' ? {} : { description: privateWords, class: ICalEventClass.PRIVATE }),
    transparency: ICalEventTransparency.OPAQUE,
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return {
    filename: method === 'CANCEL' ? 'annulation.ics' : 'rendez-vous.ics',
    contentType: `text/calendar; method=${method}; charset=utf-8`,
    content: calendar.toString(),
  };
}

function domainOf(organiser: Organiser): string {
  return organiser.email.slice(organiser.email.lastIndexOf('@') + 1);
}

import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import type { AppointmentNotice, MailContent, SessionNotice } from '../../domain/mails.ts';
import type { Attachment } from './port.ts';
import { neverReached, oneLine } from './templates/words.ts';

export interface Organiser {
  readonly name: string;
  readonly email: string;
}

/**
 * The appointment or the seat a mail speaks of, as a calendar file; none where there is nothing to note.
 *
 * Method PUBLISH, not REQUEST: a participant is no attendee of the session, and REQUEST without an ATTENDEE breaks RFC 5546; with one it
 * makes mail programs answer « accepté » or « refusé » to the organiser, which would look like a withdrawal that nobody reads
 * (« empêchement » is a form). PUBLISH is shown by Outlook, Gmail and Apple as an event to add, by one's own choice; rdv-service-public does the same.
 * CANCEL takes it out again. Same UID, SEQUENCE from the owner of the date; at an equal SEQUENCE the later DTSTAMP wins (RFC 5546, 2.1.5).
 * Times are written in UTC, so they need no VTIMEZONE and don't depend on the process's zone. No alarm, no attendee, no personal data.
 */
export function calendarFiles(content: MailContent, organiser: Organiser): readonly Attachment[] {
  switch (content.kind) {
    case 'confirmation':
      return content.session === null || content.waitingRank !== null ? [] : [session(content.session, content.ref, organiser, 'PUBLISH')];
    case 'seat':
    case 'reinvitation':
    case 'reminderWeek':
    case 'reminderDay':
    case 'sessionMoved':
      return [session(content.session, content.ref, organiser, 'PUBLISH')];
    case 'sessionCancelled':
    case 'released':
      return [session(content.session, content.ref, organiser, 'CANCEL')];
    case 'appointment':
      return [appointment(content.appointment, organiser, `Rendez-vous – ${organiser.name}`)];
    case 'appointmentForReferent':
      return [appointment(content.appointment, organiser, `Entretien – dossier ${content.ref}`)];
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

type Method = 'PUBLISH' | 'CANCEL';

interface Entry {
  readonly uid: string;
  readonly start: string;
  readonly end: string;
  readonly summary: string;
  readonly place: { readonly name: string; readonly address: string } | null;
  readonly sequence: number;
}

function session(notice: SessionNotice, ref: string, organiser: Organiser, method: Method): Attachment {
  return file(
    {
      uid: `${notice.sessionId}.${ref}@${domainOf(organiser)}`,
      start: notice.start.at,
      end: notice.end.at,
      summary: oneLine(notice.title),
      place: notice.place,
      sequence: notice.icsSequence,
    },
    organiser,
    method,
  );
}

function appointment(notice: AppointmentNotice, organiser: Organiser, summary: string): Attachment {
  return file(
    {
      uid: `${notice.id}@${domainOf(organiser)}`,
      start: notice.start.at,
      end: notice.end.at,
      summary,
      place: notice.place,
      sequence: notice.icsSequence,
    },
    organiser,
    'PUBLISH',
  );
}

function file(entry: Entry, organiser: Organiser, method: Method): Attachment {
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
    organizer: { name: organiser.name, email: organiser.email },
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

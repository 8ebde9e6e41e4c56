import type { Attendee, Event, PatternedRecurrence, ResponseType } from '@microsoft/microsoft-graph-types';

/** An event as the sandbox keeps it: what Graph shows is computed from it. Times are milliseconds since 1970. */
export interface CalendarEvent {
  /** The id under `Prefer: IdType="ImmutableId"`: stays for ever. */
  readonly immutableId: string;
  /** The id without that preference: another one after a person has moved the event. */
  readonly id: string;
  readonly mailbox: string;
  readonly iCalUId: string;
  /** Grows with each change of the event; the changeKey and the etag come from it. */
  readonly version: number;
  /** Place of the last change among all changes of the mailbox: what delta counts by. */
  readonly seq: number;
  /** Exchange touches a new event once more, seconds after it was made; null once that has happened. */
  readonly settlesAt: number | null;
  readonly transactionId: string | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly start: number;
  readonly end: number;
  /** IANA or Windows name, as the client gave it. */
  readonly startZone: string;
  readonly endZone: string;
  readonly details: EventDetails;
  readonly attendees: readonly Attendee[];
  readonly organizer: Person;
  readonly isOrganizer: boolean;
  /** The answer of the mailbox's owner, on an attendee's copy. */
  readonly ownResponse: { readonly response: ResponseType; readonly time: string };
  readonly isCancelled: boolean;
  readonly properties: readonly ExtendedProperty[];
  readonly recurrence: PatternedRecurrence | null;
  /** By the date (YYYY-MM-DD, in the series' zone) on which the occurrence would have been. */
  readonly exceptions: Readonly<Record<string, EventException>>;
  readonly cancelledDates: readonly string[];
  /** Where it stood before, for delta: it leaves a window only once it was in it. */
  readonly before: readonly { readonly start: number; readonly end: number }[];
}

export interface Person {
  readonly name: string;
  readonly address: string;
}

export interface ExtendedProperty {
  readonly id: string;
  readonly value: string;
}

/** What a date of a series has of its own: all the rest is the series'. */
export type EventException = Partial<Pick<CalendarEvent, 'start' | 'end' | 'attendees' | 'properties'>> & {
  readonly details?: Partial<EventDetails>;
};

/** What a client writes and reads back as it is. */
export type EventDetails = Required<
  Pick<
    Event,
    | 'subject'
    | 'importance'
    | 'sensitivity'
    | 'showAs'
    | 'isAllDay'
    | 'isReminderOn'
    | 'reminderMinutesBeforeStart'
    | 'responseRequested'
    | 'allowNewTimeProposals'
    | 'hideAttendees'
    | 'categories'
    | 'location'
    | 'locations'
  >
> & { readonly html: string };

export interface Removed {
  readonly immutableId: string;
  readonly id: string;
  readonly mailbox: string;
  readonly seq: number;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

/** Something Exchange would have mailed to an attendee. */
export interface Invitation {
  readonly kind: 'invitation' | 'update' | 'cancellation' | 'response';
  readonly mailbox: string;
  readonly eventId: string;
  readonly to: string;
  readonly subject: string;
  readonly start: string;
  readonly comment: string;
}

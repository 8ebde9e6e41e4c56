import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Answer } from '../../domain/co-facilitation.ts';
import type { Attendance, SessionDecision } from '../../domain/facts.ts';
import type { SessionNotice } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SessionKind } from '../../domain/programme/programme.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import type { SessionRecord } from '../../domain/session-record.ts';
import type { SessionPlan } from '../../domain/session-start.ts';

/** Path → session, by a regular activity. Many in one update: a worker gathers what is asked of one session at the same time. */
export const seatSet = defineUpdate<readonly SeatView[], [readonly SeatRequest[]]>('seat.set');
/** Intake → session. */
export const attendanceRecorded = defineSignal<[Attendance]>('attendance');
export const sessionDecision = defineSignal<[SessionDecision]>('sessionDecision');
/** Calendar-watch → session: its event changed, or went. The session reads the event before it believes anything. */
export const calendarChanged = defineSignal<[CalendarChange]>('calendar.changed');
/** Erasure → session: it forgets this person, and begins anew at once, so that its earlier runs can be deleted. */
export const personErased = defineSignal<[{ readonly ref: string }]>('personErased');
/** Who changed the session, by which response, and what its sheet says: for an auditor. */
export const sessionRecord = defineQuery<SessionRecord>('record');
/** One participant's seat as it stands now, asked before each reminder. */
export const seatView = defineQuery<SeatView | null, [string]>('seatView');
/** Whoever waits for a seat here, in the order in which they would be given one. */
export const waitingSeats = defineQuery<readonly WaitingSeat[]>('waitingSeats');
/** A worker of another configuration has started: who coordinates, who leads this session and where its event stands may have changed. */
export const configurationChanged = defineSignal<[SessionConfiguration]>('configurationChanged');
export interface SessionConfiguration {
  readonly version: string;
  /** Staff code. */
  readonly coordinator: string;
  /** Codes of all who work here. */
  readonly staff: readonly string[];
  /** Whose calendar holds the sessions' events. */
  readonly mailbox: string;
}
export interface WaitingSeat {
  readonly ref: string;
  readonly priority: boolean;
  /** When they registered (ISO 8601). */
  readonly arrival: string;
}
export interface CalendarChange {
  readonly eventId: string;
  /** Of the owned fields as the calendar shows them; null when the event was removed, or left the window. */
  readonly fingerprint: string | null;
  /** Somebody answered the invitation since the calendar was last looked at. */
  readonly answered: boolean;
}

/** What became of a mail to a facilitator; `name` as colleagues read it. */
export interface FacilitatorMailed {
  readonly outcome: 'sent' | 'inDoubt' | 'refused' | 'dropped';
  readonly name: string;
  readonly at: Moment;
}

export type FacilitatorMailKind = 'list' | 'attendance';

export interface FacilitatorMail {
  readonly mail: FacilitatorMailKind;
  /** Raised when the session moves: its mails go again. */
  readonly round: number;
  /** Staff code. */
  readonly to: string;
  readonly notice: SessionNotice;
  readonly facilitators: readonly string[];
  readonly rows: readonly { readonly number: number; readonly name: string }[];
  readonly waiting: number;
}

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
  /** It was written to another mailbox, which the configuration has replaced since: nothing is known of it here. */
  | { readonly found: 'elsewhere'; readonly at: Moment }
  | {
      readonly found: 'standing';
      readonly at: Moment;
      readonly eventId: string;
      readonly mailbox: string;
      readonly fingerprint: string;
      readonly title: string;
      /** Null too for an event without an hour, which says nothing of when the session is. */
      readonly moved: { readonly plan: SessionPlan; readonly place: SessionEvent['place'] } | null;
      /** Staff took its hour away: the session stays when it was. */
      readonly isAllDay: boolean;
      readonly mended: boolean;
      readonly unmended: boolean;
    };

/** Where a session's event was written. */
export interface Where {
  /** Null where it was never heard whether the event was written. */
  readonly eventId: string | null;
  /** Null: not known, so the organiser's of now. */
  readonly mailbox: string | null;
}

export interface FollowRequest extends Where {
  readonly event: SessionEvent;
  readonly mayMend: boolean;
  /** Staff codes of facilitators who were replaced: taken off the event. */
  readonly replaced: readonly string[];
}

/** Sessions in the organiser's calendar. */
export interface SessionCalendarActivities {
  /**
   * Writes the event, unless one stands already with the session's reference: that of an earlier attempt, or of a service whose database was
   * restored or emptied since. It is taken over as it stands (`fingerprint` null: to be read), never moved and never doubled.
   */
  putSessionEvent(event: SessionEvent): Promise<WrittenEvent>;
  /**
   * Reads the event before anything is believed, follows its time and place, and puts back what the service owns (its reference, the
   * co-facilitators) without touching what staff changed or added.
   */
  followSessionEvent(request: FollowRequest): Promise<Followed>;
  /** What both co-facilitators said to the invitation, and who of their organisation could come instead. Null: the event is gone. */
  readAnswers(
    request: Where & { readonly event: SessionEvent; readonly notToAsk: readonly string[] },
  ): Promise<{ readonly at: Moment; readonly answers: readonly Answer[] | null }>;
  /** The Mission Locale can't edit AILE's Outlook: its decisions by form are carried out here, and Outlook tells the attendees. */
  moveSessionEvent(request: Where & { readonly event: SessionEvent; readonly start: string }): Promise<Followed>;
  cancelSessionEvent(request: Where & { readonly event: SessionEvent; readonly comment: string }): Promise<Followed>;
}

export interface WrittenEvent {
  readonly eventId: string;
  readonly mailbox: string;
  /** Null: it stood already, and is to be read. */
  readonly fingerprint: string | null;
  readonly at: Moment;
}

/** What a session tells: its facilitators by mail, its registrants' paths by signal. */
export interface SessionMailActivities {
  /** One mail to one facilitator; someone who left the configuration is passed over. */
  mailFacilitator(request: FacilitatorMail): Promise<FacilitatorMailed>;
  /** Tells paths what became of their seat; a path that was erased is passed over. */
  tellPaths(news: { readonly views: readonly SeatView[] }): Promise<void>;
}

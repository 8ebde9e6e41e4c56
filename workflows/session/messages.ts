import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Attendance, SessionDecision } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';

/** Path → session, by a regular activity. Many in one update: a worker gathers what is asked of one session at the same time. */
export const seatSet = defineUpdate<readonly SeatView[], [readonly SeatRequest[]]>('seat.set');
/** Intake → session. */
export const attendanceRecorded = defineSignal<[Attendance]>('attendance');
export const sessionDecision = defineSignal<[SessionDecision]>('sessionDecision');
/** Calendar-watch → session: its event changed, or went. The session reads the event before it believes anything. */
export const calendarChanged = defineSignal<[CalendarChange]>('calendar.changed');
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
  readonly answered?: boolean;
}

/** What became of a mail to a facilitator; `name` as colleagues read it. */
export interface FacilitatorMailed {
  readonly outcome: 'sent' | 'inDoubt' | 'refused' | 'dropped';
  readonly name: string;
  readonly at: Moment;
}

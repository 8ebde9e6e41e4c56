import type { AttendanceMark } from './facts.ts';
import type { Moment } from './moment.ts';
import type { SessionKind } from './programme/programme.ts';

export interface SeatRequest {
  /** The participant's reference, `GC-XXXX-XXXX`. */
  readonly ref: string;
  /** Raised with each new wish of the path; an equal seq returns the recorded view, a lower one is refused. */
  readonly seq: number;
  readonly want: 'seat' | 'seatOrWait' | 'none';
  /** Lives in a priority neighbourhood. */
  readonly priority: boolean;
  /** As on the facilitators' list: first name and initial. */
  readonly name: string;
  /** Order of arrival: when the person registered (ISO 8601). */
  readonly arrival: string;
}

export interface MarkedBy {
  /** Staff code. */
  readonly staff: string;
  readonly formId: string;
  readonly responseId: string;
}

/** One participant's seat at one session: the whole state, never a change. */
export interface SeatView {
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly title: string;
  readonly ref: string;
  readonly seq: number;
  /** Raised with each change of this view. */
  readonly rev: number;
  readonly status: 'reserved' | 'waiting' | 'refused' | 'released' | 'cancelled';
  /** Place in the waiting list, from 1; null otherwise. */
  readonly rank: number | null;
  readonly start: Moment;
  readonly end: Moment;
  readonly place: { readonly name: string; readonly address: string };
  /** SEQUENCE of the .ics: raised when time or place change. */
  readonly icsSequence: number;
  /** `revoked`: the service cancelled; `unknown`: nobody entered the sheet for weeks, and a later one may still tell. */
  readonly attendance: AttendanceMark | 'revoked' | 'unknown' | null;
  /** Who said so on an attendance form, in which response; null: nobody, or the session by itself. */
  readonly markedBy: MarkedBy | null;
}

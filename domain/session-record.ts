import type { Moment } from './moment.ts';
import type { RecordedEntry, RecordedResponse } from './personal-data.ts';
import type { SessionKind } from './programme/programme.ts';
import type { SeatView } from './seat.ts';

/**
 * What a session holds of itself, for an auditor: who changed it, by which response, and what its sheet says. People stand by reference and row, never
 * by name. `Staff`: how members of staff are named. A session knows their codes only.
 */
export interface SessionRecord<Staff = string> {
  /** Id of the session, as in `session-<id>`. */
  readonly session: string;
  readonly kind: SessionKind;
  readonly title: string;
  readonly start: Moment;
  readonly end: Moment;
  readonly place: { readonly name: string; readonly address: string };
  readonly facilitators: readonly Staff[];
  readonly cancelledAt: Moment | null;
  /** Null: nobody has said. */
  readonly headCount: number | null;
  /** Number under which the signed sheet is filed. */
  readonly filing: string | null;
  readonly coFacilitated: 'yes' | 'no' | 'unknown';
  /** Names of the organisations that were there, as far as it is known. */
  readonly organisationsPresent: readonly string[];
  /** Everybody who has, or had, a place here. */
  readonly rows: readonly {
    /** On the facilitators' list; null: none was given. */
    readonly number: number | null;
    /** `GC-XXXX-XXXX` */
    readonly reference: string;
    readonly status: SeatView['status'];
    readonly attendance: SeatView['attendance'];
    /** Of the attendance; null: nobody's, the session closed without a sheet or was cancelled. */
    readonly enteredBy: Staff | null;
    readonly response: RecordedResponse | null;
  }[];
  /** Paths of people who came without being registered. */
  readonly walkIns: readonly string[];
  readonly remarks: readonly { readonly at: Moment; readonly by: Staff; readonly words: string; readonly response: string }[];
  /** As it was written, the first entry first; `at` as a person reads it. */
  readonly journal: readonly (Omit<RecordedEntry<Staff>, 'at'> & { readonly at: string | null })[];
  /** Responses that the session took: id of Google Forms, and when it was last submitted (ISO 8601). */
  readonly responses: readonly { readonly response: string; readonly submittedAt: string }[];
}

export const SESSION_RECORD_FORMAT = 'parcours-createurs/session';
/** Raised when a field changes its meaning or goes; new fields don't raise it. */
export const SESSION_RECORD_VERSION = 1;

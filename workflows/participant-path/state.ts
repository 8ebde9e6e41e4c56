import type { AttendanceMark, FollowUp, Person } from '../../domain/facts.ts';
import type { MailReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Plan, Stage } from '../../domain/plan.ts';
import type { SessionKind } from '../../domain/programme/programme.ts';
import type { SeatView } from '../../domain/seat.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import type { Command, InvitationMail, MailOutcome, PathMail } from './commands.ts';
import type { Task } from './tasks.ts';

/** A participant's path: everything it knows, as plain JSON. The functions below are its decisions, pure: no clock, no I/O. */
export interface PathState {
  readonly ref: string;
  readonly person: Person;
  /** An address that a person vouched for: several people may use it. */
  readonly addressConfirmed: string | null;
  /** Key of the response that describes the person: its edits are their own word. Null: nobody has registered this person yet. */
  readonly author: string | null;
  /** Contact details that staff entered: an edit of a registration doesn't bring the old ones back. */
  readonly corrected: CorrectedDetails;
  /** `person.wish` holds them all. */
  readonly wishes: readonly Wish[];
  /** What staff answered about a neighbourhood that the configuration doesn't know. */
  readonly neighbourhoodAnswer: { readonly typed: string; readonly priority: boolean } | null;
  /** Since when nothing may be sent to the person; null: they agree. */
  readonly consentWithdrawn: Moment | null;
  /** Since when the person is being erased: nothing is done about them any more but what gives back and takes away. Null: they aren't. */
  readonly erasedAt: Moment | null;
  readonly registeredAt: Moment;
  /** The latest registration or answer of the person's own, or their latest line on a sheet (ISO 8601). */
  readonly lastResponseAt: string;
  readonly matchKeys: readonly string[];
  /** References of people who may be the same person. */
  readonly near: readonly string[];
  /** Responses taken: `formId|responseId` → lastSubmittedTime. */
  readonly seen: Readonly<Record<string, string>>;
  /** What the latest follow-up responses said, by the same key. */
  readonly answers: Readonly<Record<string, AnsweredBefore>>;
  readonly turn: number;
  readonly stage: Stage;
  readonly stageSince: Moment;
  /** Entry into the stage, last contact or reopening: what the deadlines count from. */
  readonly clockFrom: Moment;
  readonly plan: Plan;
  /** The plan is older than what it depends on. */
  readonly stale: boolean;
  readonly search: Search;
  /** The path's own one first, then those that staff asked for. */
  readonly bookings: readonly Booking[];
  /** Sessions that have this person on their sheet, one entry each. */
  readonly attended: readonly AttendanceEntry[];
  /** Known from a sign-in sheet only: nobody has registered this person yet. */
  readonly provisional: boolean;
  /** Since when a person has named who accompanies, or decided on a transfer: no age chooses again. Null: nobody has. */
  readonly assignedAt: Moment | null;
  /** Transferred until a date, by whom (staff code, name); `proposed`: the date has come. Null: for good, or never. */
  readonly lent: { readonly code: string; readonly name: string; readonly until: Moment; readonly proposed: boolean } | null;
  /** Absences without excuse; after the first, one re-invitation. */
  readonly noShows: number;
  readonly interviewedAt: Moment | null;
  /** Interviews that stand, past and to come, in order of time. */
  readonly appointments: readonly Appointment[];
  /** How many were ever fixed, moves apart. */
  readonly appointmentCount: number;
  readonly paused: Pause | null;
  /** Contacts and attempts since the clock started, for the reader of a reminder. */
  readonly tried: readonly { readonly at: Moment; readonly what: string }[];
  readonly attempts: number;
  readonly ladder: { readonly referent: boolean; readonly coordinator: number };
  /** + 6 months: asked, answered, and what was answered. */
  readonly situation: { readonly askedAt: Moment | null; readonly knownAt: Moment | null; readonly words: string | null };
  /** A person let them take part although they are under age. */
  readonly ageWaived: boolean;
  /** The change of age was proposed. */
  readonly isAgeLimitNotified: boolean;
  readonly outcome: string | null;
  /** Every outcome that was recorded, the latest last. */
  readonly outcomes: readonly { readonly at: Moment; readonly words: string }[];
  /** The stage before `settled`, where a reopening returns to. */
  readonly settledFrom: Stage | null;
  /** What staff wrote about the person. */
  readonly notes: readonly Note[];
  /** The stage before `left`, where a reopening returns to, and since when it was; whether the person withdrew; null in an open path. */
  readonly leftFrom: { readonly stage: Stage; readonly since: Moment; readonly withdrew: boolean } | null;
  /** Since when it is known why and for what the person left, or nobody needs to ask any more. Null: not yet. */
  readonly exitKnownAt: Moment | null;
  /** What staff know, and say, of the erasure at the end of the retention. */
  readonly retention: {
    /** Since when they know of it (ISO 8601); null: they don't. */
    readonly notifiedAt: string | null;
    /** They have nothing against it. */
    readonly agreed: boolean;
    /** They keep the path; `until` null: for the usual months. */
    readonly kept: { readonly since: Moment; readonly until: Moment | null } | null;
    /** The erasure was asked for: it takes the path with it. */
    readonly begun: boolean;
  };
  /** Things that a person must do and that no deadline carries. */
  readonly open: readonly Task[];
  readonly outbox: readonly Command[];
  /** A partner's service refuses a command until a person mends something. */
  readonly outage: { readonly code: ServiceErrorCode; readonly since: string } | null;
  readonly commands: number;
  readonly mails: readonly SentMail[];
  readonly log: readonly LogEntry[];
}

/** For each contact detail the values that staff have replaced; null: staff entered none. */
export type CorrectedDetails = Readonly<Record<ContactField, readonly string[] | null>>;
export type ContactField = 'email' | 'phone';

/** What one registration says of the person's wish; empty: nothing. */
export interface Wish {
  /** Key of the response. */
  readonly response: string;
  readonly at: Moment;
  readonly words: string;
}

/** One follow-up response as it was taken. */
export interface AnsweredBefore extends Pick<FollowUp, 'contact' | 'callAnswer' | 'newEmail' | 'newPhone'> {
  /** ISO 8601. */
  readonly appointment: string | null;
  readonly appointmentPlace: string | null;
  readonly registerFor: string | null;
  /** Stage, decision and what belongs to them, only to be compared. */
  readonly decided: string;
}

/** What a follow-up response noted about the person. */
export interface Note {
  /** Key of the response: an edit replaces its note. */
  readonly response: string;
  readonly at: Moment;
  /** Staff code. */
  readonly staff: string;
  readonly words: string;
}

export interface Pause {
  readonly since: Moment;
  /** Null: without an end, until the plan's `pauseEnd`. */
  readonly until: Moment | null;
  readonly reason: string | null;
}

/** What the path's own search for an information session knows beside the seat that it found. */
export interface Search {
  /** Raised with each new wish; an answer to an older one is ignored. */
  readonly seq: number;
  readonly want: 'seat' | 'none';
  /** Nothing to offer since. */
  readonly noneSince: Moment | null;
  /** Our own cancellation: first in the next waiting list. */
  readonly displaced: boolean;
  /** Another session that is to be offered once the pause is over. */
  readonly afterPause: { readonly mail: InvitationMail; readonly why: MailReason } | null;
  /** When a session was last looked for in vain (ISO 8601). */
  readonly lookedAt: string | null;
  /** News of a seat whose invitation is still on its way: heard once the seat is known. */
  readonly early: SeatView | null;
  /** Sessions that the person said no to: never offered again. */
  readonly declined: readonly string[];
}

/** A seat, or a place in the waiting list, at one session. */
export interface Booking {
  /**
   * `path`: found by the path's own search for an information session, and replaced by another one where it is lost. `staff`: asked for by the
   * follow-up form, kept beside it and never replaced.
   */
  readonly origin: 'path' | 'staff';
  readonly sessionId: string;
  readonly seq: number;
  /** Null until the session has answered. */
  readonly view: SeatView | null;
  /** Since when the person has been invited to the session (ISO 8601). */
  readonly invitedAt: string | null;
  /** When the person learned of the seat: a mail that was accepted, or a call that they answered (ISO 8601); null: they don't know of it. */
  readonly notifiedAt: string | null;
  /** The session was moved: reminders that would have been due by then are not sent any more. */
  readonly movedAt: string | null;
  readonly reminders: { readonly week: boolean; readonly day: boolean };
  /** Null until a plan was made for it. */
  readonly moments: Pick<Plan, 'reminderWeek' | 'reminderDay' | 'callDay' | 'holdUntil'> | null;
  /** `moments` are older than what they depend on. Always false of the path's own: its moments come with the path's plan. */
  readonly stale: boolean;
  /** News of a seat whose answer is still on its way: heard once the seat is known. */
  readonly early: SeatView | null;
}

export interface AttendanceEntry {
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly title: string;
  readonly start: Moment;
  readonly mark: AttendanceMark;
  /** Of the seat's view that said so; 0 for a walk-in. */
  readonly rev: number;
  readonly walkIn?: boolean;
}

/** An interview with the referent. */
export interface Appointment {
  /** Stable through its moves: UID of its calendar files. */
  readonly id: string;
  readonly sequence: number;
  readonly start: Moment;
  /** As typed; null: the organisation's usual place. */
  readonly place: string | null;
  /** When this date was agreed. */
  readonly fixedAt: Moment;
  /** Staff code of the referent who has it in their calendar; null: nobody yet. */
  readonly referent: string | null;
  /** That calendar is one that the service writes. */
  readonly inOutlook: boolean;
  /** The person was reminded, and the referent has what they read before. */
  readonly reminded: boolean;
  readonly briefed: boolean;
  /** When Outlook is asked next whether the event stands as written. */
  readonly lookAt: Moment | null;
}

export interface SentMail {
  readonly kind: PathMail;
  readonly n: number;
  readonly at: Moment;
  readonly why: MailReason;
  readonly outcome: MailOutcome;
}

export interface LogEntry {
  readonly at: Moment;
  readonly what: string;
  /** Staff code of who recorded it; null: the person's own response, a session, or the service by itself. */
  readonly by: string | null;
  /** Key of the form response that caused it; of a walk-in, with its line. Null: no form's. */
  readonly response: string | null;
  /** A response of a form that anybody may fill in had it written. */
  readonly publicForm?: true;
}

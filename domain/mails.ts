import type { ReleaseReason } from './mail-reasons.ts';
import type { Moment } from './moment.ts';
import type { SessionKind } from './programme/programme.ts';
import type { Standing, Week } from './week.ts';
import type { WorklistItem } from './worklist.ts';

/** What a participant is told about a session: times and place, never the project. */
export interface SessionNotice {
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly title: string;
  readonly start: Moment;
  readonly end: Moment;
  readonly place: { readonly name: string; readonly address: string };
  readonly icsSequence: number;
}

interface ToParticipant {
  readonly firstName: string;
  readonly ref: string;
  /** The address that the mail goes to: the only ATTENDEE of its calendar file. */
  readonly email: string;
  /** Whom to answer or call. */
  readonly referent: { readonly name: string; readonly phone: string | null };
  /** Prefilled « empêchement » form. */
  readonly unableUrl: string | null;
}

/** Why a seat is offered, beside a registration that has just come. */
export type SeatReason = 'waitlist' | 'anotherDate' | 'cancelled' | 'newSession' | 'registered' | 'reopened';

/** What happened before, to somebody who has no seat now. */
export type NoSeatReason =
  | 'absence'
  | 'excused'
  | 'anotherDate'
  | 'unable'
  | 'cancelled'
  | 'moved'
  | 'waitlistClosed'
  | 'newSession'
  | 'registered'
  | 'reopened';

/**
 * Why a seat, or a place in a waiting list, is no longer a person's. `onRequest`: they gave it back themselves, and no other mail answers it;
 * `staff`: a member of staff took it back; `notReached`: two working days before the session nobody had reached them by phone; `furtherOn`: they
 * no longer need the session whose list they waited in.
 */
/** Every mail the service can write, as data. Words are in integrations/mail. */
export type MailContent =
  /** One mail: your registration is here, and this is your seat. */
  | (ToParticipant & {
      readonly kind: 'confirmation';
      readonly session: SessionNotice | null;
      readonly waitingRank: number | null;
      /** The « empêchement » form, filled in to withdraw: for whoever never registered. */
      readonly notMeUrl: string | null;
    })
  /** A seat came free, or another session after a cancellation or « autre date ». */
  | (ToParticipant & { readonly kind: 'seat'; readonly why: SeatReason; readonly session: SessionNotice })
  /** No seat for now: no session is fixed yet, or the next one is full. */
  | (ToParticipant & {
      readonly kind: 'noSeat';
      readonly why: NoSeatReason;
      readonly session: SessionNotice | null;
      readonly waitingRank: number | null;
    })
  | (ToParticipant & { readonly kind: 'reinvitation'; readonly session: SessionNotice })
  | (ToParticipant & { readonly kind: 'reminderWeek' | 'reminderDay'; readonly session: SessionNotice })
  | (ToParticipant & { readonly kind: 'sessionMoved'; readonly session: SessionNotice })
  | (ToParticipant & { readonly kind: 'sessionCancelled'; readonly session: SessionNotice })
  | (ToParticipant & { readonly kind: 'released'; readonly why: ReleaseReason; readonly session: SessionNotice })
  | (ToParticipant & { readonly kind: 'appointment'; readonly appointment: AppointmentNotice; readonly change: StandingChange })
  /** The working day before. */
  | (ToParticipant & { readonly kind: 'appointmentReminder' | 'appointmentCancelled'; readonly appointment: AppointmentNotice })
  /** `replyUrl`: the one link, a mail to whoever accompanies, with its subject and first words. */
  | (ToParticipant & { readonly kind: 'situation'; readonly replyUrl: string })
  /** The referent whose calendar the service may not write gets the appointment by .ics. */
  | {
      readonly kind: 'appointmentForReferent';
      readonly name: string;
      readonly ref: string;
      readonly email: string;
      readonly who: string;
      readonly appointment: AppointmentNotice;
      readonly change: AppointmentChange;
      /** What to read before meeting the person, in the words it was written in. */
      readonly background: readonly Quote[];
    }
  /** The working day before: the numbered list. */
  | {
      readonly kind: 'participantList';
      readonly name: string;
      readonly session: SessionNotice;
      readonly facilitators: readonly { readonly name: string; readonly organisation: string }[];
      /** Number on the sheet → first name and initial. */
      readonly rows: readonly { readonly number: number; readonly name: string }[];
      readonly waiting: number;
    }
  /** After the session: the prefilled attendance form. */
  | {
      readonly kind: 'attendanceRequest';
      readonly name: string;
      readonly session: SessionNotice;
      readonly url: string;
      readonly rows: readonly { readonly number: number; readonly name: string }[];
    }
  /** « Ma journée », Monday's digest, or what can't wait. */
  | {
      readonly kind: 'day';
      readonly name: string;
      readonly occasion: 'day' | 'monday' | 'urgent';
      /** The day it is for, and its number that day (2 and more only without office hours). */
      readonly date: Moment;
      readonly nth: number;
      readonly lines: readonly DayLine[];
      /** Lines beyond these, which a later mail lists. */
      readonly more: number;
      /** Null in an urgent mail, and for a reader without a code for the forms. */
      readonly standing: Standing | null;
      /** Monday's only. */
      readonly week: Week | null;
    };

/** What became of an appointment that the person and their referent are told of. Taken over: it stands, with another referent. */
export type AppointmentChange = 'fixed' | 'moved' | 'takenOver' | 'cancelled';
export type StandingChange = Exclude<AppointmentChange, 'cancelled'>;

/** Whoever is told of it keeps the appointment no more. To a participant it is said of those that are cancelled only. */
export function leavesCalendar(change: AppointmentChange): boolean {
  return change === 'takenOver' || change === 'cancelled';
}

/** Words of the person or of staff, with what they are: « Envie ». */
export interface Quote {
  readonly label: string;
  readonly text: string;
}

export interface AppointmentNotice {
  /** Stable for one appointment: UID of the .ics. */
  readonly id: string;
  readonly start: Moment;
  readonly end: Moment;
  readonly place: { readonly name: string; readonly address: string } | null;
  readonly icsSequence: number;
}

/** A worklist item with its links made for one reader; `isNew` since their last mail. */
export interface DayLine {
  readonly item: WorklistItem;
  readonly isNew: boolean;
  readonly answers: readonly { readonly label: string; readonly url: string }[];
}

import type { MailReason } from '../../domain/mail-reasons.ts';
import type { AppointmentChange, StandingChange } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatView } from '../../domain/seat.ts';
import type { Pause } from '../pause.ts';
import type { Appointment } from './state.ts';

/** What a path asks of the outside world: kept in its state until done, done one after the other. */
export type CommandBody =
  /** Find a session, take a seat, and write to the person in the same breath. */
  | {
      readonly kind: 'invite';
      readonly seq: number;
      readonly mail: InvitationMail;
      readonly why: MailReason;
      readonly quiet?: boolean;
      /** Session in whose waiting list the person keeps their place until a seat elsewhere is theirs. */
      readonly from?: string;
    }
  /** Take a seat, or a place in the waiting list, at this very session, and confirm it by mail. */
  | { readonly kind: 'register'; readonly seq: number; readonly sessionId: string }
  | { readonly kind: 'release'; readonly seq: number; readonly sessionId: string }
  | MailCommand
  /** To the participant, then to the referent unless it is a reminder. `appointment`: as it is, or as it was when it was cancelled. */
  | ({ readonly kind: 'appointment'; readonly appointment: Appointment; readonly why: MailReason } & AppointmentMail)
  | { readonly kind: 'lookAtAppointment'; readonly appointment: string }
  /** An Outlook event where that mailbox is ours to write; else a mail with .ics. */
  | {
      readonly kind: 'referentAppointment';
      readonly change: AppointmentChange;
      readonly appointment: Appointment;
      readonly inOutlook: boolean;
    }
  /** The end of the retention: the person is erased, as an administrator would do it. */
  | { readonly kind: 'erase' };

export type AppointmentMail =
  | { readonly mail: 'appointment'; readonly change: StandingChange }
  | { readonly mail: 'appointmentReminder'; readonly change: 'fixed' }
  | { readonly mail: 'appointmentCancelled'; readonly change: 'cancelled' };

export type InvitationMail = 'confirmation' | 'reinvitation' | 'seat';

export interface MailCommand {
  readonly kind: 'mail';
  readonly mail: PathMail;
  readonly why: MailReason;
  /** The seat it speaks of, where the path has moved on since; else the one it has when its turn comes. */
  readonly view?: SeatView;
  /** The session it speaks of; without a seat there any more, nothing is said. */
  readonly about?: string;
  /** Of a session that was moved: when it was to begin, as far as the person knows (ISO 8601). */
  readonly was?: string;
  /** It waits for this hour; what is no longer true by then is not said. */
  readonly notBefore?: Moment;
}

/** `pause`: a service refuses it; absent where nothing has refused it so far. */
export type Command = CommandBody & { readonly id: number; readonly pause?: Pause };

export type PathMail =
  | 'confirmation'
  | 'seat'
  | 'reinvitation'
  | 'reminderWeek'
  | 'reminderDay'
  | 'sessionMoved'
  | 'sessionCancelled'
  | 'released'
  | 'situation'
  | 'appointment'
  | 'appointmentReminder'
  | 'appointmentCancelled';

/** `refused`: the recipient's server refused the address for good; `dropped`: no longer true when its turn came. */
export type MailOutcome = 'sent' | 'inDoubt' | 'refused' | 'dropped';

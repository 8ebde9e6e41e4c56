import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { FollowUp, Origin, Unable } from '../../domain/facts.ts';
import type { MailReason } from '../../domain/mail-reasons.ts';
import type { AppointmentChange, Quote } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import type { RegistrationMessage } from '../../domain/path-start.ts';
import type { PathRecord } from '../../domain/personal-data.ts';
import type { Assignment, Plan, PlanRequest } from '../../domain/plan.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import type { AppointmentMail, MailOutcome, PathMail } from './commands.ts';

/** A registration of the same person (again), or an edit of one. Start and signal carry the same body. */
export const registrationReceived = defineSignal<[RegistrationMessage]>('registration');
/** Paths of the same person, by all that is known, which the search did not show when this one began: a person decides. */
export const nearFound = defineSignal<[{ readonly refs: readonly string[]; readonly at: Moment }]>('nearFound');
/** An edit of a registration that takes the person's consent back. */
export const consentRefused = defineSignal<[Origin]>('consentRefused');
export const followUpRecorded = defineSignal<[FollowUp]>('followUp');
/** The coordinator's answer for all paths whose first mail waits; any other path ignores it. */
export const influxAnswered = defineSignal<[InfluxAnswer]>('influxAnswered');
export const unableAnswered = defineSignal<[Unable]>('unable');
/** Session → path, until told: ignored unless its `rev` is newer. */
export const seatChanged = defineSignal<[{ readonly view: SeatView; readonly at: Moment }]>('seat.changed');
/** Planner, watch → paths that found no session, or wait in a list: there are new ones. */
export const sessionsOpened = defineSignal('sessionsOpened');
/** Erasure → path: what stands outside is given back and taken away, then the path ends. Repeated, it changes nothing. */
export const erasureRequested = defineSignal<[Moment]>('erase');
/** Erasure → paths that may name another path which was erased. */
export const otherErased = defineSignal<[{ readonly ref: string }]>('otherErased');
/** Where a person has left traces outside their path: asked before anything is erased. */
export const tracesOf = defineQuery<PathTraces>('traces');
/** A worker of another configuration has started: staff, delays or closures may have changed. One of the version that the path has changes nothing. */
export const configurationChanged = defineSignal<[{ readonly version: string }]>('configurationChanged');
/** What the path holds about its person, for the person: nothing about anybody else. */
export const everythingHeld = defineQuery<PathRecord>('everything');

export interface InfluxAnswer {
  /** False: these people are sent nothing, and their paths are closed. */
  readonly send: boolean;
  /** Staff code. */
  readonly staff: string;
  readonly origin: Origin;
}

/** Ids, keyed hashes and counts: no personal data. */
export interface PathTraces {
  /** Form responses that the path has taken, the first one first. */
  readonly responses: readonly { readonly formId: string; readonly responseId: string; readonly submitted: string }[];
  /** References of other paths that this one takes for possible duplicates. */
  readonly near: readonly string[];
  readonly matchKeys: readonly string[];
  /** Seats and places in waiting lists at sessions that have not begun. */
  readonly seats: number;
  /** Mails that wait to be sent. */
  readonly mails: number;
  /** Interviews that leave the referent's calendar. */
  readonly appointments: number;
  /** A first individual interview took place: a funder may ask for evidence of it. */
  readonly wasInterviewed: boolean;
}

export interface Addressee {
  readonly ref: string;
  readonly firstName: string;
  readonly email: string | null;
  readonly assignment: Assignment;
  /** When they were last written to, answers to their own acts apart (ISO 8601). */
  readonly lastMailAt: string | null;
}

export interface Appointment {
  readonly id: string;
  readonly sequence: number;
  readonly start: Moment;
  /** As typed; null: the organisation's usual place. */
  readonly place: string | null;
}

export interface MailRequest {
  readonly kind: PathMail;
  /** Number of this kind of mail to this person: part of its Message-ID. */
  readonly n: number;
  readonly why: MailReason;
  readonly to: Addressee;
  readonly view: SeatView | null;
  /** Nothing is written where there is no session to speak of. */
  readonly quiet?: boolean;
  /** Of a session that was moved: when it was to begin, as far as the person knows (ISO 8601). */
  readonly was?: string;
}

export interface Mailed {
  /** `refused`: the address is no good; `dropped`: no longer true when its turn came. */
  readonly outcome: MailOutcome;
  readonly at: Moment;
}

/** Nothing was sent: the mail can wait for its hour, and is asked for again then. */
export interface MailWaits {
  readonly outcome: 'later';
  readonly at: Moment;
  readonly until: Moment;
}

export interface Invitation {
  /** Null when no session takes anyone. */
  readonly view: SeatView | null;
  /** Deadlines with this seat; null where there is none. */
  readonly plan: Plan | null;
  readonly at: Moment;
  /** Null when nothing was to be written (no address), or when the mail must be tried again by itself. */
  readonly mail: Mailed['outcome'] | null;
  /** The mail server could not take it now, or its hour has not come: the path mails it by an activity of its own. */
  readonly mailLater: boolean;
  /** Sessions whose place the path gives back: the one where it waited, once a seat was found; those that kept silent and may have given one. */
  readonly toRelease: readonly string[];
  /** Of `mailLater`: not before. */
  readonly notBefore?: Moment;
}

export interface InvitationRequest {
  readonly request: SeatRequest;
  readonly plan: PlanRequest;
  readonly mail: Omit<MailRequest, 'view'>;
  /** Sessions that the person said no to. */
  readonly except: readonly string[];
  /** The person keeps their place in this session's waiting list, unless a seat is free elsewhere: `view` is null then, and nothing is written. */
  readonly waitingAt?: string;
}

export interface SessionRegistration {
  readonly sessionId: string;
  readonly request: SeatRequest;
  readonly plan: PlanRequest;
  readonly mail: Omit<MailRequest, 'view'>;
}

export interface AppointmentRequest {
  readonly to: Addressee;
  /** First name and initial, for the referent's mail only. */
  readonly who: string;
  readonly appointment: Appointment;
  /** Staff code. */
  readonly referent: string;
}

/** `n`: part of the Message-ID. */
export type ParticipantAppointmentRequest = AppointmentRequest & AppointmentMail & { readonly n: number };
export type ReferentAppointmentRequest = AppointmentRequest & {
  readonly change: AppointmentChange;
  readonly n: number;
  /** What to read before meeting the person. */
  readonly background: readonly Quote[];
};

/** Where an interview stands in the referent's Outlook, and when to look again. */
export interface SeenAppointment {
  readonly at: Moment;
  readonly lookAt: Moment;
  readonly found: 'gone' | 'standing' | { readonly start: Moment };
}

/** Local: workflows hold no configuration and do no calendar arithmetic. */
export interface PlanActivities {
  makePlan(request: PlanRequest): Promise<Plan>;
}

export interface RetentionActivities {
  /** The end of the retention: the erasure asks this path in its turn, and ends it. Run twice, it is one erasure. */
  beginErasure(request: { readonly ref: string }): Promise<void>;
}

export interface InvitationActivities {
  /** A seat at the next session with room, and the one mail that says so. Run twice, it finds the same seat and the same mail. */
  invite(request: InvitationRequest): Promise<Invitation>;
  /** A seat, or a place in the waiting list, at the session that staff chose; `view` null or refused: there is none to have. */
  registerFor(request: SessionRegistration): Promise<Invitation>;
  releaseSeat(seat: { readonly sessionId: string; readonly request: SeatRequest }): Promise<void>;
}

export interface ParticipantMailActivities {
  /** A reminder asks the session first: news that was lost on its way must not mail a wrong date. */
  mailParticipant(request: MailRequest): Promise<Mailed | MailWaits>;
}

export interface AppointmentActivities {
  /** To the participant; says besides whether the referent's calendar is ours to write. A reminder that is late says nothing. */
  mailAppointment(request: ParticipantAppointmentRequest): Promise<Mailed & { readonly referentCalendar: boolean }>;
  /** For a referent whose calendar the service may not write. */
  mailAppointmentToReferent(request: ReferentAppointmentRequest): Promise<Mailed>;
}

/** On the queue of the referent's mailbox. */
export interface AppointmentCalendarActivities {
  putAppointmentEvent(request: AppointmentRequest): Promise<{ readonly lookAt: Moment }>;
  /** An event that is gone already counts as removed. */
  removeAppointmentEvent(request: AppointmentRequest): Promise<void>;
  /** What the referent did to the event by hand. A date in the past, or a day without an hour, is nobody's appointment, and changes nothing. */
  readAppointmentEvent(request: Pick<AppointmentRequest, 'appointment' | 'referent'>): Promise<SeenAppointment>;
}

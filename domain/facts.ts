import type { Moment } from './moment.ts';

/** What identifies one version of one form response, and orders versions. */
export interface Origin {
  readonly formId: string;
  readonly responseId: string;
  /** `lastSubmittedTime`: an edited response keeps its id and raises this. */
  readonly submitted: Moment;
}

/** A person as the registration form describes them; texts are trimmed, one line (but `wish`), at most 300 characters (`wish`: 5,000). */
export interface Person {
  readonly firstName: string;
  readonly lastName: string | null;
  /** Lower case; null when missing or malformed. */
  readonly email: string | null;
  /** What was typed where an address was expected and is none: a task « coordonnées à corriger ». */
  readonly badEmail: string | null;
  /** Used by three first names or more: nothing is mailed there until a person confirms it. `email` is null then. */
  readonly unconfirmedEmail?: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly badPhone: string | null;
  /** `YYYY-MM-DD`; null when missing, unreadable, in the future or more than 110 years ago. */
  readonly birthDate: string | null;
  /** Neighbourhood id, or what was typed when none matches. */
  readonly neighbourhood: { readonly id: string } | { readonly typed: string } | null;
  readonly priorityNeighbourhood: boolean;
  readonly town: string | null;
  readonly situation: string | null;
  readonly referrer: string | null;
  readonly alreadyFollowedBy: string | null;
  /** Verbatim, in front of the referent before the first interview. */
  readonly wish: string | null;
  /** Who filled the form in for the person. */
  readonly enteredBy: string | null;
  /** « Adresse partagée », or an address seen with another first name: mails give time and place, never the project. */
  readonly sharedAddress: boolean;
}

export interface Registration {
  readonly origin: Origin;
  readonly person: Person;
}

export const CONTACT_KINDS = ['interview', 'phone', 'email', 'workshop', 'dropIn', 'attempt', 'missed'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];
export const FORM_STAGES = ['informed', 'exploring', 'building', 'training', 'settled', 'left'] as const;
export type FormStage = (typeof FORM_STAGES)[number];
export const CALL_ANSWERS = ['comes', 'anotherDate', 'notReached', 'refuses'] as const;
export type CallAnswer = (typeof CALL_ANSWERS)[number];
export const DECISIONS = [
  'none',
  'pause',
  'transfer',
  'close',
  'reopen',
  'name',
  'correct',
  'confirm',
  'addAppointment',
  'cancelAppointment',
  'takeAppointment',
] as const;
export type Decision = (typeof DECISIONS)[number];
export const SESSION_ACTIONS = ['accept', 'move', 'cancel', 'propose', 'substitute'] as const;
export type SessionAction = (typeof SESSION_ACTIONS)[number];
export const UNABLE_ANSWERS = ['cannotCome', 'anotherDate', 'withdraw'] as const;
export type UnableAnswer = (typeof UNABLE_ANSWERS)[number];

/** A member of staff recorded something about one participant. */
export interface FollowUp {
  readonly origin: Origin;
  /** Staff code (pseudonym) of the author, already checked against the form code or the verified address. */
  readonly staff: string;
  /** When it happened: the form's date, or the time of the response. */
  readonly date: Moment;
  readonly contact: ContactKind | null;
  readonly stage: FormStage | null;
  readonly appointment: Moment | null;
  /** Where, as typed; null: at the organisation's usual place. */
  readonly appointmentPlace: string | null;
  /** Number of the appointment that is moved or cancelled; null: the next one. */
  readonly ofAppointment: number | null;
  readonly decision: Decision;
  /** End of a pause or of a temporary transfer, or the training's end when `stage` is `training`. */
  readonly until: Moment | null;
  readonly reason: string | null;
  readonly note: string | null;
  readonly callAnswer: CallAnswer | null;
  /** Staff code of the adviser named, or of whom the path is transferred to. */
  readonly adviser: string | null;
  readonly newEmail: string | null;
  readonly newPhone: string | null;
  /** What became of the project, in the words of the form, with `settled` or `left`. */
  readonly outcome: string | null;
  /** Session id: register the participant for it. */
  readonly registerFor: string | null;
}

/** A facilitator acts on a session through the follow-up form. */
export interface SessionDecision {
  readonly origin: Origin;
  /** Staff code, and the name as colleagues read it. */
  readonly staff: string;
  readonly staffName: string;
  readonly action: SessionAction;
  readonly newStart: Moment | null;
  /** `newStart` as it was typed, for a prefilled answer. */
  readonly newStartTyped: string | null;
  /** Staff code of who is asked to replace; null: somebody is to be found. */
  readonly substitute: string | null;
  /** Staff codes of the substitute's organisation: only one of them can be replaced by them. Empty without a substitute. */
  readonly colleagues: readonly string[];
  /** Until when the substitute's answer is waited for; null without a substitute. */
  readonly answerBy: Moment | null;
  /** May decide about any session: coordinates, or allocates an organisation's staff. Others decide about those they lead, or are asked to. */
  readonly anySession: boolean;
  readonly reason: string | null;
  /** In words of their own, for the coordinator. */
  readonly note: string | null;
}

export const ATTENDANCE_MARKS = ['attended', 'excused', 'noShow'] as const;
export type AttendanceMark = (typeof ATTENDANCE_MARKS)[number];

/** One attendance form: row numbers as on the facilitators' list; a blank row is not in `rows`. */
export interface Attendance {
  readonly origin: Origin;
  readonly staff: string;
  readonly rows: Readonly<Record<number, AttendanceMark>>;
  /** It says who came without being registered. Their names stay in the form: they are no session's matter. */
  readonly saysWalkIns: boolean;
  /** Of them: how many are known by a first name only. */
  readonly walkInHeads: number;
  /** Of them: lines that nobody could be read from, for a person to look at. */
  readonly unreadWalkIns: readonly number[];
  /** Paths of those with name and phone, as intake found or opened them. */
  readonly walkInRefs: readonly string[];
  readonly headCount: number | null;
  readonly remarks: string | null;
  readonly filing: string | null;
  /** Names of the organisations that were there, as configured; null: not answered. */
  readonly presentOrganisations: readonly string[] | null;
  /** Where the form doesn't ask: the organisation of who sent it, else null. Proof only of a facilitator of the session, which the session knows. */
  readonly sentFrom: string | null;
}

/** Came without being registered and left name and phone; the consent is on the sign-in sheet. */
export interface WalkInPerson {
  /** From 1, as the attendance form lists them. */
  readonly line: number;
  readonly firstName: string;
  readonly lastName: string | null;
  /** E.164. */
  readonly phone: string;
}

/** The participant answers « empêchement ». */
export interface Unable {
  readonly origin: Origin;
  readonly answer: UnableAnswer;
  /** Not by the link of the person's own mails: the reference alone stands on lists, in logs and in calendars. */
  readonly byReferenceAlone?: true;
}

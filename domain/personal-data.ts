import type { Person } from './facts.ts';
import type { Moment } from './moment.ts';
import type { Stage } from './plan.ts';
import type { FormKind, SessionKind } from './programme/programme.ts';

/** A value that programs compare, and what a person reads for it. */
export interface Labelled<Code extends string = string> {
  readonly code: Code;
  readonly label: string;
}

/**
 * What a path holds about its person: the whole state, less what only steers the service. Nothing of it is about anybody else: another path is never
 * named. `Staff`: how members of staff are named, `Choice`: a choice of a form. A path knows their codes only.
 */
export interface PathRecord<Staff = string, Choice = string> {
  /** `GC-XXXX-XXXX` */
  readonly reference: string;
  readonly person: Person;
  readonly contactDetails: {
    /** Values that staff have replaced since. */
    readonly replacedEmails: readonly string[];
    readonly replacedPhones: readonly string[];
    /** The address that a person of staff vouched for. */
    readonly confirmedEmail: string | null;
    /** What another response gives, and nobody has confirmed yet. */
    readonly proposed: readonly { readonly field: 'email' | 'phone'; readonly value: string }[];
  };
  /** Each registration's, the first one first. */
  readonly wishes: readonly { readonly at: Moment; readonly words: string }[];
  /** What staff answered about a neighbourhood that the configuration doesn't know. */
  readonly neighbourhoodAnswer: { readonly typed: string; readonly priority: boolean } | null;
  readonly consentWithdrawn: Moment | null;
  readonly registeredAt: Moment;
  /** Known from a sign-in sheet only. */
  readonly provisional: boolean;
  readonly stage: Labelled<Stage> & { readonly since: Moment };
  readonly accompaniment: {
    /** Organisation id. */
    readonly organisation: string | null;
    /** Why: « 24 ans : Mission Locale ». */
    readonly reason: string;
    readonly referent: Staff | null;
    /** Since when a person has decided so; null: the age did. */
    readonly decidedAt: Moment | null;
    /** The end of a temporary transfer, and whose path it is then again. */
    readonly lentUntil: { readonly by: Staff; readonly until: Moment } | null;
    /** The name of another organisation that follows the person already, as they said. */
    readonly followedElsewhere: string | null;
  };
  readonly pause: { readonly since: Moment; readonly until: Moment | null; readonly reason: string | null } | null;
  readonly takesPartUnderAge: boolean;
  readonly unexcusedAbsences: number;
  readonly firstInterviewAt: Moment | null;
  readonly outcomes: readonly { readonly at: Moment; readonly words: string }[];
  readonly outcome: string | null;
  /** The stage before the path ended, and whether the person withdrew themselves. */
  readonly left: { readonly from: Labelled<Stage>; readonly since: Moment; readonly withdrew: boolean } | null;
  readonly exitKnownAt: Moment | null;
  /** Six months after the outcome. */
  readonly situation: { readonly askedAt: Moment | null; readonly knownAt: Moment | null; readonly words: string | null };
  readonly bookings: readonly RecordedBooking[];
  /** Sessions that have the person on their sheet, in order of time. */
  readonly attendance: readonly {
    readonly session: string;
    readonly kind: SessionKind;
    readonly title: string;
    readonly start: Moment;
    readonly mark: Labelled;
    /** Came without being registered. */
    readonly walkIn: boolean;
  }[];
  /** Interviews that stand, past and to come. */
  readonly interviews: readonly {
    readonly start: Moment;
    /** Null: the organisation's usual place. */
    readonly place: string | null;
    readonly agreedAt: Moment;
    readonly referent: Staff | null;
  }[];
  readonly notes: readonly { readonly at: Moment; readonly by: Staff; readonly words: string }[];
  readonly journal: readonly RecordedEntry<Staff>[];
  /** What was tried since the clock of the stage started. */
  readonly contacts: readonly { readonly at: Moment; readonly what: string }[];
  /** Answers that staff gave by form, as they are kept to notice what an edit changes. */
  readonly staffAnswers: readonly RecordedAnswer<Staff, Choice>[];
  readonly mails: readonly {
    readonly at: Moment;
    readonly kind: Labelled;
    readonly why: Labelled;
    readonly outcome: Labelled;
  }[];
  /** What the service will do by itself, in order of time. */
  readonly coming: readonly { readonly at: Moment; readonly what: string }[];
  /** What a person of staff has to do. */
  readonly tasks: readonly { readonly since: Moment; readonly what: string }[];
  /** Paths that may be the same person's: only their number, they may be somebody else's. */
  readonly possibleDuplicates: number;
  /** Form responses that made the path, and when each was last submitted. */
  readonly responses: readonly { readonly form: string; readonly response: string; readonly submittedAt: string }[];
  /** Keyed hashes by which the person is recognised. */
  readonly recognisedBy: readonly string[];
}

/** A seat, or a place in a waiting list. */
export interface RecordedBooking {
  readonly session: string;
  /** `path`: found by the service; `staff`: asked for by staff. */
  readonly origin: 'path' | 'staff';
  /** Null until the session has answered. */
  readonly seat: {
    readonly kind: SessionKind;
    readonly title: string;
    readonly start: Moment;
    readonly end: Moment;
    readonly place: { readonly name: string; readonly address: string };
    readonly status: Labelled;
    readonly rank: number | null;
    readonly attendance: string | null;
  } | null;
  /** ISO 8601. */
  readonly invitedAt: string | null;
  readonly notifiedAt: string | null;
}

export interface RecordedEntry<Staff> {
  readonly at: Moment;
  readonly what: string;
  /** Who recorded it; null: the person's own response, a session, or the service by itself. */
  readonly by: Staff | null;
  /** The form response that caused it; of a walk-in, with its line (`…#2`). Null: no form's. */
  readonly response: RecordedResponse | null;
}

/** By their ids of Google Forms. */
export interface RecordedResponse {
  readonly form: string;
  readonly response: string;
}

/** One response of staff to the follow-up form. */
export interface RecordedAnswer<Staff, Choice> {
  readonly form: string;
  readonly response: string;
  readonly contact: Choice | null;
  readonly callAnswer: Choice | null;
  readonly newEmail: string | null;
  readonly newPhone: string | null;
  readonly appointment: string | null;
  readonly appointmentPlace: string | null;
  readonly registerFor: string | null;
  readonly stage: Choice | null;
  readonly decision: Choice | null;
  /** ISO 8601. */
  readonly until: string | null;
  readonly reason: string | null;
  readonly outcome: string | null;
  readonly adviser: Staff | null;
}

/** A member of staff, as the person may know them. Of a code that the configuration no longer knows, the rest is null. */
export interface StaffName {
  readonly code: string;
  readonly name: string | null;
  readonly organisation: string | null;
  /** « accompagnement, co-animation » */
  readonly functions: string | null;
}

export const PERSONAL_DATA_FORMAT = 'parcours-createurs/personal-data';
/** Raised when a field changes its meaning or goes; new fields don't raise it. */
export const PERSONAL_DATA_VERSION = 1;

/** What a person is handed who asks for their data: articles 15 and 20 of the GDPR. */
export interface PersonalData extends PathRecord<StaffName, Labelled> {
  readonly format: typeof PERSONAL_DATA_FORMAT;
  readonly version: typeof PERSONAL_DATA_VERSION;
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
  readonly programme: { readonly name: string; readonly timeZone: string };
  /** Who answers for the data together. */
  readonly controllers: readonly { readonly name: string; readonly phone: string | null }[];
  /** Where to ask. */
  readonly contact: string;
  /** The neighbourhood by its name, where the programme has it. */
  readonly neighbourhood: string | null;
  /** The name of the organisation that accompanies. */
  readonly organisation: string | null;
  readonly retention: {
    readonly monthsAfterLastActivity: number;
    /** Funders who may ask for evidence about this person, and until when; null: not known yet. */
    readonly evidence: readonly { readonly funder: string; readonly until: string | null }[];
  };
  /** What the forms of `responses` are. */
  readonly forms: readonly { readonly id: string; readonly kind: FormKind }[];
}

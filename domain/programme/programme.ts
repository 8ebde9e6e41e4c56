/**
 * The programme as an administrator configures it in `groupement.yaml`, parsed and trusted.
 * Plain data: instants are ISO 8601 in UTC, local dates `YYYY-MM-DD`, local times `HH:MM`, durations ISO 8601 (`P30D`).
 */
export interface Programme {
  /** Short hash of the parsed configuration: what a plan was computed with. */
  readonly version: string;
  readonly name: string;
  /** IANA name; every person reads local time of this zone. */
  readonly timeZone: string;
  /** Responses last submitted before this instant are ignored: a form in use for years must not welcome last year's people. */
  readonly startsAt: string;
  readonly organisations: readonly Organisation[];
  /** Named, with their logos, on what is printed. */
  readonly funders: readonly Funder[];
  readonly neighbourhoods: readonly Neighbourhood[];
  readonly venues: readonly Venue[];
  /** The mailbox that organises every session. */
  readonly calendar: {
    readonly mailbox: string;
    /** Duration: staff's edits are followed once their event was left alone for so long. */
    readonly quiet: string;
  };
  readonly forms: Forms;
  /** Durations. */
  readonly polling: { readonly forms: string; readonly calendar: string };
  readonly sessions: readonly ConfiguredSession[];
  readonly plan: readonly PlanRule[];
  /** First and last day, both included, `YYYY-MM-DD`; only rules that ask for it avoid them. */
  readonly schoolHolidays?: readonly { readonly from: string; readonly to: string }[];
  readonly delays: Delays;
  /** An escalation repeats after `repeat`, at most `times` times. */
  readonly escalation: { readonly repeat: Delay; readonly times: number };
  /** When the coordinator hears that a session is short of people, or that many wait for a seat. */
  readonly sessionAlerts: {
    /** So long before the start, where fewer than `percent` of the seats are taken. */
    readonly low: { readonly before: Delay; readonly percent: number };
    /** From so many people in one waiting list on. */
    readonly waiting: number;
  };
  readonly officeHours: OfficeHours;
  readonly mail: {
    readonly from: string;
    readonly redirectTo: string | null;
    /** What the provider takes, over all workers: mails in any minute, and in any 24 hours. */
    readonly perMinute: number;
    /** New paths in one hour beyond which first mails wait for the coordinator. */
    readonly newPathsAnHour: number;
    readonly perDay: number;
  };
  readonly retention: {
    /** What the notice and the form promise. */
    readonly monthsAfterLastActivity: number;
    readonly evidence: readonly Evidence[];
  };
}

/** An operation of which a funder may ask for evidence, long after the months that are promised to everybody else. */
export interface Evidence {
  /** As people know it. */
  readonly funder: string;
  /** First and last day of the operation, both included, `YYYY-MM-DD`; null: it has no end yet. */
  readonly from: string;
  readonly to: string | null;
  /** The last day on which evidence must be there; null: not known yet, so that nothing of it may go. */
  readonly evidenceUntil: string | null;
}

export interface Funder {
  readonly name: string;
  /** Path of a PNG, JPEG or SVG. */
  readonly logo: string;
}

export interface Organisation {
  readonly id: string;
  readonly name: string;
  /** Other names people know it by: « PLIE ». */
  readonly alsoKnownAs: readonly string[];
  /** Ages accompanied, both ends included; null = no limit. */
  readonly ages: { readonly from: number | null; readonly to: number | null };
  readonly phone: string | null;
  /** Path of a PNG, JPEG or SVG for what is printed. */
  readonly logo: string | null;
  /** `contact`: the contact names the adviser; `rotate`: referents take turns. */
  readonly assignment: 'contact' | 'rotate';
  /** Where an interview takes place if nothing else is said (null: to be agreed), and how long it takes (ISO 8601). */
  readonly interviews: { readonly place: string | null; readonly duration: string };
  readonly lead: { readonly name: string; readonly email: string };
  readonly staff: readonly Staff[];
  /** First and last day closed, both included. */
  readonly closures: readonly { readonly from: string; readonly to: string }[];
}

export type Role = 'coordinator' | 'referent' | 'facilitator' | 'contact';

export interface Staff {
  /** Pseudonym in ids and search attributes; opens nothing. */
  readonly code: string;
  /** Secret that a member of staff types (or has prefilled) in the staff's forms. */
  readonly formCode: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** The service may write interviews to this mailbox's calendar. */
  readonly outlook: boolean;
  /** Neighbourhood ids this person takes first. */
  readonly neighbourhoods: readonly string[];
  readonly organisation: string;
}

export interface Neighbourhood {
  readonly id: string;
  readonly name: string;
  readonly priority: boolean;
}

export interface Venue {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly capacity: number;
}

export const SESSION_KINDS = ['info', 'workshop', 'dropIn', 'outreach'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** A session with a fixed date; `start` and `end` are local date-times without offset. */
export interface ConfiguredSession {
  readonly id: string;
  readonly kind: SessionKind;
  readonly title: string | null;
  readonly start: string;
  readonly end: string;
  readonly venue: string;
  readonly facilitators: readonly string[];
  readonly capacity: number;
}

/** « Two information sessions a month »: the planner fills the coming weeks by it. */
export interface PlanRule {
  readonly kind: SessionKind;
  readonly title: string | null;
  readonly perMonth: number;
  readonly weekdays: readonly Weekday[];
  readonly at: string;
  readonly duration: string;
  /** The first of `venues`. */
  readonly venue: string;
  /** Venue ids in order of preference: the next one where the first is taken. Absent: `venue` alone. */
  readonly venues?: readonly string[];
  /** Each session at the next of `venues`, in turn: drop-ins go from one neighbourhood to another. */
  readonly rotate?: boolean;
  readonly avoidSchoolHolidays?: boolean;
  readonly facilitators: readonly string[];
  readonly capacity: number;
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Business days of the French calendar less the organisation's closures, or a plain duration. */
export type Delay = { readonly businessDays: number } | { readonly duration: string };

export interface Delays {
  readonly registered: { readonly coordinator: Delay };
  /** Co-facilitators' answers: asked for so long before the session, the coordinator told so long after. */
  readonly answers: { readonly before: Delay; readonly coordinator: Delay };
  /** After the session's end. */
  readonly invited: { readonly facilitator: Delay; readonly coordinator: Delay };
  readonly noShow: { readonly referent: Delay; readonly coordinator: Delay };
  readonly informed: { readonly referent: Delay; readonly coordinator: Delay };
  readonly exploring: { readonly referent: Delay; readonly coordinator: Delay };
  readonly building: { readonly referent: Delay; readonly coordinator: Delay };
  /** After the training's end. */
  readonly training: { readonly referent: Delay; readonly coordinator: Delay };
  readonly settled: { readonly followUp: Delay; readonly referent: Delay; readonly coordinator: Delay };
  readonly left: { readonly exitFacts: Delay };
}

/** `always`: a trial or a demonstration, nothing waits for an hour; `watch` is how often a worklist then looks for news. */
export type OfficeHours =
  | { readonly always: true }
  | { readonly always: false; readonly days: readonly Weekday[]; readonly from: string; readonly to: string; readonly dayMail: string };

export const FORM_KINDS = ['registration', 'attendance', 'followUp', 'unable'] as const;
export type FormKind = (typeof FORM_KINDS)[number];

/**
 * One form: where it is, which question carries which field (title or question id), and the labels of its options.
 * `prefill` overrides the number in `entry.<number>` of a prefilled link, by field; without it the question id is read as hexadecimal.
 */
export interface FormMapping<Field extends string> {
  readonly formId: string;
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  readonly choices: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly prefill: Readonly<Record<string, string>>;
  /** The address a person opens, when it is not `https://docs.google.com/forms/d/<formId>/viewform`. */
  readonly url: string | null;
}

export const REGISTRATION_FIELDS = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'birthDate',
  'neighbourhood',
  'town',
  'situation',
  'referrer',
  'alreadyFollowedBy',
  'wish',
  'enteredBy',
  'consent',
  'replaces',
  'sharedAddress',
] as const; // prettier-ignore
export type RegistrationField = (typeof REGISTRATION_FIELDS)[number];

export const ATTENDANCE_FIELDS = [
  'session',
  'staffCode',
  'grid',
  'walkIns',
  'headCount',
  'remarks',
  'filing',
  'presentOrganisations',
] as const;
export type AttendanceField = (typeof ATTENDANCE_FIELDS)[number];

export const FOLLOW_UP_FIELDS = [
  'reference',
  'lastName',
  'firstName',
  'staffCode',
  'date',
  'contact',
  'stage',
  'appointment',
  'appointmentPlace',
  'ofAppointment',
  'decision',
  'until',
  'reason',
  'note',
  'callAnswer',
  'adviser',
  'newEmail',
  'newPhone',
  'session',
  'sessionAction',
  'newStart',
  'outcome',
] as const; // prettier-ignore
export type FollowUpField = (typeof FOLLOW_UP_FIELDS)[number];

export const UNABLE_FIELDS = ['reference', 'answer'] as const;
export type UnableField = (typeof UNABLE_FIELDS)[number];

export interface Forms {
  readonly registration: FormMapping<RegistrationField>;
  readonly attendance: FormMapping<AttendanceField>;
  readonly followUp: FormMapping<FollowUpField>;
  readonly unable: FormMapping<UnableField>;
}

/** Everybody of every organisation, by staff code. */
export function staffByCode({ organisations }: Pick<Programme, 'organisations'>): ReadonlyMap<string, Staff> {
  return new Map(organisations.flatMap(({ staff }) => staff.map((member) => [member.code, member] as const)));
}

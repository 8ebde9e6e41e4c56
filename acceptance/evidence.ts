import type { Mail } from './mailbox.ts';
import { REFERENCE_PROPERTY, SEARCH_ATTRIBUTES } from './names.ts';

/** What partners, mailbox and Temporal show after a story: nothing of it comes from the service's own code. */
export interface Readings {
  /** The configuration file, as it stands on the disk. */
  readonly programme: Programme;
  readonly mails: readonly Mail[];
  /** Events by mailbox, from Microsoft Graph. */
  readonly calendars: Readonly<Record<string, readonly GraphEvent[]>>;
  readonly workflows: readonly WorkflowSeen[];
  /** When workers were killed, ISO 8601 UTC. */
  readonly kills: readonly string[];
  /** When the readings were taken, ISO 8601 UTC. */
  readonly until: string;
}

/** Of the demonstration: a small world, read to its last byte, and nothing of the story's own memory. */
export interface Evidence extends Readings {
  /** Responses by form, from Google's API. */
  readonly responses: Readonly<Record<FormKind, readonly Response[]>>;
  readonly ledger: readonly LedgerEntry[];
  readonly workflows: readonly WorkflowRead[];
  /** Files that must know nobody: the database, the logs. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** Of a soak: thousands of people, so that of some things only the sum is kept; and what those who drive it did, as they did it. */
export interface SoakEvidence extends Readings {
  readonly seed: number;
  readonly rules: Rules;
  /** Addresses of everybody who registered. */
  readonly people: readonly string[];
  readonly edits: readonly Edit[];
  readonly answers: readonly InvitationAnswer[];
  readonly acts: readonly Act[];
  readonly strikes: readonly Strike[];
  /** What the session that a path counts on answers about its seat, by reference. */
  readonly seats: Readonly<Record<string, SeatSeen | null>>;
  readonly graph: GraphLoad;
}

export type FormKind = 'registration' | 'attendance' | 'followUp' | 'unable';
export const FORM_KINDS: readonly FormKind[] = ['registration', 'attendance', 'followUp', 'unable'];

/** One response, its answers by the field name of the configuration (`grid 3` for row 3 of a grid). */
export interface Response {
  readonly responseId: string;
  readonly createTime: string;
  readonly lastSubmittedTime: string;
  readonly answers: Readonly<Record<string, string>>;
}

export interface LedgerEntry {
  readonly n: number;
  readonly realAt: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  readonly fault: string | null;
  readonly requestBody: unknown;
  readonly responseBody: unknown;
}

export interface GraphEvent {
  readonly id: string;
  readonly subject: string;
  readonly transactionId?: string | null;
  readonly isCancelled?: boolean;
  readonly body?: { readonly content?: string };
  readonly start: { readonly dateTime: string };
  readonly end: { readonly dateTime: string };
  readonly location?: { readonly displayName: string };
  /** Our reference among them. */
  readonly singleValueExtendedProperties?: readonly { readonly id: string; readonly value: string }[];
  readonly attendees?: readonly { readonly emailAddress: { readonly address: string } }[];
}

export interface WorkflowSeen {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Decoded. */
  readonly memo: Readonly<Record<string, unknown>>;
}

/** With its details and its history. */
export interface WorkflowRead extends WorkflowSeen {
  /** Current details: Markdown, decoded. */
  readonly details: string;
  readonly failedTasks: number;
  readonly failedActivities: number;
  /** Worker processes that worked on it. */
  readonly identities: readonly string[];
}

/** The part of the configuration file that checks read. */
export interface Programme {
  readonly programme: { readonly timeZone?: string };
  readonly organisations: readonly {
    readonly id: string;
    readonly name: string;
    readonly ages: { readonly from?: number; readonly to?: number };
    readonly lead: { readonly email: string };
    readonly staff: readonly {
      readonly code: string;
      /** By which they sign forms. */
      readonly formCode: string;
      readonly name: string;
      readonly email: string;
      readonly roles: readonly string[];
      readonly outlook?: boolean;
    }[];
  }[];
  readonly calendar: { readonly mailbox: string };
  readonly forms: Readonly<
    Record<
      FormKind,
      {
        readonly formId: string;
        readonly fields: Readonly<Record<string, string>>;
        readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>;
      }
    >
  >;
  readonly sessions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly title: string;
    readonly start: string;
    readonly end: string;
    readonly facilitators: readonly string[];
  }[];
  readonly plan?: readonly { readonly kind: string; readonly facilitators: readonly string[] }[];
  readonly delays: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

// ── What a soak adds ───────────────────────────────────────────────────────────────────────────────────────────

export interface Rules {
  readonly pollingMs: number;
  readonly quietMs: number;
  readonly formsPollingMs: number;
  /** Besides polling and quiet time: many edits at once, three calls at a time. */
  readonly plainAllowanceMs: number;
  /** Instead, where a killed worker's work is taken over, or a refusing service is asked again later. */
  readonly allowanceMs: number;
  /** Session id → seats, of those in the configuration. */
  readonly capacities: Readonly<Record<string, number>>;
  /** Of an event made by hand in the place that the generator names. */
  readonly adoptedCapacity: number;
  /** A title of this kind makes an event a session. */
  readonly sessionTitle: string;
  readonly facilitators: number;
}

/** What staff did in the calendar, or decided by form. */
export interface Edit {
  readonly at: string;
  readonly kind: 'move' | 'place' | 'delete' | 'create' | 'strip' | 'formMove' | 'formCancel' | 'substitute';
  readonly eventId: string;
  /** Null for an event made by hand. */
  readonly session: string | null;
  /** Address of who said that they come instead. */
  readonly substitute?: string;
}

/** What a facilitator answered to the invitation, in their own Outlook. */
export interface InvitationAnswer {
  readonly at: string;
  readonly eventId: string;
  readonly response: 'accepted' | 'declined';
}

/** What a participant did, by form. */
export interface Act {
  readonly at: string;
  readonly kind: 'cannotCome' | 'anotherDate' | 'withdraw' | 'again' | 'register';
  readonly address: string;
}

/** A request that met an injected fault. */
export interface Strike {
  readonly at: string;
  readonly fault: string;
  /** The event's id, `changes` where the calendar was looked through, a form's id, or the recipient's address; empty for anything else. */
  readonly about: string;
}

/** A participant's seat, as its session answers. */
export interface SeatSeen {
  readonly status: string;
  readonly start: string;
  readonly end: string;
  readonly place: { readonly name: string; readonly address: string };
  readonly icsSequence: number;
}

export interface GraphLoad {
  /** Most requests at one time, by mailbox, as the mailbox's own side counted them. */
  readonly greatest: Readonly<Record<string, number>>;
  /** Readings of the whole calendar. */
  readonly fullReadings: number;
  /** Answered « 410, read everything again ». */
  readonly forgotten: number;
  /** Writes to events that succeeded. */
  readonly writes: readonly { readonly at: string; readonly eventId: string }[];
}

// ── Checks ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * A check says how many items it looked at, and fails at none: `wrong` are those that are not as they should be, in words without
 * personal data.
 */
export function check(name: string, looked: number, what: string, wrong: readonly string[], least = 1): Check {
  const shown = wrong.slice(0, 5).join(' ; ');
  const more = wrong.length > 5 ? ` … (${wrong.length})` : '';
  if (wrong.length > 0) return { name, ok: false, detail: `${looked} ${what}; wrong: ${shown}${more}` };
  if (looked < least) return { name, ok: false, detail: `${looked} ${what}: at least ${least} expected` };
  return { name, ok: true, detail: `${looked} ${what}` };
}

export type Staff = Programme['organisations'][number]['staff'][number] & { readonly organisation: string };

export function staffOf({ organisations }: Programme): readonly Staff[] {
  return organisations.flatMap(({ staff, ...organisation }) => staff.map((member) => ({ ...member, organisation: organisation.id })));
}

/** Names of the organisations whose staff these codes are. */
export function organisationsOf({ organisations }: Programme, codes: readonly string[]): readonly string[] {
  return organisations.filter(({ staff }) => staff.some(({ code }) => codes.includes(code))).map(({ name }) => name);
}

export function coordinatorOf(programme: Programme) {
  const coordinator = staffOf(programme).find(({ roles }) => roles.includes('coordinator'));
  if (!coordinator) throw new Error('The configuration names no coordinator.');
  return coordinator;
}

/** Staff code; empty while nobody is named. */
export function referentOf(path: WorkflowSeen | undefined): string {
  const code = path?.attributes[SEARCH_ATTRIBUTES.referent];
  return typeof code === 'string' ? code : '';
}

/** The service's reference, which hangs on an event unseen; null where there is none. */
export function referenceOf({ singleValueExtendedProperties = [] }: GraphEvent): string | null {
  return singleValueExtendedProperties.find(({ id }) => id.toLowerCase() === REFERENCE_PROPERTY.toLowerCase())?.value ?? null;
}

import type { Mail } from './mailbox.ts';

/** What the world outside shows after the demonstration: nothing here comes from the story's own memory. */
export interface Evidence {
  /** The configuration file, as it stands on the disk. */
  readonly programme: Programme;
  /** Responses by form, from Google's API. */
  readonly responses: Readonly<Record<FormKind, readonly Response[]>>;
  readonly mails: readonly Mail[];
  readonly ledger: readonly LedgerEntry[];
  /** Events by mailbox, from Microsoft Graph. */
  readonly calendars: Readonly<Record<string, readonly GraphEvent[]>>;
  readonly workflows: readonly WorkflowSeen[];
  /** Files that must know nobody: the database, the logs. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** When the evidence was taken, ISO 8601 UTC. */
  readonly until: string;
  /** Workers killed on the way. */
  readonly kills: number;
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

export function staffOf({ organisations }: Programme) {
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
  const code = path?.attributes['GcReferent'];
  return typeof code === 'string' ? code : '';
}

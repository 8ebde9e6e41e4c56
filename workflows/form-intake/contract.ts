import { defineSignal } from '@temporalio/workflow';
import type { DismissedUntil } from '../../domain/dismissal.ts';
import type { Arrivals } from '../../domain/influx.ts';
import type { Moment } from '../../domain/moment.ts';
import type { FormKind } from '../../domain/programme/programme.ts';
import type { QuarantineEntry, QuarantineReason, UnprovenReason } from '../../domain/quarantine.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';

/** Why nothing of a form is taken for now; its cursor stands still. */
export interface Suspension {
  /**
   * A partner's refusal, a required question that is gone, or, once form or configuration have changed, more than 50 quarantines of one reason within a
   * month and most of a page unreadable, wrong codes and links aside.
   */
  readonly code: ServiceErrorCode | 'question-missing' | 'too-many-quarantined';
  readonly since: Moment;
  /** Titles of the questions concerned, or the reason, without personal data. */
  readonly about: readonly string[];
}

/** A path that was started, or joined by another registration, and that the search does not show as such yet. No personal data. */
export interface Unseen {
  readonly ref: string;
  /** When its first registration was submitted (ISO 8601). */
  readonly since: string;
  /** HMACs of what a person is recognised by. */
  readonly keys: readonly string[];
  /** The path began with this hand-over: looked at for doubles once the search shows it. */
  readonly isNew: boolean;
  /** When it was handed over (ISO 8601). */
  readonly at: string;
}

/** Responses of staff for which nobody vouched, taken together: somebody may be guessing codes. */
export interface WrongCodes {
  /** Since the first one, until none came for a month. */
  readonly byReason: Readonly<Partial<Record<UnprovenReason, WrongCodeCount>>>;
  /** The last local day on which one was sent (`2026-12-01`), and how many by then. */
  readonly day: { readonly on: string; readonly count: number } | null;
  /** The last day on which more were sent than slips explain. */
  readonly burst: { readonly on: string; readonly count: number; readonly last: Moment } | null;
}

export interface WrongCodeCount {
  readonly count: number;
  readonly first: Moment;
  readonly last: Moment;
}

/**
 * What intake knows of one form, carried from one activity to the next. No personal data: ids, hashes, question ids and counts.
 */
export interface IntakeMemory {
  /** Greatest `lastSubmittedTime` handed over (Google's clock); null before the first page. */
  readonly cursor: Moment | null;
  /** Hashes of (response, lastSubmittedTime) handled and still inside the overlap. */
  readonly handled: readonly string[];
  /** UTC day (older ones: month) of `lastSubmittedTime` → XOR of the hashes handled: what the nightly full list is compared with. */
  readonly digests: Readonly<Record<string, string>>;
  /** Field → the title (or id) it was found by, the question ids that carried it, and for an id the title that its question had. */
  readonly learned: Readonly<Record<string, { readonly title: string; readonly ids: readonly string[]; readonly lastTitle?: string }>>;
  /** Organisation → registrations so far: whose turn it is among its referents. */
  readonly turns: Readonly<Record<string, number>>;
  /** New paths of the latest hour. */
  readonly arrivals: Arrivals;
  readonly quarantined: readonly QuarantineEntry[];
  /**
   * How many more were set aside than are remembered one by one, wrong codes aside. They stand in the form: each day's full list reads them again,
   * as if they had never been read, and those that find no room are counted anew.
   */
  readonly unlisted: number;
  readonly wrongCodes: WrongCodes;
  /** Persons handed over lately whom the search does not show yet: recognised by these until it does. */
  readonly unseen: readonly Unseen[];
  readonly suspended: Suspension | null;
  /** Titles of optional questions that the form no longer has. */
  readonly drift: readonly string[];
  /** Version of the configuration, and fingerprint of the form's structure, that the last page was read with. */
  readonly version: string | null;
  readonly fingerprint: string | null;
  /** Local day of the last full list. */
  readonly fullListOn: string | null;
}

/** Coordinator → intake: responses that were set aside for this reason are no longer to be told. */
export const responsesDismissed = defineSignal<[Dismissal]>('responsesDismissed');

export interface Dismissal {
  readonly reason: QuarantineReason;
  /** Those that were submitted by then (ISO 8601). */
  readonly at: string;
}

export interface PollRequest {
  readonly form: FormKind;
  readonly memory: IntakeMemory;
  readonly dismissed: DismissedUntil;
}

/** What one activity did, besides its new memory. */
export interface IntakeCounts {
  readonly handedOver: number;
  /** Registrations that became a new path; the others joined one. */
  readonly started: number;
  readonly quarantined: number;
  /** Quarantined ones that were taken, replaced or withdrawn since. */
  readonly mended: number;
  /** Registrations without consent: nothing is kept. */
  readonly refused: number;
}

export interface PollResult {
  readonly memory: IntakeMemory;
  readonly counts: IntakeCounts;
  readonly at: Moment;
  /** Worklist code of the coordinator. */
  readonly coordinator: string;
}

export interface IntakeActivities {
  /** Reads a form again and again; returns when there is something to tell, or after six hours. */
  pollForm(request: PollRequest): Promise<PollResult>;
}

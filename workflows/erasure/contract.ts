import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Moment } from '../../domain/moment.ts';
import type { FormKind } from '../../domain/programme/programme.ts';

/** Administrator → erasure: the person has come back by a restored database, or a first time left something over. */
export const eraseAgain = defineSignal('eraseAgain');
/** Intake → erasure: « Fait », what the person had sent in is deleted from the forms. */
export const responsesDeleted = defineSignal('responsesDeleted');
/** Intake → erasure: a response of the person was edited or read anew, and so is still in its form. Nothing of it is taken. */
export const responseCameAgain = defineSignal<[OwnResponse]>('responseCameAgain');
/** How far it is. */
export const erasureProgress = defineQuery<ErasureProgress>('progress');

export interface ErasureStart {
  /** `GC-XXXX-XXXX` */
  readonly ref: string;
}

export const ERASURE_STEPS = ['traces', 'path', 'others', 'sessions', 'deletion', 'done'] as const;
export type ErasureStep = (typeof ERASURE_STEPS)[number];

export interface ErasureProgress {
  /** What is done next; `done`: nothing. */
  readonly step: ErasureStep;
  readonly doneAt: Moment | null;
  /** Sessions that forgot the person. */
  readonly sessions: number;
  /** Responses that wait to be deleted in the forms, by hand. */
  readonly responses: readonly OwnResponse[];
}

/** A response that is the person's own, or a line of a sheet that names them. */
export interface OwnResponse {
  readonly form: FormKind;
  /** `R-XXXX-XXXX` */
  readonly number: string;
  readonly submitted: Moment;
}

/** Where the person left something, as the path knew it. Ids, keyed hashes and counts: no personal data. */
export interface Traces {
  readonly at: Moment;
  /** Worklist code of the coordinator. */
  readonly coordinator: string;
  /** Keyed hashes of responses from which a path would begin: none begins from them any more. */
  readonly origins: readonly string[];
  readonly responses: readonly OwnResponse[];
  /** References of paths that may take this one for a possible duplicate. */
  readonly others: readonly string[];
}

type Of<T = unknown> = { readonly ref: string } & T;

/** Each may run twice, and finds done what is done. */
export interface ErasureActivities {
  findTraces(request: Of): Promise<Traces>;
  /** The path gives seats back, takes interviews out of calendars, and ends. */
  endPath(request: Of<{ readonly at: Moment }>): Promise<void>;
  tellOthers(request: Of<Pick<Traces, 'others'>>): Promise<void>;
  /** Ids of sessions, open and closed, of which a run that is still kept names the person. */
  findSessions(request: Of): Promise<readonly string[]>;
  /** The session forgets the person and begins anew; its earlier runs are deleted. One that is over goes as a whole. */
  forgetInSession(request: Of<{ readonly session: string }>): Promise<void>;
  /** Deletes every run of the path, once the search shows which responses begin none any more. */
  deletePath(request: Of<Pick<Traces, 'origins'>>): Promise<void>;
}

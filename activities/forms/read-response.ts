import type { FormKind } from '../../domain/programme/programme.ts';
import type { LinkableAnswer, QuarantineReason } from '../../domain/quarantine.ts';
import { type Reading, Unusable } from './answers.ts';
import { type AttendanceFact, readAttendance } from './attendance.ts';
import { type FollowUpFact, readFollowUp } from './follow-up.ts';
import { type RegistrationFact, readRegistration } from './registration.ts';
import { readUnable, type UnableFact } from './unable.ts';

export type Fact = RegistrationFact | AttendanceFact | FollowUpFact | UnableFact;

export type ReadOutcome = { readonly ok: Fact } | Unread;

export interface Unread {
  readonly quarantine: QuarantineReason;
  readonly field: string | null;
  /** Staff code of the author; null: unknown, or nobody of the staff. */
  readonly author: string | null;
  /** What a fresh link fills in, where the response came by an expired one. */
  readonly answer?: LinkableAnswer;
}

const READERS: Readonly<Record<FormKind, (reading: Reading) => Fact>> = {
  registration: readRegistration,
  attendance: readAttendance,
  followUp: readFollowUp,
  unable: readUnable,
};

/** What a response says, or why a person must look at it. Never throws: one bad response must not block the others. */
export function readResponse(kind: FormKind, reading: Reading): ReadOutcome {
  try {
    return { ok: READERS[kind](reading) };
  } catch (error) {
    if (!(error instanceof Unusable)) return { quarantine: 'unreadable', field: null, author: null };
    const { reason, field, author, answer } = error;
    return { quarantine: reason, field, author, ...(answer === null ? {} : { answer }) };
  }
}

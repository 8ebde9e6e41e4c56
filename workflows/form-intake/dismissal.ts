import { type DismissedUntil, isDismissed } from '../../domain/dismissal.ts';
import type { FormKind } from '../../domain/programme/programme.ts';
import type { Dismissal, IntakeMemory } from './contract.ts';

/** What the coordinator has dismissed. */
export interface Dismissed {
  readonly until: DismissedUntil;
  /** How many that nobody remembers one by one, until a full list has counted the others anew. */
  readonly unlisted: number;
}

export const NOTHING_DISMISSED: Dismissed = { until: {}, unlisted: 0 };

/** Forms that anybody may fill in, as often as they like. */
const PUBLIC: ReadonlySet<FormKind> = new Set(['registration', 'unable']);

export function isPublic(form: FormKind): boolean {
  return PUBLIC.has(form);
}

export function dismissedWith({ until }: Dismissed, { unlisted }: Pick<IntakeMemory, 'unlisted'>, { reason, at }: Dismissal): Dismissed {
  return { until: { ...until, [reason]: at }, unlisted };
}

/** Of those that nobody remembers one by one there are never more dismissed than there are. */
export function dismissedOf({ until, unlisted }: Dismissed, memory: Pick<IntakeMemory, 'unlisted'>): Dismissed {
  return { until, unlisted: Math.min(unlisted, memory.unlisted) };
}

/** The activity that read the form while they were dismissed brings them back with its report. */
export function withoutDismissed(memory: IntakeMemory, { until }: Dismissed): IntakeMemory {
  return { ...memory, quarantined: memory.quarantined.filter((entry) => !isDismissed(entry, until)) };
}

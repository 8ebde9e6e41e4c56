import type { FormKind } from '../../domain/programme/programme.ts';
import type { QuarantineEntry } from '../../domain/quarantine.ts';
import type { Dismissal, IntakeMemory } from './contract.ts';

/** What the coordinator has dismissed: they stand in the form, and on no worklist. */
export interface Dismissed {
  /** Reason → until when its responses were submitted (ISO 8601). */
  readonly until: Readonly<Partial<Record<QuarantineEntry['reason'], string>>>;
  /** How many that nobody remembers one by one. */
  readonly unlisted: number;
}

export const NOTHING_DISMISSED: Dismissed = { until: {}, unlisted: 0 };

/** Forms that anybody may fill in, as often as they like. */
const PUBLIC: ReadonlySet<FormKind> = new Set(['registration', 'unable']);

export function isPublic(form: FormKind): boolean {
  return PUBLIC.has(form);
}

/** Those of this reason that were submitted by then; a later one is another. */
export function dismissedWith({ until }: Dismissed, { unlisted }: Pick<IntakeMemory, 'unlisted'>, { reason, at }: Dismissal): Dismissed {
  return { until: { ...until, [reason]: at }, unlisted };
}

/** The activity that reads the form has its own memory, and may bring them back with its next report. */
export function withoutDismissed(memory: IntakeMemory, { until }: Dismissed): IntakeMemory {
  return { ...memory, quarantined: memory.quarantined.filter(({ reason, at }) => at.at > (until[reason] ?? '')) };
}

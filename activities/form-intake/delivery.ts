import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import PQueue from 'p-queue';
import type { Programme } from '../../domain/programme/programme.ts';
import type { LinkableAnswer, PathChoice, QuarantineReason } from '../../domain/quarantine.ts';
import type { Unseen } from '../../workflows/form-intake/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Keys } from './keys.ts';
import type { KnownPath } from './matching.ts';
import type { PathSearch } from './path-search.ts';
import { isInvalidArgument } from './path-search.ts';

/** What became of one response. */
export type Delivery =
  | {
      readonly kind: 'accepted';
      readonly replaces: string | null;
      /** Paths that began or learned more of their person by this response. */
      readonly handed: readonly Handed[];
    }
  | { readonly kind: 'refused' }
  | Quarantined;

export interface Quarantined {
  readonly kind: 'quarantine';
  readonly reason: QuarantineReason;
  readonly field: string | null;
  /** Staff code of the response's author; null: unknown, or nobody of the staff. */
  readonly author: string | null;
  readonly answer?: LinkableAnswer;
  readonly choice?: PathChoice;
}

/** Everything that belongs to one owner goes in the order of the tasks, one at a time. */
export interface Task {
  readonly responseId: string;
  /** A workflow id, or a path that has none yet. */
  readonly owner: string | KnownPath;
  readonly run: () => Promise<Delivery>;
}

export interface Handover {
  readonly client: Client;
  readonly programme: Programme;
  readonly deadlines: Deadlines;
  readonly keys: Keys;
  readonly search: PathSearch;
}

export const OWNERS_AT_ONCE = 40;

/** What a path was handed: the person is recognised by its keys from now on, whatever the search shows. */
export type Handed = Omit<Unseen, 'at'>;

export const ACCEPTED: Delivery = { kind: 'accepted', replaces: null, handed: [] };

export function quarantine(reason: QuarantineReason, field: string | null = null, author: string | null = null): Quarantined {
  return { kind: 'quarantine', reason, field, author };
}

/** Owners in parallel, each in order. An error that isn't one response's own ends the pass: the page comes again, owners recognise what they have. */
export async function runTasks(tasks: readonly Task[]): Promise<ReadonlyMap<string, Delivery>> {
  const results = new Map<string, Delivery>();
  const queue = new PQueue({ concurrency: OWNERS_AT_ONCE });
  const settled = await Promise.allSettled(
    [...byOwner(tasks).values()].map((own) =>
      queue.add(async () => {
        for (const { responseId, run } of own) results.set(responseId, await run());
      }),
    ),
  );
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  return results;
}

/** A plain signal; a missing owner means that a person must look: starting one would bring the erased back. */
export async function send(missing: QuarantineReason, field: string, signal: () => Promise<void>): Promise<Delivery> {
  try {
    await signal();
    return ACCEPTED;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return quarantine(missing, field);
    if (isInvalidArgument(error)) return quarantine('not-delivered');
    throw error;
  }
}

function byOwner(tasks: readonly Task[]): Map<Task['owner'], Task[]> {
  const groups = new Map<Task['owner'], Task[]>();
  for (const task of tasks) groups.set(task.owner, [...(groups.get(task.owner) ?? []), task]);
  return groups;
}

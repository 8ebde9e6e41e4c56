import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { sessionsThatName } from '../activities/erasure/mentions.ts';
import { latestRun, runsOf } from '../activities/erasure/runs.ts';
import { workflowIds } from '../domain/workflow-ids.ts';
import { type ErasureProgress, type ErasureStart, eraseAgain, erasureProgress } from '../workflows/erasure/contract.ts';
import { type PathTraces, tracesOf } from '../workflows/participant-path/contract.ts';

/** What an erasure would change, and what one has changed already. References, workflow ids and counts: no personal data. */
export interface ErasurePlan {
  readonly ref: string;
  /** Runs of the path that are kept; 0: no path has this reference. */
  readonly runs: number;
  /** Null where no path is, or no worker answers for it. */
  readonly traces: PathTraces | null;
  /** Workflow ids. */
  readonly sessions: readonly string[];
  /** Null: nobody has asked for it. */
  readonly begun: ErasureProgress | null;
}

/** Changes nothing. */
export async function planErasure(client: Client, ref: string): Promise<ErasurePlan> {
  const path = workflowIds.path(ref);
  const [runs, latest, begun] = await Promise.all([runsOf(client, path), latestRun(client, path), progressOf(client, ref)]);
  const isKept = latest !== null;
  return {
    ref,
    runs: isKept ? Math.max(1, runs.length) : 0,
    traces: isKept ? await orNull(() => client.workflow.getHandle(path).query(tracesOf)) : null,
    sessions: isKept || begun !== null ? await sessionsThatName(client, ref) : [],
    begun,
  };
}

/** Begins it, or goes on with one that was begun; begins anew where something is left after one that was done. */
export async function beginErasure(client: Client, { ref, runs, sessions, begun }: ErasurePlan, taskQueue: string): Promise<void> {
  const workflowId = workflowIds.erasure(ref);
  const start: ErasureStart = { ref };
  await client.workflow.start('erasure', { workflowId, taskQueue, args: [start], workflowIdConflictPolicy: 'USE_EXISTING' });
  const isLeft = runs > 0 || sessions.length > 0;
  if (begun?.step === 'done' && isLeft) await client.workflow.getHandle(workflowId).signal(eraseAgain);
}

/** Null where it was never begun, or no worker answers for it. */
export function progressOf(client: Client, ref: string): Promise<ErasureProgress | null> {
  return orNull(() => client.workflow.getHandle(workflowIds.erasure(ref)).query(erasureProgress));
}

const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const FAILED_PRECONDITION = 9;

/** A query waits for a worker, and is given up after a while. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isUnanswered(error)) return null;
    throw error;
  }
}

function isUnanswered(error: unknown): boolean {
  const cause = Error.isError(error) ? error.cause : undefined;
  return [error, cause].some((one) => isGrpcServiceError(one) && [CANCELLED, DEADLINE_EXCEEDED, FAILED_PRECONDITION].includes(one.code));
}

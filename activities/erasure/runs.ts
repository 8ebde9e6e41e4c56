import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { isNotFound, type ListClient, listExecutions, quoted } from '../shared/listed-executions.ts';

/** One run of a workflow that is still kept. */
export interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/** The search lags by tens of milliseconds, and what is deleted goes a little later. */
const LOOK_EVERY_MS = 300;
const PATIENCE_MS = 90_000;
const PAGE_SIZE = 1000;

/** Open and closed ones. @param condition of the search */
export function listRuns(client: ListClient, condition: string): AsyncIterable<Run> {
  return listExecutions(client, condition, PAGE_SIZE);
}

export async function runsOf(client: ListClient, workflowId: string): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for await (const run of listRuns(client, `WorkflowId = ${quoted(workflowId)}`)) runs.push(run);
  return runs;
}

/** The latest run, open or closed, which the search may not show yet; null where no run is kept. */
export async function latestRun(client: Client, workflowId: string): Promise<(Run & { readonly isOpen: boolean }) | null> {
  try {
    const { runId, status } = await client.workflow.getHandle(workflowId).describe();
    return { workflowId, runId, isOpen: status.name === 'RUNNING' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** With its history and all that the search knows of it. One that is gone already counts as deleted. */
export async function deleteRun({ workflowService, options: { namespace } }: ListClient, { workflowId, runId }: Run): Promise<void> {
  try {
    await workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Looks again and again until it is so. @throws Error after a minute and a half: the activity is tried again */
export async function until(
  isSo: () => Promise<boolean>,
  what: string,
  { patienceMs = PATIENCE_MS, beat = () => undefined }: Patience = {},
) {
  const end = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what} is waited for in vain`);
    beat();
    await setTimeout(LOOK_EVERY_MS);
  }
}

interface Patience {
  readonly patienceMs?: number;
  /** A sign of life at each look. */
  readonly beat?: () => void;
}

import type { Payload } from '@temporalio/common';
import { foundOrNull, type ListClient } from './listed-executions.ts';

/** A workflow; without a run, its latest one. */
export interface Execution {
  readonly workflowId: string;
  readonly runId?: string;
}

/** Everything that the history of a run holds, as it was written: one call for each page that is read. Ends where the run was deleted meanwhile. */
export async function* historyPayloads(
  { workflowService, options: { namespace } }: ListClient,
  execution: Execution,
): AsyncGenerator<Payload> {
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await foundOrNull(workflowService.getWorkflowExecutionHistory({ namespace, execution, nextPageToken }));
    if (page === null) return;
    yield* payloadsIn(page.history);
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
}

/** What stands in no event: what activities under way have recorded of themselves, and their last failures. Nothing where there is no such workflow. */
export async function* pendingPayloads(
  { workflowService, options: { namespace } }: ListClient,
  execution: Execution,
): AsyncGenerator<Payload> {
  const described = await foundOrNull(workflowService.describeWorkflowExecution({ namespace, execution }));
  yield* payloadsIn(described);
}

/** Payloads stand in many places: inputs, results, failures, headers, memos, heartbeats. */
function* payloadsIn(node: unknown): Generator<Payload> {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  if (isPayload(node)) yield node;
  else for (const value of Object.values(node)) yield* payloadsIn(value);
}

function isPayload(node: object): node is Payload {
  return 'metadata' in node && typeof node.metadata === 'object' && node.metadata !== null && 'data' in node;
}

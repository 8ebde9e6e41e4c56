import type { Client } from '@temporalio/client';

export interface Size {
  readonly events: number;
  readonly bytes: number;
  readonly runs: number;
}

/** Events and bytes of a workflow over all its runs, those that continued as new included. */
export async function sizeOf(client: Client, workflowId: string): Promise<Size> {
  let size: Size = { events: 0, bytes: 0, runs: 0 };
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const { historyLength, historySizeBytes } = raw.workflowExecutionInfo ?? {};
    size = { events: size.events + Number(historyLength), bytes: size.bytes + Number(historySizeBytes), runs: size.runs + 1 };
  }
  return size;
}

/** Events between two schedulings of a workflow's long activity, cycle by cycle: what one more cycle adds to its history. */
export async function cyclesOf(client: Client, workflowId: string): Promise<readonly number[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = (events ?? []).flatMap((event, index) => (event.activityTaskScheduledEventAttributes ? [index] : []));
  return scheduled.slice(1).map((index, nth) => index - (scheduled[nth] ?? 0));
}

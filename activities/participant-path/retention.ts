import type { Client } from '@temporalio/client';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { type ErasureStart, eraseAgain } from '../../workflows/erasure/contract.ts';
import type { RetentionActivities } from '../../workflows/participant-path/contract.ts';

/** Begins what `npm run erase` begins. One that is under way goes on; one that was done before the path came back, by a restored backup, is done again. */
export function createRetentionActivities({
  client,
  taskQueue,
}: {
  readonly client: Client;
  readonly taskQueue: string;
}): RetentionActivities {
  return {
    async beginErasure({ ref }) {
      const start: ErasureStart = { ref };
      const workflowId = workflowIds.erasure(ref);
      await client.workflow.signalWithStart('erasure', { workflowId, taskQueue, args: [start], signal: eraseAgain });
    },
  };
}

import { ActivityNotFoundError, type Client, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import PQueue from 'p-queue';
import { TYPES_ON_DUTY } from '../activities/duty/long-lived.ts';
import { quoted } from '../activities/shared/listed-executions.ts';

/** What only the process on duty runs, for hours and without signs of life of its own: the duty's stand for all of them. */
const ON_DUTY = new Set(['pollForm', 'worklistRound', 'watchCalendar']);

const { PendingActivityState } = proto.temporal.api.enums.v1;
/** Waits for a process; all other states are with one. */
const WAITING = PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED;
const NOT_FOUND = 5;
const AT_ONCE = 10;

/**
 * Fails, so that it is tried again at once, what an earlier process on duty had begun: the server would wait for it until its start-to-close
 * time-out. To be called by whoever is on duty now, before anything of its own runs.
 * @param workflowIds that are asked besides those that the search shows, which may be late
 */
export async function giveBack(client: Client, workflowIds: readonly string[]): Promise<void> {
  const shown = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query: `WorkflowType IN (${TYPES_ON_DUTY.map(quoted).join(', ')}) AND ExecutionStatus = 'Running'`,
  });
  const ids = new Set([...workflowIds, ...shown.executions.map(({ execution }) => execution?.workflowId ?? '')]);
  await new PQueue({ concurrency: AT_ONCE }).addAll([...ids].map((workflowId) => () => giveBackOf(client, workflowId)));
}

async function giveBackOf(client: Client, workflowId: string): Promise<void> {
  for (const activityId of await begunIn(client, workflowId)) {
    try {
      await client.activity.fail({ workflowId, activityId }, new Error('The process on duty has gone: begun anew.'));
    } catch (error) {
      // Over since: it was no longer with the process that has gone.
      if (!(error instanceof ActivityNotFoundError)) throw error;
    }
  }
}

async function begunIn(client: Client, workflowId: string): Promise<readonly string[]> {
  try {
    const { pendingActivities } = await client.workflowService.describeWorkflowExecution({
      namespace: client.options.namespace,
      execution: { workflowId },
    });
    const begun = pendingActivities.filter(({ activityType, state }) => ON_DUTY.has(activityType?.name ?? '') && state !== WAITING);
    return begun.flatMap(({ activityId }) => (activityId ? [activityId] : []));
  } catch (error) {
    if (isGrpcServiceError(error) && [NOT_FOUND].includes(error.code)) return [];
    throw error;
  }
}

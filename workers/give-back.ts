import { ActivityNotFoundError, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import PQueue from 'p-queue';
import { TYPES_ON_DUTY } from '../activities/duty/long-lived.ts';
import { foundOrNull, quoted } from '../activities/shared/listed-executions.ts';
import type { RunningHere } from './running-here.ts';

/** What only the process on duty runs, for hours and without signs of life of its own: the duty's stand for all of them. */
const ON_DUTY = new Set(['pollForm', 'worklistRound', 'watchCalendar']);

const { PendingActivityState } = proto.temporal.api.enums.v1;
/** Waits for a process; all other states are with one. */
const WAITING = PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED;
const AT_ONCE = 10;

/**
 * Gives activities back to the server by failing them: it tries them again at once, where it would wait for their start-to-close time-out (hours).
 * For the process on duty only.
 */
export interface GiveBack {
  /** What an earlier process on duty had begun. To be called before anything of this one's own runs. */
  ofEarlier(): Promise<void>;
  /**
   * What the server counts as begun, at this look and at the one before, while it doesn't run here: the task was lost on its way to this process.
   * Asks the server only about workflows of which nothing runs here.
   * @param stop this process is no longer on duty: what is begun is another one's
   */
  ofLost(stop: AbortSignal): Promise<void>;
}

/** @param workflowIds whose long activities are the process on duty's; asked besides those that the search shows, which may be late */
export function createGiveBack(client: Client, workflowIds: readonly string[], runningHere: Pick<RunningHere, 'has'>): GiveBack {
  /** What the look before saw begun elsewhere. */
  let suspects: ReadonlySet<string> = new Set();
  return {
    async ofEarlier() {
      const shown = await client.workflowService.listWorkflowExecutions({
        namespace: client.options.namespace,
        query: `WorkflowType IN (${TYPES_ON_DUTY.map(quoted).join(', ')}) AND ExecutionStatus = 'Running'`,
      });
      const ids = new Set([...workflowIds, ...shown.executions.map(({ execution }) => execution?.workflowId ?? '')]);
      await failAll(await begunIn(client, [...ids]), 'The process on duty has gone: begun anew.');
    },
    async ofLost(stop) {
      const begun = await begunIn(
        client,
        workflowIds.filter((workflowId) => !runningHere.has(workflowId)),
      );
      const lost = begun.filter(({ workflowId, attempt }) => suspects.has(attempt) && !runningHere.has(workflowId));
      suspects = new Set(begun.map(({ attempt }) => attempt));
      if (stop.aborted) return;
      await failAll(lost, 'The task never reached the process on duty: begun anew.');
    },
  };

  async function failAll(activities: readonly Begun[], reason: string): Promise<void> {
    for (const { workflowId, activityId } of activities) {
      try {
        await client.activity.fail({ workflowId, activityId }, new Error(reason));
      } catch (error) {
        // Over since: it was with nobody who has gone.
        if (!(error instanceof ActivityNotFoundError)) throw error;
      }
    }
  }
}

interface Begun {
  readonly workflowId: string;
  readonly activityId: string;
  /** Names this attempt among all. */
  readonly attempt: string;
}

async function begunIn(client: Client, workflowIds: readonly string[]): Promise<readonly Begun[]> {
  const found = await new PQueue({ concurrency: AT_ONCE }).addAll(workflowIds.map((workflowId) => () => begunInOne(client, workflowId)));
  return found.flat();
}

async function begunInOne(client: Client, workflowId: string): Promise<readonly Begun[]> {
  const { namespace } = client.options;
  const described = await foundOrNull(client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }));
  if (described === null) return [];
  const { pendingActivities, workflowExecutionInfo } = described;
  const runId = workflowExecutionInfo?.execution?.runId ?? '';
  const begun = pendingActivities.filter(({ activityType, state }) => ON_DUTY.has(activityType?.name ?? '') && state !== WAITING);
  return begun.flatMap(({ activityId, attempt }) =>
    activityId ? [{ workflowId, activityId, attempt: [workflowId, runId, activityId, attempt].join(' ') }] : [],
  );
}

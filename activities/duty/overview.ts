import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { type FailingWorkflow, LONG_LIVED } from '../../domain/failing-workflow.ts';
import { MAIL_QUEUE } from '../../workflows/duty/contract.ts';
import { quoted } from '../shared/listed-executions.ts';

const ACTIVITIES = proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;
const TYPES = [...Object.keys(LONG_LIVED), 'participantPath', 'session', 'erasure'];
/** A search attribute that the server keeps by itself. */
const PROBLEMS = 'TemporalReportedProblems';
const ENDED = ['Terminated', 'Failed', 'Canceled', 'TimedOut'];
/** What ended longer ago was decided by a person. */
const LOOK_BACK_MS = 30 * 24 * 3600_000;
/** More than this many are one fault: nobody reads a line for each. */
const MOST = 200;
/** Where the server reports no problems itself: a task that failed this often in a row is no hiccup. */
const STUCK_ATTEMPTS = 5;

interface Found {
  readonly workflowId: string;
  readonly type: string;
  /** ISO 8601 UTC. */
  readonly started: string;
  readonly closed: string | null;
  /** The server says that its task fails. */
  readonly hasProblems: boolean;
}

type Reader = Pick<Client, 'workflowService' | 'options'>;

/** How the service's workflows are. */
export interface Overview {
  /** Paths, sessions and parts of the service that do nothing more, though nobody decided that here. */
  readonly failing: readonly FailingWorkflow[];
  /** Parts of the service that run: type by id. */
  readonly running: ReadonlyMap<string, string>;
  /** Mails that wait for their turn on the queue, about. */
  readonly mailsWaiting: number;
}

/** Two lists and a look at the queue of mails, where nothing fails. */
export async function lookOver(client: Reader, now = new Date()): Promise<Overview> {
  const looks = [lookAtRunning(client), findEnded(client, now), countMailsWaiting(client)] as const;
  const [{ stuck, running }, ended, mailsWaiting] = await Promise.all(looks);
  return { failing: [...stuck, ...ended], running, mailsWaiting };
}

/** Written to the queue and not yet given to a worker: what was asked for in this very moment may not count yet. */
export function countMailsWaiting(client: Reader): Promise<number> {
  return countTasksWaiting(client, MAIL_QUEUE, ACTIVITIES);
}

/** @param name of the task queue @param taskQueueType of workflows or of activities */
export async function countTasksWaiting(
  { workflowService, options: { namespace } }: Reader,
  name: string,
  taskQueueType: proto.temporal.api.enums.v1.TaskQueueType,
): Promise<number> {
  const { stats } = await workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType, reportStats: true });
  return Number(stats?.approximateBacklogCount ?? 0);
}

/** The same for several readers of one process: looked at most once in `everyMs`. */
export function sharedOverview(client: Reader, everyMs: number): () => Promise<Overview> {
  let last: { readonly found: Promise<Overview>; readonly at: number } | null = null;
  return () => {
    if (last !== null && performance.now() - last.at < everyMs) return last.found;
    const look = { found: lookOver(client), at: performance.now() };
    last = look;
    look.found.catch(() => {
      if (last === look) last = null;
    });
    return look.found;
  };
}

/** What runs, and of it what is stuck. A server that does not know the attribute is older than it: there the parts of the service are asked one by one. */
async function lookAtRunning(
  client: Reader,
): Promise<{ readonly stuck: readonly FailingWorkflow[]; readonly running: Overview['running'] }> {
  const parts = typeIn(Object.keys(LONG_LIVED));
  const reported = await list(client, `ExecutionStatus = 'Running' AND (${parts} OR (${PROBLEMS} IS NOT NULL AND ${typeIn(TYPES)}))`).catch(
    () => null,
  );
  const found = reported ?? (await list(client, `ExecutionStatus = 'Running' AND ${parts}`));
  const suspects = found.filter(({ hasProblems }) => hasProblems || reported === null);
  const since = await Promise.all(suspects.map((suspect) => stuckSince(client, suspect, reported === null ? STUCK_ATTEMPTS : 2)));
  const stuck = suspects.flatMap(({ workflowId, type }, index) => {
    const at = since[index] ?? null;
    return at === null ? [] : [{ workflowId, type, what: 'stuck' as const, since: at }];
  });
  const running = new Map(found.flatMap(({ workflowId, type }) => (type in LONG_LIVED ? [[workflowId, type] as const] : [])));
  return { stuck, running };
}

/** Since when its task fails (ISO 8601 UTC); null where it does not, or no more. The raw call, since a health check has no key. */
async function stuckSince({ workflowService, options }: Reader, { workflowId }: Found, attempts: number): Promise<string | null> {
  const { namespace } = options;
  const task = await workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }).then(
    ({ pendingWorkflowTask }) => pendingWorkflowTask,
    () => null,
  );
  return (task?.attempt ?? 0) < attempts ? null : isoOf(task?.originalScheduledTime);
}

/** Ended otherwise than by their own decision, and not begun again since: a reset, and what the service starts anew, run under the same id. */
async function findEnded(client: Reader, now: Date): Promise<readonly FailingWorkflow[]> {
  const since = new Date(now.getTime() - LOOK_BACK_MS).toISOString();
  const status = `ExecutionStatus IN (${ENDED.map(quoted).join(', ')})`;
  const closed = await list(client, `${status} AND CloseTime > '${since}' AND ${typeIn(TYPES)}`);
  if (closed.length === 0) return [];
  const ids = [...new Set(closed.map(({ workflowId }) => quoted(workflowId)))].join(', ');
  const others = await list(client, `WorkflowId IN (${ids}) AND StartTime > '${since}'`);
  const isLast = (one: Found) => !others.some(({ workflowId, started }) => workflowId === one.workflowId && started > one.started);
  return closed
    .filter(isLast)
    .map(({ workflowId, type, closed: at, started }) => ({ workflowId, type, what: 'ended', since: at ?? started }));
}

function typeIn(types: readonly string[]): string {
  return `WorkflowType IN (${types.map(quoted).join(', ')})`;
}

/** The raw call: the SDK's `list()` decodes every field of every memo, and ends at the first one that can't be. */
async function list(client: Reader, query: string): Promise<readonly Found[]> {
  const { executions } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query,
    pageSize: MOST,
  });
  return executions.map(({ execution, type, startTime, closeTime, searchAttributes }) => ({
    workflowId: execution?.workflowId ?? '',
    type: type?.name ?? '',
    started: isoOf(startTime) ?? '',
    closed: isoOf(closeTime),
    hasProblems: searchAttributes?.indexedFields?.[PROBLEMS] !== undefined,
  }));
}

function isoOf(time: proto.google.protobuf.ITimestamp | null | undefined): string | null {
  return time ? new Date(Number(time.seconds ?? 0) * 1000 + Math.floor((time.nanos ?? 0) / 1e6)).toISOString() : null;
}

import type { Client, WorkflowClientInterceptor } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type proto from '@temporalio/proto';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Activities that end with a mail in somebody's mailbox. What else they do may be done twice. */
const MAILING = new Set(['invite', 'registerFor', 'mailParticipant', 'mailAppointment', 'mailAppointmentToReferent', 'mailFacilitator']);

/** What a request carries besides what its mail says, and may differ when a course is gone through again. */
const BESIDE = new Set(['plan', 'assignment', 'lastMailAt', 'except', 'rows', 'waiting']);

/** How a mail ended that a person may have read. */
const LEFT = new Set(['sent', 'inDoubt']);

interface Done {
  readonly request: string;
  readonly answer: unknown;
}

/** Runs that this process began itself: none of them is a reset, so the server needn't be asked. */
export interface StartedRuns {
  readonly has: (runId: string) => boolean;
  /** Of the client that begins them, on the connection of this process's workers. */
  readonly interceptor: WorkflowClientInterceptor;
}

export function startedRuns(): StartedRuns {
  const runIds = new Set<string>();
  return {
    has: (runId) => runIds.has(runId),
    interceptor: {
      async startWithDetails(input, next) {
        // The first task comes with the answer, where this process has room for it.
        const started = await next({ ...input, options: { ...input.options, requestEagerStart: true } });
        if (runIds.size >= MOST_REMEMBERED) runIds.clear();
        runIds.add(started.runId);
        return started;
      },
    },
  };
}

/**
 * For a workflow that an administrator reset in the Web UI: it goes through its course again from an earlier point, and would send again what
 * its earlier runs have sent. A mail with the same request that left then is not sent again; its recorded answer is given.
 */
export function resetInterceptor(client: Client, started: Pick<StartedRuns, 'has'>): ActivityInterceptorsFactory {
  const origins = new Map<string, Promise<string | null>>();
  const runs = new Map<string, Promise<readonly Done[]>>();
  const doneInRun = (workflowId: string, runId: string) => remembered(runs, runId, () => doneIn(client, { workflowId, runId }));

  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const execution = info.workflowExecution;
        if (execution === undefined || !MAILING.has(info.activityType) || started.has(execution.runId)) return await next(input);
        const origin = await remembered(origins, execution.runId, () => originOf(client, execution));
        if (origin === null) return await next(input);
        const request = requestOf(info.activityType, input.args);
        const ids = new Set([origin, ...(await otherRuns(client, execution))]);
        const done = (await Promise.all([...ids].map((id) => doneInRun(execution.workflowId, id)))).flat();
        const before = done.find((one) => one.request === request);
        return before === undefined ? await next(input) : before.answer;
      },
    },
  });
}

/** A reset copies the history of the run that it begins from, with that run's id; null: no reset. */
async function originOf(client: Client, { workflowId, runId }: Execution): Promise<string | null> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const original = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId;
  return original && original !== runId ? original : null;
}

/** All that are still kept: whoever resets an old run ends a younger one. */
async function otherRuns(client: Client, { workflowId, runId }: Execution): Promise<readonly string[]> {
  const { executions } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query: `WorkflowId = '${workflowId.replaceAll("'", '')}' AND ExecutionStatus != 'Running'`,
    pageSize: 20,
  });
  return executions.flatMap(({ execution }) => (execution?.runId && execution.runId !== runId ? [execution.runId] : []));
}

async function doneIn(client: Client, { workflowId, runId }: Execution): Promise<readonly Done[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const scheduled = new Map((events ?? []).map((event) => [String(event.eventId), event.activityTaskScheduledEventAttributes]));
  const found = (events ?? []).flatMap(({ activityTaskCompletedEventAttributes: completed }) => {
    const scheduling = scheduled.get(String(completed?.scheduledEventId));
    return completed && scheduling && MAILING.has(scheduling.activityType?.name ?? '') ? [{ scheduling, completed }] : [];
  });
  const all = await Promise.all(
    found.map(async ({ scheduling, completed }) => ({
      request: requestOf(scheduling.activityType?.name ?? '', await decoded(client, workflowId, scheduling.input)),
      answer: (await decoded(client, workflowId, completed.result))[0],
    })),
  );
  return all.filter(({ answer }) => hasLeft(answer));
}

function decoded(
  client: Client,
  workflowId: string,
  payloads: proto.temporal.api.common.v1.IPayloads | null | undefined,
): Promise<unknown[]> {
  const { loadedDataConverter, namespace } = client.options;
  return decodeArrayFromPayloads(loadedDataConverter, payloads?.payloads ?? [], { type: 'workflow', namespace, workflowId });
}

interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/** Runs that a process remembers at most: a reset is rare. */
const MOST_REMEMBERED = 1_000;

function remembered<T>(cache: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const before = cache.get(key);
  if (before !== undefined) return before;
  if (cache.size >= MOST_REMEMBERED) cache.clear();
  const found = find();
  cache.set(key, found);
  found.catch(() => cache.delete(key));
  return found;
}

/** The same for two requests that ask for the same mail. */
export function requestOf(activityType: string, args: readonly unknown[]): string {
  return JSON.stringify([activityType, args], (key, value: unknown) => (BESIDE.has(key) ? undefined : value));
}

/** `outcome` of a mail, `mail` of an invitation. */
function hasLeft(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  return ['outcome', 'mail'].some((name) => LEFT.has(String(Reflect.get(answer, name))));
}

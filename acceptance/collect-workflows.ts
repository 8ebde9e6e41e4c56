import { Client, type Connection, type WorkflowExecutionInfo } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { json } from './collect-json.ts';
import type { SeatSeen, WorkflowRead, WorkflowSeen } from './evidence.ts';
import { CALENDAR_WATCH, pathId, SEARCH_ATTRIBUTES, SEAT_QUERY, sessionId, WORKFLOW_TYPES } from './names.ts';

/** Where Temporal is, and what decodes it. */
export interface Server {
  readonly connection: Connection;
  readonly namespace: string;
  readonly codecUrl: string;
  readonly encoder: Pick<PayloadCodec, 'encode'>;
}

/** Temporal as an administrator's browser reads it: decoded by the codec server. */
export function clientOf({ connection, namespace, codecUrl, encoder }: Server): Client {
  return new Client({ connection, namespace, dataConverter: { payloadCodecs: [remoteCodec(codecUrl, encoder)] } });
}

/** Every workflow of today: a run that continued as new is not one of its own. */
export async function workflowsOf(client: Client): Promise<readonly WorkflowSeen[]> {
  return (await list(client)).map(seen);
}

/** With details and histories, one after the other: for a world of a few hundred workflows. */
export async function workflowsRead(client: Client): Promise<readonly WorkflowRead[]> {
  const read: WorkflowRead[] = [];
  for (const info of await list(client)) {
    const handle = client.workflow.getHandle(info.workflowId, info.runId);
    const { events } = await handle.fetchHistory();
    const history = events ?? [];
    read.push({
      ...seen(info),
      details: info.status.name === 'RUNNING' ? await detailsOf(client, info.workflowId) : '',
      failedTasks: history.filter((event) => event.workflowTaskFailedEventAttributes != null).length,
      failedActivities: history.filter((event) => event.activityTaskFailedEventAttributes != null).length,
      identities: [...new Set(history.flatMap((event) => event.workflowTaskCompletedEventAttributes?.identity ?? []))],
    });
  }
  return read;
}

async function list(client: Client): Promise<readonly WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  for await (const info of client.workflow.list()) if (info.status.name !== 'CONTINUED_AS_NEW') found.push(info);
  return found;
}

function seen({ workflowId, type, status, typedSearchAttributes, memo = {} }: WorkflowExecutionInfo): WorkflowSeen {
  return {
    id: workflowId,
    type,
    status: status.name,
    attributes: Object.fromEntries(
      typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value instanceof Date ? value.toISOString() : value]),
    ),
    memo,
  };
}

/** What the Web UI shows of a workflow, in French Markdown. */
async function detailsOf(client: Client, id: string): Promise<string> {
  const { currentDetails = '' } = await client.workflow.getHandle(id).query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

/** What each path's session answers about its seat, by reference; null where it knows nothing of that participant. */
export async function seatsOf(client: Client, workflows: readonly WorkflowSeen[]): Promise<Readonly<Record<string, SeatSeen | null>>> {
  const queries = workflows.flatMap(({ id, type, attributes }) => {
    const sessions = attributes[SEARCH_ATTRIBUTES.sessions];
    const session: unknown = Array.isArray(sessions) ? sessions[0] : undefined;
    return type === WORKFLOW_TYPES.path && typeof session === 'string' ? [{ ref: id.slice(pathId('').length), session }] : [];
  });
  const seats = await inParallel(queries, async ({ ref, session }) => [ref, await seatOf(client, session, ref)] as const);
  return Object.fromEntries(seats);
}

async function seatOf(client: Client, session: string, ref: string): Promise<SeatSeen | null> {
  const view = await client.workflow.getHandle(sessionId(session)).query<SeatView | null, [string]>(SEAT_QUERY, ref);
  if (view === null) return null;
  const { status, start, end, place, icsSequence } = view;
  return { status, start: start.at, end: end.at, place, icsSequence };
}

interface SeatView extends Omit<SeatSeen, 'start' | 'end'> {
  readonly start: { readonly at: string };
  readonly end: { readonly at: string };
}

/** How many workflows have something under way, or wait for another attempt of it. */
export async function busy(client: Client): Promise<number> {
  const counts = await inParallel(await runningIds(client), async (id) => (await pendingOf(client, id)).length);
  const watch = await detailsOf(client, CALENDAR_WATCH);
  const isTelling = (await pendingOf(client, CALENDAR_WATCH)).some((activity) => activity !== 'watchCalendar');
  return counts.filter((count) => count > 0).length + Number(watch.includes('En panne')) + Number(isTelling);
}

/** Ids of sessions and paths that run. As the service answers, since nobody needs thousands of memos decoded here. */
async function runningIds({ workflowService, options: { namespace } }: Client): Promise<readonly string[]> {
  const query = `ExecutionStatus = 'Running' AND WorkflowType IN ('${WORKFLOW_TYPES.session}', '${WORKFLOW_TYPES.path}')`;
  const ids: string[] = [];
  let nextPageToken = new Uint8Array();
  do {
    const page = await workflowService.listWorkflowExecutions({ namespace, query, pageSize: 500, nextPageToken });
    ids.push(...page.executions.flatMap(({ execution }) => execution?.workflowId ?? []));
    nextPageToken = new Uint8Array(page.nextPageToken);
  } while (nextPageToken.length > 0);
  return ids;
}

/** Types of the activities that run or wait for their next attempt. */
async function pendingOf({ workflowService, options: { namespace } }: Client, workflowId: string): Promise<readonly string[]> {
  const { pendingActivities } = await workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
  return pendingActivities.map(({ activityType }) => activityType?.name ?? '');
}

const AT_ONCE = 8;

async function inParallel<From, To>(items: readonly From[], work: (item: From) => Promise<To>): Promise<readonly To[]> {
  const done: To[] = [];
  const left = items.entries();
  const one = async () => {
    for (const [index, item] of left) done[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return done;
}

/** Decodes by the codec server, as the Web UI does. A workflow takes no question in clear. */
function remoteCodec(url: string, encoder: Server['encoder']): PayloadCodec {
  return {
    ...encoder,
    decode: async (payloads) => {
      if (payloads.length === 0) return payloads;
      const wire = payloads.map(({ metadata, data }) => ({
        metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
        data: Buffer.from(data ?? []).toString('base64'),
      }));
      const { payloads: decoded } = await json<{ payloads: readonly { metadata?: Record<string, string>; data?: string }[] }>(
        `${url}/decode`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ payloads: wire }),
        },
      );
      return decoded.map(
        ({ metadata = {}, data = '' }): Payload => ({
          metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')])),
          data: Buffer.from(data, 'base64'),
        }),
      );
    },
  };
}

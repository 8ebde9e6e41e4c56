import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { listRuns, type Run } from './runs.ts';

/** What Temporal's SDK writes without a codec: search attributes, for one. */
const PLAIN = ['json/', 'binary/plain', 'binary/null'];

/** Workflow ids of sessions of which a run that is still kept, open or closed, names the person. @param beat a sign of life for each run */
export async function sessionsThatName(client: Client, ref: string, beat: () => void = () => undefined): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const run of listRuns(client, "WorkflowType = 'session'")) {
    beat();
    if (!found.has(run.workflowId) && (await isNamedIn(client, run, ref))) found.add(run.workflowId);
  }
  return [...found].toSorted();
}

/**
 * Whether anything in the history of a run says this reference. The state alone does not tell: a request for a seat that was refused, with a name,
 * stands in the history only.
 */
export async function isNamedIn(client: Client, { workflowId, runId }: Run, ref: string): Promise<boolean> {
  for (const payload of payloadsIn(await eventsOf(client, { workflowId, runId })))
    if ((await textOf(client, payload)).includes(ref)) return true;
  return false;
}

/** None of a run that was deleted meanwhile. */
async function eventsOf(client: Client, { workflowId, runId }: Run): Promise<unknown> {
  try {
    return (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}

/** Payloads stand in many places of an event: inputs, results, failures, headers, memos. */
function* payloadsIn(node: unknown): Generator<Payload> {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  if (isPayload(node)) yield node;
  else for (const value of Object.values(node)) yield* payloadsIn(value);
}

function isPayload(node: object): node is Payload {
  return 'metadata' in node && typeof node.metadata === 'object' && node.metadata !== null && 'data' in node;
}

async function textOf({ options }: Client, payload: Payload): Promise<string> {
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString();
  let decoded: Payload[] = [payload];
  if (!PLAIN.some((plain) => encoding.startsWith(plain)))
    for (const codec of options.loadedDataConverter.payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded.map(({ data }) => Buffer.from(data ?? []).toString()).join('\n');
}

import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { historyPayloads } from '../shared/history-payloads.ts';
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
  for await (const payload of historyPayloads(client, { workflowId, runId }))
    if ((await textOf(client, payload)).includes(ref)) return true;
  return false;
}

async function textOf({ options }: Client, payload: Payload): Promise<string> {
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString();
  let decoded: Payload[] = [payload];
  if (!PLAIN.some((plain) => encoding.startsWith(plain)))
    for (const codec of options.loadedDataConverter.payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded.map(({ data }) => Buffer.from(data ?? []).toString()).join('\n');
}

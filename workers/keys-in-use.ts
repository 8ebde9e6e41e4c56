import { historyPayloads, pendingPayloads } from '../activities/shared/history-payloads.ts';
import { type ListClient, listExecutions } from '../activities/shared/listed-executions.ts';
import { keyIdOf } from './codec.ts';

const PAGE_SIZE = 500;

/** Key id → open workflows that hold something encrypted with it: those need the key until they have begun anew, or have ended. */
export async function keysInUse(client: ListClient): Promise<ReadonlyMap<string, number>> {
  const workflows = new Map<string, number>();
  for await (const { workflowId, runId } of listExecutions(client, "ExecutionStatus = 'Running'", PAGE_SIZE))
    for (const id of await keysOf(client, { workflowId, runId })) workflows.set(id, (workflows.get(id) ?? 0) + 1);
  return workflows;
}

async function keysOf(client: ListClient, run: { readonly workflowId: string; readonly runId: string }): Promise<ReadonlySet<string>> {
  const found = new Set<string | null>();
  for await (const payload of pendingPayloads(client, run)) found.add(keyIdOf(payload));
  for await (const payload of historyPayloads(client, run)) found.add(keyIdOf(payload));
  return new Set([...found].filter((id) => id !== null));
}

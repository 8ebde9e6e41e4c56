import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

/**
 * Where any of these words stands in what Temporal keeps of every workflow, open or closed, decoded with the service's key: all events of all runs,
 * memos, search attributes, ids. One line for each run, place and word: `workflow run place: word`.
 */
export async function marksIn(client: Client, words: readonly string[]): Promise<readonly string[]> {
  const { executions } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query: '',
    pageSize: 1000,
  });
  const found = await Promise.all(
    executions.map(async ({ execution, memo, searchAttributes }) => {
      const [workflowId, runId] = [execution?.workflowId ?? '', execution?.runId ?? ''];
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      const places = {
        ids: workflowId,
        history: await textOf(client, events),
        memo: await textOf(client, memo),
        search: await textOf(client, searchAttributes),
      };
      return Object.entries(places).flatMap(([place, text]) =>
        words.filter((word) => text.toLowerCase().includes(word.toLowerCase())).map((word) => `${workflowId} ${runId} ${place}: ${word}`),
      );
    }),
  );
  return found.flat();
}

/** All that can be read in a message of Temporal's: its own texts, and its payloads decoded. */
async function textOf(client: Client, node: unknown): Promise<string> {
  if (typeof node === 'string') return node;
  if (typeof node !== 'object' || node === null) return '';
  if (node instanceof Uint8Array) return Buffer.from(node).toString();
  if (isPayload(node)) return await decoded(client, node);
  return (await Promise.all(Object.values(node).map((value) => textOf(client, value)))).join('\n');
}

function isPayload(node: object): node is Payload {
  return 'metadata' in node && 'data' in node && typeof node.metadata === 'object' && node.metadata !== null;
}

async function decoded({ options }: Client, payload: Payload): Promise<string> {
  const isEncrypted = Buffer.from(payload.metadata?.['encoding'] ?? []).toString() === 'binary/encrypted';
  const [codec] = options.loadedDataConverter.payloadCodecs;
  const plain = isEncrypted && codec ? await codec.decode([payload]) : [payload];
  return plain.map(({ data }) => Buffer.from(data ?? []).toString()).join('\n');
}

import type { Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { isNamedIn } from '../erasure/mentions.ts';
import { historyPayloads, pendingPayloads } from './history-payloads.ts';

const said = (text: string) => ({ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) });
const gone = Object.assign(new Error('5 NOT_FOUND'), { code: 5, details: 'workflow not found', metadata: {} });
const RUN = { workflowId: 'session-a', runId: 'r' };

/** A history of these pages, read one by one. @param refusal what the server answers instead of a page */
function client(pages: readonly object[], refusal?: Error) {
  let read = 0;
  const workflowService = {
    getWorkflowExecutionHistory: async ({ nextPageToken }: { nextPageToken: Uint8Array }) => {
      if (refusal !== undefined) throw refusal;
      read += 1;
      const at = nextPageToken.length;
      return { history: { events: [pages[at]] }, nextPageToken: Buffer.alloc(at + 1 < pages.length ? at + 1 : 0) };
    },
    describeWorkflowExecution: async () => {
      if (refusal !== undefined) throw refusal;
      return {
        workflowExecutionInfo: { memo: { fields: { card: said('memo') } } },
        pendingActivities: [{ heartbeatDetails: said('beat') }],
      };
    },
  };
  const options = { namespace: 'default', loadedDataConverter: { payloadCodecs: [] } };
  return { client: { workflowService, options } as unknown as Client, pagesRead: () => read };
}

async function texts(payloads: ReturnType<typeof historyPayloads>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { data } of payloads) found.push(Buffer.from(data ?? []).toString());
  return found;
}

test('payloads are found wherever they stand, on every page', async () => {
  const input = {
    workflowExecutionStartedEventAttributes: { input: { payloads: [said('input')] }, memo: { fields: { a: said('memo') } } },
  };
  const failure = { activityTaskFailedEventAttributes: { failure: { cause: { encodedAttributes: said('failure') } } } };
  expect(await texts(historyPayloads(client([input, failure]).client, RUN))).toEqual(['input', 'memo', 'failure']);
  expect(await texts(pendingPayloads(client([]).client, RUN))).toEqual(['memo', 'beat']);
});

test('a run that was deleted meanwhile holds nothing; a refusal is not taken for an answer', async () => {
  expect(await texts(historyPayloads(client([], gone).client, RUN))).toEqual([]);
  expect(await texts(pendingPayloads(client([], gone).client, RUN))).toEqual([]);
  const refusal = Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: '', metadata: {} });
  await expect(texts(historyPayloads(client([], refusal).client, RUN))).rejects.toThrow('UNAVAILABLE');
});

test('a history is read no further than to the page that names the person', async () => {
  const named = { signal: said('"GC-7K3M-9QXD"') };
  const { client: session, pagesRead } = client([{ signal: said('"nobody"') }, named, { signal: said('"later"') }]);
  expect([await isNamedIn(session, RUN, 'GC-7K3M-9QXD'), pagesRead()]).toEqual([true, 2]);
});

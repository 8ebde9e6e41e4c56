import { randomBytes } from 'node:crypto';
import type { SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { expect, test } from 'vitest';
import type { ListClient } from '../activities/shared/listed-executions.ts';
import { encryptionCodec } from './codec.ts';
import { keyId } from './codec-key.ts';
import { keysInUse } from './keys-in-use.ts';
import { keysTable, missingKeys } from './keys-table.ts';

const { Payload } = proto.temporal.api.common.v1;
const older = randomBytes(32);
const newer = randomBytes(32);
const owner: SerializationContext = { type: 'workflow', namespace: 'default', workflowId: 'a' };

async function sealed(key: Uint8Array) {
  const payloads = await encryptionCodec([key]).encode([{ data: Buffer.from('x') }], owner);
  return payloads.map((payload) => Payload.fromObject(payload));
}

/**
 * Each workflow with the pages of its history, as payloads of an input and of a failure. The last one is deleted while it is looked at.
 * @param heartbeat key of what the activity has recorded that `b` waits for
 * @param refusal gRPC's code for a workflow that is gone
 */
async function server({ heartbeat = newer, refusal = 5 }: { heartbeat?: Uint8Array; refusal?: number } = {}): Promise<ListClient> {
  const [before, after] = [await sealed(older), await sealed(newer)];
  const details = { payloads: await sealed(heartbeat) };
  const started = (payloads: typeof before) => ({ workflowExecutionStartedEventAttributes: { input: { payloads } } });
  const failed = (payloads: typeof before) => ({ activityTaskFailedEventAttributes: { failure: { encodedAttributes: payloads[0] } } });
  const pages: Readonly<Record<string, readonly object[][]>> = {
    a: [[started(before)], [failed(after)]],
    b: [[started(after)]],
    c: [[started(before)]],
  };
  const workflowService = {
    listWorkflowExecutions: async ({ nextPageToken }: { nextPageToken?: Uint8Array }) =>
      nextPageToken === undefined
        ? { executions: [{ execution: { workflowId: 'a' } }, { execution: { workflowId: 'b' } }], nextPageToken: Buffer.from('2') }
        : { executions: [{ execution: { workflowId: 'c' } }, { execution: { workflowId: 'deleted' } }], nextPageToken: Buffer.alloc(0) },
    describeWorkflowExecution: async ({ execution }: { execution: { workflowId: string } }) => ({
      pendingActivities: execution.workflowId === 'b' ? [{ heartbeatDetails: details }] : [],
    }),
    getWorkflowExecutionHistory: async ({ execution, nextPageToken }: { execution: { workflowId: string }; nextPageToken: Uint8Array }) => {
      if (execution.workflowId === 'deleted')
        throw Object.assign(new Error('refused'), { code: refusal, details: 'refused', metadata: {} });
      const index = nextPageToken.length;
      const all = pages[execution.workflowId] ?? [];
      return { history: { events: all[index] }, nextPageToken: Buffer.alloc(index + 1 < all.length ? index + 1 : 0) };
    },
  };
  return { workflowService: workflowService as unknown as ListClient['workflowService'], options: { namespace: 'default' } };
}

test('counts open workflows by the keys that they hold anything of', async () => {
  expect(await keysInUse(await server())).toEqual(
    new Map([
      [keyId(older), 2],
      [keyId(newer), 2],
    ]),
  );
});

test('what an activity under way has recorded of itself counts, though no event holds it', async () => {
  const third = randomBytes(32);
  expect((await keysInUse(await server({ heartbeat: third }))).get(keyId(third))).toBe(1);
});

test('a refusal of the server is not taken for an answer', async () => {
  await expect(keysInUse(await server({ refusal: 14 }))).rejects.toThrow('refused');
});

test('says which key encrypts, which is needed, which may go, and which is missing', () => {
  const use = new Map([
    ['new', 5],
    ['old', 2],
    ['lost', 1],
  ]);
  const lines = keysTable(['new', 'old', 'done'], use).split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^new +5 open workflows +encrypts$/),
    expect.stringMatching(/^old +2 open workflows +still needed$/),
    expect.stringMatching(/^done +0 open workflows +needed no more/),
    expect.stringMatching(/^lost +1 open workflows +MISSING/),
  ]);
  expect(missingKeys(['new', 'old', 'done'], use)).toEqual(['lost']);
  expect(missingKeys(['new', 'old', 'lost'], use)).toEqual([]);
});

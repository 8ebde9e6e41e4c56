import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { encryptionCodec } from './codec.ts';
import { type Verifiable, verifyKey } from './codec-verify.ts';

const key = randomBytes(32);
const other = randomBytes(32);

async function database({ memo, input, listCode }: { memo?: Uint8Array; input?: Uint8Array; listCode?: number }): Promise<Verifiable> {
  const sealed = async (by: Uint8Array | undefined) =>
    by
      ? await encryptionCodec([by]).encode([{ data: Buffer.from('canary') }], { type: 'workflow', namespace: 'default', workflowId: 'a' })
      : [];
  const [inMemo] = await sealed(memo);
  const payloads = await sealed(input);
  const workflowService = {
    listWorkflowExecutions: async () => {
      if (listCode !== undefined) throw Object.assign(new Error('refused'), { code: listCode });
      const executions = memo || input ? [{ execution: { workflowId: 'a' }, memo: { fields: inMemo ? { worklist: inMemo } : {} } }] : [];
      return { executions };
    },
    getWorkflowExecutionHistory: async () => ({
      history: { events: [{ workflowExecutionStartedEventAttributes: { input: { payloads } } }] },
    }),
  };
  return {
    connection: { workflowService: workflowService as unknown as Verifiable['connection']['workflowService'] },
    namespace: 'default',
  };
}

test('an empty database takes any key', async () => {
  expect(await verifyKey(await database({}), [key])).toBe('new');
});

test('the right key is verified on a memo, or on a first event where there is no memo', async () => {
  expect(await verifyKey(await database({ memo: key }), [key])).toBe('verified');
  expect(await verifyKey(await database({ input: key }), [key])).toBe('verified');
});

test('one of several keys is enough', async () => {
  expect(await verifyKey(await database({ memo: key }), [other, key])).toBe('verified');
});

test('another key stops in one line', async () => {
  await expect(verifyKey(await database({ memo: other }), [key])).rejects.toThrow(/^PAYLOAD_KEY .+ put the original key back\.$/);
  await expect(verifyKey(await database({ input: other }), [key])).rejects.toThrow('is not the key');
});

test('a server without search counts as new; any other refusal is not swallowed', async () => {
  expect(await verifyKey(await database({ listCode: 12 }), [key])).toBe('new');
  await expect(verifyKey(await database({ listCode: 14 }), [key])).rejects.toThrow('refused');
});

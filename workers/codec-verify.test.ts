import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { encryptionCodec } from './codec.ts';
import { type Verifiable, verifyKey } from './codec-verify.ts';

const key = randomBytes(32);
const other = randomBytes(32);

interface Stored {
  readonly memo?: Uint8Array;
  readonly input?: Uint8Array;
}

const IDS = ['duty', 'session-planner', 'staff-worklist-s1'];

/** Workflow id → the keys that wrote it; those of `shown` are what the search shows, the newest first. */
async function database(
  stored: Readonly<Record<string, Stored>>,
  { shown = Object.keys(stored), refusal }: { shown?: readonly string[]; refusal?: number } = {},
): Promise<Verifiable> {
  const sealed = async (by: Uint8Array | undefined) =>
    by
      ? await encryptionCodec([by]).encode([{ data: Buffer.from('canary') }], { type: 'workflow', namespace: 'default', workflowId: 'a' })
      : [];
  const memoOf = async (id: string) => {
    const [memo] = await sealed(stored[id]?.memo);
    return { fields: memo ? { worklist: memo } : {} };
  };
  const refuse = (code: number) => Object.assign(new Error('refused'), { code, details: 'refused', metadata: {} });
  const workflowService = {
    describeWorkflowExecution: async ({ execution: { workflowId } }: { execution: { workflowId: string } }) => {
      if (stored[workflowId] === undefined) throw refuse(5);
      return { workflowExecutionInfo: { execution: { workflowId }, memo: await memoOf(workflowId) } };
    },
    listWorkflowExecutions: async () => {
      if (refusal !== undefined) throw refuse(refusal);
      return {
        executions: await Promise.all(shown.map(async (workflowId) => ({ execution: { workflowId }, memo: await memoOf(workflowId) }))),
      };
    },
    getWorkflowExecutionHistory: async ({ execution: { workflowId } }: { execution: { workflowId: string } }) => ({
      history: { events: [{ workflowExecutionStartedEventAttributes: { input: { payloads: await sealed(stored[workflowId]?.input) } } }] },
    }),
  };
  return {
    connection: { workflowService: workflowService as unknown as Verifiable['connection']['workflowService'] },
    namespace: 'default',
  };
}

test('an empty database takes any key', async () => {
  expect(await verifyKey(await database({}), [key], IDS)).toBe('new');
});

test('the right key is verified on what the long-lived workflows hold, memo or input', async () => {
  expect(await verifyKey(await database({ duty: { memo: key } }), [key], IDS)).toBe('verified');
  expect(await verifyKey(await database({ 'session-planner': { input: key } }), [key], IDS)).toBe('verified');
});

test('where they are gone, any other workflow tells', async () => {
  expect(await verifyKey(await database({ 'participant-a': { memo: key } }), [key], IDS)).toBe('verified');
  expect(await verifyKey(await database({ 'participant-a': { input: key } }), [key], IDS)).toBe('verified');
  await expect(verifyKey(await database({ 'participant-a': { input: other } }), [key], IDS)).rejects.toThrow('is not the key');
});

test('one of several keys is enough', async () => {
  expect(await verifyKey(await database({ duty: { memo: key } }), [other, key], IDS)).toBe('verified');
});

test('another key stops in one line', async () => {
  await expect(verifyKey(await database({ duty: { memo: other } }), [key], IDS)).rejects.toThrow(
    /^PAYLOAD_KEY .+ put the original key back\.$/,
  );
});

test('what a wrong key wrote since hides nothing of the database that is older', async () => {
  const mixed = await database({ 'participant-new': { memo: key }, duty: { memo: other } }, { shown: ['participant-new'] });
  await expect(verifyKey(mixed, [key], IDS)).rejects.toThrow('is not the key');
});

test('a database whose search shows nothing yet, restored for one, is not new', async () => {
  await expect(verifyKey(await database({ duty: { memo: other } }, { shown: [] }), [key], IDS)).rejects.toThrow('is not the key');
});

test('a key that was taken away while a long-lived workflow needs it stops too', async () => {
  const rotating = await database({ duty: { memo: key, input: other }, 'session-planner': { memo: key } });
  await expect(verifyKey(rotating, [key], IDS)).rejects.toThrow('is not the key');
  expect(await verifyKey(rotating, [key, other], IDS)).toBe('verified');
});

test('a server without search counts as new; any other refusal is not swallowed', async () => {
  expect(await verifyKey(await database({}, { refusal: 12 }), [key], IDS)).toBe('new');
  await expect(verifyKey(await database({}, { refusal: 14 }), [key], IDS)).rejects.toThrow('refused');
});

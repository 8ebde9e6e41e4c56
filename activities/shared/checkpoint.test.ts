import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { MockActivityEnvironment, TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServiceError } from '../../domain/service-error.ts';
import type { Mail } from '../../integrations/mail/port.ts';
import { encryptionCodec } from '../../workers/codec.ts';
import { createSender } from '../mail/sender.ts';
import { type Checkpoint, createCheckpoint } from './checkpoint.ts';

const MAIL: Mail = {
  messageId: '<GC-7K3M-9QXD.confirmation.1@example.org>',
  to: 'personne@example.org',
  replyTo: null,
  subject: 'Bienvenue',
  text: 'Bonjour',
  html: '<p>Bonjour</p>',
  attachments: [],
};

/** A server's memory of one activity over its attempts, and a mailer that answers as told, one answer a submission. */
function fakes(...answers: readonly (ServiceError | 'accepted' | 'dies')[]) {
  let held: unknown;
  const submissions: string[] = [];
  const checkpoint = createCheckpoint({
    activity: {
      heartbeat: async (_token: unknown, details: unknown) => {
        held = structuredClone(details);
      },
    },
  });
  const mailer = {
    send: async (mail: Mail, submitting?: () => Promise<void>) => {
      await submitting?.();
      const answer = answers[submissions.length];
      submissions.push(mail.messageId);
      if (answer === undefined) throw new Error('one submission too many');
      if (answer === 'dies') throw new WorkerDied();
      if (answer !== 'accepted') throw answer;
    },
  };
  const sender = createSender({ mailer, checkpoint });
  let attempt = 0;
  const inAttempt = <T>(run: () => Promise<T>): Promise<T> => {
    attempt += 1;
    const info = { attempt, heartbeatDetails: structuredClone(held) };
    return activityWith(info).run(run);
  };
  return {
    submissions,
    checkpoint,
    inAttempt,
    held: () => held,
    send: (again: boolean, more = false) => inAttempt(() => sender.send(MAIL, { again, more })),
  };
}
/** Failures are what these tests are about: they say nothing. */
function activityWith(info: { attempt: number; heartbeatDetails: unknown; taskToken?: Uint8Array }): MockActivityEnvironment {
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
}
/** Stands for a process that ends between the claim and the answer: nothing more is recorded. */
class WorkerDied extends Error {}
const refusal = new ServiceError('mail-temporary', { detail: '451' });
const lost = new ServiceError('mail-in-doubt', { detail: 'ECONNRESET' });

test('a mail is claimed before it is submitted', async () => {
  const fake = fakes('dies');
  await expect(fake.send(false)).rejects.toThrow(WorkerDied);
  expect(fake.held()).toEqual({ [`mail ${MAIL.messageId}`]: { phase: 'submitting', messageId: MAIL.messageId, doubts: 0 } });
});

test('an accepted mail is sent', async () => {
  const fake = fakes('accepted');
  await expect(fake.send(false)).resolves.toBe('sent');
  expect(fake.submissions).toHaveLength(1);
});

test('an explicit refusal is recorded, thrown as it is, and the next attempt sends', async () => {
  const fake = fakes(refusal, 'accepted');
  await expect(fake.send(false)).rejects.toBe(refusal);
  expect(fake.held()).toMatchObject({ [`mail ${MAIL.messageId}`]: { phase: 'answered', code: 'mail-temporary' } });
  await expect(fake.send(false)).resolves.toBe('sent');
  expect(fake.submissions).toHaveLength(2);
});

test('after a death between claim and answer a confirmation goes again, anything else does not, and both are in doubt', async () => {
  const confirmation = fakes('dies', 'accepted');
  await expect(confirmation.send(true)).rejects.toThrow(WorkerDied);
  await expect(confirmation.send(true)).resolves.toBe('inDoubt');
  expect(confirmation.submissions).toEqual([MAIL.messageId, MAIL.messageId]);

  const other = fakes('dies');
  await expect(other.send(false)).rejects.toThrow(WorkerDied);
  await expect(other.send(false)).resolves.toBe('inDoubt');
  expect(other.submissions).toHaveLength(1);
});

test('a connection lost after DATA: a confirmation is retried, anything else is in doubt at once', async () => {
  const confirmation = fakes(lost, 'accepted');
  const thrown = await confirmation.send(true).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ApplicationFailure);
  expect(thrown).toMatchObject({ type: 'mail-in-doubt', nonRetryable: false });
  await expect(confirmation.send(true)).resolves.toBe('inDoubt');

  const other = fakes(lost);
  await expect(other.send(false)).resolves.toBe('inDoubt');
});

test('a doubt is not forgotten by a refusal that follows it', async () => {
  const fake = fakes(lost, refusal, 'accepted');
  await expect(fake.send(true)).rejects.toThrow('mail-in-doubt');
  await expect(fake.send(true)).rejects.toBe(refusal);
  await expect(fake.send(true)).resolves.toBe('inDoubt');
});

test('a confirmation is submitted three times in doubt at most', async () => {
  const fake = fakes(lost, lost, lost);
  for (const _ of [1, 2, 3]) await expect(fake.send(true)).rejects.toThrow('mail-in-doubt');
  await expect(fake.send(true)).resolves.toBe('inDoubt');
  expect(fake.submissions).toHaveLength(3);
});

test('a mail that never had its turn is not in doubt', async () => {
  const fake = fakes('accepted');
  // The worker dies while the mail waits in line: nothing was claimed.
  const waiting = createSender({ mailer: { send: () => Promise.reject(new WorkerDied()) }, checkpoint: fake.checkpoint });
  await expect(fake.inAttempt(() => waiting.send(MAIL, { again: false }))).rejects.toThrow(WorkerDied);
  await expect(fake.send(false)).resolves.toBe('sent');
});

test('with more to do after the mail, its acceptance survives a later failure', async () => {
  const fake = fakes('accepted');
  await fake.send(false, true);
  await expect(fake.send(false, true)).resolves.toBe('sent');
  expect(fake.submissions).toHaveLength(1);
});

test('claims of several names stand side by side, also when made at the same time', async () => {
  const fake = fakes('accepted');
  await fake.inAttempt(() => Promise.all([fake.checkpoint.claim('seat', 1), fake.checkpoint.claim('mail', 2), fake.checkpoint.beat()]));
  expect(fake.held()).toEqual({ seat: 1, mail: 2 });
  await fake.inAttempt(() => fake.checkpoint.claim('seat', 3));
  expect(fake.held()).toEqual({ seat: 3, mail: 2 });
});

test('a claim never leaves while a heartbeat of the worker’s own, which knows nothing of it, is on its way', async () => {
  const sent: { readonly by: 'worker' | 'claims'; readonly details: unknown; readonly at: number }[] = [];
  const checkpoint = createCheckpoint({
    activity: { heartbeat: async (_token: unknown, details: unknown) => void sent.push({ by: 'claims', details, at: performance.now() }) },
  });
  const activity = new MockActivityEnvironment({ heartbeatTimeoutMs: 400 });
  activity.on('heartbeat', (details: unknown) => sent.push({ by: 'worker', details, at: performance.now() }));
  await activity.run(async () => {
    await checkpoint.beat();
    await setTimeout(300);
    await checkpoint.beat();
    await checkpoint.claim('mail', 'submitting');
  });
  const byWorker = sent.filter(({ by }) => by === 'worker');
  // Not before half the time-out; and what the worker says last, also when the attempt fails, is the claim.
  expect(byWorker.map(({ details }) => details)).toEqual([{}, { mail: 'submitting' }]);
  const claim = sent.find(({ by, details }) => by === 'claims' && isDeepStrictEqual(details, { mail: 'submitting' }));
  expect((claim?.at ?? 0) - (byWorker[0]?.at ?? 0)).toBeGreaterThanOrEqual(2_900);
});

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' } } });
});
afterAll(() => env.teardown());

test('on a server: a claim outlives an attempt that never answers', async () => {
  // With a codec, as in production: claims hold what persons' mails are about.
  const { connection } = env;
  const client = new Client({ connection, dataConverter: { payloadCodecs: [encryptionCodec([randomBytes(32)])] } });
  const taskQueue = `claims-${randomUUID()}`;
  const handle = await client.activity.start('send', {
    id: taskQueue,
    taskQueue,
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '1 second',
    retry: { initialInterval: '100 ms' },
  });
  // Two workers, as raw polls: the first claims and is never heard of again.
  const poll = async () => {
    const request = { namespace: client.options.namespace, taskQueue: { name: taskQueue }, identity: 'test' };
    const task = await connection.withDeadline(Date.now() + 20_000, () => client.workflowService.pollActivityTaskQueue(request));
    const converter = client.options.loadedDataConverter;
    const [heartbeatDetails] = await decodeArrayFromPayloads(converter, task.heartbeatDetails?.payloads);
    for (const payload of task.heartbeatDetails?.payloads ?? []) expect(payload.metadata?.encoding?.toString()).toBe('binary/encrypted');
    return { attempt: task.attempt, taskToken: task.taskToken, heartbeatDetails };
  };
  const checkpoint: Checkpoint = createCheckpoint(client);
  const first = await poll();
  await activityWith(first).run(() => checkpoint.claim('mail', { phase: 'submitting' }));
  const second = await poll();
  expect(second.attempt).toBe(2);
  expect(second.heartbeatDetails).toEqual({ mail: { phase: 'submitting' } });
  // The first one, should it wake, is told that the activity is no longer its own.
  await expect(activityWith(first).run(() => checkpoint.claim('mail', { phase: 'answered' }))).rejects.toThrow('Not found');
  const { namespace } = client.options;
  await client.activity.complete(second.taskToken, null, { serializationContext: { type: 'activity', namespace, isLocal: false } });
  await handle.result();
});

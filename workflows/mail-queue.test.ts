import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { MAIL_QUEUE } from './duty/messages.ts';
import { byMail, type Urgency } from './mail-queue.ts';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  // As deploy/dynamicconfig.yaml has it.
  const onePartition = ['Read', 'Write'].flatMap((what) => ['--dynamic-config-value', `matching.numTaskqueue${what}Partitions=1`]);
  env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' }, extraArgs: onePartition },
  });
});
afterAll(() => env.teardown());

test('where mails must wait, what answers a person’s own act goes first, and lists for staff go last', async () => {
  const asked: readonly Urgency[] = ['staff', 'usual', 'answer', 'staff', 'change', 'answer'];
  const sent: Urgency[] = [];
  const waiting = asked.map(async (urgency, n) => {
    const options = { id: `mail-${n}`, args: [urgency], startToCloseTimeout: '10 seconds', ...byMail(urgency) };
    return await env.client.activity.start('mail', { taskQueue: MAIL_QUEUE, ...options });
  });
  const handles = await Promise.all(waiting);
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: MAIL_QUEUE,
    maxConcurrentActivityTaskExecutions: 1,
    activities: { mail: async (urgency: Urgency) => void sent.push(urgency) },
  });
  await worker.runUntil(Promise.all(handles.map((handle) => handle.result())));
  expect(sent).toEqual(['answer', 'answer', 'change', 'usual', 'staff', 'staff']);
});

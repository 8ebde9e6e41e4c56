import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { countMailsWaiting } from '../activities/duty/overview.ts';
import { MAIL_QUEUE } from './duty/contract.ts';
import { byMail, type Urgency } from './mail-queue.ts';

const Limits = z.record(z.string(), z.tuple([z.object({ value: z.number() })]));

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  // What production is given, so that the order of mails there is what is tested here.
  const limits = Limits.parse(parse(readFileSync(new URL('../deploy/dynamicconfig.yaml', import.meta.url), 'utf8')));
  const asInProduction = Object.entries(limits).flatMap(([name, [{ value }]]) => ['--dynamic-config-value', `${name}=${value}`]);
  env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' }, extraArgs: asInProduction },
  });
});
afterAll(() => env.teardown());

test('where mails must wait, what answers a person’s own act goes first, and lists for staff go last', async () => {
  // Enough of them that no other order comes right by chance.
  const requests = Array.from({ length: 4 }, (): readonly Urgency[] => ['staff', 'usual', 'answer', 'staff', 'change', 'answer']).flat();
  const sent: Urgency[] = [];
  const waiting = requests.map(async (urgency, n) => {
    const options = { id: `mail-${n}`, args: [urgency], startToCloseTimeout: '10 seconds', ...byMail(urgency) };
    return await env.client.activity.start('mail', { taskQueue: MAIL_QUEUE, ...options });
  });
  const handles = await Promise.all(waiting);
  // Started is not yet queued: a worker that came sooner would be given the first ones that arrive.
  while ((await countMailsWaiting(env.client)) < requests.length) await setTimeout(50);
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: MAIL_QUEUE,
    maxConcurrentActivityTaskExecutions: 1,
    activities: { mail: async (urgency: Urgency) => void sent.push(urgency) },
  });
  await worker.runUntil(Promise.all(handles.map((handle) => handle.result())));
  const inOrder = (['answer', 'change', 'usual', 'staff'] as const).flatMap((urgency) => requests.filter((one) => one === urgency));
  expect(sent).toEqual(inOrder);
  expect(sent).toHaveLength(24);
});

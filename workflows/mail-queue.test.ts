import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countMailsWaiting } from '../activities/duty/overview.ts';
import { productionLimits } from '../test/support/production-limits.ts';
import { MAIL_QUEUE } from './duty/contract.ts';
import { byMail, type Urgency } from './mail-queue.ts';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' }, extraArgs: productionLimits() },
  });
});
afterAll(() => env.teardown());

interface Asked {
  readonly urgency: Urgency;
  readonly crowd: string;
}

/** Lets mails wait, one group after the other, then sends one at a time; gives what was sent, in order. */
async function sendOneByOne(...groups: readonly (readonly Asked[])[]): Promise<readonly string[]> {
  const sent: string[] = [];
  const ask = async ({ urgency, crowd }: Asked) => {
    const options = {
      id: `mail-${randomUUID()}`,
      args: [`${urgency} ${crowd}`],
      startToCloseTimeout: '10 seconds',
      ...byMail(urgency, crowd),
    };
    return await env.client.activity.start('mail', { taskQueue: MAIL_QUEUE, ...options });
  };
  const handles: Awaited<ReturnType<typeof ask>>[] = [];
  for (const group of groups) {
    handles.push(...(await Promise.all(group.map(ask))));
    // Started is not yet queued: a worker that came sooner would be given the first ones that arrive.
    while ((await countMailsWaiting(env.client)) < handles.length) await setTimeout(50);
  }
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: MAIL_QUEUE,
    maxConcurrentActivityTaskExecutions: 1,
    activities: { mail: async (mail: string) => void sent.push(mail) },
  });
  await worker.runUntil(Promise.all(handles.map((handle) => handle.result())));
  return sent;
}

test('where mails must wait, what answers a person’s own act goes first, and lists for staff go last', async () => {
  // Enough of them that no other order comes right by chance.
  const asked = Array.from({ length: 4 }, (): readonly Urgency[] => ['staff', 'usual', 'answer', 'staff', 'change', 'answer']).flat();
  const sent = await sendOneByOne(asked.map((urgency) => ({ urgency, crowd: 'x' })));
  const inOrder = (['answer', 'change', 'usual', 'staff'] as const).flatMap((urgency) => asked.filter((one) => one === urgency));
  expect(sent).toEqual(inOrder.map((urgency) => `${urgency} x`));
  expect(sent).toHaveLength(24);
});

test('whoever is alone doesn’t wait for the end of a crowd that came before, and no name of a crowd is too long', async () => {
  const crowd = Array.from({ length: 60 }, () => ({ urgency: 'answer', crowd: 'registered-2026-11-28T10' }) as const);
  const moved = Array.from({ length: 10 }, () => ({ urgency: 'answer', crowd: `atelier-${'x'.repeat(200)}` }) as const);
  const sent = await sendOneByOne([...crowd, ...moved], [{ urgency: 'answer', crowd: 'alone' }]);
  expect(sent).toHaveLength(71);
  // One of each crowd, give or take where its first turn falls.
  expect(sent.indexOf('answer alone')).toBeLessThan(10);
  expect(sent.findLastIndex((mail) => mail.startsWith('answer atelier'))).toBeLessThan(35);
});

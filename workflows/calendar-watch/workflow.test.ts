import { setTimeout } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUNDLE_PATH } from '../../workers/bundle.ts';
import type { WatchMemory, WatchResult } from './contract.ts';

const LOOK: WatchResult = {
  memory: { mailbox: null, deltaLink: 'd1', window: null, events: {}, unclear: {} },
  at: { at: '2026-11-25T09:00:00.000Z', label: '' },
  counts: { notified: 0, adopted: 0, resyncs: 0 },
  opened: false,
};

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: '.tools/bin/temporal' },
      extraArgs: ['--search-attribute', 'GcWaitingFor=KeywordList'],
    },
  });
});
afterAll(() => env.teardown());

/** A watch whose looks and tellings answer in turn; the last look lasts until the test ends. */
function watching({
  looks,
  tellings,
}: {
  readonly looks: readonly (WatchResult | 'refused')[];
  readonly tellings: readonly ('notified' | 'refused')[];
}) {
  const left = { looks: [...looks], tellings: [...tellings] };
  const calls: string[] = [];
  const activities = {
    async watchCalendar(_: WatchMemory, until: string) {
      const next = left.looks.shift();
      calls.push(`look until ${until}`);
      if (next === 'refused') throw ApplicationFailure.nonRetryable('refused', 'calendar-forbidden');
      if (next !== undefined) return next;
      return await Context.current().cancelled;
    },
    async tellWaiting() {
      const next = left.tellings.shift();
      calls.push('tell');
      if (next === 'refused') throw ApplicationFailure.nonRetryable('refused', 'internal');
    },
  };
  return { calls, activities };
}

const lines = async (workflowId: string) => {
  const { memo } = await env.client.workflow.getHandle(workflowId).describe();
  return JSON.stringify(memo?.['worklist'] ?? []);
};

test('an outage that is over is shown no more, and sessions that could not be told of are told of after a pause: neither waits for the next change', async () => {
  const { calls, activities } = watching({ looks: [{ ...LOOK, opened: true }, 'refused', LOOK], tellings: ['refused', 'notified'] });
  const common = { connection: env.nativeConnection, activities, shutdownGraceTime: '1 second' as const };
  const workers = [
    await Worker.create({ ...common, taskQueue: 'watch', workflowBundle: { codePath: BUNDLE_PATH } }),
    await Worker.create({ ...common, taskQueue: 'outlook-organiser' }),
  ];
  const running = workers.map((worker) => worker.run());
  try {
    await env.client.workflow.start('calendarWatch', { workflowId: 'watch', taskQueue: 'watch', args: [{ coordinator: 's1' }] });
    const seen = new Set<string>();
    for (let tries = 0; tries < 600 && !(calls.length === 6 && (await lines('watch')) === '[]'); tries++) {
      seen.add(await lines('watch'));
      await setTimeout(200);
    }
    expect([...seen].some((text) => text.includes('calendar-calendar-forbidden'))).toBe(true);
    expect(await lines('watch')).toBe('[]');
    expect(calls.filter((one) => one !== 'tell')).toEqual([
      'look until changes',
      'look until changes',
      'look until look',
      'look until changes',
    ]);
    expect(calls.filter((one) => one === 'tell')).toHaveLength(2);
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
});

import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { BUNDLE_PATH } from './bundle.ts';
import { requestOf, startedRuns } from './reset-interceptor.ts';

const request = (more: object = {}) => [{ kind: 'reminderDay', n: 1, why: 'dayBefore', view: { sessionId: 'a', rev: 1 }, ...more }];
const to = { ref: 'GC-7K3M-9QXD', email: 'lea@example.org', assignment: { referent: 's1' }, lastMailAt: null };

test('the same mail asked for in another course is the same request, whatever the plan says meanwhile', () => {
  const again = { ...to, assignment: { referent: 's2' }, lastMailAt: '2026-11-28T09:00:00Z' };
  expect(requestOf('mailParticipant', request({ to }))).toBe(requestOf('mailParticipant', request({ to: again })));
});

test('a mail of another session, to another address or of another number is another one', () => {
  const base = requestOf('mailParticipant', request({ to }));
  for (const other of [{ view: { sessionId: 'b', rev: 1 } }, { to: { ...to, email: 'autre@example.org' } }, { n: 2 }])
    expect(requestOf('mailParticipant', request({ to, ...other }))).not.toBe(base);
});

test('a run that this process began is known as such, and its first task comes with the answer', async () => {
  const env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' } },
  });
  try {
    const { nativeConnection: connection } = env;
    const started = startedRuns();
    const client = new Client({ connection, interceptors: { workflow: [started.interceptor] } });
    const worker = await Worker.create({ connection, taskQueue: 'eager', workflowBundle: { codePath: BUNDLE_PATH }, activities: {} });
    const begun = await worker.runUntil(() =>
      client.workflow.start('configurationRollOut', { workflowId: 'one', taskQueue: 'eager', args: [{ version: 'v1' }] }),
    );
    expect([begun.eagerlyStarted, started.has(begun.firstExecutionRunId), started.has('another')]).toEqual([true, true, false]);
  } finally {
    await env.teardown();
  }
});

import { TypedSearchAttributes } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { PROGRAMME } from '../form-intake/intake-fixtures.ts';
import { createRollOutActivities, ensureRollOut } from './roll-out.ts';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: '.tools/bin/temporal' },
      extraArgs: ['--search-attribute', 'GcPlanVersion=Keyword'],
    },
  });
});
afterAll(() => env.teardown());

const programme = { ...PROGRAMME, version: 'v2' };
const activities = () => createRollOutActivities({ client: env.client, programme, checkpoint: { beat: () => Promise.resolve() } });

/** A workflow that nobody runs: what it is told stands in its history. */
async function begun(type: 'participantPath' | 'session', workflowId: string, version: string): Promise<void> {
  const typedSearchAttributes = new TypedSearchAttributes([{ key: SEARCH_ATTRIBUTES.planVersion, value: version }]);
  await env.client.workflow.start(type, { workflowId, taskQueue: 'nobody', typedSearchAttributes });
}

async function signalsOf(workflowId: string): Promise<readonly string[]> {
  const { events } = await env.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
}

test('tells paths and sessions of another configuration, each once, and starts nothing where there are none', async () => {
  const target = { programme, taskQueue: 'nobody' };
  await begun('participantPath', 'participant-new', 'v2');
  await ensureRollOut(env.client, target);
  const rollOut = env.client.workflow.getHandle('configuration-roll-out-v2');
  await expect(rollOut.describe()).rejects.toThrow('not found');

  await begun('participantPath', 'participant-old', 'v1');
  await begun('session', 'session-old', 'v1');
  let notified = 0;
  // The search shows a workflow a moment after it started.
  while (notified < 2) notified = await activities().tellOfConfiguration({ version: 'v2' });
  expect(notified).toBe(2);
  expect([...new Set(await signalsOf('participant-old'))]).toEqual(['configurationChanged']);
  expect([...new Set(await signalsOf('session-old'))]).toEqual(['configurationChanged']);
  expect(await signalsOf('participant-new')).toEqual([]);

  await ensureRollOut(env.client, target);
  await ensureRollOut(env.client, target);
  expect((await rollOut.describe()).type).toBe('configurationRollOut');
});

test('leaves the telling to a worker that has this configuration', async () => {
  expect(await activities().tellOfConfiguration({ version: 'v3' })).toBe(-1);
});

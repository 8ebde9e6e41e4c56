import { setTimeout } from 'node:timers/promises';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productionLimits } from '../../test/support/production-limits.ts';
import { searchAttributeFlags } from '../../workers/search-attributes.ts';
import { start } from '../../workflows/session/session-fixtures.ts';
import { longLived, startMissing } from '../duty/long-lived.ts';
import { countTasksWaiting } from '../duty/overview.ts';
import { startSession } from '../session/session-start.ts';
import { planningProgramme } from '../session-planner/planning-fixtures.ts';

const TASK_QUEUE = 'parcours';
const WORKFLOWS = proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW;

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  const extraArgs = [...productionLimits(), ...searchAttributeFlags().flatMap((flag) => ['--search-attribute', flag])];
  env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' }, extraArgs },
  });
});
afterAll(() => env.teardown());

/** Of the workflow whose task a worker would be given now. */
async function nextTask(): Promise<string> {
  const poll = () =>
    env.client.workflowService.pollWorkflowTaskQueue({ namespace: 'default', taskQueue: { name: TASK_QUEUE }, identity: 'test' });
  const { workflowExecution } = await env.connection.withDeadline(Date.now() + 60_000, poll);
  return workflowExecution?.workflowId ?? '';
}

test('after an outage, sessions and what keeps the service alive are served before the paths that wake', async () => {
  const { client } = env;
  for (let path = 0; path < 40; path += 1)
    await client.workflow.start('participantPath', { workflowId: `participant-${path}`, taskQueue: TASK_QUEUE });
  const always = longLived(planningProgramme, 5_000);
  await startMissing(client, always, { taskQueue: TASK_QUEUE });
  await startSession(client, start(12), TASK_QUEUE);
  // Started is not yet queued: who asks sooner is given the first ones that arrive.
  while ((await countTasksWaiting(client, TASK_QUEUE, WORKFLOWS)) < 40 + always.length + 1) await setTimeout(50);
  const first: string[] = [];
  while (first.length < always.length + 1) first.push(await nextTask());
  expect(first.toSorted()).toEqual([...always.map(({ workflowId }) => workflowId), `session-${start(12).id}`].toSorted());
});

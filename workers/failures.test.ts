import { fileURLToPath } from 'node:url';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleOf } from './bundle.ts';
import { dataConverter } from './codec.ts';

const PERSONAL = 'Zoé-Nguyễn zoe@example.org';
const KEY = Buffer.alloc(32, 5);

let env: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  const path = fileURLToPath(new URL('../.tools/bin/temporal', import.meta.url));
  env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path } },
    client: { dataConverter: dataConverter([KEY]) },
  });
  worker = await Worker.create({
    connection: env.nativeConnection,
    dataConverter: dataConverter([KEY]),
    taskQueue: 'failures',
    workflowBundle: { code: await bundleOf(fileURLToPath(new URL('failures-fixtures.ts', import.meta.url))) },
  });
  running = worker.run();
});

afterAll(async () => {
  worker?.shutdown();
  await running;
  await env?.teardown();
});

test('the words of a workflow that failed stand nowhere in clear in its history, and are read with the key', async () => {
  const handle = await start('failing');
  const error = await handle.result().then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect(error instanceof WorkflowFailedError ? error.cause?.message : '').toContain(PERSONAL);
  expect(wordsIn(await historyWith(handle, 'workflowExecutionFailedEventAttributes'))).toEqual([]);
});

test('nor do those of a task that fails', async () => {
  const handle = await start('sticking');
  expect(wordsIn(await historyWith(handle, 'workflowTaskFailedEventAttributes'))).toEqual([]);
  await handle.terminate();
});

async function start(type: string): Promise<WorkflowHandle> {
  return await env.client.workflow.start(type, { workflowId: type, taskQueue: 'failures', args: [PERSONAL] });
}

function wordsIn(history: string): readonly string[] {
  return PERSONAL.split(' ').filter((word) => history.includes(word));
}

async function historyWith(handle: WorkflowHandle, attributes: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { events } = await handle.fetchHistory();
    const history = JSON.stringify(events);
    if (history.includes(`"${attributes}"`)) return history;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${attributes}`);
}

import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorklistItem } from '../../domain/worklist.ts';
import { eventually, type Service, startService } from './service-in-memory.ts';

// The server asks each run to go on as a new one after so few events that one refused call is enough.
const EVENTS_OF_A_RUN = 14;
/** What a path may write while half a minute of refusals lasts, its new runs included. */
const MOST_EVENTS = 200;

let service: Service;

beforeAll(async () => {
  service = await startService({ extraArgs: ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${EVENTS_OF_A_RUN}`] });
});

afterAll(async () => {
  await service?.close();
});

test('mail and Outlook refuse: every workflow goes on as new runs with its pause, and all that is due goes out once when they are back', async () => {
  const { client, mail, outlook } = service;
  outlook.away = true;
  outlook.refusal = 'calendar-forbidden';
  mail.refusal = 'mail-refused';
  await service.startWorker();
  await service.ensure();
  const sessions = await eventually(async () => {
    const found = await workflows("WorkflowType = 'session' AND ExecutionStatus = 'Running'");
    return found.length > 0 ? found : null;
  }, 'sessions of the plan');
  const paths: WorkflowHandle[] = [];
  for (const name of ['Alma', 'Basile', 'Chloé']) paths.push(await service.register(name));
  // A request for cancellation keeps nobody from going on as a new run.
  await paths[1]?.cancel();

  const renewed = async () => {
    const runs = await workflows("ExecutionStatus = 'ContinuedAsNew'");
    const types = ['participantPath', 'session', 'calendarWatch'].filter((type) => !runs.some((one) => one.type === type));
    return types.length === 0 ? true : null;
  };
  await eventually(renewed, 'runs go on as new ones while everything is refused', 60_000);
  await eventually(async () => ((await outages(paths[0])).length > 0 ? true : null), 'the coordinator is told', 60_000);
  expect([mail.refused > 0, outlook.refused.length > 0, mail.sent.length]).toEqual([true, true, 0]);

  // Outlook comes back, and mail for everybody but one domain.
  outlook.away = false;
  mail.refusedDomain = 'refused.example.org';
  await eventually(async () => (confirmations().length >= 3 ? true : null), 'confirmations', 70_000);
  await eventually(async () => (sessions.every(({ id }) => outlook.of(id).length > 0) ? true : null), 'events', 70_000);
  await eventually(async () => ((await Promise.all(paths.map(outages))).flat().length === 0 ? true : null), 'no outage is left');
  expect(confirmations().toSorted()).toEqual([...new Set(confirmations())].toSorted());
  expect(sessions.map(({ id }) => outlook.of(id).length)).toEqual(sessions.map(() => 1));
  for (const path of paths) expect(await eventsOf(path)).toBeLessThanOrEqual(MOST_EVENTS);

  async function workflows(query: string) {
    const found: { readonly id: string; readonly type: string }[] = [];
    for await (const { workflowId, type } of client.workflow.list({ query })) found.push({ id: workflowId.replace('session-', ''), type });
    return found;
  }
});

function confirmations(): readonly string[] {
  return service.mail.sent.map(({ messageId }) => messageId).filter((id) => id.includes('.confirmation.'));
}

async function outages(path: WorkflowHandle | undefined): Promise<readonly WorklistItem[]> {
  const { memo } = (await path?.describe()) ?? {};
  return ((memo?.['worklist'] ?? []) as readonly WorklistItem[]).filter(({ kind }) => kind === 'service');
}

/** Over all runs. */
async function eventsOf({ workflowId }: WorkflowHandle): Promise<number> {
  let count = 0;
  for await (const { historyLength } of service.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    count += historyLength ?? 0;
  return count;
}

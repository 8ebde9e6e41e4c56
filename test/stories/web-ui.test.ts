import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookOver } from '../../activities/duty/overview.ts';
import { coordinatorOf } from '../../domain/assignment.ts';
import { failingLine } from '../../domain/failing-workflow.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import { createLogger } from '../../workers/logger.ts';
import { type Gauge, illnesses, watchOver } from '../../workers/watch-over.ts';
import { eventually, type Service, startService } from './service-in-memory.ts';

// What an administrator can press in Temporal's Web UI.
let service: Service;

beforeAll(async () => {
  service = await startService({
    extraArgs: ['--dynamic-config-value', 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2'],
  });
  await service.startWorker();
  await service.ensure();
});

afterAll(async () => {
  await service?.close();
});

test('« Request Cancellation » neither ends nor sticks any workflow, and each says what to do instead', async () => {
  const { client } = service;
  const path = await service.register('Annulée');
  const session = await eventually(async () => {
    for await (const one of client.workflow.list({ query: "WorkflowType = 'session' AND ExecutionStatus = 'Running'" })) return one;
    return null;
  }, 'a session of the plan');
  await eventually(async () => (service.mail.sent.some(({ messageId }) => messageId.includes('.confirmation.')) ? true : null), 'a mail');
  const advice = {
    [path.workflowId]: 'la décision « Clore »',
    [session.workflowId]: 'annulez son événement dans Outlook',
    'form-intake-registration': 'fermez le formulaire dans Google Forms',
    'calendar-watch': 'arrêtez le service',
    'session-planner': 'videz `plan`',
    'staff-worklist-s1': 'retirez cette personne',
    duty: 'La permanence continue',
  };
  const types = new Set<string>();
  for (const [workflowId, sentence] of Object.entries(advice)) {
    const handle = client.workflow.getHandle(workflowId);
    await handle.cancel();
    await eventually(
      async () => ((await service.details(workflowId)).includes(sentence) ? true : null),
      `${workflowId} says « ${sentence} »`,
    );
    const { status, raw, type } = await handle.describe();
    types.add(type);
    expect([workflowId, status.name, raw.pendingWorkflowTask?.attempt ?? 1]).toEqual([workflowId, 'RUNNING', 1]);
  }
  expect(types.size).toBe(7);

  for (const workflowId of [path.workflowId, session.workflowId]) {
    const { memo } = await client.workflow.getHandle(workflowId).describe();
    const lines = ((memo?.['worklist'] ?? []) as readonly WorklistItem[]).filter(({ key }) => key.startsWith('cancel-'));
    expect(lines.map(({ worklist, kind }) => [worklist, kind])).toEqual([['s1', 'info']]);
  }
  // It goes on: another person gets a seat, and the path that was to be cancelled hears of a fact.
  await path.signal('sessionsOpened');
  await service.register('Suivante');
  await eventually(
    async () => (service.mail.sent.filter(({ messageId }) => messageId.includes('.confirmation.')).length === 2 ? true : null),
    'a second confirmation',
  );
});

test('what is terminated or stuck is found; a part of the service comes back, a path is a line until somebody acts', async () => {
  const { client, programme } = service;
  const path = await service.register('Arrêtée');
  await eventually(
    async () => ((await service.details(path.workflowId)).includes('E-mail « confirmation » envoyé') ? true : null),
    'a mail',
  );
  await path.terminate();
  await client.workflow.getHandle('session-planner').terminate();
  // Not a path's state: its task fails.
  const stuck = await client.workflow.start('participantPath', {
    workflowId: 'participant-GC-0000-0000',
    taskQueue: 'parcours',
    args: [{ outbox: null }],
  });
  const failing = async () => (await lookOver(client)).failing.map(({ workflowId, what }) => `${workflowId} ${what}`).toSorted();
  const all = [`${stuck.workflowId} stuck`, `${path.workflowId} ended`, 'session-planner ended'].toSorted();
  await eventually(async () => ((await failing()).join() === all.join() ? true : null), 'all three are found', 40_000);
  expect(illnesses(await lookOver(client))).toEqual(['session-planner ended', 'no sessionPlanner runs']);

  await stuck.terminate();
  const rest = [`${stuck.workflowId} ended`, `${path.workflowId} ended`].toSorted();
  const counted: string[] = [];
  const logged: string[] = [];
  const stop = new AbortController();
  const gauge: Gauge = (count, { what }) => void counted.push(`${count} ${what}`);
  const watching = watchOver({
    overview: () => lookOver(client),
    startMissing: () => service.ensure(),
    gauge,
    tell: (found) => void logged.push(found.join()),
    logger: createLogger({ write: () => undefined }),
    stop: stop.signal,
    everyMs: 200,
  });
  await eventually(async () => ((await failing()).join() === rest.join() ? true : null), 'the service looks after itself');
  await eventually(async () => (counted.includes('0 stuck') && counted.includes('2 ended') ? true : null), 'both are counted');
  await eventually(async () => (logged.at(-1) === '' ? true : null), 'all is well');
  stop.abort();
  await watching;
  expect(illnesses(await lookOver(client))).toEqual([]);
  const [line] = (await lookOver(client)).failing
    .filter(({ workflowId }) => workflowId === path.workflowId)
    .map((one) => failingLine(one, coordinatorOf(programme.organisations).code).item);
  expect([line?.worklist, line?.reference]).toEqual(['s1', path.workflowId.replace('participant-', '')]);
});

test('a path that is reset to its beginning goes through its course again, and sends nothing twice', async () => {
  const { client, mail } = service;
  const path = await service.register('Rembobinée');
  const confirmed = async () => ((await service.details(path.workflowId)).includes('E-mail « confirmation » envoyé') ? true : null);
  await eventually(confirmed, 'a confirmation');
  // Only of this path: worklists write meanwhile.
  const own = () => mail.sent.filter(({ messageId }) => messageId.includes(path.workflowId.slice('participant-'.length)));
  expect(own()).toHaveLength(1);
  const { events } = await path.fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes: task }) => Boolean(task))?.eventId;
  await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: path.workflowId },
    reason: 'again',
    workflowTaskFinishEventId: first ?? null,
    requestId: randomUUID(),
  });
  await eventually(confirmed, 'the confirmation stands in the journal again');
  const { status } = await client.workflow.getHandle(path.workflowId).describe();
  expect([status.name, own().length]).toEqual(['RUNNING', 1]);
});

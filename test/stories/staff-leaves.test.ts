import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Programme } from '../../domain/programme/programme.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import { rollOut } from '../../workers/service.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { eventually, type Service, startService } from './service-in-memory.ts';

/** What a path writes when it is told: signal, plan, version, lines. Tasks apart, which a worker that goes makes it begin again. */
const NOTIFYING_EVENTS = [
  'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
  'EVENT_TYPE_MARKER_RECORDED',
  'EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
  'EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED',
];

const { EventType } = proto.temporal.api.enums.v1;
type EventType = proto.temporal.api.enums.v1.EventType;

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service?.close();
});

test('a colleague and the coordinator leave: each open path is told once, asks somebody who works here, and a killed roll-out goes on', async () => {
  const { client, programme } = service;
  await service.startWorker();
  await service.ensure();
  const paths: WorkflowHandle[] = [];
  for (const name of ['Alma', 'Basile', 'Chloé']) paths.push(await service.register(name));
  const leaving = await eventually(async () => {
    const referents = await Promise.all(paths.map(referentOf));
    return referents.every((code) => code !== null) ? referents : null;
  }, 'paths with a referent');
  expect(new Set(leaving)).toEqual(new Set(['s2']));
  await settled(paths);
  const before = await Promise.all(paths.map(eventsOf));

  const without = withoutInesAndCamille(programme);
  await service.stopWorker();
  await service.startWorker(without);
  await service.ensure(without);
  await rollOut(client, without);
  // The worker that tells them is gone in the middle; the next one goes on.
  await service.stopWorker();
  await service.startWorker(without);
  await rollOut(client, without);

  const question = await eventually(
    async () => {
      const lines = (await Promise.all(paths.map(linesOf))).map((own) => own.filter(({ departed }) => departed !== undefined));
      return lines.every((own) => own.length === 1) ? lines.flat() : null;
    },
    'each path asks who accompanies',
    60_000,
  );
  expect(question.map(({ worklist }) => worklist)).toEqual(['s4', 's4', 's4']);
  await eventually(
    async () => (await count(`${SEARCH_ATTRIBUTES.planVersion.name} != '${without.version}'`)) === 0 || null,
    'all are told',
    60_000,
  );
  for (const [index, path] of paths.entries()) {
    expect(await signalsOf(path)).toEqual(['configurationChanged']);
    expect((await eventsOf(path)).slice(before[index]?.length)).toEqual(NOTIFYING_EVENTS);
  }

  async function count(condition: string): Promise<number> {
    const query = `WorkflowType IN ('participantPath', 'session') AND ExecutionStatus = 'Running' AND ${condition}`;
    return (await client.workflow.count(query)).count;
  }
});

/** Youssef coordinates instead of Camille, and leads what they led. */
function withoutInesAndCamille(programme: Programme): Programme {
  const organisations = programme.organisations.map((organisation) => ({
    ...organisation,
    staff: organisation.staff
      .filter(({ code }) => code !== 's1' && code !== 's2')
      .map((one) => (one.code === 's4' ? { ...one, roles: [...one.roles, 'coordinator' as const] } : one)),
  }));
  const others = (facilitators: readonly string[]) => [
    ...new Set(facilitators.map((code) => (code === 's1' || code === 's2' ? 's4' : code))),
  ];
  return {
    ...programme,
    version: `${programme.version}-2`,
    organisations,
    sessions: programme.sessions.map((one) => ({ ...one, facilitators: others(one.facilitators) })),
    plan: programme.plan.map((one) => ({ ...one, facilitators: others(one.facilitators) })),
  };
}

async function referentOf(path: WorkflowHandle): Promise<string | null> {
  return (await path.describe()).typedSearchAttributes.get(SEARCH_ATTRIBUTES.referent) ?? null;
}

async function linesOf(path: WorkflowHandle): Promise<readonly WorklistItem[]> {
  const { memo } = await path.describe();
  return Array.isArray(memo?.['worklist']) ? (memo['worklist'] as WorklistItem[]) : [];
}

/** Types of all events but those of workflow tasks. */
async function eventsOf(path: WorkflowHandle): Promise<readonly string[]> {
  const { events } = await path.fetchHistory();
  return (events ?? []).flatMap(({ eventType }) => (isTask(eventType ?? 0) ? [] : [EventType[eventType ?? 0] ?? '']));
}

function isTask(type: EventType): boolean {
  return (EventType[type] ?? '').startsWith('EVENT_TYPE_WORKFLOW_TASK_');
}

async function signalsOf(path: WorkflowHandle): Promise<readonly string[]> {
  const { events } = await path.fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal?.signalName === 'configurationChanged' ? [signal.signalName] : [],
  );
}

/** Nothing more happens by itself: no call is under way, and nothing was written for a while. */
async function settled(paths: readonly WorkflowHandle[]): Promise<void> {
  for (let before = -1; ; ) {
    const now = (await Promise.all(paths.map(eventsOf))).reduce((sum, events) => sum + events.length, 0);
    const pending = (await Promise.all(paths.map((path) => path.describe()))).flatMap(({ raw }) => raw.pendingActivities ?? []);
    if (now === before && pending.length === 0) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
  }
}

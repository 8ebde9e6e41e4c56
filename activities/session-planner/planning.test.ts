import { setTimeout } from 'node:timers/promises';
import { MockActivityEnvironment, TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SessionStart } from '../../domain/session-start.ts';
import { BUNDLE_PATH } from '../../workers/bundle.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { seatSet } from '../../workflows/session/contract.ts';
import type { Planned } from '../../workflows/session-planner/contract.ts';
import { planNow } from '../../workflows/session-planner/contract.ts';
import type { Openings } from '../calendar/planned-sessions.ts';
import { createPlanningActivities } from './planning.ts';

/** As the command line calls them. */
const CLI_TYPES: Readonly<Record<string, string>> = {
  KEYWORD: 'Keyword',
  KEYWORD_LIST: 'KeywordList',
  DATETIME: 'Datetime',
  INT: 'Int',
  BOOL: 'Bool',
};

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  const attributes = Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => `${name}=${CLI_TYPES[type] ?? ''}`);
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: '.tools/bin/temporal' },
      extraArgs: attributes.flatMap((attribute) => ['--search-attribute', attribute]),
    },
  });
});
afterAll(() => env.teardown());

const moment = (at: string) => ({ at, label: `le ${at}` });

function session(id: string, start: string): SessionStart {
  const end = moment(start);
  const plan = {
    version: 'v1',
    start: moment(start),
    end,
    listAt: end,
    attendanceAt: end,
    facilitator: end,
    coordinator: end,
    answersAt: null,
    answersCoordinator: null,
    lowAt: null,
    lowPercent: 30,
    manyWaiting: 5,
    unknownAt: moment(start),
    quietMs: 120_000,
    closesAt: end,
  };
  return {
    id,
    title: 'Information',
    kind: 'info',
    eventId: null,
    headCountOnly: false,
    capacity: 15,
    facilitators: ['s1', 's3'],
    coordinator: 's1',
    place: { name: 'Maison', address: '' },
    plan,
  };
}

const NOTHING_WANTED: Openings = { open: [], unfilled: [], from: '', to: '', coordinator: 's1' };

const planningOf = (plan: readonly SessionStart[] = [], beat = () => Promise.resolve()) =>
  createPlanningActivities({
    client: env.client,
    checkpoint: { beat },
    deadlines: { fixedSessions: () => plan, openings: () => NOTHING_WANTED, nextWorklistHour: () => null, moment },
  });

test('each session of the plan is started once, soonest first, and never again once it ran', async () => {
  const plan = [session('info-2026-12-b', '2026-12-17T13:30:00Z'), session('info-decembre', '2026-12-03T13:30:00Z')];
  const taskQueue = 'planning';
  const planning = planningOf(plan);
  // Sessions land where nobody runs them: this is about starting them.
  const elsewhere = new MockActivityEnvironment({ taskQueue: 'nobody' });
  const looks: Planned[] = [];
  let notifications = 0;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: BUNDLE_PATH },
    activities: {
      async planSessions() {
        const planned = await elsewhere.run<[], Planned, () => Promise<Planned>>(() => planning.planSessions());
        looks.push(planned);
        return planned;
      },
      async tellWaiting() {
        notifications += 1;
      },
    },
  });
  const lookedAgain = async (): Promise<void> => {
    const before = looks.length;
    await env.client.workflow.signalWithStart('sessionPlanner', { workflowId: 'session-planner', taskQueue, args: [], signal: planNow });
    while (looks.length === before) await setTimeout(50);
  };
  await worker.runUntil(async () => {
    await lookedAgain();
    await env.client.workflow.getHandle('session-info-decembre').terminate('it is over');
    plan.push(session('info-2027-01-a', '2027-01-05T13:30:00Z'));
    await lookedAgain();
  });
  // The first start comes with the signal « plan now », which may be one look or two.
  const started = looks.flatMap((look) => look.started);
  expect(started).toEqual(['info-decembre', 'info-2026-12-b', 'info-2027-01-a']);
  // The worker ends with the last look, and may not have told of it yet.
  expect(notifications).toBeGreaterThan(0);
  expect(looks.at(-1)?.coming.map(({ id }) => id)).toEqual(['info-decembre', 'info-2026-12-b', 'info-2027-01-a']);
  const open: string[] = [];
  const listed = async (): Promise<number> => {
    open.length = 0;
    for await (const { workflowId } of env.client.workflow.list({
      query: `GcSessionKind = 'info' AND GcSessionState = 'open' AND GcSeatsLeft = 15 AND ExecutionStatus = 'Running'`,
    }))
      open.push(workflowId);
    return open.length;
  };
  while ((await listed()) < 2) await setTimeout(50);
  expect(open.toSorted()).toEqual(['session-info-2026-12-b', 'session-info-2027-01-a']);
});

test('a plan that can’t be computed starts nothing and says so', async () => {
  const planning = createPlanningActivities({
    client: env.client,
    checkpoint: { beat: () => Promise.resolve() },
    deadlines: { fixedSessions: noVenue, openings: () => NOTHING_WANTED, nextWorklistHour: () => null, moment },
  });
  await expect(planning.planSessions()).rejects.toThrow('no venue');
});

function noVenue(): never {
  throw new Error('no venue of that name');
}

test('whoever waits is told of new sessions, as many as there are seats: priority neighbourhoods first, then the first come', async () => {
  const { workflow } = env.client;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'sessions',
    workflowBundle: { codePath: BUNDLE_PATH },
  });
  const people = [
    ['seated', 'invited', false],
    ['late', 'registered', false],
    ['priority-late', 'registered', true],
    ['further-on', 'informed', true],
    ['none-found', 'registered', false],
    ['priority-none-found', 'noShow', true],
    ['latest', 'registered', false],
  ] as const;
  const arrivals = new Map<string, string>();
  for (const [name, stage, priority] of people) {
    await workflow.start('participantPath', {
      workflowId: `participant-${name}`,
      taskQueue: 'nobody',
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.stage, value: stage },
        { key: SEARCH_ATTRIBUTES.priorityNeighbourhood, value: priority },
      ],
    });
    arrivals.set(name, new Date().toISOString());
    // The list knows starts to the millisecond.
    await setTimeout(5);
  }
  const seatsFor = (names: readonly string[]) =>
    people
      .filter(([name]) => names.includes(name))
      .map(([ref, , priority]) => ({ ref, seq: 1, want: 'seatOrWait' as const, priority, name: ref, arrival: arrivals.get(ref) ?? '' }));
  const start = async (id: string, capacity: number) =>
    await workflow.start('session', {
      workflowId: `session-${id}`,
      taskQueue: 'sessions',
      args: [{ ...session(id, '2099-12-17T13:30:00.000Z'), capacity }],
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.sessionKind, value: 'info' },
        { key: SEARCH_ATTRIBUTES.waiting, value: 0 },
      ],
    });
  const untilShown = async (query: string, count = 1): Promise<void> => {
    while ((await workflow.count(query)).count !== count) await setTimeout(50);
  };
  const notifiedAt = async (name: string): Promise<number | null> => {
    const { events } = await workflow.getHandle(`participant-${name}`).fetchHistory();
    const signal = events?.find((event) => event.workflowExecutionSignaledEventAttributes);
    return signal ? Number(signal.eventTime?.seconds) * 1e9 + Number(signal.eventTime?.nanos) : null;
  };

  // Seats of sessions that another test opened would count too.
  for await (const { workflowId } of workflow.list({ query: `WorkflowType = 'session' AND ExecutionStatus = 'Running'` }))
    await workflow.getHandle(workflowId).terminate();
  await untilShown(`WorkflowType = 'session' AND ExecutionStatus = 'Running'`, 0);
  const beat = vi.fn<() => Promise<void>>(() => Promise.resolve());
  await worker.runUntil(async () => {
    const full = await start('full', 1);
    const opened = await start('opened', 3);
    await full.executeUpdate(seatSet, { args: [seatsFor(['seated', 'late', 'priority-late', 'latest'])] });
    await untilShown(`WorkflowType = 'participantPath'`, people.length);
    await untilShown(`WorkflowId = 'session-full' AND GcWaiting = 3`);
    await untilShown(`WorkflowId = 'session-opened' AND GcSeatsLeft = 3`);
    const telling = new MockActivityEnvironment().run(planningOf([], beat).tellWaiting);
    while ((await notifiedAt('late')) === null) await setTimeout(50);
    await opened.executeUpdate(seatSet, { args: [seatsFor(['priority-late', 'priority-none-found', 'late'])] });
    await telling;
  });
  // A worker that dies meanwhile is given up within seconds: another one goes on.
  expect(beat).toHaveBeenCalled();
  const notifications = await Promise.all(people.map(async ([name]) => ({ name, at: await notifiedAt(name) })));
  const names = notifications.filter(({ at }) => at !== null).toSorted((one, other) => Number(one.at) - Number(other.at));
  // Three seats; then whoever waits nowhere, whom a waiting list may take. « latest » keeps the place in theirs.
  expect(
    names
      .map(({ name }) => name)
      .slice(0, 2)
      .toSorted(),
  ).toEqual(['priority-late', 'priority-none-found']);
  expect(names.map(({ name }) => name).slice(2)).toEqual(['late', 'none-found']);
});

import { setTimeout } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Moment } from '../domain/moment.ts';
import { sessionsOpened } from '../workflows/participant-path/messages.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';
import type { Deadlines } from './deadlines.ts';
import { startSession } from './session-start.ts';

/** What the planner shows: counts and public facts, no participant. */
export interface Planned {
  readonly at: Moment;
  readonly version: string | null;
  /** Sessions that this look started. */
  readonly started: readonly string[];
  /** Every session from now to the horizon, soonest first. */
  readonly coming: readonly { readonly id: string; readonly title: string; readonly start: Moment; readonly place: string }[];
}

export type PlanningActivities = ReturnType<typeof createPlanningActivities>;

export function createPlanningActivities({
  client,
  deadlines,
  clock = () => new Date().toISOString(),
}: {
  readonly client: Client;
  readonly deadlines: Pick<Deadlines, 'sessions' | 'moment'>;
  /** ISO 8601 UTC. */
  readonly clock?: () => string;
}) {
  return {
    /** Starts the workflow of each session the configuration wants; one that runs or ran already is left alone. Repeatable. */
    async planSessions(): Promise<Planned> {
      const now = clock();
      const sessions = deadlines.sessions(now).toSorted((left, right) => Date.parse(left.plan.start.at) - Date.parse(right.plan.start.at));
      const { taskQueue } = activityInfo();
      const started: string[] = [];
      // One after the other: a dozen starts a day are in no hurry, and an attempt that dies in the middle is simply repeated.
      for (const session of sessions) if (await startSession(client, session, taskQueue)) started.push(session.id);
      if (started.length > 0) await tellWaitingPaths(client);
      return {
        at: deadlines.moment(now),
        version: sessions[0]?.plan.version ?? null,
        started,
        coming: sessions.map(({ id, title, plan, place }) => ({ id, title, start: plan.start, place: place.name })),
      };
    },
  };
}

/** Visibility shows a new session a moment after it started; people told before that would find none. */
const UNTIL_SEEN_MS = 2000;

/** Paths that found no session look again. Told twice, or told in vain, they lose nothing. */
export async function tellWaitingPaths(client: Client): Promise<void> {
  await setTimeout(UNTIL_SEEN_MS);
  const query = `WorkflowType = 'participantPath' AND ExecutionStatus = 'Running' AND ${SEARCH_ATTRIBUTES.stage.name} IN ('registered', 'noShow')`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    await client.workflow
      .getHandle(workflowId)
      .signal(sessionsOpened)
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
  }
}

/** Starts the planner, or, when it runs, has it look at the plan again now: the configuration may have changed with this start of the worker. */
export async function ensurePlanner(client: Client, { taskQueue }: { readonly taskQueue: string }): Promise<void> {
  await client.workflow.signalWithStart('sessionPlanner', {
    workflowId: 'session-planner',
    taskQueue,
    args: [],
    signal: 'planNow',
    signalArgs: [],
    staticSummary: 'Séances à venir',
  });
}

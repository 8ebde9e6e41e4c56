import { proxyActivities } from '@temporalio/workflow';
import { now } from '../now.ts';
import { refusalOf } from '../service-code.ts';
import type { Availability, Planned, PlanningActivities, PlanningCalendarActivities, Weeks } from './contract.ts';
import { afterLook, afterOpening, type PlannerState } from './state.ts';
import { details } from './view.ts';
import { summary } from './words.ts';

/** A call is given up after ten minutes, so that its pause stands in the state and the run can go on as a new one. */
const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes', maximumAttempts: 10 } as const;
const { planSessions, chooseSlots, startSessions } = proxyActivities<PlanningActivities>({
  // Each takes seconds and may be repeated: sessions of the plan wait no longer than this for a worker that died.
  startToCloseTimeout: '1 minute',
  retry: RETRY,
});
/** Gives signs of life, since there may be hundreds. */
const { tellWaiting } = proxyActivities<PlanningActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '12 seconds',
  retry: RETRY,
});
/** On the organiser's own queue. A plan without it is better than no plan: after a few attempts the planner goes on. */
const outlook = proxyActivities<PlanningCalendarActivities>({
  taskQueue: 'outlook-organiser',
  startToCloseTimeout: '40 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: { ...RETRY, maximumAttempts: 4 },
});

export interface Look {
  readonly state: PlannerState;
  /** What the planner shows of it. */
  readonly details: string;
  /** Sessions were opened: people who wait for one are to be told. */
  readonly hasOpened: boolean;
}

/** Opens the sessions that the plan wants by now. @throws ActivityFailure when a call is given up */
export async function lookAtPlan(state: PlannerState): Promise<Look> {
  const planned = await planSessions.executeWithOptions({ summary: summary.plan }, []);
  if (planned.ask !== null) return await openSlots(state, planned, planned.ask);
  return { state: afterLook(state, now()), details: details(planned, { withoutCalendars: false }), hasOpened: planned.tells };
}

/** @throws ActivityFailure when the call is given up */
export async function tellWhoWaits(): Promise<void> {
  await tellWaiting.executeWithOptions({ summary: summary.tellWaiting }, []);
}

/** Days for what the rules want; the coordinator is told which, and why. */
async function openSlots(state: PlannerState, planned: Planned, weeks: Weeks): Promise<Look> {
  const availability = await availabilityOrNull(weeks);
  const chosen = await chooseSlots.executeWithOptions({ summary: summary.choose }, [{ availability }]);
  const sessions = chosen.open.map(({ session }) => session);
  const started = sessions.length === 0 ? [] : await startSessions.executeWithOptions({ summary: summary.start }, [sessions]);
  const coming = sessions.map(({ id, title, plan, place }) => ({ id, title, start: plan.start, place: place.name }));
  const all = { ...planned, started: [...planned.started, ...started], coming: [...planned.coming, ...coming] };
  return {
    state: afterOpening(state, chosen, started, now()),
    details: details(all, { withoutCalendars: availability === null }),
    hasOpened: planned.tells || started.length > 0,
  };
}

async function availabilityOrNull(weeks: Weeks): Promise<Availability | null> {
  try {
    return await outlook.availability.executeWithOptions({ summary: summary.availability }, [weeks]);
  } catch (error) {
    refusalOf(error);
    return null;
  }
}

import { condition, makeContinueAsNewFunc, proxyActivities, setHandler } from '@temporalio/workflow';
import type { DeskItem } from '../../domain/desk.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { now } from '../now.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { refusalOf } from '../service-code.ts';
import { Showcase } from '../showcase.ts';
import type { Planned, PlanningActivities, PlanningCalendarActivities, Weeks } from './contract.ts';
import { planNow } from './contract.ts';
import { afterLook, afterOpening, NOTHING_TOLD, type PlannerState, planFailed } from './state.ts';
import { signal, summary, details as words } from './words.ts';

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

/** Keeps the coming weeks filled: once a day, at the start, and when asked, every session of the plan has its workflow. */
export async function sessionPlanner(begin: PlannerState = NOTHING_TOLD): Promise<void> {
  await despiteCancellation((request) => keepPlan(begin, request));
}

async function keepPlan(begin: PlannerState, cancelRequest: CancelRequest): Promise<void> {
  let state = begin;
  let asked = false;
  const showcase = new Showcase<{ desk: readonly DeskItem[] }>();
  setHandler(
    planNow,
    () => {
      asked = true;
    },
    { description: signal.planNow },
  );
  let text: string = words.heading;
  cancelRequest.whenMade(() => show(state));
  for (;;) {
    asked = false;
    await look();
    if (!asked && isRenewalDue()) await makeContinueAsNewFunc<typeof sessionPlanner>({ memo: showcase.memo() })(state);
    await condition(() => asked, msToNextLook(), { summary: summary.untilNextLook });
  }

  async function look(): Promise<void> {
    try {
      const planned = await planSessions.executeWithOptions({ summary: summary.plan }, []);
      const opened = planned.ask ? await open(planned, planned.ask) : { state: shown(afterLook(state, now()), planned), count: 0 };
      state = opened.state;
      if (planned.tells || opened.count > 0) await tellWaiting.executeWithOptions({ summary: summary.tellWaiting }, []);
    } catch (error) {
      refusalOf(error);
      state = planFailed(state, now());
    }
  }

  function msToNextLook(): number {
    return state.pause === null ? DAY_MS : Math.max(0, Date.parse(state.pause.until) - Date.now());
  }

  /** Days for what the rules want; the coordinator is told which, and why. */
  async function open(planned: Planned, weeks: Weeks): Promise<{ readonly state: PlannerState; readonly count: number }> {
    const availability = await availabilityOrNull(weeks);
    const chosen = await chooseSlots.executeWithOptions({ summary: summary.choose }, [{ availability }]);
    const sessions = chosen.open.map(({ session }) => session);
    const started = sessions.length === 0 ? [] : await startSessions.executeWithOptions({ summary: summary.start }, [sessions]);
    const seen = {
      ...planned,
      started: [...planned.started, ...started],
      coming: [...planned.coming, ...sessions.map(({ id, title, plan, place }) => ({ id, title, start: plan.start, place: place.name }))],
    };
    return {
      state: shown(afterOpening(state, chosen, started, now()), seen, availability === null ? words.withoutCalendars : undefined),
      count: started.length,
    };
  }

  function shown(next: PlannerState, planned: Planned, remark?: string): PlannerState {
    text = details(planned, remark);
    show(next);
    return next;
  }

  function show({ news }: PlannerState): void {
    const items = news.map(({ item }) => item);
    showcase.show({
      details: cancelRequest.above('planner', text),
      memo: { desk: items },
      attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ desk }) => desk))] }],
    });
  }
}

const DAY_MS = 24 * 3600_000;

async function availabilityOrNull(weeks: Weeks) {
  try {
    return await outlook.availability.executeWithOptions({ summary: summary.availability }, [weeks]);
  } catch (error) {
    refusalOf(error);
    return null;
  }
}

function details({ at, version, started, coming }: Planned, remark?: string): string {
  return [
    words.heading,
    '',
    words.read(at.label, version),
    words.opened(started.length),
    ...(remark ? [remark] : []),
    '',
    ...(coming.length === 0
      ? [words.noSession]
      : coming.toSorted((one, other) => Date.parse(one.start.at) - Date.parse(other.start.at)).map((session) => words.session(session))),
  ].join('\n');
}

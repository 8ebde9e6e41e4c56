import { condition, makeContinueAsNewFunc, setHandler } from '@temporalio/workflow';
import type { WorklistItem } from '../../domain/worklist.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { now } from '../now.ts';
import { Publisher } from '../publisher.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { refusalOf } from '../service-code.ts';
import { planNow } from './contract.ts';
import { lookAtPlan, tellWhoWaits } from './look.ts';
import { INITIAL_STATE, type PlannerState, planFailed } from './state.ts';
import { signal, summary, details as words } from './words.ts';

const DAY_MS = 24 * 3600_000;

/** Keeps the coming weeks filled: once a day, at the start, and when asked, every session of the plan has its workflow. */
export async function sessionPlanner(begin: PlannerState = INITIAL_STATE): Promise<void> {
  await despiteCancellation((request) => keepPlan(begin, request));
}

async function keepPlan(begin: PlannerState, cancelRequest: CancelRequest): Promise<void> {
  let state = begin;
  let details = words.heading;
  let isLookRequested = false;
  const publisher = new Publisher<{ worklist: readonly WorklistItem[] }>();
  setHandler(planNow, () => void (isLookRequested = true), { description: signal.planNow });
  cancelRequest.whenMade(publish);
  for (;;) {
    isLookRequested = false;
    await look();
    if (!isLookRequested && isRenewalDue()) await makeContinueAsNewFunc<typeof sessionPlanner>({ memo: publisher.memo() })(state);
    await condition(() => isLookRequested, msToNextLook(), { summary: summary.untilNextLook });
  }

  async function look(): Promise<void> {
    try {
      const seen = await lookAtPlan(state);
      state = seen.state;
      details = seen.details;
      publish();
      if (seen.hasOpened) await tellWhoWaits();
    } catch (error) {
      refusalOf(error);
      state = planFailed(state, now());
    }
  }

  function msToNextLook(): number {
    return state.pause === null ? DAY_MS : Math.max(0, Date.parse(state.pause.until) - Date.now());
  }

  function publish(): void {
    const items = state.news.map(({ item }) => item);
    publisher.publish({
      details: cancelRequest.above('planner', details),
      memo: { worklist: items },
      attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ worklist }) => worklist))] }],
    });
  }
}

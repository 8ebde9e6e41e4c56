import { condition, makeContinueAsNewFunc, proxyActivities, sleep } from '@temporalio/workflow';
import type { WorklistItem } from '../../domain/worklist.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { now } from '../now.ts';
import { isPaused, pauseAfter } from '../pause.ts';
import { Publisher } from '../publisher.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { refusalOf } from '../service-code.ts';
import type { PlanningActivities } from '../session-planner/contract.ts';
import type { CalendarWatchActivities } from './contract.ts';
import { details, openWatch, outageItems, refused, unclearItems, type WatchState, watched } from './state.ts';
import { CALENDAR, summary } from './words.ts';

/** Runs on the organiser's own queue: with every other call to that mailbox, at most three at once over all workers. */
const { watchCalendar } = proxyActivities<CalendarWatchActivities>({
  taskQueue: 'outlook-organiser',
  startToCloseTimeout: '8 hours',
  // Staff wait for an answer within minutes: an Outlook that comes back is looked at within one.
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 8 },
});

/** On the service's own queue: nobody's next edit waits for it. */
const { tellWaiting } = proxyActivities<PlanningActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '12 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes', maximumAttempts: 8 },
});

/** The organiser's calendar: tells each session that its event was touched, and adopts the sessions that staff make by hand. */
export async function calendarWatch(begin: { readonly coordinator: string } | WatchState): Promise<void> {
  await despiteCancellation((request) => keepWatch(begin, request));
}

async function keepWatch(begin: { readonly coordinator: string } | WatchState, cancelRequest: CancelRequest): Promise<void> {
  let state = openWatch(begin);
  let telling = false;
  const publisher = new Publisher<{ worklist: readonly WorklistItem[] }>();
  cancelRequest.whenMade(publish);
  for (;;) {
    if (isRenewalDue()) {
      await condition(() => !telling);
      await makeContinueAsNewFunc<typeof calendarWatch>({ memo: publisher.memo() })(state);
    }
    publish();
    if (state.openings.unsaid && !telling) void tellOfOpenings();
    const { outage } = state;
    if (outage !== null && isPaused(outage.pause, now()))
      await sleep(Date.parse(outage.pause.until) - Date.now(), { summary: summary.untilNextTry });
    try {
      const seen = await watchCalendar.executeWithOptions({ summary: summary.watch }, [state.memory, outage === null ? 'changes' : 'look']);
      state = watched(state, seen);
    } catch (error) {
      state = refused(state, refusalOf(error), now());
    }
  }

  /** Several sessions made within seconds are one piece of news, and then another one. A failure is tried again after its pause. */
  async function tellOfOpenings(): Promise<void> {
    telling = true;
    while (state.openings.unsaid && !isRenewalDue()) {
      const { pause } = state.openings;
      if (pause !== null && isPaused(pause, now())) await sleep(Date.parse(pause.until) - Date.now(), { summary: summary.untilNextTry });
      state = { ...state, openings: { ...state.openings, unsaid: false } };
      try {
        await tellWaiting.executeWithOptions({ summary: summary.tellWaiting }, []);
        state = { ...state, openings: { ...state.openings, pause: null } };
      } catch (error) {
        refusalOf(error);
        state = { ...state, openings: { unsaid: true, pause: pauseAfter(state.openings.pause, now()) } };
      }
    }
    telling = false;
  }

  function publish(): void {
    const about = { worklist: state.coordinator, who: CALENDAR, reference: null };
    const items = [...outageItems(state), ...unclearItems(state), ...cancelRequest.items('watch', about)];
    publisher.publish({
      details: cancelRequest.above('watch', details(state)),
      memo: { worklist: items },
      attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ worklist }) => worklist))] }],
    });
  }
}

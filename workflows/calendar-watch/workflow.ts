import { makeContinueAsNewFunc, proxyActivities, sleep } from '@temporalio/workflow';
import type { CalendarWatchActivities } from '../../activities/calendar-watch.ts';
import type { PlanningActivities } from '../../activities/planning.ts';
import type { DeskItem } from '../../domain/desk.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { serviceCode } from '../service-code.ts';
import { Showcase } from '../showcase.ts';
import { troublePause } from '../trouble-pause.ts';
import type { WatchMemory } from './messages.ts';
import { details, sum, troubleItems, type WatchState } from './state.ts';

/** Runs on the organiser's own queue: with every other call to that mailbox, at most three at once over all workers. */
const { watchCalendar } = proxyActivities<CalendarWatchActivities>({
  taskQueue: 'outlook-organiser',
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  // Staff wait for an answer within minutes: an Outlook that comes back is looked at within one.
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 8 },
});

/** On the service's own queue: nobody's next edit waits for it. */
const { tellWaiting } = proxyActivities<PlanningActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '12 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Staff wait for an answer to their edits within minutes. */
const LONGEST_PAUSE_MS = 60_000;

const NOTHING: WatchMemory = { deltaLink: null, window: null, known: {} };

/** The organiser's calendar: tells each session that its event was touched, and adopts the sessions that staff make by hand. */
export async function calendarWatch(begin: { readonly coordinator: string } | WatchState): Promise<void> {
  let state: WatchState =
    'memory' in begin
      ? begin
      : { coordinator: begin.coordinator, memory: NOTHING, totals: { told: 0, adopted: 0, resyncs: 0 }, at: null, trouble: null };
  let refusals = 0;
  let beingTold = false;
  let openedMeanwhile = false;
  const showcase = new Showcase<{ desk: readonly DeskItem[] }>();
  for (;;) {
    if (isRenewalDue() && !beingTold) await makeContinueAsNewFunc<typeof calendarWatch>({ memo: showcase.memo() })(state);
    show();
    try {
      const { memory, counts, at, opened } = await watchCalendar.executeWithOptions({ summary: 'Agenda Outlook suivi en continu' }, [
        state.memory,
      ]);
      state = { ...state, memory, at, totals: sum(state.totals, counts), trouble: null };
      refusals = 0;
      if (opened) void tellOfOpenings();
    } catch (error) {
      const code = serviceCode(error) ?? 'calendar-unavailable';
      state = { ...state, trouble: state.trouble ?? { code, since: new Date().toISOString() } };
      show();
      await sleep(Math.min(troublePause(++refusals), LONGEST_PAUSE_MS), { summary: 'Outlook refuse ou se tait : nouvel essai' });
    }
  }

  /** Several sessions made within seconds are one piece of news, and then another one. */
  async function tellOfOpenings(): Promise<void> {
    if (beingTold) {
      openedMeanwhile = true;
      return;
    }
    beingTold = true;
    do {
      openedMeanwhile = false;
      await tellWaiting.executeWithOptions({ summary: 'Séances ouvertes dans l’agenda : prévenir qui attend' }, []);
    } while (openedMeanwhile);
    beingTold = false;
  }

  function show(): void {
    const items = troubleItems(state);
    showcase.show({
      details: details(state),
      memo: { desk: items },
      attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: items.map(({ desk }) => desk) }],
    });
  }
}

import { makeContinueAsNewFunc, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { WorklistItem } from '../../domain/worklist.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { DUTY_QUEUE } from '../duty/contract.ts';
import { now } from '../now.ts';
import { isPaused } from '../pause.ts';
import { Publisher } from '../publisher.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { refusalOf } from '../service-code.ts';
import { type IntakeActivities, responsesDismissed } from './contract.ts';
import { details, dismiss, type IntakeStart, linesForStaff, openIntake, polled, pollFailed, pollRequest } from './state.ts';
import { FORM_NAMES, handlers, summary } from './words.ts';

const { pollForm } = proxyActivities<IntakeActivities>({
  taskQueue: DUTY_QUEUE,
  startToCloseTimeout: '8 hours',
  // Half an hour: then its pause stands in the state, and the run can go on as a new one.
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', maximumAttempts: 36 },
});

/**
 * Reads one form for ever and hands each response to its owner. Everything happens in one long activity of the process on duty, which returns
 * when there is something to tell or after six hours: 24 events a day at rest.
 */
export async function formIntake(start: IntakeStart): Promise<void> {
  await despiteCancellation((request) => keepIntake(start, request));
}

async function keepIntake(start: IntakeStart, cancelRequest: CancelRequest): Promise<void> {
  let state = openIntake(start);
  const publisher = new Publisher<{ worklist: readonly WorklistItem[] }>();
  cancelRequest.whenMade(publish);
  setHandler(
    responsesDismissed,
    (dismissal) => {
      state = dismiss(state, dismissal);
      publish();
    },
    { description: handlers.responsesDismissed },
  );

  for (;;) {
    publish();
    if (isRenewalDue()) {
      await makeContinueAsNewFunc<typeof formIntake>({ memo: publisher.memo() })({ form: start.form, carry: state });
    }
    await pauseEnds();
    try {
      const answer = await pollForm.executeWithOptions({ summary: summary.read(start.form) }, [pollRequest(state)]);
      state = polled(state, answer);
    } catch (error) {
      refusalOf(error);
      state = pollFailed(state, now());
    }
  }

  /** A failure that no retry mends is a fault of ours: the form is looked at again now and then, since the next version may have mended it. */
  async function pauseEnds(): Promise<void> {
    const { pause } = state;
    if (pause !== null && isPaused(pause, now())) await sleep(Date.parse(pause.until) - Date.now(), { summary: summary.untilNextTry });
  }

  function publish(): void {
    const about = { worklist: state.coordinator ?? '', who: FORM_NAMES[start.form], reference: null };
    const items = [...linesForStaff(state), ...(state.coordinator === null ? [] : cancelRequest.items('intake', about))];
    publisher.publish({
      details: cancelRequest.above('intake', details(state)),
      memo: { worklist: items },
      attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ worklist }) => worklist))] }],
    });
  }
}

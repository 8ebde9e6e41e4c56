import { ActivityCancellationType, continueAsNew, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { isRenewalDue } from '../renewal.ts';
import { refusalOf } from '../service-code.ts';
import { type DutyActivities, type DutyStart, takeOverAfter } from './contract.ts';
import * as words from './words.ts';

const { standDuty } = proxyActivities<DutyActivities>({
  startToCloseTimeout: '1 day',
  // An hour of failures in a row: then the run can go on as a new one.
  retry: { initialInterval: '1 second', backoffCoefficient: 1, maximumAttempts: 3600 },
  // Ends only when the process has stopped polling: never two of them on duty.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * Some work must be done by one process in the world: Outlook takes at most four calls at once per mailbox, and a form that two processes read
 * costs twice. Whoever runs this activity does all of it; the others wait for their turn.
 */
export async function duty(start: DutyStart): Promise<void> {
  await despiteCancellation((request) => keepDuty(start, request));
}

async function keepDuty(start: DutyStart, cancelRequest: CancelRequest): Promise<void> {
  let patience = start.takeOverAfter;
  setHandler(takeOverAfter, (milliseconds) => void (patience = milliseconds), { description: words.signal.takeOverAfter });
  cancelRequest.whenMade(publish);
  while (!isRenewalDue()) {
    publish();
    try {
      await standDuty.executeWithOptions({ heartbeatTimeout: patience, summary: words.summary.onDuty }, []);
    } catch (error) {
      // Nobody could stay on duty for an hour: it is begun again.
      refusalOf(error);
    }
  }
  await continueAsNew<typeof duty>({ takeOverAfter: patience });

  function publish(): void {
    setCurrentDetails(cancelRequest.above('duty', words.details(Math.round(patience / 1000))));
  }
}

import { ActivityCancellationType, continueAsNew, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { isRenewalDue } from '../renewal.ts';
import { refusalOf } from '../service-code.ts';
import type { MailboxHostActivities, MailboxHostStart } from './messages.ts';

/** A host that gives no sign of life for five seconds is dead: another worker takes the queue over. */
const { hostMailbox } = proxyActivities<MailboxHostActivities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '5 seconds',
  // An hour of failures in a row: then the run can go on as a new one.
  retry: { initialInterval: '1 second', backoffCoefficient: 1, maximumAttempts: 3600 },
  // Ends only when the host has stopped polling: never two hosts of one mailbox.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * Outlook takes at most four calls at once per mailbox, over all workers. So each mailbox has a task queue of its own, with one poller
 * in the world, which takes three at a time: whoever runs this activity.
 */
export async function mailboxHost({ queue }: MailboxHostStart): Promise<void> {
  await despiteCancellation((request) => keepHost(queue, request));
}

async function keepHost(queue: string, cancelRequest: CancelRequest): Promise<void> {
  cancelRequest.whenMade(show);
  while (!isRenewalDue()) {
    show();
    if (await isNoMoreConfigured()) return;
  }
  await continueAsNew<typeof mailboxHost>({ queue });

  /** A host that was given up, because its workers died one after the other, is begun again. */
  async function isNoMoreConfigured(): Promise<boolean> {
    try {
      const { gone } = await hostMailbox.executeWithOptions({ summary: `Sert ${queue}, trois appels à la fois` }, [{ queue }]);
      return gone;
    } catch (error) {
      refusalOf(error);
      return false;
    }
  }

  function show(): void {
    const details = `## Appels à Outlook : \`${queue}\`\n\nUn seul processus sert cette boîte, trois appels à la fois. S’il s’arrête, un autre prend sa place en quelques secondes (voir l’activité en cours).`;
    setCurrentDetails(cancelRequest.above('host', details));
  }
}

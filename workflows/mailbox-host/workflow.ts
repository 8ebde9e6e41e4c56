import { ActivityCancellationType, continueAsNew, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { isRenewalDue } from '../renewal.ts';
import type { MailboxHostActivities, MailboxHostStart } from './messages.ts';

/** A host that gives no sign of life for five seconds is dead: another worker takes the queue over. */
const { hostMailbox } = proxyActivities<MailboxHostActivities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '5 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 1 },
  // Ends only when the host has stopped polling: never two hosts of one mailbox.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * Outlook takes at most four calls at once per mailbox, over all workers. So each mailbox has a task queue of its own, with one poller
 * in the world, which takes three at a time: whoever runs this activity.
 */
export async function mailboxHost({ queue }: MailboxHostStart): Promise<void> {
  while (!isRenewalDue()) {
    setCurrentDetails(
      `## Appels à Outlook : \`${queue}\`\n\nUn seul processus sert cette boîte, trois appels à la fois. S’il s’arrête, un autre prend sa place en quelques secondes (voir l’activité en cours).`,
    );
    await hostMailbox.executeWithOptions({ summary: `Sert ${queue}, trois appels à la fois` }, [{ queue }]);
  }
  await continueAsNew<typeof mailboxHost>({ queue });
}

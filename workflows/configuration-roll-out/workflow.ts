import { proxyActivities, sleep } from '@temporalio/workflow';
import { despiteCancellation } from '../cancel-request.ts';
import type { RollOutActivities } from './contract.ts';
import { summary } from './words.ts';

const { tellOfConfiguration } = proxyActivities<RollOutActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '12 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** What was told has made its new plan by then; a worker of the old configuration that made it instead has stopped. */
const BETWEEN_PASSES = '5 minutes';
const MOST_PASSES = 4;

/**
 * Tells every path and session of another configuration that it changed, once. Looks again until nothing is left, since a worker that still ran
 * with the old configuration may have made a plan after it, and ends.
 */
export async function configurationRollOut({ version }: { readonly version: string }): Promise<void> {
  await despiteCancellation(async () => {
    for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
      const notified = await tellOfConfiguration.executeWithOptions({ summary: summary.tell(version) }, [{ version }]);
      if (notified === 0) return;
      if (pass < MOST_PASSES) await sleep(BETWEEN_PASSES, { summary: summary.untilNextPass });
    }
  });
}

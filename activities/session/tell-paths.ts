import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import PQueue from 'p-queue';
import type { Moment } from '../../domain/moment.ts';
import type { SeatView } from '../../domain/seat.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { seatChanged } from '../../workflows/participant-path/contract.ts';

/** Signals under way at once: a session with a long list must not crowd out everybody else's calls. */
const SIGNALS_AT_ONCE = 10;

/** Tells paths what became of their seat; one that was erased is passed over. */
export async function tellPaths(client: Client, views: readonly SeatView[], at: Moment): Promise<void> {
  const queue = new PQueue({ concurrency: SIGNALS_AT_ONCE });
  await queue.addAll(views.map((view) => () => tell(client, view, at)));
}

async function tell(client: Client, view: SeatView, at: Moment): Promise<void> {
  try {
    await client.workflow.getHandle(workflowIds.path(view.ref)).signal(seatChanged, { view, at });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

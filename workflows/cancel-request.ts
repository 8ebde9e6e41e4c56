import { CancellationScope, sleep } from '@temporalio/workflow';
import { unlabelled } from '../domain/moment.ts';
import { type WorklistItem, worklistItem } from '../domain/worklist.ts';
import { now } from './now.ts';
import { cancellation, type Entity } from './words.ts';

/** Long enough to be read in a Monday's digest, and gone by itself. */
const SHOWN_MS = 8 * 24 * 3600_000;

/**
 * « Request Cancellation » of Temporal's Web UI, which no workflow of the service obeys: half of what it would end stands in people's mailboxes
 * and calendars. It is remembered for a while, and shown with what to do instead.
 */
export class CancelRequest {
  #at: string | null = null;
  #hear: () => void = () => undefined;

  /** Of the scope that is cancelled: the workflow's own. */
  constructor({ cancelRequested }: CancellationScope) {
    cancelRequested.catch(() => {
      this.#at = now();
      this.#hear();
    });
  }

  /** `publish` is called when a cancellation is requested, and when that need not be shown any more. */
  whenMade(publish: () => void): void {
    this.#hear = () => {
      publish();
      void CancellationScope.nonCancellable(async () => {
        await sleep(SHOWN_MS, { summary: cancellation.noLongerShown });
        this.#at = null;
        publish();
      });
    };
  }

  /** French Markdown above the details of the workflow. */
  above(entity: Entity, details: string): string {
    return this.#at === null ? details : `${cancellation.above(entity)}\n\n${details}`;
  }

  /** One line for the coordinator, where somebody expected that the request would do something. */
  items(entity: Entity, { worklist, who, reference }: Pick<WorklistItem, 'worklist' | 'who' | 'reference'>): readonly WorklistItem[] {
    if (this.#at === null) return [];
    const since = unlabelled(this.#at);
    const title = cancellation.title(entity);
    return [worklistItem({ key: `cancel-${this.#at}`, worklist, kind: 'info', due: since, since, who, reference, title })];
  }
}

/** Runs a workflow that a request for cancellation neither ends nor disturbs. */
export async function despiteCancellation(run: (request: CancelRequest) => Promise<void>): Promise<void> {
  const request = new CancelRequest(CancellationScope.current());
  await CancellationScope.nonCancellable(() => run(request));
}

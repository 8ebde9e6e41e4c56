import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { seatSet } from '../../workflows/session/contract.ts';
import type { AnswersInTime } from './answers-in-time.ts';

interface Waiting {
  readonly request: SeatRequest;
  readonly answer: (view: SeatView | null) => void;
  readonly fail: (error: unknown) => void;
}

const MOST_AT_ONCE = 200;

/**
 * One update at a time per session and process; what is asked meanwhile goes together in the next one. A burst of registrations
 * costs a session five events a batch instead of five a person, and never more updates in flight than a workflow takes (10).
 */
export class SeatBatches {
  readonly #client: Pick<Client, 'workflow'>;
  readonly #answers: AnswersInTime;
  readonly #queues = new Map<string, Waiting[]>();

  constructor(client: Pick<Client, 'workflow'>, answers: AnswersInTime) {
    this.#client = client;
    this.#answers = answers;
  }

  /** Null when there is no such session (any more), or all that was asked in one batch was refused. */
  ask(sessionId: string, request: SeatRequest): Promise<SeatView | null> {
    return new Promise((answer, fail) => {
      const queue = this.#queues.get(sessionId);
      if (queue) {
        queue.push({ request, answer, fail });
        return;
      }
      const begun = [{ request, answer, fail }];
      this.#queues.set(sessionId, begun);
      // After this turn of the event loop, so that what is asked in it goes together.
      setImmediate(() => void this.#drain(sessionId, begun));
    });
  }

  async #drain(sessionId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST_AT_ONCE);
      const requests = batch.map(({ request }) => request);
      try {
        const views = await this.#update(sessionId, requests);
        for (const [index, { answer }] of batch.entries()) answer(views?.[index] ?? null);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.#queues.delete(sessionId);
  }

  async #update(sessionId: string, requests: readonly SeatRequest[]): Promise<readonly (SeatView | null)[] | null> {
    const session = this.#client.workflow.getHandle(workflowIds.session(sessionId));
    try {
      return await this.#answers.of(sessionId, () => session.executeUpdate(seatSet, { args: [requests] }));
    } catch (error) {
      // Refused by the validator (full), or the session is closed for good: to the person both mean « the next one ».
      if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }
}

import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { SessionKind } from '../../domain/programme/programme.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { seatView } from '../../workflows/session/contract.ts';
import { AnswersInTime } from './answers-in-time.ts';
import { OpenSessions } from './open-sessions.ts';
import { SeatBatches } from './seat-batches.ts';

/** Seats of sessions, asked by this worker process. */
export interface SeatClient {
  /** Ids of the sessions of a kind whose list isn't sent yet, the next one first; those that did not answer lately are left out. */
  openSessions(kind: SessionKind): Promise<readonly string[]>;
  /** Whether some were left out. */
  areAnySilent(): boolean;
  /**
   * A seat, asked for where the list of sessions leaves one beside those that this process is asking for already. Null when nothing was asked,
   * or there is no such session (any more). `claim` resolves before the session is asked.
   */
  takeIfRoom(sessionId: string, request: SeatRequest, claim: () => Promise<void>): Promise<SeatView | null>;
  /**
   * Null when there is no such session (any more).
   * @throws ServiceError `session-silent` when the session doesn't answer in time: whether it was heard is not known.
   */
  set(sessionId: string, request: SeatRequest): Promise<SeatView | null>;
  view(sessionId: string, ref: string): Promise<SeatView | null>;
}

/** @param answersWithinMs how long a session is waited for */
export function createSeatClient({ client, answersWithinMs }: { readonly client: Client; readonly answersWithinMs?: number }): SeatClient {
  const answers = new AnswersInTime(client, answersWithinMs);
  const sessions = new OpenSessions(client);
  const batches = new SeatBatches(client, answers);
  return {
    set: (sessionId, request) => batches.ask(sessionId, request),
    areAnySilent: () => answers.areAnyLeftAlone,
    openSessions: async (kind) => (await sessions.idsOf(kind)).filter((id) => !answers.isLeftAlone(id)),
    takeIfRoom: (sessionId, request, claim) =>
      sessions.withSeat(sessionId, async (markAsked) => {
        await claim();
        markAsked();
        const view = await batches.ask(sessionId, request);
        if (view?.status !== 'reserved') sessions.markFull(sessionId);
        return view;
      }),
    async view(sessionId, ref) {
      try {
        return await answers.of(sessionId, () => client.workflow.getHandle(workflowIds.session(sessionId)).query(seatView, ref));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    },
  };
}

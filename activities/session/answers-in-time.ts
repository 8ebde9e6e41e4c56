import { type Client, isGrpcDeadlineError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ServiceError } from '../../domain/service-error.ts';

/** A session answers within milliseconds; one whose task fails never does. */
const ANSWERS_WITHIN_MS = 10_000;
/** A session that didn't answer is not waited for again by each person who asks meanwhile. */
const LEFT_ALONE_MS = 60_000;

/** Questions to sessions, each for a bounded time. */
export class AnswersInTime {
  readonly #client: Pick<Client, 'withDeadline'>;
  readonly #withinMs: number;
  /** Session → until when it is left alone (of `performance.now()`). */
  readonly #silent = new Map<string, number>();

  constructor(client: Pick<Client, 'withDeadline'>, withinMs = ANSWERS_WITHIN_MS) {
    this.#client = client;
    this.#withinMs = withinMs;
  }

  isLeftAlone(sessionId: string): boolean {
    return (this.#silent.get(sessionId) ?? 0) > performance.now();
  }

  /** Whether any session is left alone now. */
  get areAnyLeftAlone(): boolean {
    return [...this.#silent.keys()].some((sessionId) => this.isLeftAlone(sessionId));
  }

  /** @throws ServiceError `session-silent` when the session doesn't answer in time: whether it was heard is not known. */
  async of<Answer>(sessionId: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await this.#client.withDeadline(Date.now() + this.#withinMs, ask);
      this.#silent.delete(sessionId);
      return answer;
    } catch (error) {
      if (!isDeadline(error)) throw error;
      this.#silent.set(sessionId, performance.now() + LEFT_ALONE_MS);
      throw new ServiceError('session-silent', { detail: 'no answer in time' });
    }
  }
}

function isDeadline(error: unknown): boolean {
  return error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error);
}

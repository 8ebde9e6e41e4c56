import {
  type Client,
  isGrpcDeadlineError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { SessionKind } from '../../domain/programme/programme.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { ServiceError } from '../../domain/service-error.ts';
import { referenceIn, workflowIds } from '../../domain/workflow-ids.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { seatSet, seatView } from '../../workflows/session/contract.ts';
import { presentInstant } from '../shared/present-instant.ts';

/** Seats of sessions, asked by this worker process. */
export interface SeatClient {
  /** Ids of the sessions of a kind whose list isn't sent yet, the next one first; those that did not answer lately are left out. */
  openSessions(kind: SessionKind): Promise<readonly string[]>;
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

interface Listing {
  readonly at: number;
  keptMs: number;
  readonly sessions: Promise<readonly string[]>;
}

/** A seat that somebody is about to ask for, or has asked for (`askedAt`) and not been answered. */
interface Reservation {
  readonly sessionId: string;
  askedAt: number;
}

interface Waiting {
  readonly request: SeatRequest;
  readonly answer: (view: SeatView | null) => void;
  readonly fail: (error: unknown) => void;
}

/** Seats move more slowly than this; a session that filled up meanwhile refuses, and the next one is asked. */
const LIST_KEPT_MS = 1000;
/** A list that takes its time is asked for less often. Whoever is told of a session that opens is told later than this. */
const REST_FACTOR = 10;
export const LIST_KEPT_AT_MOST_MS = 4000;
const MOST_AT_ONCE = 200;
/** A session answers within milliseconds; one whose task fails never does. */
const ANSWERS_WITHIN_MS = 10_000;
/** A session that didn't answer is not waited for again by each person who asks meanwhile. */
const LEFT_ALONE_MS = 60_000;

export interface OpenSession {
  readonly id: string;
  readonly left: number;
}

/** Sessions of a kind whose list isn't sent yet, the next one first, with the seats that each shows as left. */
export async function listOpenSessions(client: Client, kind: SessionKind): Promise<readonly OpenSession[]> {
  const { sessionKind, sessionState, sessionStart, seatsLeft } = SEARCH_ATTRIBUTES;
  const query = `WorkflowType = 'session' AND ExecutionStatus = 'Running' AND ${sessionKind.name} = '${kind}' AND ${sessionState.name} = 'open' AND ${sessionStart.name} > '${presentInstant()}'`;
  const found: (OpenSession & { readonly start: number })[] = [];
  for await (const { workflowId, typedSearchAttributes } of client.workflow.list({ query })) {
    found.push({
      id: referenceIn(workflowId) ?? '',
      start: typedSearchAttributes.get(sessionStart)?.getTime() ?? 0,
      left: typedSearchAttributes.get(seatsLeft) ?? 0,
    });
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/**
 * One update at a time per session and process; what is asked meanwhile goes together in the next one. A burst of registrations
 * costs a session five events a batch instead of five a person, and never more updates in flight than a workflow takes (10).
 */
export function createSeatClient({
  client,
  answersWithinMs = ANSWERS_WITHIN_MS,
}: {
  readonly client: Client;
  readonly answersWithinMs?: number;
}): SeatClient {
  const queues = new Map<string, Waiting[]>();
  const listings = new Map<SessionKind, Listing>();
  /** Of the last list of each kind: session → seats that it had left, without those asked for since. */
  const seatsLeft = new Map<SessionKind, Map<string, number>>();
  const reservations = new Set<Reservation>();
  /** Session → until when it is left alone (of `performance.now()`). */
  const silent = new Map<string, number>();

  function isLeftAlone(sessionId: string): boolean {
    return (silent.get(sessionId) ?? 0) > performance.now();
  }

  /** One question to a session, for a bounded time. */
  async function inTime<Answer>(sessionId: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await client.withDeadline(Date.now() + answersWithinMs, ask);
      silent.delete(sessionId);
      return answer;
    } catch (error) {
      if (!isDeadline(error)) throw error;
      silent.set(sessionId, performance.now() + LEFT_ALONE_MS);
      throw new ServiceError('session-silent', { detail: 'no answer in time' });
    }
  }

  async function drain(sessionId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST_AT_ONCE);
      try {
        const views = await update(
          sessionId,
          batch.map(({ request }) => request),
        );
        for (const [index, { answer }] of batch.entries()) answer(views?.[index] ?? null);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    queues.delete(sessionId);
  }

  async function update(sessionId: string, requests: readonly SeatRequest[]): Promise<readonly (SeatView | null)[] | null> {
    try {
      return await inTime(sessionId, () =>
        client.workflow.getHandle(workflowIds.session(sessionId)).executeUpdate(seatSet, { args: [requests] }),
      );
    } catch (error) {
      // Refused by the validator (full), or the session is closed for good: to the person both mean « the next one ».
      if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  function listAnew(kind: SessionKind): Listing {
    const at = performance.now();
    const sessions = listOpenSessions(client, kind).then((found) => {
      listing.keptMs = Math.min(Math.max(LIST_KEPT_MS, (performance.now() - at) * REST_FACTOR), LIST_KEPT_AT_MOST_MS);
      const left = new Map(found.map((session) => [session.id, session.left]));
      // What was asked before the list was made may be in it; it is better asked in vain than left out.
      for (const { sessionId, askedAt } of reservations) {
        const listed = left.get(sessionId);
        if (listed !== undefined && askedAt >= at) left.set(sessionId, listed - 1);
      }
      seatsLeft.set(kind, left);
      return found.map(({ id }) => id);
    });
    const listing: Listing = { at, keptMs: LIST_KEPT_MS, sessions };
    listings.set(kind, listing);
    sessions.catch(() => listings.delete(kind));
    return listing;
  }

  function leftAt(sessionId: string): Map<string, number> | undefined {
    return [...seatsLeft.values()].find((left) => left.has(sessionId));
  }

  function reserve(sessionId: string): Reservation | null {
    const left = leftAt(sessionId);
    const count = left?.get(sessionId) ?? 0;
    if (count <= 0) return null;
    left?.set(sessionId, count - 1);
    const reservation = { sessionId, askedAt: Number.POSITIVE_INFINITY };
    reservations.add(reservation);
    return reservation;
  }

  function set(sessionId: string, request: SeatRequest): Promise<SeatView | null> {
    return new Promise((answer, fail) => {
      const queue = queues.get(sessionId);
      if (queue) {
        queue.push({ request, answer, fail });
        return;
      }
      const begun = [{ request, answer, fail }];
      queues.set(sessionId, begun);
      // After this turn of the event loop, so that what is asked in it goes together.
      setImmediate(() => void drain(sessionId, begun));
    });
  }

  return {
    set,
    async openSessions(kind) {
      const kept = listings.get(kind);
      const { sessions } = kept && performance.now() - kept.at < kept.keptMs ? kept : listAnew(kind);
      return (await sessions).filter((session) => !isLeftAlone(session));
    },
    async takeIfRoom(sessionId, request, claim) {
      const reservation = reserve(sessionId);
      if (reservation === null) return null;
      try {
        await claim();
        reservation.askedAt = performance.now();
        const view = await set(sessionId, request);
        if (view?.status !== 'reserved') leftAt(sessionId)?.set(sessionId, 0);
        return view;
      } finally {
        reservations.delete(reservation);
      }
    },
    async view(sessionId, ref) {
      try {
        return await inTime(sessionId, () => client.workflow.getHandle(workflowIds.session(sessionId)).query(seatView, ref));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    },
  };
}

function isDeadline(error: unknown): boolean {
  return error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error);
}

import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { SessionKind } from '../domain/programme/programme.ts';
import type { SeatRequest, SeatView } from '../domain/seat.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';
import { seatSet, seatView } from '../workflows/session/messages.ts';

/** Seats of sessions, asked by this worker process. */
export interface SeatDesk {
  /** Sessions of a kind whose list isn't sent yet, the next one first; `full` ones have a waiting list. */
  openSessions(kind: SessionKind): Promise<readonly OpenSession[]>;
  /** Null when there is no such session (any more). */
  set(sessionId: string, request: SeatRequest): Promise<SeatView | null>;
  view(sessionId: string, ref: string): Promise<SeatView | null>;
}

export interface OpenSession {
  readonly id: string;
  readonly full: boolean;
}

interface Listing {
  readonly at: number;
  keptMs: number;
  readonly sessions: Promise<readonly OpenSession[]>;
  /** Those that refused somebody a seat since. */
  readonly refused: Set<string>;
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

/**
 * One update at a time per session and process; what is asked meanwhile goes together in the next one. A burst of registrations
 * costs a session five events a batch instead of five a person, and never more updates in flight than a workflow takes (10).
 */
export function createSeatDesk({ client }: { readonly client: Client }): SeatDesk {
  const queues = new Map<string, Waiting[]>();
  const listings = new Map<SessionKind, Listing>();

  async function drain(sessionId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST_AT_ONCE);
      try {
        const views = await update(
          sessionId,
          batch.map(({ request }) => request),
        );
        for (const [index, { request, answer }] of batch.entries()) {
          const view = views?.[index] ?? null;
          if (request.want === 'seat' && view?.status !== 'held') for (const { refused } of listings.values()) refused.add(sessionId);
          answer(view);
        }
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    queues.delete(sessionId);
  }

  async function update(sessionId: string, requests: readonly SeatRequest[]): Promise<readonly (SeatView | null)[] | null> {
    try {
      return await client.workflow.getHandle(`session-${sessionId}`).executeUpdate(seatSet, { args: [requests] });
    } catch (error) {
      // Refused by the validator (full), or the session is closed for good: to the person both mean « the next one ».
      if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  async function list(kind: SessionKind): Promise<readonly OpenSession[]> {
    const { sessionKind, sessionState, seatsLeft, sessionStart } = SEARCH_ATTRIBUTES;
    const query = `WorkflowType = 'session' AND ExecutionStatus = 'Running' AND ${sessionKind.name} = '${kind}' AND ${sessionState.name} = 'open' AND ${sessionStart.name} > '${new Date().toISOString()}'`;
    const found: { id: string; start: number; full: boolean }[] = [];
    for await (const { workflowId, typedSearchAttributes } of client.workflow.list({ query })) {
      found.push({
        id: workflowId.slice('session-'.length),
        start: typedSearchAttributes.get(sessionStart)?.getTime() ?? 0,
        full: (typedSearchAttributes.get(seatsLeft) ?? 0) <= 0,
      });
    }
    return found.toSorted((a, b) => a.start - b.start).map(({ id, full }) => ({ id, full }));
  }

  function listAnew(kind: SessionKind): Listing {
    const listing: Listing = { at: performance.now(), keptMs: LIST_KEPT_MS, sessions: list(kind), refused: new Set() };
    listings.set(kind, listing);
    listing.sessions.then(
      () => {
        const tookMs = performance.now() - listing.at;
        listing.keptMs = Math.min(Math.max(LIST_KEPT_MS, tookMs * REST_FACTOR), LIST_KEPT_AT_MOST_MS);
      },
      () => listings.delete(kind),
    );
    return listing;
  }

  return {
    async openSessions(kind) {
      const kept = listings.get(kind);
      const { sessions, refused } = kept && performance.now() - kept.at < kept.keptMs ? kept : listAnew(kind);
      return (await sessions).map(({ id, full }) => ({ id, full: full || refused.has(id) }));
    },
    set(sessionId, request) {
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
    },
    async view(sessionId, ref) {
      try {
        return await client.workflow.getHandle(`session-${sessionId}`).query(seatView, ref);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    },
  };
}

import type { SessionKind } from '../../domain/programme/programme.ts';
import { referenceIn } from '../../domain/workflow-ids.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { type ListClient, listExecutions, numberAttribute, textAttribute } from '../shared/listed-executions.ts';
import { presentInstant } from '../shared/present-instant.ts';

export interface OpenSession {
  readonly id: string;
  readonly left: number;
}

/** Sessions of a kind whose list isn't sent yet, the next one first, with the seats that each shows as left. */
export async function listOpenSessions(client: ListClient, kind: SessionKind): Promise<readonly OpenSession[]> {
  const { sessionKind, sessionState, sessionStart, seatsLeft } = SEARCH_ATTRIBUTES;
  const query = `WorkflowType = 'session' AND ExecutionStatus = 'Running' AND ${sessionKind.name} = '${kind}' AND ${sessionState.name} = 'open' AND ${sessionStart.name} > '${presentInstant()}'`;
  const found: (OpenSession & { readonly start: number })[] = [];
  for await (const session of listExecutions(client, query)) {
    found.push({
      id: referenceIn(session.workflowId) ?? '',
      start: Date.parse(textAttribute(session, sessionStart.name) ?? '') || 0,
      left: numberAttribute(session, seatsLeft.name) ?? 0,
    });
  }
  return found.toSorted((a, b) => a.start - b.start);
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

/** Seats move more slowly than this; a session that filled up meanwhile refuses, and the next one is asked. */
const LIST_KEPT_MS = 1000;
/** A list that takes its time is asked for less often. Whoever is told of a session that opens is told later than this. */
const REST_FACTOR = 10;
export const LIST_KEPT_AT_MOST_MS = 4000;

/** The last list of open sessions of each kind, less the seats that this process has asked for since. */
export class OpenSessions {
  readonly #client: ListClient;
  readonly #listings = new Map<SessionKind, Listing>();
  /** Of the last list of each kind: session → seats that it had left, without those asked for since. */
  readonly #seatsLeft = new Map<SessionKind, Map<string, number>>();
  readonly #reservations = new Set<Reservation>();

  constructor(client: ListClient) {
    this.#client = client;
  }

  async idsOf(kind: SessionKind): Promise<readonly string[]> {
    const kept = this.#listings.get(kind);
    const { sessions } = kept && performance.now() - kept.at < kept.keptMs ? kept : this.#listAnew(kind);
    return await sessions;
  }

  /** Runs `ask` with a seat that the list leaves; null where it leaves none. `ask` calls `markAsked` when the session is asked. */
  async withSeat<Answer>(sessionId: string, ask: (markAsked: () => void) => Promise<Answer>): Promise<Answer | null> {
    const left = this.#leftAt(sessionId);
    const count = left?.get(sessionId) ?? 0;
    if (count <= 0) return null;
    left?.set(sessionId, count - 1);
    const reservation: Reservation = { sessionId, askedAt: Number.POSITIVE_INFINITY };
    this.#reservations.add(reservation);
    try {
      return await ask(() => {
        reservation.askedAt = performance.now();
      });
    } finally {
      this.#reservations.delete(reservation);
    }
  }

  /** It has no seat left, whatever the list said. */
  markFull(sessionId: string): void {
    this.#leftAt(sessionId)?.set(sessionId, 0);
  }

  #leftAt(sessionId: string): Map<string, number> | undefined {
    return [...this.#seatsLeft.values()].find((left) => left.has(sessionId));
  }

  #listAnew(kind: SessionKind): Listing {
    const at = performance.now();
    const sessions = listOpenSessions(this.#client, kind).then((found) => {
      listing.keptMs = Math.min(Math.max(LIST_KEPT_MS, (performance.now() - at) * REST_FACTOR), LIST_KEPT_AT_MOST_MS);
      this.#seatsLeft.set(kind, this.#lessAskedSince(at, found));
      return found.map(({ id }) => id);
    });
    const listing: Listing = { at, keptMs: LIST_KEPT_MS, sessions };
    this.#listings.set(kind, listing);
    sessions.catch(() => this.#listings.delete(kind));
    return listing;
  }

  /** What was asked before the list was made may be in it; it is better asked in vain than left out. */
  #lessAskedSince(at: number, found: readonly OpenSession[]): Map<string, number> {
    const left = new Map(found.map((session) => [session.id, session.left]));
    for (const { sessionId, askedAt } of this.#reservations) {
      const listed = left.get(sessionId);
      if (listed !== undefined && askedAt >= at) left.set(sessionId, listed - 1);
    }
    return left;
  }
}

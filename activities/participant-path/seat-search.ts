import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { ServiceError } from '../../domain/service-error.ts';
import type { SeatClient } from '../session/seat-client.ts';
import type { Checkpoint } from '../shared/checkpoint.ts';

interface SearchCheckpoint {
  readonly sessions: readonly string[];
}

/** One look for a place over several sessions. */
interface Looker {
  /** Resolves once it is recorded that this session is asked. */
  readonly claim: (session: string) => Promise<void>;
  readonly firstPlace: (sessions: readonly string[], ask: (session: string) => Promise<SeatView | null>) => Promise<SeatView | null>;
}

/**
 * `toRelease`: sessions whose place is not wanted any more, or that did not answer in time, so that nobody knows whether they gave one. It is the path
 * that gives these back, once it has heard what was found: a look that dies half-way must not leave a path that counts on a place it no longer has.
 */
interface Look {
  readonly view: SeatView | null;
  /** Without a place: nothing else is to be hoped for at this moment. False where a session that takes people did not answer. */
  readonly isSure: boolean;
  readonly toRelease: readonly string[];
}

/** Looks for a place at the sessions that are open, the next one first. */
export class SeatSearch {
  readonly #seats: SeatClient;
  readonly #checkpoint: Checkpoint;

  constructor(seats: SeatClient, checkpoint: Checkpoint) {
    this.#seats = seats;
    this.#checkpoint = checkpoint;
  }

  /** A seat at the first session with room, else a place in the next one's waiting list. */
  async seatOrWait(request: SeatRequest, except: readonly string[]): Promise<Look> {
    return await this.#look(request, async (looker) => {
      const open = (await this.#seats.openSessions('info')).filter((session) => !except.includes(session));
      const seat = await this.#firstSeat(open, request, looker);
      if (seat !== null) return seat;
      // The list of sessions is a moment old: one that was cancelled or closed since sends on to the next.
      return await looker.firstPlace(open, async (session) => {
        await looker.claim(session);
        return await this.#seats.set(session, { ...request, want: 'seatOrWait' });
      });
    });
  }

  /** Whoever waits keeps their place, and so their rank, until a seat elsewhere is theirs: a session that is late costs them nothing. */
  async seatElsewhere(request: SeatRequest, except: readonly string[], waitingAt: string): Promise<Look> {
    const { view: found, toRelease } = await this.#look(request, async (looker) => {
      const others = (await this.#seats.openSessions('info')).filter((session) => session !== waitingAt && !except.includes(session));
      return await this.#firstSeat(others, request, looker);
    });
    if (found === null) return { view: null, toRelease, isSure: true };
    const place = await unlessSilent(() => this.#seats.view(waitingAt, request.ref));
    // It came free in this very moment, and the person is told of that one.
    const isFreed = place?.status === 'reserved';
    return isFreed
      ? { view: null, toRelease: [...toRelease, found.sessionId], isSure: true }
      : { view: found, toRelease: [...toRelease, waitingAt], isSure: true };
  }

  /**
   * An attempt that died may have been given a place where it asked last: the same `seq` is given the same answer. Which of the others had answered it
   * died with it: all of them count as unanswered.
   */
  async #look(request: SeatRequest, look: (looker: Looker) => Promise<SeatView | null>): Promise<Look> {
    const searched = [...(this.#checkpoint.last('seat', isSearchCheckpoint)?.sessions ?? [])];
    const unanswered = new Set(searched.slice(0, -1));
    /** A session that doesn't answer in time keeps nobody waiting: the next one is asked. */
    const firstPlace: Looker['firstPlace'] = async (sessions, ask) => {
      for (const session of sessions) {
        const view = await unlessSilent(
          () => ask(session),
          () => unanswered.add(session),
        );
        if (isPlace(view)) return view;
      }
      return null;
    };
    const claim = async (session: string) => {
      searched.push(session);
      await this.#checkpoint.claim('seat', { sessions: searched });
    };
    const before = await firstPlace(searched.slice(-1), (session) => this.#seats.set(session, request));
    const view = before ?? (await look({ claim, firstPlace }));
    const toRelease = [...unanswered].filter((session) => session !== view?.sessionId);
    return { view, toRelease, isSure: unanswered.size === 0 && !this.#seats.areAnySilent() };
  }

  #firstSeat(sessions: readonly string[], request: SeatRequest, { claim, firstPlace }: Looker): Promise<SeatView | null> {
    return firstPlace(sessions, (session) => this.#seats.takeIfRoom(session, { ...request, want: 'seat' }, () => claim(session)));
  }
}

export function isPlace(view: SeatView | null): view is SeatView {
  return view?.status === 'reserved' || view?.status === 'waiting';
}

function isSearchCheckpoint(details: unknown): details is SearchCheckpoint {
  return typeof details === 'object' && details !== null && 'sessions' in details && Array.isArray(details.sessions);
}

async function unlessSilent<Answer>(ask: () => Promise<Answer | null>, silent?: () => void): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'session-silent') throw error;
    silent?.();
    return null;
  }
}

import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { ServiceError } from '../../domain/service-error.ts';
import type { Invitation, InvitationActivities, InvitationRequest } from '../../workflows/participant-path/contract.ts';
import type { SeatClient } from '../session/seat-client.ts';
import { staysAlive } from '../shared/checkpoint.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { createParticipantWriter, type ParticipantMailDeps } from './participant-mail.ts';

interface Asked {
  readonly sessions: readonly string[];
}

/** One look for a place over several sessions. */
interface Looker {
  /** Resolves once it is recorded that this session is asked. */
  readonly claim: (session: string) => Promise<void>;
  readonly firstPlace: (sessions: readonly string[], ask: (session: string) => Promise<SeatView | null>) => Promise<SeatView | null>;
}

interface Look {
  readonly view: SeatView | null;
  readonly unanswered: string[];
}

type Told = Omit<Invitation, 'unanswered'>;

/** A seat at the next session with room, and the one mail that says so. */
export function createInvitationActivities(deps: ParticipantMailDeps & { readonly seats: SeatClient }): InvitationActivities {
  const { seats, deadlines, checkpoint } = deps;
  const write = createParticipantWriter(deps);

  /** Looks for a place; an attempt that died may have been given one where it asked last: the same `seq` is given the same answer. */
  async function looking(request: SeatRequest, look: (looker: Looker) => Promise<SeatView | null>): Promise<Look> {
    const asked = [...(checkpoint.last('seat', isAsked)?.sessions ?? [])];
    const unanswered = new Set<string>();
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
      asked.push(session);
      await checkpoint.claim('seat', { sessions: asked });
    };
    const before = await firstPlace(asked.slice(-1), (session) => seats.set(session, request));
    return { view: before ?? (await look({ claim, firstPlace })), unanswered: [...unanswered] };
  }

  function firstSeat(sessions: readonly string[], request: SeatRequest, { claim, firstPlace }: Looker): Promise<SeatView | null> {
    return firstPlace(sessions, (session) => seats.takeIfRoom(session, { ...request, want: 'seat' }, () => claim(session)));
  }

  /** A seat at the first session with room, else a place in the next one's waiting list. */
  function takeSeat(request: SeatRequest, except: readonly string[]): Promise<Look> {
    return looking(request, async (looker) => {
      const open = (await seats.openSessions('info')).filter((session) => !except.includes(session));
      const seat = await firstSeat(open, request, looker);
      if (seat !== null) return seat;
      // The list of sessions is a moment old: one that was cancelled or closed since sends on to the next.
      return await looker.firstPlace(open, async (session) => {
        await looker.claim(session);
        return await seats.set(session, { ...request, want: 'seatOrWait' });
      });
    });
  }

  /** Whoever waits keeps their place, and so their rank, until a seat elsewhere is theirs. */
  async function seatElsewhere(request: SeatRequest, except: readonly string[], waitingAt: string): Promise<Look> {
    const { view: found, unanswered } = await looking(request, async (looker) => {
      const others = (await seats.openSessions('info')).filter((session) => session !== waitingAt && !except.includes(session));
      return await firstSeat(others, request, looker);
    });
    if (found === null) return { view: null, unanswered };
    const silent = () => unanswered.push(waitingAt);
    const place = await unlessSilent(() => seats.view(waitingAt, request.ref), silent);
    if (unanswered.includes(waitingAt)) return { view: found, unanswered };
    // It came free in this very moment, and the person is told of that one.
    const isFreed = place?.status === 'reserved';
    const left = isFreed ? found.sessionId : waitingAt;
    await unlessSilent(
      () => seats.set(left, { ...request, seq: request.seq + Number(isFreed), want: 'none' }),
      () => unanswered.push(left),
    );
    return { view: isFreed ? null : found, unanswered };
  }

  async function inviteTo({ request, plan, mail, except, waitingAt }: InvitationRequest): Promise<Invitation> {
    const { view, unanswered } = await (waitingAt === undefined ? takeSeat(request, except) : seatElsewhere(request, except, waitingAt));
    if (view === null && waitingAt !== undefined) return { ...nothingNew(), unanswered };
    return { ...(await tell(view, { plan: { ...plan, stage: 'invited' }, mail })), unanswered };
  }

  function nothingNew(): Told {
    return { view: null, plan: null, at: deadlines.moment(presentInstant()), mail: null, mailLater: false };
  }

  /** The seat is the path's, whatever becomes of the mail. */
  async function tell(view: SeatView | null, { plan, mail }: Pick<InvitationRequest, 'plan' | 'mail'>): Promise<Told> {
    const now = presentInstant();
    const session = view === null ? null : { start: view.start.at, end: view.end.at, invitedAt: now };
    const found = {
      view,
      // Of a person who waits in a list the path makes the plan: their clock runs on.
      plan: session === null || view?.status === 'waiting' ? null : deadlines.plan({ ...plan, clockFrom: now, session }, now),
      at: deadlines.moment(now),
    };
    if (mail.to.email === null) return { ...found, mail: null, mailLater: false };
    try {
      const written = await write({ ...mail, view });
      if (written.outcome === 'later') return { ...found, mail: null, mailLater: true, notBefore: written.until };
      return { ...found, mail: written.outcome === 'dropped' ? null : written.outcome, mailLater: false };
    } catch (error) {
      // The seat is taken: the path must know, whatever the mail server says.
      if (error instanceof ServiceError) return { ...found, mail: null, mailLater: true };
      throw error;
    }
  }

  return {
    invite: (asked) => staysAlive(checkpoint, () => inviteTo(asked)),
    registerFor: ({ sessionId, request, plan, mail }) =>
      staysAlive(checkpoint, async () => {
        const view = await seats.set(sessionId, { ...request, want: 'seatOrWait' });
        return { ...(await tell(isPlace(view) ? view : null, { plan, mail })), unanswered: [] };
      }),
    async releaseSeat({ sessionId, request }) {
      await seats.set(sessionId, { ...request, want: 'none' });
    },
  };
}

function isPlace(view: SeatView | null): view is SeatView {
  return view?.status === 'reserved' || view?.status === 'waiting';
}

function isAsked(details: unknown): details is Asked {
  return typeof details === 'object' && details !== null && 'sessions' in details && Array.isArray(details.sessions);
}

async function unlessSilent<Answer>(ask: () => Promise<Answer | null>, silent: () => void): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'session-silent') throw error;
    silent();
    return null;
  }
}

import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { SeatView } from '../../domain/seat.ts';
import { ServiceError } from '../../domain/service-error.ts';
import type { Invitation, InvitationActivities, InvitationRequest } from '../../workflows/participant-path/contract.ts';
import type { SeatClient } from '../session/seat-client.ts';
import { staysAlive } from '../shared/checkpoint.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { createParticipantWriter, type ParticipantMailDeps } from './participant-mail.ts';
import { isPlace, SeatSearch } from './seat-search.ts';

/** Sessions that answer nobody may only be late, on a server with thousands of tasks to catch up on: « no session » is not said before so many looks. */
const PATIENT_ATTEMPTS = 5;

function askAgain(): ApplicationFailure {
  return ApplicationFailure.create({ type: 'session-silent', message: 'no session answered in time', nextRetryDelay: '1 minute' });
}

/** A seat at the next session with room, and the one mail that says so. */
export function createInvitationActivities(deps: ParticipantMailDeps & { readonly seats: SeatClient }): InvitationActivities {
  const { seats, deadlines, checkpoint } = deps;
  const write = createParticipantWriter(deps);
  const search = new SeatSearch(seats, checkpoint);

  async function inviteTo({ request, plan, mail, except, waitingAt }: InvitationRequest): Promise<Invitation> {
    const { view, toRelease, isSure } = await (waitingAt === undefined
      ? search.seatOrWait(request, except)
      : search.seatElsewhere(request, except, waitingAt));
    if (view === null && !isSure && Context.current().info.attempt < PATIENT_ATTEMPTS) throw askAgain();
    return { ...(await tell(view, { plan: { ...plan, stage: 'invited' }, mail })), toRelease };
  }

  /** The seat is the path's, whatever becomes of the mail. */
  async function tell(
    view: SeatView | null,
    { plan, mail }: Pick<InvitationRequest, 'plan' | 'mail'>,
  ): Promise<Omit<Invitation, 'toRelease'>> {
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
    invite: (request) => staysAlive(checkpoint, () => inviteTo(request)),
    registerFor: ({ sessionId, request, plan, mail }) =>
      staysAlive(checkpoint, async () => {
        const view = await seats.set(sessionId, { ...request, want: 'seatOrWait' });
        return { ...(await tell(isPlace(view) ? view : null, { plan, mail })), toRelease: [] };
      }),
    async releaseSeat({ sessionId, request }) {
      await seats.set(sessionId, { ...request, want: 'none' });
    },
  };
}

import { addressee, mailing, outside, seatRequest } from './calls.ts';
import type { Command } from './commands.ts';
import type { Invitation } from './contract.ts';
import type { Kept } from './kept.ts';
import * as path from './path.ts';
import * as summaries from './words/summaries.ts';

/** A seat of the path's own search, or a place in a waiting list; or that there is none. */
export async function inviteOrTell(kept: Kept, { seq, mail: kind, why, quiet = false, from }: Command & { kind: 'invite' }): Promise<void> {
  const n = path.mailNumber(kept.state, kind);
  const meanwhile = from === undefined ? {} : { waitingAt: from };
  const request = path.planRequest(kept.state);
  const answer = await outside.invite.executeWithOptions({ summary: summaries.ACTIVITIES.invite, ...mailing(kept.state, kind, why) }, [
    {
      request: seatRequest(kept.state, seq),
      plan: request,
      mail: { kind, n, why, to: addressee(kept.state), quiet },
      except: path.sessionsToAvoid(kept.state),
      ...meanwhile,
    },
  ]);
  const { view, at } = answer;
  const plan = path.currentPlan(kept.state, request, answer.plan);
  kept.state = path.invited(kept.state, { seq, view, plan, at, mail: kind, ...(from === undefined ? {} : { from }) });
  kept.state = path.releasePlaces(kept.state, { seq, toRelease: answer.toRelease });
  if (answer.mail) kept.state = path.mailed(kept.state, { kind, n, at: answer.at, why, outcome: answer.mail });
  if (answer.mailLater) kept.state = path.mailLater(kept.state, { mail: kind, why, ...hourOf(answer) });
}

/** A seat at the session that staff or the person named. */
export async function register(kept: Kept, { seq, sessionId }: Command & { kind: 'register' }): Promise<void> {
  const [kind, why] = ['seat', 'registeredFor'] as const;
  const n = path.mailNumber(kept.state, kind);
  const mail = { kind, n, why, to: addressee(kept.state) };
  const answer = await outside.registerFor.executeWithOptions(
    { summary: summaries.ACTIVITIES.register, ...mailing(kept.state, kind, why, sessionId) },
    [{ sessionId, request: seatRequest(kept.state, seq), plan: path.planRequest(kept.state), mail }],
  );
  kept.state = path.placed(kept.state, { seq, sessionId, view: answer.view, plan: answer.plan, at: answer.at });
  if (answer.mail) kept.state = path.mailed(kept.state, { kind, n, at: answer.at, why, outcome: answer.mail });
  if (answer.mailLater && answer.view)
    kept.state = path.addCommand(kept.state, { kind: 'mail', mail: kind, why, view: answer.view, ...hourOf(answer) });
}

export async function release(kept: Kept, { seq, sessionId }: Command & { kind: 'release' }): Promise<void> {
  await outside.releaseSeat.executeWithOptions({ summary: summaries.ACTIVITIES.release }, [
    { request: seatRequest(kept.state, seq), sessionId },
  ]);
}

function hourOf({ notBefore }: Invitation): Pick<Invitation, 'notBefore'> {
  return notBefore === undefined ? {} : { notBefore };
}

import { now } from '../now.ts';
import { addressee, mailing, outside } from './calls.ts';
import type { Command } from './commands.ts';
import type { Kept } from './kept.ts';
import * as path from './path.ts';
import * as summaries from './words/summaries.ts';

/** To the participant, unless what it speaks of is no longer true; or later, where it must not leave now. */
export async function mail(kept: Kept, command: Command & { kind: 'mail' }): Promise<void> {
  if (path.isOutdated(kept.state, command)) return;
  const { mail: kind, why, was } = command;
  const view = path.viewFor(kept.state, command);
  const n = path.mailNumber(kept.state, kind);
  const options = { summary: summaries.mailing(kind, why), ...mailing(kept.state, kind, why, view?.sessionId) };
  const answer = await outside.mailParticipant.executeWithOptions(options, [
    { kind, n, why, to: addressee(kept.state), view, ...(was === undefined ? {} : { was }) },
  ]);
  const { outcome, at } = answer;
  kept.state =
    outcome === 'later'
      ? path.putOff(kept.state, command, answer.until, now())
      : path.mailed(path.notifiedOfSeat(kept.state, kind, view), { kind, n, at, why, outcome });
}

import type { Moment } from '../../../domain/moment.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { isWithin48Hours } from '../clock.ts';
import { hasMail } from '../contact-details.ts';
import { log } from '../journal.ts';
import { addCommand } from '../outbox.ts';
import type { PathState } from '../state.ts';
import { addCall, closeTasks, type Task } from '../tasks.ts';
import * as words from '../words/bookings.ts';

/** A session that the person knows of was moved or cancelled. */
export interface Change {
  readonly mail: 'sessionMoved' | 'sessionCancelled';
  readonly view: SeatView;
  /** When it was to begin, as far as the person knows (ISO 8601). */
  readonly was: string;
  readonly about: 'seat' | 'staffSeat';
  readonly at: Moment;
  /** What is said where there is no address. */
  readonly title: string;
}

/** A mail, or a call in place of those that spoke of the session as it was: at once for whoever would come within 48 hours. */
export function tellOfChange(state: PathState, { mail, view, was, about, at, title }: Change): PathState {
  const isCall = (open: Task) => open.kind === 'call' && open.about === about && open.session === view.sessionId;
  const withoutCalls = closeTasks(state, isCall);
  // Both are over: heard too late to be of use.
  if (view.start.at <= at.at && was <= at.at) return log(withoutCalls, at, words.NOTHING_SENT);
  if (!hasMail(withoutCalls)) {
    const soon = [view.start.at, was].some((start) => isWithin48Hours(start, at.at));
    // A session that is gone is said whatever becomes of the path, as a seat that is lost is.
    return addCall(withoutCalls, mail === 'sessionCancelled' ? 'release' : about, at, title, {
      soon: soon || state.open.some((open) => isCall(open) && open.soon === true),
      session: view.sessionId,
    });
  }
  if (mail === 'sessionCancelled') return addCommand(withoutCalls, { kind: 'mail', mail, why: 'sessionCancelled', view });
  const subject = about === 'seat' ? { about: view.sessionId } : { view };
  return addCommand(withoutCalls, {
    kind: 'mail',
    mail,
    why: 'sessionMoved',
    ...subject,
    was: firstKnown(withoutCalls, view.sessionId, was),
  });
}

/** Of several moves of which none was told yet, the first says when the person would come. */
function firstKnown({ outbox }: PathState, session: string, was: string): string {
  const pending = outbox.flatMap((other) =>
    other.kind === 'mail' && other.mail === 'sessionMoved' && (other.about ?? other.view?.sessionId) === session ? (other.was ?? []) : [],
  );
  return [was, ...pending].toSorted()[0] ?? was;
}

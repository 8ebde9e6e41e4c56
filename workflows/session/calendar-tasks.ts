import type { SessionState } from './state.ts';
import type { SessionTask } from './tasks.ts';
import { isRecent } from './time.ts';

/** What staff did to the event, in Outlook or by form. */
export function calendarTasks(state: SessionState, now: string): readonly SessionTask[] {
  const { cancelledAt, cancelledBy, unmended, stranger, seats } = state;
  const notified = Object.values(seats).filter(({ status }) => status === 'cancelled').length;
  return [
    ...(cancelledAt !== null && isRecent(cancelledAt, now)
      ? [{ topic: 'cancelled', at: cancelledAt, by: cancelledBy, notified } as const]
      : []),
    ...(stranger !== null && isRecent(stranger.at, now) ? [{ topic: 'stranger', ...stranger } as const] : []),
    ...pastDate(state, now),
    ...changedEvent(state, now),
    ...leftBehind(state, now),
    ...(unmended === null ? [] : [{ topic: 'unmended', at: unmended } as const]),
  ];
}

/** Who asked by form is told; what stands wrongly in Outlook is the coordinator's to put right. */
function pastDate({ refusedMove, start, cancelled }: SessionState, now: string): readonly SessionTask[] {
  if (refusedMove === null || cancelled) return [];
  const { by, at, start: to } = refusedMove;
  if (by === null) return now >= start.plan.end.at ? [] : [{ topic: 'moved-to-past', at, start: to }];
  return isRecent(at, now) ? [{ topic: 'past-date-requested', at, start: to, by }] : [];
}

/** An event that says what the session no longer is: only staff can say which of the two is meant. */
function changedEvent({ restored, allDaySince, start, cancelled }: SessionState, now: string): readonly SessionTask[] {
  if (now >= start.plan.end.at) return [];
  if (cancelled) return restored === null || restored.at === null ? [] : [{ topic: 'restored-event', at: restored.at }];
  return allDaySince === null ? [] : [{ topic: 'all-day', since: allDaySince }];
}

/** The service no longer opens the mailbox of before, so that it can't remove what stands there. */
function leftBehind({ leftBehind: left, event }: SessionState, now: string): readonly SessionTask[] {
  if (left === null || event === null || !isRecent(left.at, now)) return [];
  return [{ topic: 'left-behind', at: left.at, before: left.mailbox, now: event.mailbox }];
}

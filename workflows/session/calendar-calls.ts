import { proxyActivities } from '@temporalio/workflow';
import { notToAsk } from '../../domain/co-facilitation.ts';
import { now } from '../now.ts';
import { RETRY } from './calls.ts';
import type { SessionCalendarActivities, SessionEvent, Where } from './contract.ts';
import type { Kept } from './kept.ts';
import * as session from './session.ts';
import type { SessionEventState, SessionState } from './state.ts';
import type { EventWork } from './wake.ts';
import { journal, summary } from './words.ts';

/** The only queue whose calls reach the organiser's mailbox: at most three at once over all workers. */
const outlook = proxyActivities<SessionCalendarActivities>({
  taskQueue: 'outlook-organiser',
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '12 seconds',
  retry: RETRY,
});

/** Carries out what the session's event needs: one call each, whose answer becomes part of the state. */
export const CALENDAR_CALLS: Readonly<Record<EventWork, (kept: Kept) => Promise<void>>> = {
  write: writeEvent,
  read: readEvent,
  carryOut,
  readAnswers,
  readRestored,
};

async function writeEvent(kept: Kept): Promise<void> {
  const { eventId, mailbox, fingerprint, at } = await outlook.putSessionEvent.executeWithOptions({ summary: summary.writeEvent }, [
    expectedEvent(kept.state),
  ]);
  kept.state = session.written(kept.state, { eventId, mailbox, generation: 1, fingerprint });
  kept.state = session.note(kept.state, fingerprint === null ? journal.eventTakenOver : journal.eventCreated, at.label);
}

async function readEvent(kept: Kept): Promise<void> {
  const { event, coFacilitation, unread } = kept.state;
  if (event === null) return;
  const answer = await outlook.followSessionEvent.executeWithOptions({ summary: summary.readEvent }, [
    {
      ...whereIs(event),
      event: expectedEvent(kept.state),
      mayMend: session.mayMend(kept.state, now()),
      replaced: coFacilitation.replaced,
    },
  ]);
  const followed = session.followed(kept.state, answer);
  // What staff did while the event was read is read next.
  kept.state = kept.state.unread === unread || followed.cancelled ? followed : { ...followed, unread: kept.state.unread };
}

async function readRestored(kept: Kept): Promise<void> {
  const eventId = kept.state.restored?.eventId ?? '';
  const answer = await outlook.followSessionEvent.executeWithOptions({ summary: summary.readRestoredEvent }, [
    { eventId, mailbox: kept.state.event?.mailbox ?? null, event: expectedEvent(kept.state), mayMend: false, replaced: [] },
  ]);
  kept.state = session.restoredRead(kept.state, eventId, answer);
}

/** Moved or cancelled by form, as staff would in Outlook. */
async function carryOut(kept: Kept): Promise<void> {
  const before = kept.state;
  if (before.wanted === null) return;
  const answer = await askOutlook(before, before.wanted);
  kept.state = session.carriedOut(kept.state, before, answer);
}

async function askOutlook(state: SessionState, wanted: NonNullable<SessionState['wanted']>) {
  const request = { ...whereIs(state.event), event: expectedEvent(state) };
  return 'move' in wanted
    ? await outlook.moveSessionEvent.executeWithOptions({ summary: summary.moveEvent }, [{ ...request, start: wanted.move }])
    : await outlook.cancelSessionEvent.executeWithOptions({ summary: summary.cancelEvent }, [{ ...request, comment: wanted.cancel }]);
}

async function readAnswers(kept: Kept): Promise<void> {
  const { event, coFacilitation, answeredAt } = kept.state;
  if (event === null) return;
  const { at, answers } = await outlook.readAnswers.executeWithOptions({ summary: summary.readAnswers }, [
    { ...whereIs(event), event: expectedEvent(kept.state), notToAsk: notToAsk(coFacilitation) },
  ]);
  const read = answers === null ? session.missed(kept.state) : session.answersReceived(kept.state, { at, answers });
  // Who answered while the answers were read is read next.
  kept.state = kept.state.answeredAt === answeredAt ? read : { ...read, answeredAt: kept.state.answeredAt };
}

function expectedEvent({ start }: SessionState): SessionEvent {
  const { id, kind, title, place, plan, facilitators } = start;
  return { id, generation: 1, kind, title, place, start: plan.start.at, end: plan.end.at, facilitators };
}

function whereIs(event: SessionEventState | null): Where {
  return { eventId: event?.eventId ?? null, mailbox: event?.mailbox ?? null };
}

import type { Moment } from '../../domain/moment.ts';
import type { CalendarChange, Followed } from './contract.ts';
import { cancelledByStaff, movedByStaff, movedToThePast } from './move-and-cancel.ts';
import { note, type SessionEventState, type SessionState, type Unread } from './state.ts';
import { isDue } from './time.ts';
import { journal } from './words.ts';

const MENDS_A_DAY = 2;

/** However often staff edit, registrants hear within this. */
const MOST_QUIET_MS = 10 * 60_000;

/** What the service wrote itself comes back by the calendar too: it changes nothing. */
export function touched(state: SessionState, { eventId, fingerprint, answered }: CalendarChange, now: string): SessionState {
  if (state.cancelled) return cameBack(state, { eventId, fingerprint });
  const { answersAt } = state.start.plan;
  const withAnswers = answered && answersAt !== null && answersAt.at <= now ? { ...state, answeredAt: now } : state;
  if (fingerprint !== null && fingerprint === state.event?.fingerprint) return withAnswers;
  if (state.unread?.why === 'atOnce') return { ...withAnswers, unread: { why: 'atOnce' } };
  return { ...withAnswers, unread: { why: 'touched', since: state.unread?.since ?? now, last: now, fingerprint } };
}

/** The event of a cancelled session shows up again, restored by staff or told late: it is read before anybody hears of it. */
function cameBack(state: SessionState, { eventId, fingerprint }: Pick<CalendarChange, 'eventId' | 'fingerprint'>): SessionState {
  if (fingerprint === null) return state.restored === null ? state : { ...state, restored: null };
  return state.restored?.eventId === eventId ? state : { ...state, restored: { eventId, at: null } };
}

/** What stands of a cancelled session's event. */
export function restoredRead(state: SessionState, eventId: string, answer: Followed): SessionState {
  if (state.restored?.eventId !== eventId) return state;
  if (answer.found !== 'standing') return { ...state, restored: null };
  return note({ ...state, restored: { eventId, at: answer.at } }, journal.eventRestored, answer.at.label);
}

/** The event stands. The calendar may have told of it before the answer to the writing came: only what differs is staff's. */
export function written(state: SessionState, event: SessionEventState): SessionState {
  const isOurs = state.unread?.why === 'touched' && state.unread.fingerprint === event.fingerprint;
  // One that stood already is read, and followed, at once.
  const unread: Unread | null = event.fingerprint === null ? { why: 'atOnce' } : isOurs ? null : state.unread;
  return { ...state, event, eventOutage: null, unread };
}

/** When an event that staff touched is read: after the quiet time, or once registrants have waited long enough. */
export function readsEventAt({ unread, start }: SessionState): string | null {
  if (unread?.why !== 'touched') return null;
  return new Date(Math.min(Date.parse(unread.last) + start.plan.quietMs, Date.parse(unread.since) + MOST_QUIET_MS)).toISOString();
}

/** @param now ISO 8601 */
export function isEventReadDue(state: SessionState, now: string): boolean {
  return state.unread?.why === 'atOnce' || isDue(readsEventAt(state), now);
}

export function isElsewhere(event: SessionEventState | null, mailbox: string): boolean {
  const standsIn = event?.mailbox ?? null;
  return standsIn !== null && standsIn.toLowerCase() !== mailbox.toLowerCase();
}

/** Its event stands in another mailbox from now on: that of before is for staff to remove. */
function leavingMailbox(state: SessionState, at: Moment): SessionState {
  const mailbox = state.event?.mailbox ?? null;
  return mailbox === null ? state : { ...state, leftBehind: { mailbox, at } };
}

export function mayMend({ mends }: SessionState, now: string): boolean {
  return mends.day !== now.slice(0, 10) || mends.count < MENDS_A_DAY;
}

/** The event as it was read. What was decided by form meanwhile waits until it is carried out (see `carriedOut`). */
export function followed(state: SessionState, answer: Followed): SessionState {
  const read = { ...state, unread: null };
  const isOver = state.start.plan.end.at <= answer.at.at;
  if (answer.found === 'elsewhere') return writtenAnew(read, answer.at);
  if (answer.found === 'gone') {
    if (isOver) return note(read, journal.eventRemovedAfterEnd, answer.at.label);
    return cancelledByStaff(note(read, journal.eventGone, answer.at.label), answer.at);
  }
  const day = answer.at.at.slice(0, 10);
  const mends = answer.mended ? { day, count: (state.mends.day === day ? state.mends.count : 0) + 1 } : state.mends;
  const event = {
    eventId: answer.eventId,
    mailbox: answer.mailbox,
    generation: state.event?.generation ?? 0,
    fingerprint: answer.fingerprint,
  };
  const next = {
    ...(isElsewhere(state.event, answer.mailbox) ? leavingMailbox(read, answer.at) : read),
    event,
    mends,
    eventOutage: null,
    unmended: answer.unmended ? answer.at : null,
    allDaySince: answer.isAllDay ? (state.allDaySince ?? answer.at) : null,
    start: { ...read.start, title: answer.title },
  };
  const noted = answer.mended ? note(next, journal.eventMended, answer.at.label) : next;
  // Back where it was, or never away: a move into the past is mended.
  if (answer.moved === null) return noted.refusedMove?.by === null ? { ...noted, refusedMove: null } : noted;
  // Whoever tidies up the calendar afterwards moves nobody.
  if (isOver && answer.moved.plan.end.at <= answer.at.at) return note(noted, journal.eventChangedAfterEnd, answer.at.label);
  if (answer.moved.plan.start.at <= answer.at.at) return movedToThePast(noted, answer.moved.plan.start, answer.at);
  return movedByStaff(noted, answer.moved, answer.at);
}

/** What a form wanted is done in Outlook; what came meanwhile, by form or calendar, is done next. @param before the state as it was asked of Outlook */
export function carriedOut(state: SessionState, before: SessionState, answer: Followed): SessionState {
  const next = state.cancelled ? { ...state, eventOutage: null } : followed(state, answer);
  // Written to the new mailbox first; then what the form wanted is done there.
  const isDone = state.wanted === before.wanted && answer.found !== 'elsewhere';
  const wanted = isDone ? null : state.wanted;
  const unread = state.unread === before.unread || next.cancelled ? null : state.unread;
  return { ...next, wanted, unread };
}

/** The configuration names another mailbox: the session stands, and its event is written there. */
function writtenAnew(state: SessionState, at: Moment): SessionState {
  return note({ ...leavingMailbox(state, at), event: null }, journal.otherMailbox, at.label);
}

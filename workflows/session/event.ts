import { type Answer, atAnotherTime, decide, lacking, notToAsk } from '../../domain/co-facilitation.ts';
import type { SessionDecision } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import type { CalendarChange, Followed, SessionConfiguration } from './contract.ts';
import { remarksWith } from './remarks.ts';
import { note, type Seat, type SessionEventState, type SessionState, type Unread } from './state.ts';
import { cancelledWithoutReason, journal, outcomeOf } from './words.ts';

const MENDS_A_DAY = 2;
/** However often staff edit, registrants hear within this. */
const MOST_QUIET_MS = 10 * 60_000;

/** What the service wrote itself comes back by the calendar too: it changes nothing. */
export function touched(state: SessionState, { eventId, fingerprint, answered }: CalendarChange, now: string): SessionState {
  if (state.cancelled) return cameBack(state, { eventId, fingerprint });
  const { answersAt } = state.start.plan;
  const heard = answered && answersAt !== null && answersAt.at <= now ? { ...state, answeredAt: now } : state;
  if (fingerprint !== null && fingerprint === state.event?.fingerprint) return heard;
  if (state.unread?.why === 'atOnce') return { ...heard, unread: { why: 'atOnce' } };
  return { ...heard, unread: { why: 'touched', since: state.unread?.since ?? now, last: now, fingerprint } };
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
  return { ...state, event, eventTrouble: null, unread };
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

/** A facilitator decides by form, as staff do in Outlook: moving and cancelling are carried out there. */
export function decidedByForm(state: SessionState, decision: SessionDecision): SessionState {
  const { origin, staff, staffName: name } = decision;
  const seen = state.seen[origin.responseId];
  if (seen !== undefined && seen >= origin.submitted.at) return state;
  const remarks = remarksWith(state.remarks, { origin, staff, remarks: decision.note });
  const taken = { ...state, remarks, seen: { ...state.seen, [origin.responseId]: origin.submitted.at } };
  if (state.cancelled) return note(taken, journal.decisionAfterCancellation(name), origin.submitted.label);
  return mayDecide(state, decision)
    ? decided(taken, decision)
    : {
        ...note(taken, journal.decisionOfStranger(name), origin.submitted.label),
        stranger: { name, at: origin.submitted },
      };
}

/** Whoever leads the session or is asked to; the coordinator and the organisations' contacts any of them. */
function mayDecide({ start, coFacilitation }: SessionState, { staff, anySession }: SessionDecision): boolean {
  return anySession || start.facilitators.includes(staff) || coFacilitation.asked?.who === staff || coFacilitation.refused.includes(staff);
}

function decided(state: SessionState, decision: SessionDecision): SessionState {
  const { action, staff, staffName: name, newStart, newStartTyped, reason } = decision;
  const at = decision.origin.submitted;
  if (action === 'cancel') {
    // Registrants are told at once, whenever Outlook carries it out.
    const cancelled = cancelledByStaff(note(state, journal.cancelAsked(name), at.label), at);
    return { ...cancelled, cancelledBy: name, wanted: { cancel: reason ?? cancelledWithoutReason } };
  }
  if (action === 'move' && newStart !== null && newStart.at <= at.at) return moveRefused(state, { by: staff, start: newStart, at });
  if (action === 'move' && newStart !== null)
    return note({ ...state, wanted: { move: newStart.at } }, journal.moveAsked(name, newStart.label), at.label);
  if (action === 'propose' && newStart !== null) {
    const proposed = { by: name, time: { start: newStart, typed: newStartTyped ?? '' }, at };
    const coFacilitation = { ...state.coFacilitation, proposed };
    return note({ ...state, coFacilitation }, journal.otherDate(name, newStart.label), at.label);
  }
  const answer = decide(state.coFacilitation, state.start.facilitators, decision, unknownFacilitators(state));
  if (answer === null) return state;
  const { coFacilitation, facilitators, outcome } = answer;
  // Who could replace whom is another question now.
  const asksAgain =
    notToAsk(coFacilitation).join() !== notToAsk(state.coFacilitation).join() ||
    coFacilitation.unable.length > state.coFacilitation.unable.length;
  const next: SessionState = {
    ...state,
    coFacilitation,
    start: { ...state.start, facilitators },
    ...(asksAgain ? { answeredAt: at.at } : {}),
  };
  const changed = facilitators.join() !== state.start.facilitators.join();
  // The event must show who comes: it is read, and completed, at once.
  return note(changed ? { ...next, unread: { why: 'atOnce' }, mends: { day: '', count: 0 } } : next, outcomeOf(outcome), at.label);
}

/** Whoever has come already isn't told of another start; those who would come are not sent to what is over. */
function movedToThePast(state: SessionState, start: Moment, at: Moment): SessionState {
  if (state.start.plan.start.at <= at.at) return note(state, journal.eventChangedDuring, at.label);
  return moveRefused(state, { by: null, start, at });
}

/** A session can't be moved into the past: its people would be told to come to what is over. */
function moveRefused(state: SessionState, refused: NonNullable<SessionState['refusedMove']>): SessionState {
  return note({ ...state, refusedMove: refused }, journal.moveRefused(refused.by, refused.start.label), refused.at.label);
}

/**
 * The configuration of a worker that has started. A facilitator who left is to be replaced, and the answers to the invitation that were read already
 * are read again; an event in another mailbox than the configuration's is read, and so written there, at once. The session's own moments stay as
 * they were announced.
 */
export function withConfiguration(state: SessionState, configuration: SessionConfiguration, now: string): SessionState {
  const { version, coordinator, staff, mailbox } = configuration;
  const { start, answersRead } = state;
  if (start.plan.version === version) return state;
  const codes = start.facilitators.filter((code) => !staff.includes(code));
  const next: SessionState = {
    ...state,
    start: { ...start, coordinator, plan: { ...start.plan, version } },
    coFacilitation: askedAmong(state.coFacilitation, staff),
    departed: codes.length === 0 ? null : { codes, since: state.departed?.since ?? now },
  };
  const isComing = !state.cancelled && start.plan.start.at > now;
  const heard = isComing && answersRead > 0 ? { ...next, answeredAt: now } : next;
  return isComing && isElsewhere(state.event, mailbox) ? { ...heard, unread: { why: 'atOnce' } } : heard;
}

function isElsewhere(event: SessionEventState | null, mailbox: string): boolean {
  const standsIn = event?.mailbox ?? null;
  return standsIn !== null && standsIn.toLowerCase() !== mailbox.toLowerCase();
}

/** Its event stands in another mailbox from now on: that of before is for staff to remove. */
function leavingMailbox(state: SessionState, at: Moment): SessionState {
  const mailbox = state.event?.mailbox ?? null;
  return mailbox === null ? state : { ...state, leftBehind: { mailbox, at } };
}

/** Somebody who left was asked to replace: another is to be found. */
function askedAmong(state: SessionState['coFacilitation'], staff: readonly string[]): SessionState['coFacilitation'] {
  const { asked } = state;
  return asked === null || staff.includes(asked.who) ? state : { ...state, asked: null };
}

/** The next reading of the answers: five days before for the facilitators, again for the coordinator. */
export function answersDue(state: SessionState): Moment | null {
  const { answersAt, answersCoordinator } = state.start.plan;
  if (state.cancelled) return null;
  if (state.answeredAt !== null) return null;
  return [answersAt, answersCoordinator][state.answersRead] ?? null;
}

/** Whether the answers are to be read: at such a moment, and at once when somebody answered or was asked after it. @param now ISO 8601 */
export function isAnswersReadDue(state: SessionState, now: string): boolean {
  return !state.cancelled && (state.answeredAt !== null || isDue(answersDue(state)?.at ?? null, now));
}

export function answersHeard(
  state: SessionState,
  { at, answers }: { readonly at: Moment; readonly answers: readonly Answer[] },
): SessionState {
  const isFurther = state.answeredAt !== null;
  const heard: SessionState = {
    ...state,
    answeredAt: null,
    answersRead: isPast(state.start.plan.answersAt, at) ? state.answersRead + Number(!isFurther) : 0,
    coFacilitation: { ...state.coFacilitation, answers, byForm: stillComing(state.coFacilitation, answers) },
  };
  const unknown = unknownFacilitators(heard);
  const missing = [...lacking(heard.coFacilitation).map(({ name }) => name), ...unknown];
  const isConfirmed = missing.length === 0 && heard.start.facilitators.length > 1;
  return note(heard, isConfirmed ? journal.facilitatorsConfirmed : journal.facilitatorsMissing(missing), at.label);
}

/** Facilitators whom the configuration no longer knew when the answers were read: nobody answers for them. */
export function unknownFacilitators({ start, departed, coFacilitation: { answers } }: SessionState): readonly string[] {
  const isAnswered = (code: string) => answers.length === 0 || answers.some((answer) => answer.code === code);
  return start.facilitators.filter((code) => departed?.codes.includes(code) || !isAnswered(code));
}

/** The event wasn't found where its answers were to be read: it is looked for at once, before anybody is reminded of it. */
export function missed(state: SessionState): SessionState {
  return { ...state, unread: { why: 'atOnce' }, answeredAt: null };
}

/** Whoever said yes by form, and then declined in Outlook, doesn't come. */
function stillComing({ byForm, answers: before }: SessionState['coFacilitation'], now: readonly Answer[]): readonly string[] {
  const hadDeclined = (code: string) => before.find((answer) => answer.code === code)?.answer === 'declined';
  const wasKnown = (code: string) => before.some((answer) => answer.code === code);
  const turned = now.filter(({ code, answer }) => answer === 'declined' && wasKnown(code) && !hadDeclined(code)).map(({ code }) => code);
  return byForm.filter((code) => !turned.includes(code));
}

function isDue(at: string | null, now: string): boolean {
  return at !== null && at <= now;
}

function isPast(moment: Moment | null, now: Moment): boolean {
  return moment !== null && moment.at <= now.at;
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
    eventTrouble: null,
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
  const next = state.cancelled ? { ...state, eventTrouble: null } : followed(state, answer);
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

function movedByStaff(
  state: SessionState,
  { plan, place }: { readonly plan: SessionStart['plan']; readonly place: SessionStart['place'] },
  at: Moment,
): SessionState {
  const before = state.start.plan;
  const isSameTime = plan.start.at === before.start.at && plan.end.at === before.end.at;
  const sendsListAgain = plan.listAt.at > at.at;
  // Another sheet for another day; on the same day the numbers that facilitators have printed stay.
  const freesNumbers = sendsListAgain && plan.start.at.slice(0, 10) !== before.start.at.slice(0, 10);
  const moved: SessionState = {
    ...state,
    start: { ...state.start, plan, place },
    refusedMove: null,
    low: null,
    lowSeen: false,
    icsSequence: state.icsSequence + 1,
    sheet: { facilitator: false, coordinator: false },
    mailed: sendsListAgain ? { list: [], attendance: [] } : { ...state.mailed, attendance: [] },
    mailedRows: sendsListAgain ? null : state.mailedRows,
    round: state.round + 1,
    ...(isSameTime ? {} : { answersRead: 0, answeredAt: null, coFacilitation: atAnotherTime(state.coFacilitation) }),
  };
  const told = mapSeats(moved, (seat) =>
    isTaken(seat) ? { ...seat, rev: seat.rev + 1, number: freesNumbers ? null : seat.number } : seat,
  );
  return note(told, journal.moved(plan.start.label, place.name), at.label);
}

/** Never created again by itself: staff decided. */
export function cancelledByStaff(state: SessionState, at: Moment): SessionState {
  // A calendar believes a cancellation only of a later version (RFC 5546, 3.2.5).
  const icsSequence = state.icsSequence + 1;
  const gone: SessionState = { ...state, cancelled: true, cancelledAt: at, icsSequence, unread: null, eventTrouble: null };
  const told = mapSeats(gone, (seat) =>
    isTaken(seat) ? { ...seat, status: 'cancelled', rev: seat.rev + 1, attendance: 'revoked' } : seat,
  );
  return note(told, journal.cancelled, at.label);
}

function isTaken({ status, attendance }: Seat): boolean {
  return (status === 'held' || status === 'waiting') && attendance === null;
}

function mapSeats(state: SessionState, change: (seat: Seat) => Seat): SessionState {
  return { ...state, seats: Object.fromEntries(Object.entries(state.seats).map(([ref, seat]) => [ref, change(seat)])) };
}

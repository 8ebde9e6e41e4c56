import type { Followed } from '../../activities/session-calendar.ts';
import { type Answer, decide, lacking } from '../../domain/co-facilitation.ts';
import type { SessionDecision } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import type { CalendarChange } from './messages.ts';
import { EPOCH, note, type Seat, type SessionEventState, type SessionState } from './state.ts';

const MENDS_A_DAY = 2;
/** However often staff edit, registrants hear within this. */
const MOST_QUIET_MS = 10 * 60_000;

/** What the service wrote itself comes back by the calendar too: it changes nothing. */
export function touched(state: SessionState, { fingerprint, answered }: CalendarChange, now: string): SessionState {
  if (state.cancelled) return state;
  const { answersAt } = state.start.plan;
  const heard = answered === true && answersAt !== null && answersAt.at <= now ? { ...state, answeredAt: now } : state;
  if (fingerprint !== null && fingerprint === state.event?.fingerprint) return heard;
  return { ...heard, dirty: { since: state.dirty?.since ?? now, last: now, told: fingerprint } };
}

/** The event stands. The calendar may have told of it before the answer to the writing came: only what differs is staff's. */
export function written(state: SessionState, event: SessionEventState): SessionState {
  const isOurs = state.dirty !== null && state.dirty.told === event.fingerprint;
  return { ...state, event, eventTrouble: null, dirty: isOurs ? null : state.dirty };
}

/** When the event is read: after the quiet time, or once registrants have waited long enough. */
export function readsEventAt({ dirty, start }: SessionState): string | null {
  if (dirty === null) return null;
  return new Date(Math.min(Date.parse(dirty.last) + start.plan.quietMs, Date.parse(dirty.since) + MOST_QUIET_MS)).toISOString();
}

/** A facilitator decides by form, as staff do in Outlook: moving and cancelling are carried out there. */
export function decidedByForm(state: SessionState, decision: SessionDecision): SessionState {
  const { origin, action, staff, newStart, newStartTyped, reason } = decision;
  const seen = state.seen[origin.responseId];
  if (state.cancelled || (seen !== undefined && seen >= origin.submitted.at)) return state;
  const taken = { ...state, seen: { ...state.seen, [origin.responseId]: origin.submitted.at } };
  const at = origin.submitted;
  if (action === 'cancel')
    return note({ ...taken, wanted: { cancel: reason ?? 'Séance annulée' } }, `Annulation demandée par ${staff}.`, at.label);
  if (action === 'move' && newStart !== null)
    return note({ ...taken, wanted: { move: newStart.at } }, `Déplacement demandé par ${staff} : ${newStart.label}.`, at.label);
  if (action === 'propose' && newStart !== null) {
    const proposed = { by: staff, time: { start: newStart, typed: newStartTyped ?? '' }, at };
    return note(
      { ...taken, coFacilitation: { ...taken.coFacilitation, proposed } },
      `Autre date proposée par ${staff} : ${newStart.label}.`,
      at.label,
    );
  }
  const decided = decide(taken.coFacilitation, taken.start.facilitators, decision);
  if (decided === null) return taken;
  const { coFacilitation, facilitators, what } = decided;
  const changed = facilitators.join() !== taken.start.facilitators.join();
  const next: SessionState = { ...taken, coFacilitation, start: { ...taken.start, facilitators } };
  // The event must show who comes: it is read, and completed, at once.
  return note(changed ? { ...next, dirty: { since: EPOCH, last: EPOCH }, mends: { day: '', count: 0 } } : next, what, at.label);
}

/** Read five days before for the facilitators, again for the coordinator, and whenever somebody answers after that. */
export function answersDue(state: SessionState): Moment | null {
  const { answersAt, answersCoordinator } = state.start.plan;
  if (state.cancelled) return null;
  if ((state.answeredAt ?? null) !== null) return { at: EPOCH, label: '' };
  // Somebody said by form that they can't come: who could replace them is asked for at once.
  const { answers, unable } = state.coFacilitation;
  if (answers.length === 0 && unable.length > 0) return { at: EPOCH, label: '' };
  return [answersAt, answersCoordinator][state.answersRead] ?? null;
}

export function answersHeard(
  state: SessionState,
  { at, answers }: { readonly at: Moment; readonly answers: readonly Answer[] },
): SessionState {
  const isFurther = (state.answeredAt ?? null) !== null;
  const heard: SessionState = {
    ...state,
    answeredAt: null,
    answersRead: isPast(state.start.plan.answersAt, at) ? state.answersRead + Number(!isFurther) : 0,
    coFacilitation: { ...state.coFacilitation, answers, byForm: stillComing(state.coFacilitation, answers) },
  };
  const missing = lacking(heard.coFacilitation).map(({ name }) => name);
  return note(heard, missing.length === 0 ? 'Co-animation confirmée.' : `Co-animation à confirmer : ${missing.join(', ')}.`, at.label);
}

/** Whoever said yes by form, and then declined in Outlook, doesn't come. */
function stillComing({ byForm, answers: before }: SessionState['coFacilitation'], now: readonly Answer[]): readonly string[] {
  const hadDeclined = (code: string) => before.find((answer) => answer.code === code)?.answer === 'declined';
  const wasKnown = (code: string) => before.some((answer) => answer.code === code);
  const turned = now.filter(({ code, answer }) => answer === 'declined' && wasKnown(code) && !hadDeclined(code)).map(({ code }) => code);
  return byForm.filter((code) => !turned.includes(code));
}

function isPast(moment: Moment | null, now: Moment): boolean {
  return moment !== null && moment.at <= now.at;
}

export function mayMend({ mends }: SessionState, now: string): boolean {
  return mends.day !== now.slice(0, 10) || mends.count < MENDS_A_DAY;
}

export function followed(state: SessionState, answer: Followed): SessionState {
  const read = { ...state, dirty: null, wanted: null };
  if (answer.found === 'gone') return cancelledByStaff(read, answer.at);
  const day = answer.at.at.slice(0, 10);
  const mends = answer.mended ? { day, count: (state.mends.day === day ? state.mends.count : 0) + 1 } : state.mends;
  const event = { eventId: answer.eventId, generation: state.event?.generation ?? 0, fingerprint: answer.fingerprint };
  const next = {
    ...read,
    event,
    mends,
    eventTrouble: null,
    unmended: answer.unmended ? answer.at : null,
    start: { ...read.start, title: answer.title },
  };
  const noted = answer.mended ? note(next, 'Co-animateurs ou référence remis dans l’événement Outlook.', answer.at.label) : next;
  return answer.moved ? movedByStaff(noted, answer.moved, answer.at) : noted;
}

function movedByStaff(
  state: SessionState,
  { plan, place }: { readonly plan: SessionStart['plan']; readonly place: SessionStart['place'] },
  at: Moment,
): SessionState {
  const sendsListAgain = plan.listAt.at > at.at;
  const moved: SessionState = {
    ...state,
    start: { ...state.start, plan, place },
    icsSequence: state.icsSequence + 1,
    sheet: { facilitator: false, coordinator: false },
    mailed: sendsListAgain ? { list: [], attendance: [] } : { ...state.mailed, attendance: [] },
    round: state.round + 1,
    answersRead: 0,
    coFacilitation: { ...state.coFacilitation, answers: [], proposed: null },
  };
  const told = mapSeats(moved, (seat) =>
    isTaken(seat) ? { ...seat, rev: seat.rev + 1, number: sendsListAgain ? null : seat.number } : seat,
  );
  return note(told, `Déplacée dans Outlook : ${plan.start.label}, ${place.name}.`, at.label);
}

/** Never created again by itself: staff decided. */
export function cancelledByStaff(state: SessionState, at: Moment): SessionState {
  // A calendar believes a cancellation only of a later version (RFC 5546, 3.2.5).
  const icsSequence = state.icsSequence + 1;
  const gone: SessionState = { ...state, cancelled: true, cancelledAt: at, icsSequence, dirty: null, eventTrouble: null };
  const told = mapSeats(gone, (seat) =>
    isTaken(seat) ? { ...seat, status: 'cancelled', rev: seat.rev + 1, attendance: 'revoked' } : seat,
  );
  return note(told, 'Annulée ou supprimée dans Outlook : les inscrits sont prévenus.', at.label);
}

function isTaken({ status, attendance }: Seat): boolean {
  return (status === 'held' || status === 'waiting') && attendance === null;
}

function mapSeats(state: SessionState, change: (seat: Seat) => Seat): SessionState {
  return { ...state, seats: Object.fromEntries(Object.entries(state.seats).map(([ref, seat]) => [ref, change(seat)])) };
}

import { decide, notToAsk } from '../../domain/co-facilitation.ts';
import type { SessionDecision } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { unknownFacilitators } from './answers.ts';
import { cancelledByStaff, moveRefused } from './move-and-cancel.ts';
import { remarksWith } from './remarks.ts';
import { causedBy, note, type SessionState } from './state.ts';
import { cancelledWithoutReason, journal, outcomeOf } from './words.ts';

/** A facilitator decides by form, as staff do in Outlook: moving and cancelling are carried out there. */
export function decidedByForm(state: SessionState, decision: SessionDecision): SessionState {
  const { origin, staff } = decision;
  const seen = state.seen[origin.responseId];
  if (seen !== undefined && seen >= origin.submitted.at) return state;
  const remarks = remarksWith(state.remarks, { origin, staff, remarks: decision.note });
  const withResponse = { ...state, remarks, seen: { ...state.seen, [origin.responseId]: origin.submitted.at } };
  return causedBy(state, followed(withResponse, decision), decision);
}

function followed(state: SessionState, decision: SessionDecision): SessionState {
  const { origin, staffName: name } = decision;
  if (state.cancelled) return note(state, journal.decisionAfterCancellation(name), origin.submitted.label);
  return mayDecide(state, decision)
    ? decided(state, decision)
    : {
        ...note(state, journal.decisionOfStranger(name), origin.submitted.label),
        stranger: { name, at: origin.submitted },
      };
}

/** Whoever leads the session or is asked to; the coordinator and the organisations' contacts any of them. */
function mayDecide({ start, coFacilitation }: SessionState, { staff, anySession }: SessionDecision): boolean {
  return (
    anySession ||
    start.facilitators.includes(staff) ||
    coFacilitation.replacementRequest?.who === staff ||
    coFacilitation.refused.includes(staff)
  );
}

function decided(state: SessionState, decision: SessionDecision): SessionState {
  const { action, newStart } = decision;
  if (action === 'cancel') return cancelRequested(state, decision);
  if (action === 'move' && newStart !== null) return moveRequested(state, decision, newStart);
  if (action === 'propose' && newStart !== null) return otherDate(state, decision, newStart);
  return facilitatorDecided(state, decision);
}

/** Registrants are told at once, whenever Outlook carries it out. */
function cancelRequested(state: SessionState, { staffName: name, reason, origin }: SessionDecision): SessionState {
  const at = origin.submitted;
  const cancelled = cancelledByStaff(note(state, journal.cancelRequested(name), at.label), at);
  return { ...cancelled, cancelledBy: name, wanted: { cancel: reason ?? cancelledWithoutReason } };
}

function moveRequested(state: SessionState, { staff, staffName: name, origin }: SessionDecision, start: Moment): SessionState {
  const at = origin.submitted;
  if (start.at <= at.at) return moveRefused(state, { by: staff, start, at });
  return note({ ...state, wanted: { move: start.at } }, journal.moveRequested(name, start.label), at.label);
}

function otherDate(state: SessionState, { staffName: name, newStartTyped, origin }: SessionDecision, start: Moment): SessionState {
  const at = origin.submitted;
  const coFacilitation = { ...state.coFacilitation, proposed: { by: name, time: { start, typed: newStartTyped ?? '' }, at } };
  return note({ ...state, coFacilitation }, journal.otherDate(name, start.label), at.label);
}

/** Who comes, who doesn't, and who is asked instead. */
function facilitatorDecided(state: SessionState, decision: SessionDecision): SessionState {
  const at = decision.origin.submitted;
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

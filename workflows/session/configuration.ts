import type { SessionConfiguration } from './contract.ts';
import { isElsewhere } from './event.ts';
import type { SessionState } from './state.ts';

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
    coFacilitation: requestAmong(state.coFacilitation, staff),
    departed: codes.length === 0 ? null : { codes, since: state.departed?.since ?? now },
  };
  const isComing = !state.cancelled && start.plan.start.at > now;
  const withAnswer = isComing && answersRead > 0 ? { ...next, answeredAt: now } : next;
  return isComing && isElsewhere(state.event, mailbox) ? { ...withAnswer, unread: { why: 'atOnce' } } : withAnswer;
}

/** Somebody who left was asked to replace: another is to be found. */
function requestAmong(state: SessionState['coFacilitation'], staff: readonly string[]): SessionState['coFacilitation'] {
  const { replacementRequest } = state;
  return replacementRequest === null || staff.includes(replacementRequest.who) ? state : { ...state, replacementRequest: null };
}

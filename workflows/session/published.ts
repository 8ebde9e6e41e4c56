import { wasCoFacilitated } from '../../domain/presence.ts';
import { type SessionSlot, slotOf } from '../../domain/session-start.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import type { CancelRequest } from '../cancel-request.ts';
import { now } from '../now.ts';
import type { Published } from '../publisher.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as session from './session.ts';
import type { SessionState } from './state.ts';

/** What others read of a session without waking it: worklists, the planner, Monday's mail, the figures. */
export interface SessionMemo extends Record<string, unknown> {
  readonly worklist: readonly WorklistItem[];
  readonly slot: SessionSlot;
  /** Once known. */
  readonly coFacilitated?: 'yes' | 'no';
}

/** What the session shows of itself: details for an administrator, its memo, and what it is searched by. */
export function published(state: SessionState, cancelRequest: CancelRequest): Published<SessionMemo> {
  const { start } = state;
  const ofCancel = { worklist: start.coordinator, who: start.title, reference: start.id };
  const items = [...linesForStaff(state, now()), ...cancelRequest.items('session', ofCancel)];
  const coFacilitated = wasCoFacilitated(state);
  return {
    details: cancelRequest.above('session', details(state, now())),
    memo: { worklist: items, slot: slotOf(start), ...(coFacilitated === 'unknown' ? {} : { coFacilitated }) },
    attributes: attributesOf(state, [...new Set(items.map(({ worklist }) => worklist))]),
  };
}

function attributesOf(state: SessionState, waitingFor: string[]): Published<SessionMemo>['attributes'] {
  const { plan } = state.start;
  const next = session.agenda(state).find(({ moment }) => moment.at > now());
  return [
    { key: SEARCH_ATTRIBUTES.sessionState, value: session.phase(state, now()) },
    { key: SEARCH_ATTRIBUTES.sessionStart, value: new Date(plan.start.at) },
    { key: SEARCH_ATTRIBUTES.seatsLeft, value: session.seatsLeft(state) },
    { key: SEARCH_ATTRIBUTES.waiting, value: session.waitingCount(state) },
    { key: SEARCH_ATTRIBUTES.waitingFor, value: waitingFor },
    { key: SEARCH_ATTRIBUTES.nextDeadline, value: next ? new Date(next.moment.at) : null },
    { key: SEARCH_ATTRIBUTES.planVersion, value: plan.version },
  ];
}

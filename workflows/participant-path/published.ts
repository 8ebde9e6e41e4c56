import type { PathCard } from '../../domain/week.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import type { CancelRequest } from '../cancel-request.ts';
import type { Published } from '../publisher.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { coordinatorOf } from './acknowledged.ts';
import { pathCard } from './card.ts';
import { comingWaits, details } from './details.ts';
import { worklistItems } from './liveness.ts';
import * as path from './path.ts';
import type { PathState } from './state.ts';

/** What others read of a path without waking it: worklists, and Monday's mail. */
export interface PathMemo extends Record<string, unknown> {
  readonly worklist: readonly WorklistItem[];
  readonly card: PathCard;
}

/** What the path shows of itself: details for an administrator, its memo, and what it is searched by. */
export function published(state: PathState, cancelRequest: CancelRequest): Published<PathMemo> {
  const ofCancel = { worklist: coordinatorOf(state), who: state.ref, reference: state.ref };
  const items = [...worklistItems(state), ...cancelRequest.items('path', ofCancel)];
  return {
    details: cancelRequest.above('path', details(state)),
    memo: { worklist: items, card: pathCard(state) },
    attributes: attributesOf(state, [...new Set(items.map(({ worklist }) => worklist))]),
  };
}

function attributesOf(state: PathState, waitingFor: string[]): Published<PathMemo>['attributes'] {
  const { assignment, version } = state.plan;
  const [next] = comingWaits(state);
  const stalled = state.ladder.referent || state.ladder.coordinator > 0;
  return [
    { key: SEARCH_ATTRIBUTES.stage, value: state.stage },
    { key: SEARCH_ATTRIBUTES.organisation, value: assignment.organisation },
    { key: SEARCH_ATTRIBUTES.referent, value: assignment.referent },
    { key: SEARCH_ATTRIBUTES.waitingFor, value: waitingFor },
    { key: SEARCH_ATTRIBUTES.matchKeys, value: [...state.matchKeys] },
    { key: SEARCH_ATTRIBUTES.sessions, value: path.sessionsOf(state) },
    { key: SEARCH_ATTRIBUTES.stalledSince, value: stalled ? new Date(state.clockFrom.at) : null },
    { key: SEARCH_ATTRIBUTES.nextDeadline, value: next ? new Date(next.moment.at) : null },
    { key: SEARCH_ATTRIBUTES.reminders, value: Number(state.ladder.referent) + state.ladder.coordinator },
    { key: SEARCH_ATTRIBUTES.priorityNeighbourhood, value: state.person.priorityNeighbourhood },
    { key: SEARCH_ATTRIBUTES.displaced, value: state.search.displaced || null },
    { key: SEARCH_ATTRIBUTES.planVersion, value: version },
  ];
}

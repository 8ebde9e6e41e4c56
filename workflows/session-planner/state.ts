import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { type Pause, pauseAfter } from '../pause.ts';
import type { Chosen } from './contract.ts';
import * as words from './words.ts';

/** What the planner still tells the coordinator. */
export interface PlannerState {
  readonly news: readonly News[];
  /** The plan could not be read or carried out: the next try. */
  readonly pause: Pause | null;
}

export interface News {
  readonly item: WorklistItem;
  /** ISO 8601 UTC; null: as long as each look finds it again. */
  readonly until: string | null;
}

export const INITIAL_STATE: PlannerState = { news: [], pause: null };

/** @param now ISO 8601 */
export function planFailed(state: PlannerState, now: string): PlannerState {
  return { ...state, pause: pauseAfter(state.pause, now) };
}

/** After a look that wanted nothing more: what was said long enough goes, and so does what lacked a day. */
export function afterLook({ news }: PlannerState, now: string): PlannerState {
  return { news: news.filter(({ until }) => until !== null && until > now), pause: null };
}

/** One line for each session that was opened, with its reasons, and one for each that found no day. @param started ids */
export function afterOpening(state: PlannerState, chosen: Chosen, started: readonly string[], now: string): PlannerState {
  const opened = chosen.open.filter(({ session }) => started.includes(session.id));
  const created = opened.map((slot): News => ({ item: createdItem(slot, chosen), until: chosen.tellUntil }));
  const lacking = chosen.unfilled.map((slot): News => ({ item: unfilledItem(slot, chosen), until: null }));
  return { news: [...afterLook(state, now).news, ...created, ...lacking], pause: null };
}

function createdItem({ session, why }: Chosen['open'][number], { coordinator, at }: Chosen): WorklistItem {
  return worklistItem({
    key: `planned-${session.id}`,
    worklist: coordinator,
    kind: 'info',
    due: at,
    who: session.title,
    reference: session.id,
    stage: why,
    ...words.created(session),
  });
}

function unfilledItem(slot: Chosen['unfilled'][number], { coordinator, at }: Chosen): WorklistItem {
  return worklistItem({
    key: `unfilled-${slot.id}`,
    worklist: coordinator,
    kind: 'info',
    due: at,
    who: slot.title,
    reference: slot.id,
    stage: slot.why,
    ...words.unfilled(slot),
  });
}

import { type DeskItem, deskItem } from '../../domain/desk.ts';
import { type Pause, pauseAfter } from '../trouble-pause.ts';
import type { Chosen } from './contract.ts';

/** What the planner still tells the coordinator. */
export interface PlannerState {
  readonly news: readonly News[];
  /** The plan could not be read or carried out: the next try. */
  readonly pause: Pause | null;
}

export interface News {
  readonly item: DeskItem;
  /** ISO 8601 UTC; null: as long as each look finds it again. */
  readonly until: string | null;
}

export const NOTHING_TOLD: PlannerState = { news: [], pause: null };

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

function createdItem({ session, why }: Chosen['open'][number], { coordinator, at }: Chosen): DeskItem {
  return deskItem({
    key: `planned-${session.id}`,
    desk: coordinator,
    kind: 'info',
    due: at,
    who: session.title,
    reference: session.id,
    title: `Séance créée : ${session.plan.start.label}, ${session.place.name}.`,
    stage: why,
    next: 'les co-animateurs sont invités ; pour la déplacer ou l’annuler, modifiez-la dans Outlook',
  });
}

function unfilledItem({ id, title, month, why, cancelled }: Chosen['unfilled'][number], { coordinator, at }: Chosen): DeskItem {
  return deskItem({
    key: `unfilled-${id}`,
    desk: coordinator,
    kind: 'info',
    due: at,
    who: title,
    reference: id,
    title: cancelled ? `Une séance du plan de ${month} a été annulée.` : `Aucun jour trouvé en ${month} pour une séance du plan.`,
    stage: why,
    next: 'créez-la dans Outlook au jour qui convient : elle comptera dans le plan',
  });
}

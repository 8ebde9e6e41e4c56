import type { DeskItem } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import { agenda, type PathDue } from './agenda.ts';
import { deskItems } from './desk-items.ts';
import type { PathState } from './state.ts';

/** What keeps a path alive: a line on a worklist, or a dated moment at which a named person hears of it. */
export type Liveness =
  | { readonly kind: 'finished' }
  | { readonly kind: 'task'; readonly items: readonly DeskItem[] }
  /** `session`: its facilitators are asked who was there. */
  | { readonly kind: 'waits'; readonly due: PathDue | 'session'; readonly moment: Moment }
  | { readonly kind: 'nothing' };

/** Deadlines that put a line on a worklist, or lead to one that does. Reminders to the participant don't, nor does a birthday. */
const HEARD: ReadonlySet<PathDue> = new Set(['holdUntil', 'resume', 'followUp', 'referent', 'coordinator']);

/** What a path waits for, and on whose worklist it stands. */
export function livenessOf(state: PathState): Liveness {
  const items = deskItems(state);
  if (items.length > 0) return { kind: 'task', items };
  if (isFinished(state)) return { kind: 'finished' };
  const deadline = agenda(state).find(({ due }) => HEARD.has(due));
  const { view } = state.seat;
  const sessionEnd = view?.status === 'held' && view.attendance === null && !state.paused ? view.end : null;
  if (deadline !== undefined && (sessionEnd === null || deadline.moment.at <= sessionEnd.at)) return { kind: 'waits', ...deadline };
  return sessionEnd === null ? { kind: 'nothing' } : { kind: 'waits', due: 'session', moment: sessionEnd };
}

/** Nobody has to do or to know anything more. Exit facts are asked of people who were met; a settled path ends with its situation. */
export function isFinished({ stage, interviewedAt, exitKnown, situation }: PathState): boolean {
  if (stage === 'settled') return situation.known !== null;
  return stage === 'left' && (interviewedAt === null || exitKnown != null);
}

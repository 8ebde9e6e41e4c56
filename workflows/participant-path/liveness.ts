import type { Moment } from '../../domain/moment.ts';
import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { displayName } from './about-path.ts';
import { coordinatorOf } from './acknowledged.ts';
import { agenda, type PathDue } from './agenda.ts';
import { ownView } from './bookings/booking.ts';
import { linesForStaff } from './lines-for-staff.ts';
import { isPaused } from './pause.ts';
import type { PathState } from './state.ts';
import { STAGE_WORDS } from './words/names.ts';
import { WAITS_FOR_NOTHING } from './words/worklist.ts';

/** What keeps a path alive: lines on worklists, or a dated moment at which a named person hears of it. */
export interface Liveness {
  /** Nobody has to do or to know anything more. */
  readonly finished: boolean;
  readonly items: readonly WorklistItem[];
  /** `session`: its facilitators are asked who was there. */
  readonly wait: { readonly due: PathDue | 'session'; readonly moment: Moment } | null;
}

/** Deadlines that put a line on a worklist, or lead to one that does. Reminders to the participant don't, nor does a birthday. */
const DUES_FOR_STAFF: ReadonlySet<PathDue> = new Set(['holdUntil', 'resume', 'followUp', 'referent', 'coordinator']);

/** What a path waits for, and on whose worklists it stands. */
export function livenessOf(state: PathState): Liveness {
  return { finished: isFinished(state), items: linesForStaff(state), wait: waitOf(state) };
}

/** Exit facts are asked of people who were met; a settled path ends with its situation. */
export function isFinished({ stage, interviewedAt, exitKnownAt, situation }: PathState): boolean {
  if (stage === 'settled') return situation.knownAt !== null;
  return stage === 'left' && (interviewedAt === null || exitKnownAt !== null);
}

function waitOf(state: PathState): Liveness['wait'] {
  const deadline = agenda(state).find(({ due }) => DUES_FOR_STAFF.has(due)) ?? null;
  const view = ownView(state);
  if (view?.status !== 'reserved' || view.attendance !== null || isPaused(state)) return deadline;
  const isFirst = deadline === null || view.end.at < deadline.moment.at;
  return isFirst ? { due: 'session', moment: view.end } : deadline;
}

/**
 * What the path shows on worklists. The last line is for the coordinator, where nothing else keeps the path alive: the rules are meant to make
 * that impossible (test/liveness), and a person decides should they fail.
 */
export function worklistItems(state: PathState): readonly WorklistItem[] {
  const { finished, items, wait } = livenessOf(state);
  if (finished || items.length > 0 || wait !== null || state.outbox.length > 0 || state.stale) return items;
  const { assignment } = state.plan;
  const worklist = coordinatorOf(state);
  const isTheirs = !assignment.firstNameOnly || worklist === assignment.firstRung;
  return [
    worklistItem({
      key: `waits-for-nothing-${state.stage}-${state.clockFrom.at}`,
      worklist,
      kind: 'decide',
      due: state.clockFrom,
      since: state.clockFrom,
      who: isTheirs ? displayName(state) : state.person.firstName,
      reference: isTheirs ? state.ref : null,
      stage: STAGE_WORDS[state.stage],
      title: WAITS_FOR_NOTHING,
    }),
  ];
}

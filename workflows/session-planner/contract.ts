import { defineSignal } from '@temporalio/workflow';
import type { Moment } from '../../domain/moment.ts';
import type { SessionStart } from '../../domain/session-start.ts';

/** Look at the plan again now: a worker with another configuration has started, or an administrator asks. */
export const planNow = defineSignal('planNow');

/** What the planner shows: counts and public facts, no participant. */
export interface Planned {
  readonly at: Moment;
  readonly version: string | null;
  /** Sessions that this look started. */
  readonly started: readonly string[];
  /** Some were started, or may have been by an attempt that died: people who wait are to be told. */
  readonly tells: boolean;
  /** Every session that stands from now on, soonest first. */
  readonly coming: readonly { readonly id: string; readonly title: string; readonly start: Moment; readonly place: string }[];
  /** Over which weeks it must be known who is free, ISO 8601 UTC; null when the rules want nothing more. */
  readonly ask: Weeks | null;
}

export interface Weeks {
  readonly from: string;
  readonly to: string;
}

/** Days for the rules' slots, before anything is started: what a history has recorded is what will be started, and told. */
export interface Chosen {
  readonly at: Moment;
  /** Soonest first; `why` in French. */
  readonly open: readonly { readonly session: SessionStart; readonly why: string }[];
  readonly unfilled: readonly UnfilledSlot[];
  /** Worklist code. */
  readonly coordinator: string;
  /** Until when the coordinator's worklist shows what was opened: it has opened by then, and again the day after. */
  readonly tellUntil: string;
}

/** A slot that the rules want and that has no session: `cancelled` by staff, or there is no day for it. */
export interface UnfilledSlot {
  readonly id: string;
  readonly title: string;
  readonly month: string;
  readonly why: string;
  readonly cancelled: boolean;
}

/** Free and busy as Outlook knows them. */
export interface Availability {
  /** Staff code → when taken; null: nothing is known of this person. */
  readonly staff: Readonly<Record<string, readonly BusyTime[] | null>>;
  /** What stands in the organiser's calendar: whoever made it, it takes its room. */
  readonly organiser: readonly (BusyTime & { readonly subject: string; readonly place: string })[];
}

/** ISO 8601. */
export interface BusyTime {
  readonly start: string;
  readonly end: string;
}

export interface PlanningActivities {
  /** Starts the session of each fixed date, and says whether the rules want more. Repeatable. */
  planSessions(): Promise<Planned>;
  /** Chooses days for the slots that the rules want. A slot whose session exists keeps its day, whoever is free now. */
  chooseSlots(request: { readonly availability: Availability | null }): Promise<Chosen>;
  /** Starts these sessions, and gives the ids of those that did not exist before. Repeatable. */
  startSessions(sessions: readonly SessionStart[]): Promise<readonly string[]>;
  /** Sessions were opened: people who wait for one are told, which takes as long as there are many of them. Repeatable. */
  tellWaiting(): Promise<void>;
}

/** Who is free, as Outlook knows it. */
export interface PlanningCalendarActivities {
  availability(weeks: Weeks): Promise<Availability>;
}

import type { Moment } from './moment.ts';
import type { SessionKind } from './programme/programme.ts';

/** What session-planner starts a session with (workflow id `session-<id>`). */
export interface SessionStart {
  /** Stable, without a date that staff can move: `info-2026-12-a` (slot of the plan) or the configured id. */
  readonly id: string;
  readonly title: string;
  readonly kind: SessionKind;
  readonly capacity: number;
  /** Staff codes, one of each organisation. */
  readonly facilitators: readonly string[];
  /** Worklist code of the coordinator. */
  readonly coordinator: string;
  readonly place: { readonly name: string; readonly address: string };
  readonly plan: SessionPlan;
  /** An event that staff made by hand, which is adopted; null: the session makes its own. */
  readonly eventId: string | null;
  /** Nobody registers: people come as they like, and are counted. */
  readonly headCountOnly: boolean;
}

/** Rows of the grid in the attendance form, and of the sign-in sheet: who holds a seat has a number there (create-forms.gs makes them). */
export const GRID_ROWS = 30;

/** Drop-ins and outreach take no seats: nobody registers, nobody is on a list. */
export function takesSeats(kind: SessionKind): boolean {
  return kind === 'info' || kind === 'workshop';
}

/** Every moment of a session, computed outside the workflow from its times. */
export interface SessionPlan {
  readonly version: string;
  readonly start: Moment;
  readonly end: Moment;
  /** The working day before: the facilitators' numbered list; numbers freeze. */
  readonly listAt: Moment;
  /** Both co-facilitators should have answered: who hasn't is asked, then the coordinator told. Null where it is too late to ask. */
  readonly answersAt: Moment | null;
  readonly answersCoordinator: Moment | null;
  /** When the coordinator is told that fewer than `lowPercent` of the seats are taken. Null where it is too late to do anything about it. */
  readonly lowAt: Moment | null;
  /** From 0 to 100. */
  readonly lowPercent: number;
  /** From so many people in the waiting list on, the coordinator is told. */
  readonly manyWaiting: number;
  /** The attendance form goes out. */
  readonly attendanceAt: Moment;
  /** A missing sheet: the facilitator is reminded, then the coordinator told. */
  readonly facilitator: Moment;
  readonly coordinator: Moment;
  /** Registrants whose attendance nobody has entered by then are told to their paths as `unknown`. */
  readonly unknownAt: Moment;
  /** Staff edit in several steps: their event is read again once nothing changed for so long, in milliseconds. */
  readonly quietMs: number;
  /** The session stays open this long for corrections. */
  readonly closesAt: Moment;
}

/** What a session takes of people and rooms, in its memo `slot` (encrypted): the planner and Monday's mail read it without waking the session. */
export interface SessionSlot {
  readonly title: string;
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly end: string;
  readonly place: string;
  /** Staff codes. */
  readonly facilitators: readonly string[];
  /** Seats; null where nobody registers. */
  readonly capacity: number | null;
}

/** A memo that was read back: what its own workflow wrote, or nothing. */
export function isSessionSlot(value: unknown): value is SessionSlot {
  return typeof value === 'object' && value !== null && 'title' in value && 'facilitators' in value && 'capacity' in value;
}

export function slotOf({ title, plan, place, facilitators, capacity, headCountOnly }: SessionStart): SessionSlot {
  return { title, start: plan.start.at, end: plan.end.at, place: place.name, facilitators, capacity: headCountOnly ? null : capacity };
}

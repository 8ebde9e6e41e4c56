import type { Moment } from './moment.ts';
import { type RetentionFacts, retentionFrom } from './retention.ts';

export const STAGES = ['registered', 'invited', 'noShow', 'informed', 'exploring', 'building', 'training', 'settled', 'left'] as const;
export type Stage = (typeof STAGES)[number];

/** What an activity needs to compute a plan. Instants are ISO 8601 UTC. */
export interface PlanRequest {
  readonly ref: string;
  readonly stage: Stage;
  /** Entry into the stage, last contact or reopening: whichever started the clock. */
  readonly clockFrom: string;
  readonly organisation: string | null;
  readonly birthDate: string | null;
  readonly neighbourhood: string | null;
  readonly turn: number;
  /** Kept once set: nothing re-assigns by itself. */
  readonly referent: string | null;
  /** As last known, for a referent who has left the configuration since. */
  readonly referentName: string | null;
  /** With a seat: the session's times, and since when the person has been invited. */
  readonly session: { readonly start: string; readonly end: string; readonly invitedAt: string } | null;
  readonly pausedUntil: string | null;
  /** Since when a pause runs that has no end. */
  readonly openPauseSince: string | null;
  /** The seat is a place in `session`'s waiting list: nothing is offered yet. */
  readonly waiting: boolean;
  /** Interviews whose reminder or preparation is still to come. */
  readonly appointments: readonly { readonly id: string; readonly start: string; readonly fixedAt: string }[];
  /** Staff codes of those who keep the interviews. */
  readonly keepers: readonly string[];
  /** « Déjà suivi par », as typed or chosen. */
  readonly alreadyFollowedBy: string | null;
  readonly retention: RetentionFacts;
}

/** Of a path that begins: registered, nobody in charge yet, no session and no pause, unless `given` says otherwise. */
export function newPlanRequest(request: Pick<PlanRequest, 'ref' | 'clockFrom'> & Partial<PlanRequest>): PlanRequest {
  return {
    stage: 'registered',
    organisation: null,
    birthDate: null,
    neighbourhood: null,
    turn: 0,
    referent: null,
    referentName: null,
    session: null,
    pausedUntil: null,
    openPauseSince: null,
    waiting: false,
    appointments: [],
    keepers: [],
    alreadyFollowedBy: null,
    retention: retentionFrom(request.clockFrom),
    ...request,
  };
}

/**
 * Everything that fires in a stage, computed outside the workflow with one version of the configuration.
 * Staff codes are pseudonyms; null where the step does not exist in this stage.
 */
export interface Plan {
  readonly version: string;
  readonly assignment: Assignment;
  /** The referent is reminded. */
  readonly referent: Moment | null;
  /** The coordinator (or whom the ladder names) is told, then told again. */
  readonly coordinator: readonly Moment[];
  /** Mails before the session the person is invited to; null where the person registered after it. */
  readonly reminderWeek: Moment | null;
  readonly reminderDay: Moment | null;
  /** In place of `reminderDay` for whoever has no address: in time for that morning's « Ma journée ». */
  readonly callDay: Moment | null;
  /** Situation at + 6 months. */
  readonly followUp: Moment | null;
  /** Until when a seat is held for someone to be reached by phone: two working days before the session. */
  readonly holdUntil: Moment | null;
  /** The birthday after which another organisation accompanies: a transfer is proposed to both, nothing happens by itself. */
  readonly ageLimit: (Proposal & { readonly moment: Moment }) | null;
  /** When a pause without an end ends all the same, so that a person decides again; null where there is none. */
  readonly pauseEnd: Moment | null;
  /** The end of the retention; null: not before somebody enters until when a funder's evidence must be kept. */
  readonly erasure: Erasure | null;
  /** Of each interview that was asked about. */
  readonly appointments: readonly AppointmentTimes[];
  /** Those of `keepers` who are in the configuration no more: nobody serves their calendar. */
  readonly keepersGone: readonly string[];
  /** Those who are, and whose Outlook calendar the service may not write, or no more. */
  readonly keepersWithoutOutlook: readonly string[];
  /** The plan was made at. */
  readonly madeAt: Moment;
}

export interface Erasure {
  /** Which one it counts from (ISO 8601). */
  readonly lastActivity: string;
  /** Staff are told; thirty days before `due`, unless they are told late. */
  readonly notice: Moment;
  readonly due: Moment;
}

export interface AppointmentTimes {
  readonly id: string;
  /** The person is reminded, by mail or by a call; null: the date was agreed later than that. */
  readonly mail: Moment | null;
  readonly call: Moment | null;
  /** The referent gets what to read before; null: the date was agreed on the day itself. */
  readonly brief: Moment | null;
}

/** Who is in charge, and who is told on each rung of the ladder: worklist codes (a staff code, or `lead-<organisation id>`). */
export interface Assignment {
  readonly organisation: string | null;
  /** Why: « 24 ans : Mission Locale ». */
  readonly reason: string;
  /** Who accompanies; null until named. With `departed`, the code of the person who left. */
  readonly referent: string | null;
  /** Null also where the referent has left. */
  readonly referentName: string | null;
  /** The configuration no longer knows the referent: a person names another. */
  readonly departed: Departed | null;
  /** Whom the referent's reminders reach: the referent, else the organisation's contact, else the coordinator. */
  readonly firstRung: string;
  /** The coordinator, or the lead where she holds the first rung. */
  readonly secondRung: string;
  /** The organisation's lead, told besides about its own path; null where the coordinator knows the path. */
  readonly lead: string | null;
  /** True: the second rung belongs to another organisation and sees stage, delay and first name only. */
  readonly firstNameOnly: boolean;
  /** Someone must still name the adviser. */
  readonly adviserToName: boolean;
  /** No birth date, or no organisation's age range fits: a person decides. */
  readonly personDecides: boolean;
  /** The worklists that may decide, the coordinator first, then each organisation’s contact; empty unless `personDecides`. */
  readonly deciders: readonly string[];
  /** False under the lowest age of all organisations: no invitation until a person decides. */
  readonly eligible: boolean;
  readonly replyTo: string;
  /** Another organisation says it follows this person already: proposed to both, forced on none. */
  readonly followedElsewhere: Proposal | null;
}

/** A referent who left the configuration. */
export interface Departed {
  readonly code: string;
  readonly name: string;
  /** Whose turn it would be, by name, where referents take turns; null where the contact names. */
  readonly proposed: string | null;
}

/** An organisation that might accompany a person instead, and the worklist of its contact. */
export interface Proposal {
  readonly organisation: string;
  readonly worklist: string;
}

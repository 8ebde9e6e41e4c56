import { type CoFacilitation, NO_ANSWERS } from '../../domain/co-facilitation.ts';
import type { Origin } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { RecordedResponse } from '../../domain/personal-data.ts';
import { NO_PRESENCE, type Presence } from '../../domain/presence.ts';
import type { MarkedBy, SeatView } from '../../domain/seat.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { type Pause, pauseAfter } from '../pause.ts';
import type { FacilitatorMailKind } from './contract.ts';

/** A person's place at this session, kept for as long as the session: an equal `seq` finds its answer again. */
export interface Seat {
  readonly ref: string;
  readonly seq: number;
  readonly rev: number;
  readonly status: SeatView['status'];
  readonly name: string;
  readonly priority: boolean;
  readonly arrival: string;
  /** Row on the facilitators' list; frozen when it is sent, never given to another person. */
  readonly number: number | null;
  readonly attendance: SeatView['attendance'];
  /** When the response that says so was submitted (ISO 8601): an older one that comes later changes nothing; null before the first. */
  readonly markedAt: string | null;
  /** Whose response that was; null: nobody's, the session closed without one or was cancelled. */
  readonly markedBy: MarkedBy | null;
  /** Greatest `rev` that the path has heard. */
  readonly notifiedRev: number;
}

/** Free text of one response. */
export interface Remark {
  readonly response: string;
  readonly at: Moment;
  /** Staff code of the author. */
  readonly staff: string;
  readonly words: string;
}

export interface SessionState {
  readonly start: SessionStart;
  readonly seats: Readonly<Record<string, Seat>>;
  readonly icsSequence: number;
  readonly cancelled: boolean;
  /** The Outlook event, once written. */
  readonly event: SessionEventState | null;
  /** The mailbox of before, in which an event of this session may still stand, and since when it is written elsewhere. */
  readonly leftBehind: { readonly mailbox: string; readonly at: Moment } | null;
  /** Why the event is to be read; null: it isn't. */
  readonly unread: Unread | null;
  /** Owned fields put back on a day (`YYYY-MM-DD`): more than two are reported, not mended. */
  readonly mends: { readonly day: string; readonly count: number };
  readonly coFacilitation: CoFacilitation;
  /** Facilitators who left the configuration, and since when that is known (ISO 8601). */
  readonly departed: { readonly codes: readonly string[]; readonly since: string } | null;
  /** How often the answers were read: before the facilitators are asked, before the coordinator is told. */
  readonly answersRead: number;
  /** When somebody answered after that, or was asked to replace: read again at once. */
  readonly answeredAt: string | null;
  /** Decided by form about a session that they don't lead. */
  readonly stranger: { readonly name: string; readonly at: Moment } | null;
  /** Decided by form, to be carried out in Outlook. */
  readonly wanted: { readonly move: string } | { readonly cancel: string } | null;
  /** Staff took the hour off its event, since then: the session stays when it was. */
  readonly allDaySince: Moment | null;
  /** An event of this cancelled session shows up in the calendar: to be read (`at` null), or read, and standing since then. */
  readonly restored: { readonly eventId: string; readonly at: Moment | null } | null;
  /** Somebody asked to move the session into the past, by form (`by`: their staff code) or in Outlook (`by`: null): it stays where it was. */
  readonly refusedMove: { readonly by: string | null; readonly start: Moment; readonly at: Moment } | null;
  /** When it was cancelled, in the calendar or by form, and the name of who did so by form. */
  readonly cancelledAt: Moment | null;
  readonly cancelledBy: string | null;
  /** Staff undid what the service owns again and again. */
  readonly unmended: Moment | null;
  /** Why the event can't be written now. */
  readonly eventOutage: Outage | null;
  /** Why the facilitators can't be written to now. */
  readonly mailOutage: Outage | null;
  /** Sent to each facilitator: kind → staff codes. */
  readonly mailed: { readonly list: readonly string[]; readonly attendance: readonly string[] };
  /** Mails to facilitators that may not have arrived, or were refused. */
  readonly unsureMails: readonly UnsureMail[];
  /** Raised when the session moves, so that its mails go again under another Message-ID. */
  readonly round: number;
  /** Numbers and references on the list as it was mailed; null before that. */
  readonly mailedRows: readonly ListRow[] | null;
  /** Fewer people than the programme wants, seen so short before the start; null: enough, or not looked at yet. */
  readonly low: { readonly reserved: number; readonly at: Moment } | null;
  readonly lowSeen: boolean;
  /** Since when so many wait that the coordinator is told (ISO 8601). */
  readonly crowdedSince: string | null;
  /** Rungs already climbed for a missing sheet. */
  readonly sheet: { readonly facilitator: boolean; readonly coordinator: boolean };
  /** Responses taken: responseId → lastSubmittedTime. */
  readonly seen: Readonly<Record<string, string>>;
  /** When the latest response taken was submitted (ISO 8601). */
  readonly enteredAt: string | null;
  readonly headCount: number | null;
  /** A response said who came without being registered. */
  readonly walkInsSaid: boolean;
  /** Walk-ins of the latest responses: known by a first name only, unreadable lines, paths. */
  readonly walkInHeads: number;
  readonly unreadWalkIns: readonly number[];
  readonly walkInRefs: readonly string[];
  readonly filing: string | null;
  /** What facilitators wrote on their attendance forms, and beside their decisions. */
  readonly remarks: readonly Remark[];
  /** Which organisations were there. */
  readonly presence: Presence;
  /** Rows nobody has: what the attendance form says about people who aren't on the list. */
  readonly unknownRows: readonly number[];
  /** Rows that two responses told differently: the later one counts, a person is asked. */
  readonly contradictedRows: readonly number[];
  /** A sheet sent in before the session began is not taken. */
  readonly early: Moment | null;
  readonly log: readonly SessionLogEntry[];
}

export interface SessionLogEntry {
  /** As a person reads it; null where no label is known. */
  readonly at: string | null;
  /** In French. */
  readonly what: string;
  /** Staff code of who decided so, or filled the sheet in; null: Outlook, a path, or the service by itself. */
  readonly by: string | null;
  /** The form response that caused it; null: no form's. */
  readonly response: RecordedResponse | null;
}

export interface UnsureMail {
  readonly mail: FacilitatorMailKind;
  /** Staff code of its reader, and the name as colleagues read it. */
  readonly code: string;
  readonly name: string;
  readonly refused: boolean;
  readonly at: Moment;
}

/** A partner's service that refuses: why, since when (ISO 8601), and until when it is left alone. */
export interface Outage {
  readonly code: ServiceErrorCode;
  readonly since: string;
  readonly pause: Pause;
}

/** One refusal more. @param now ISO 8601 */
export function outageAfter(before: Outage | null, code: ServiceErrorCode, now: string): Outage {
  return { code, since: before?.since ?? now, pause: pauseAfter(before?.pause ?? null, now) };
}

/** A row of the facilitators' list. */
export interface ListRow {
  readonly number: number;
  readonly ref: string;
  readonly name: string;
}

export interface SessionEventState {
  readonly eventId: string;
  /** Where it was written; null for an event of staff's that wasn't read yet. */
  readonly mailbox: string | null;
  readonly generation: number;
  /** Of the owned fields as last seen; null for an adopted event that wasn't read yet. */
  readonly fingerprint: string | null;
}

/**
 * `atOnce`: the service has a reason of its own to read the event. `touched`: staff changed it, since when and last when (ISO 8601), and its
 * fingerprint then; it is read once they have left it alone.
 */
export type Unread =
  | { readonly why: 'atOnce' }
  | { readonly why: 'touched'; readonly since: string; readonly last: string; readonly fingerprint: string | null };

const LOG_KEPT = 100;

export function openSession(start: SessionStart): SessionState {
  return {
    start,
    seats: {},
    icsSequence: 0,
    cancelled: false,
    event: start.eventId === null ? null : { eventId: start.eventId, mailbox: null, generation: 0, fingerprint: null },
    // What staff made by hand is read and completed at once.
    unread: start.eventId === null ? null : { why: 'atOnce' },
    leftBehind: null,
    mends: { day: '', count: 0 },
    coFacilitation: NO_ANSWERS,
    departed: null,
    answersRead: 0,
    answeredAt: null,
    stranger: null,
    wanted: null,
    allDaySince: null,
    restored: null,
    refusedMove: null,
    cancelledAt: null,
    cancelledBy: null,
    unmended: null,
    eventOutage: null,
    mailOutage: null,
    mailed: { list: [], attendance: [] },
    unsureMails: [],
    round: 0,
    mailedRows: null,
    low: null,
    lowSeen: false,
    crowdedSince: null,
    sheet: { facilitator: false, coordinator: false },
    seen: {},
    enteredAt: null,
    headCount: null,
    walkInsSaid: false,
    walkInHeads: 0,
    unreadWalkIns: [],
    walkInRefs: [],
    filing: null,
    remarks: [],
    presence: NO_PRESENCE,
    unknownRows: [],
    contradictedRows: [],
    early: null,
    log: [],
  };
}

/** @param what in French @param at the moment's label */
export function note(state: SessionState, what: string, at: string | null = null): SessionState {
  const log = [...state.log, { at, what, by: null, response: null }];
  if (log.length <= LOG_KEPT) return { ...state, log };
  // What paths do to a session pushes out nothing that staff decided.
  const leaves = log.slice(0, -1).find(({ response }) => response === null) ?? log[0];
  return { ...state, log: log.filter((entry) => entry !== leaves) };
}

/** Every entry that was written since `before` came of this response of staff. */
export function causedBy(
  before: SessionState,
  state: SessionState,
  { origin, staff }: { readonly origin: Pick<Origin, 'formId' | 'responseId'>; readonly staff: string },
): SessionState {
  const entriesBefore = new Set(before.log);
  const cause = { by: staff, response: { form: origin.formId, response: origin.responseId } };
  return { ...state, log: state.log.map((entry) => (entriesBefore.has(entry) ? entry : { ...entry, ...cause })) };
}

/** Several seats at once: one copy of all, however many there are. */
export function withSeats(state: SessionState, seats: readonly Seat[]): SessionState {
  return { ...state, seats: { ...state.seats, ...Object.fromEntries(seats.map((seat) => [seat.ref, seat])) } };
}

export function withSeat(state: SessionState, seat: Seat): SessionState {
  return { ...state, seats: { ...state.seats, [seat.ref]: seat } };
}

export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

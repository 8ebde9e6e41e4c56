import type { Followed } from '../../activities/session-calendar.ts';
import { type Answer, type CoFacilitation, decide, lacking, NOBODY_ASKED } from '../../domain/co-facilitation.ts';
import type { Attendance, AttendanceMark, SessionDecision } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import type { SessionStart } from '../../domain/session-start.ts';

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
  /** Greatest `rev` that the path has heard. */
  readonly told: number;
}

export interface SessionState {
  readonly start: SessionStart;
  readonly seats: Readonly<Record<string, Seat>>;
  readonly icsSequence: number;
  readonly cancelled: boolean;
  /** The Outlook event, once written. */
  readonly event: SessionEventState | null;
  /** Staff touched the event: since when, and last when (ISO 8601); `told`: its fingerprint then. */
  readonly dirty: { readonly since: string; readonly last: string; readonly told?: string | null } | null;
  /** Owned fields put back on a day (`YYYY-MM-DD`): more than two are reported, not mended. */
  readonly mends: { readonly day: string; readonly count: number };
  readonly coFacilitation: CoFacilitation;
  /** How often the answers were read: before the facilitators are asked, before the coordinator is told. */
  readonly answersRead: number;
  /** Decided by form, to be carried out in Outlook. */
  readonly wanted: { readonly move: string } | { readonly cancel: string } | null;
  /** Staff cancelled or deleted the event. */
  readonly cancelledAt: Moment | null;
  /** Staff undid what the service owns again and again. */
  readonly unmended: Moment | null;
  /** Why the event can't be written now: a sentence for the coordinator. */
  readonly eventTrouble: { readonly code: string; readonly tell: string; readonly since: Moment } | null;
  /** Why the facilitators can't be written to now. */
  readonly mailTrouble: SessionState['eventTrouble'];
  /** Sent to each facilitator: kind → staff codes. */
  readonly mailed: { readonly list: readonly string[]; readonly attendance: readonly string[] };
  /** Raised when the session moves, so that its mails go again under another Message-ID. */
  readonly round: number;
  /** Rungs already climbed for a missing sheet. */
  readonly sheet: { readonly facilitator: boolean; readonly coordinator: boolean };
  /** Responses taken: responseId → lastSubmittedTime. */
  readonly seen: Readonly<Record<string, string>>;
  readonly headCount: number | null;
  readonly walkIns: string | null;
  /** Walk-ins of the latest responses: known by a first name only, unreadable lines, paths; absent in states older than these fields. */
  readonly walkInHeads?: number;
  readonly unreadWalkIns?: readonly number[];
  readonly walkInRefs?: readonly string[];
  readonly filing: string | null;
  /** Rows nobody has: what the attendance form says about people who aren't on the list. */
  readonly unknownRows: readonly number[];
  /** Rows that two responses told differently: the later one counts, a person is asked. */
  readonly contradictedRows: readonly number[];
  /** A sheet sent in before the session began is not taken. */
  readonly early: Moment | null;
  readonly log: readonly { readonly at: string; readonly what: string }[];
}

export interface SessionEventState {
  readonly eventId: string;
  readonly generation: number;
  /** Of the owned fields as last seen; null for an adopted event that wasn't read yet. */
  readonly fingerprint: string | null;
}

const LOG_KEPT = 100;
const MENDS_A_DAY = 2;
/** However often staff edit, registrants hear within this. */
const MOST_QUIET_MS = 10 * 60_000;

const EPOCH = '1970-01-01T00:00:00.000Z';

export function openSession(start: SessionStart): SessionState {
  return {
    start,
    seats: {},
    icsSequence: 0,
    cancelled: false,
    event: start.eventId === undefined ? null : { eventId: start.eventId, generation: 0, fingerprint: null },
    // What staff made by hand is read and completed at once.
    dirty: start.eventId === undefined ? null : { since: EPOCH, last: EPOCH },
    mends: { day: '', count: 0 },
    coFacilitation: NOBODY_ASKED,
    answersRead: 0,
    wanted: null,
    cancelledAt: null,
    unmended: null,
    eventTrouble: null,
    mailTrouble: null,
    mailed: { list: [], attendance: [] },
    round: 0,
    sheet: { facilitator: false, coordinator: false },
    seen: {},
    headCount: null,
    walkIns: null,
    filing: null,
    unknownRows: [],
    contradictedRows: [],
    early: null,
    log: [],
  };
}

// ── Seats ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** True when nothing in the batch could change this session: the update's validator then refuses it, which costs no event. */
export function wouldAllBeRefused(state: SessionState, requests: readonly SeatRequest[]): boolean {
  return requests.every(
    (request) =>
      request.want !== 'none' &&
      state.seats[request.ref] === undefined &&
      (state.start.headCountOnly === true || (request.want === 'seat' && (state.cancelled || listIsSent(state) || seatsLeft(state) <= 0))),
  );
}

/** Answers a batch in its order; what a released seat frees goes to the waiting list at the end of the batch. */
export function setSeats(state: SessionState, requests: readonly SeatRequest[]): { state: SessionState; views: readonly SeatView[] } {
  const asked = requests.reduce(setSeat, state);
  const next = promote(asked);
  const views = requests.map((request) => answerTo(next, request));
  return { state: markTold(next, views), views };
}

function setSeat(state: SessionState, request: SeatRequest): SessionState {
  const seat = state.seats[request.ref];
  if (seat && request.seq <= seat.seq) return state;
  const status = wantedStatus(state, request, seat);
  // A refusal leaves nothing behind: who asked goes on to the next session.
  if (status === 'refused') return state;
  return withSeat(state, {
    ref: request.ref,
    seq: request.seq,
    rev: (seat?.rev ?? 0) + 1,
    status,
    name: request.name,
    priority: request.priority,
    arrival: request.arrival,
    number: seat?.number ?? null,
    attendance: seat?.attendance ?? null,
    told: seat?.told ?? 0,
  });
}

function wantedStatus(state: SessionState, request: SeatRequest, seat: Seat | undefined): Seat['status'] {
  if (request.want === 'none') return 'released';
  if (state.start.headCountOnly) return 'refused';
  if (state.cancelled) return 'cancelled';
  if (seat?.status === 'held') return 'held';
  if (listIsSent(state)) return 'refused';
  if (seatsLeft(state) > 0) return 'held';
  return request.want === 'seatOrWait' ? 'waiting' : 'refused';
}

function answerTo(state: SessionState, request: SeatRequest): SeatView {
  const view = viewOf(state, request.ref);
  if (view?.seq === request.seq) return view;
  const { id, kind, title, plan, place } = state.start;
  const { ref, seq } = request;
  return {
    sessionId: id,
    kind,
    title,
    ref,
    seq,
    rev: 0,
    status: 'refused',
    rank: null,
    start: plan.start,
    end: plan.end,
    place,
    icsSequence: state.icsSequence,
    attendance: null,
  };
}

function promote(state: SessionState): SessionState {
  if (state.cancelled) return state;
  let next = state;
  for (const ref of waitingOrder(state)) {
    if (seatsLeft(next) <= 0) break;
    const seat = next.seats[ref];
    if (seat)
      next = note(
        withSeat(next, { ...seat, status: 'held', rev: seat.rev + 1, number: nextNumber(next) }),
        'Une place libérée est donnée à la personne suivante.',
      );
  }
  return next;
}

/** Priority neighbourhoods first, then order of arrival. */
function waitingOrder(state: SessionState): readonly string[] {
  return Object.values(state.seats)
    .filter((seat) => seat.status === 'waiting')
    .toSorted((a, b) => Number(b.priority) - Number(a.priority) || compare(a.arrival, b.arrival) || compare(a.ref, b.ref))
    .map((seat) => seat.ref);
}

export function seatsLeft(state: SessionState): number {
  if (state.start.headCountOnly) return 0;
  return state.start.capacity - Object.values(state.seats).reduce((held, seat) => held + Number(seat.status === 'held'), 0);
}

export function heldSeats(state: SessionState): readonly Seat[] {
  return Object.values(state.seats)
    .filter((seat) => seat.status === 'held')
    .toSorted((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || compare(a.arrival, b.arrival) || compare(a.ref, b.ref));
}

export function waitingCount(state: SessionState): number {
  return waitingOrder(state).length;
}

export function viewOf(state: SessionState, ref: string): SeatView | null {
  const seat = state.seats[ref];
  if (!seat) return null;
  const { id, kind, title, plan, place } = state.start;
  const rank = seat.status === 'waiting' ? waitingOrder(state).indexOf(ref) + 1 : null;
  return {
    sessionId: id,
    kind,
    title,
    ref,
    seq: seat.seq,
    rev: seat.rev,
    status: seat.status,
    rank,
    start: plan.start,
    end: plan.end,
    place,
    icsSequence: state.icsSequence,
    attendance: seat.attendance,
  };
}

/** Views that their path hasn't heard yet. */
export function untold(state: SessionState): readonly SeatView[] {
  return Object.values(state.seats)
    .filter((seat) => seat.told < seat.rev)
    .flatMap((seat) => viewOf(state, seat.ref) ?? []);
}

export function markTold(state: SessionState, views: readonly SeatView[]): SessionState {
  return views.reduce((next, view) => {
    const seat = next.seats[view.ref];
    return seat && seat.told < view.rev && view.seq === seat.seq ? withSeat(next, { ...seat, told: view.rev }) : next;
  }, state);
}

// ── The list and the attendance ──────────────────────────────────────────────────────────────────────────────────

export function listIsSent(state: SessionState): boolean {
  return state.mailed.list.length > 0 || Object.values(state.seats).some(({ status, number }) => status === 'held' && number !== null);
}

/** Numbers 1 … n in order of arrival; from then on a number stays with its person. */
export function freezeNumbers(state: SessionState): SessionState {
  if (listIsSent(state)) return state;
  return heldSeats(state).reduce((next, seat, index) => withSeat(next, { ...seat, number: index + 1 }), state);
}

/** The session begins: whoever waits has no seat here any more, and looks for another session. */
export function closeWaitingList(state: SessionState): SessionState {
  return Object.values(state.seats)
    .filter(({ status }) => status === 'waiting')
    .reduce((next, seat) => withSeat(next, { ...seat, status: 'released', rev: seat.rev + 1 }), state);
}

function nextNumber(state: SessionState): number | null {
  if (!listIsSent(state)) return null;
  return Math.max(0, ...Object.values(state.seats).map((seat) => seat.number ?? 0)) + 1;
}

export function takeAttendance(state: SessionState, attendance: Attendance): SessionState {
  const { responseId, submitted } = attendance.origin;
  const seen = state.seen[responseId];
  if (seen !== undefined && seen >= submitted.at) return state;
  if (submitted.at < state.start.plan.start.at) {
    return note(
      { ...state, seen: { ...state.seen, [responseId]: submitted.at }, early: submitted },
      'Présences saisies avant la séance : non prises.',
      submitted.label,
    );
  }
  const numbered = freezeNumbers(state);
  const byNumber = new Map(
    Object.values(numbered.seats).flatMap((seat) => (seat.number === null ? [] : [[seat.number, seat.ref] as const])),
  );
  let next: SessionState = {
    ...numbered,
    seen: { ...state.seen, [responseId]: submitted.at },
    early: null,
    headCount: attendance.headCount ?? state.headCount,
    walkIns: attendance.walkIns ?? state.walkIns,
    ...walkInsOf(state, attendance),
    filing: attendance.filing ?? state.filing,
  };
  const unknown: number[] = [];
  const contradicted: number[] = [];
  for (const [row, mark] of Object.entries(attendance.rows)) {
    const ref = byNumber.get(Number(row));
    if (ref === undefined) unknown.push(Number(row));
    else {
      // A correction of one's own response is no contradiction.
      if (seen === undefined && contradicts(next.seats[ref], mark)) contradicted.push(Number(row));
      next = markSeat(next, ref, mark);
    }
  }
  next = registeredWalkIns(next, attendance).reduce((marked, ref) => markSeat(marked, ref, 'attended'), next);
  const settled = (state.contradictedRows ?? []).filter((row) => attendance.rows[row] === undefined);
  const what = `Présences saisies : ${count(next, 'attended')} présent(s), ${count(next, 'excused')} excusé(s), ${count(next, 'noShow')} absent(s).`;
  return note({ ...next, unknownRows: unknown, contradictedRows: [...settled, ...contradicted] }, what, submitted.label);
}

/** A response that says nothing of walk-ins leaves what another one said. */
function walkInsOf(state: SessionState, attendance: Attendance): Pick<SessionState, 'walkInHeads' | 'unreadWalkIns' | 'walkInRefs'> {
  const { walkIns, walkInHeads, unreadWalkIns, walkInRefs } = attendance.walkIns === null ? state : attendance;
  if (walkIns === null) return {};
  return { walkInHeads: walkInHeads ?? 0, unreadWalkIns: unreadWalkIns ?? [], walkInRefs: walkInRefs ?? [] };
}

/** Registrants written down among the walk-ins, unless their own row says otherwise. */
function registeredWalkIns(state: SessionState, { walkInRefs = [] }: Attendance): readonly string[] {
  return walkInRefs.filter((ref) => state.seats[ref]?.status === 'held' && state.seats[ref].attendance === null);
}

function contradicts(seat: Seat | undefined, mark: AttendanceMark): boolean {
  return seat !== undefined && seat.attendance !== null && seat.attendance !== mark;
}

function markSeat(state: SessionState, ref: string, mark: AttendanceMark): SessionState {
  const seat = state.seats[ref];
  if (!seat || seat.status !== 'held' || seat.attendance === mark) return state;
  return withSeat(state, { ...seat, attendance: mark, rev: seat.rev + 1 });
}

function count(state: SessionState, mark: AttendanceMark): number {
  return heldSeats(state).filter((seat) => seat.attendance === mark).length;
}

/** Every registrant has an outcome; where nobody registers, people were counted. */
export function sheetIsComplete(state: SessionState): boolean {
  if (state.cancelled) return true;
  return state.start.headCountOnly ? headCount(state) !== null : blankRows(state).length === 0;
}

/** How many were there: as counted, else as listed; null while nobody has said anything. */
export function headCount(state: SessionState): number | null {
  const { walkInHeads = 0, unreadWalkIns = [], walkInRefs = [] } = state;
  const registrants = heldSeats(state).filter(({ attendance }) => attendance === 'attended');
  const others = walkInRefs.filter((ref) => !registrants.some((seat) => seat.ref === ref));
  const listed = registrants.length + walkInHeads + unreadWalkIns.length + others.length;
  return state.headCount ?? (listed > 0 ? listed : null);
}

/** Numbers that nobody has said anything about yet; registrants without a number (no list was sent) count as 0. */
export function blankRows(state: SessionState): readonly number[] {
  return heldSeats(state).flatMap(({ attendance, number }) => (attendance === null ? [number ?? 0] : []));
}

// ── Staff's edits in Outlook ─────────────────────────────────────────────────────────────────────────────────────

/** What the service wrote itself comes back by the calendar too: it changes nothing. */
export function touched(
  state: SessionState,
  change: { readonly eventId: string; readonly fingerprint: string | null },
  now: string,
): SessionState {
  if (state.cancelled) return state;
  if (change.fingerprint !== null && change.fingerprint === state.event?.fingerprint) return state;
  return { ...state, dirty: { since: state.dirty?.since ?? now, last: now, told: change.fingerprint } };
}

/** The event stands. The calendar may have told of it before the answer to the writing came: only what differs is staff's. */
export function written(state: SessionState, event: SessionEventState): SessionState {
  const isOurs = state.dirty !== null && state.dirty.told === event.fingerprint;
  return { ...state, event, eventTrouble: null, dirty: isOurs ? null : state.dirty };
}

/** When the event is read: after the quiet time, or once registrants have waited long enough. */
export function readsEventAt({ dirty, start }: SessionState): string | null {
  if (dirty === null) return null;
  return new Date(Math.min(Date.parse(dirty.last) + start.plan.quietMs, Date.parse(dirty.since) + MOST_QUIET_MS)).toISOString();
}

/** A facilitator decides by form, as staff do in Outlook: moving and cancelling are carried out there. */
export function decidedByForm(state: SessionState, decision: SessionDecision): SessionState {
  const { origin, action, staff, newStart, newStartTyped, reason } = decision;
  const seen = state.seen[origin.responseId];
  if (state.cancelled || (seen !== undefined && seen >= origin.submitted.at)) return state;
  const taken = { ...state, seen: { ...state.seen, [origin.responseId]: origin.submitted.at } };
  const at = origin.submitted;
  if (action === 'cancel')
    return note({ ...taken, wanted: { cancel: reason ?? 'Séance annulée' } }, `Annulation demandée par ${staff}.`, at.label);
  if (action === 'move' && newStart !== null)
    return note({ ...taken, wanted: { move: newStart.at } }, `Déplacement demandé par ${staff} : ${newStart.label}.`, at.label);
  if (action === 'propose' && newStart !== null) {
    const proposed = { by: staff, time: { start: newStart, typed: newStartTyped ?? '' }, at };
    return note(
      { ...taken, coFacilitation: { ...taken.coFacilitation, proposed } },
      `Autre date proposée par ${staff} : ${newStart.label}.`,
      at.label,
    );
  }
  const decided = decide(taken.coFacilitation, taken.start.facilitators, decision);
  if (decided === null) return taken;
  const { coFacilitation, facilitators, what } = decided;
  const changed = facilitators.join() !== taken.start.facilitators.join();
  const next: SessionState = { ...taken, coFacilitation, start: { ...taken.start, facilitators } };
  // The event must show who comes: it is read, and completed, at once.
  return note(changed ? { ...next, dirty: { since: EPOCH, last: EPOCH }, mends: { day: '', count: 0 } } : next, what, at.label);
}

/** Read five days before for the facilitators, and again for the coordinator. */
export function answersDue(state: SessionState): Moment | null {
  const { answersAt, answersCoordinator } = state.start.plan;
  if (state.cancelled) return null;
  // Somebody said by form that they can't come: who could replace them is asked for at once.
  const { answers, unable } = state.coFacilitation;
  if (answers.length === 0 && unable.length > 0) return { at: EPOCH, label: '' };
  return [answersAt, answersCoordinator][state.answersRead] ?? null;
}

export function answersHeard(
  state: SessionState,
  { at, answers }: { readonly at: Moment; readonly answers: readonly Answer[] },
): SessionState {
  const heard: SessionState = {
    ...state,
    answersRead: isPast(state.start.plan.answersAt, at) ? state.answersRead + 1 : 0,
    coFacilitation: { ...state.coFacilitation, answers },
  };
  const missing = lacking(heard.coFacilitation).map(({ name }) => name);
  return note(heard, missing.length === 0 ? 'Co-animation confirmée.' : `Co-animation à confirmer : ${missing.join(', ')}.`, at.label);
}

function isPast(moment: Moment | null, now: Moment): boolean {
  return moment !== null && moment.at <= now.at;
}

export function mayMend({ mends }: SessionState, now: string): boolean {
  return mends.day !== now.slice(0, 10) || mends.count < MENDS_A_DAY;
}

export function followed(state: SessionState, answer: Followed): SessionState {
  const read = { ...state, dirty: null, wanted: null };
  if (answer.found === 'gone') return cancelledByStaff(read, answer.at);
  const day = answer.at.at.slice(0, 10);
  const mends = answer.mended ? { day, count: (state.mends.day === day ? state.mends.count : 0) + 1 } : state.mends;
  const event = { eventId: answer.eventId, generation: state.event?.generation ?? 0, fingerprint: answer.fingerprint };
  const next = {
    ...read,
    event,
    mends,
    eventTrouble: null,
    unmended: answer.unmended ? answer.at : null,
    start: { ...read.start, title: answer.title },
  };
  const noted = answer.mended ? note(next, 'Co-animateurs ou référence remis dans l’événement Outlook.', answer.at.label) : next;
  return answer.moved ? movedByStaff(noted, answer.moved, answer.at) : noted;
}

function movedByStaff(
  state: SessionState,
  { plan, place }: { readonly plan: SessionStart['plan']; readonly place: SessionStart['place'] },
  at: Moment,
): SessionState {
  const sendsListAgain = plan.listAt.at > at.at;
  const moved: SessionState = {
    ...state,
    start: { ...state.start, plan, place },
    icsSequence: state.icsSequence + 1,
    sheet: { facilitator: false, coordinator: false },
    mailed: sendsListAgain ? { list: [], attendance: [] } : { ...state.mailed, attendance: [] },
    round: state.round + 1,
    answersRead: 0,
    coFacilitation: { ...state.coFacilitation, answers: [], proposed: null },
  };
  const told = mapSeats(moved, (seat) =>
    isTaken(seat) ? { ...seat, rev: seat.rev + 1, number: sendsListAgain ? null : seat.number } : seat,
  );
  return note(told, `Déplacée dans Outlook : ${plan.start.label}, ${place.name}.`, at.label);
}

/** Never created again by itself: staff decided. */
export function cancelledByStaff(state: SessionState, at: Moment): SessionState {
  // A calendar believes a cancellation only of a later version (RFC 5546, 3.2.5).
  const icsSequence = state.icsSequence + 1;
  const gone: SessionState = { ...state, cancelled: true, cancelledAt: at, icsSequence, dirty: null, eventTrouble: null };
  const told = mapSeats(gone, (seat) =>
    isTaken(seat) ? { ...seat, status: 'cancelled', rev: seat.rev + 1, attendance: 'revoked' } : seat,
  );
  return note(told, 'Annulée ou supprimée dans Outlook : les inscrits sont prévenus.', at.label);
}

function isTaken({ status, attendance }: Seat): boolean {
  return (status === 'held' || status === 'waiting') && attendance === null;
}

function mapSeats(state: SessionState, change: (seat: Seat) => Seat): SessionState {
  return { ...state, seats: Object.fromEntries(Object.entries(state.seats).map(([ref, seat]) => [ref, change(seat)])) };
}

// ── What is due ──────────────────────────────────────────────────────────────────────────────────────────────────

export type SessionDue = 'answers' | 'list' | 'begin' | 'attendance' | 'facilitator' | 'coordinator' | 'close';

/** What the session still waits for, in order of time. */
export function agenda(state: SessionState): readonly { readonly due: SessionDue; readonly moment: Moment }[] {
  const { plan, facilitators, headCountOnly } = state.start;
  const open = !state.cancelled;
  const waits: { due: SessionDue; moment: Moment }[] = [];
  const answers = answersDue(state);
  if (open && answers !== null) waits.push({ due: 'answers', moment: answers });
  const all = (done: readonly string[]) => facilitators.every((code) => done.includes(code));
  if (open && waitingCount(state) > 0) waits.push({ due: 'begin', moment: plan.start });
  if (open && !headCountOnly && !all(state.mailed.list)) waits.push({ due: 'list', moment: plan.listAt });
  if (open && !all(state.mailed.attendance) && !sheetIsDone(state)) waits.push({ due: 'attendance', moment: plan.attendanceAt });
  if (open && !state.sheet.facilitator && !sheetIsDone(state)) waits.push({ due: 'facilitator', moment: plan.facilitator });
  if (open && !state.sheet.coordinator && !sheetIsDone(state)) waits.push({ due: 'coordinator', moment: plan.coordinator });
  waits.push({ due: 'close', moment: plan.closesAt });
  return waits.toSorted((a, b) => compare(a.moment.at, b.moment.at));
}

export function sheetIsDone(state: SessionState): boolean {
  return (state.start.headCountOnly === true || listIsSent(state)) && sheetIsComplete(state);
}

export function phase(state: SessionState, now: string): 'open' | 'listed' | 'held' | 'complete' | 'cancelled' {
  if (state.cancelled) return 'cancelled';
  if (now >= state.start.plan.end.at) return sheetIsDone(state) ? 'complete' : 'held';
  return listIsSent(state) ? 'listed' : 'open';
}

export function note(state: SessionState, what: string, at = ''): SessionState {
  return { ...state, log: [...state.log, { at, what }].slice(-LOG_KEPT) };
}

function withSeat(state: SessionState, seat: Seat): SessionState {
  return { ...state, seats: { ...state.seats, [seat.ref]: seat } };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

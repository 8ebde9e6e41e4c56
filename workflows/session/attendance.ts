import type { Attendance, AttendanceMark } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Presence } from '../../domain/presence.ts';
import { remarksWith } from './remarks.ts';
import { freezeNumbers, listIsSent, reservedSeats } from './seats.ts';
import { causedBy, note, type Seat, type SessionState, withSeat } from './state.ts';
import { journal } from './words.ts';

/** Counts from when it was submitted: an older response that comes later fills what is still blank, and corrects nothing. */
export function takeAttendance(state: SessionState, attendance: Attendance): SessionState {
  const { responseId, submitted } = attendance.origin;
  const before = state.seen[responseId];
  if (before !== undefined && before >= submitted.at) return state;
  const withResponse = { ...state, seen: { ...state.seen, [responseId]: submitted.at } };
  return causedBy(state, sheetRead(withResponse, attendance, before !== undefined), attendance);
}

function sheetRead(state: SessionState, attendance: Attendance, isCorrection: boolean): SessionState {
  const { submitted } = attendance.origin;
  if (submitted.at < state.start.plan.start.at) return note({ ...state, early: submitted }, journal.sheetTooEarly, submitted.label);
  const next = withRows(withSheet({ ...freezeNumbers(state), early: null }, attendance), attendance, isCorrection);
  const counts = { attended: count(next, 'attended'), excused: count(next, 'excused'), noShow: count(next, 'noShow') };
  return note(next, journal.sheetRecorded(counts), submitted.label);
}

/** What the response says of the session as a whole. */
function withSheet(state: SessionState, attendance: Attendance): SessionState {
  const { submitted } = attendance.origin;
  const isLatest = submitted.at >= (state.enteredAt ?? '');
  const latest = <T>(said: T | null, earlier: T | null) => (isLatest ? (said ?? earlier) : (earlier ?? said));
  return {
    ...state,
    enteredAt: isLatest ? submitted.at : state.enteredAt,
    headCount: latest(attendance.headCount, state.headCount),
    walkInsSaid: state.walkInsSaid || attendance.saysWalkIns,
    ...(isLatest || !state.walkInsSaid ? walkInsOf(state, attendance) : {}),
    filing: latest(attendance.filing, state.filing),
    remarks: remarksWith(state.remarks, attendance),
    ...presenceOf(state, attendance, isLatest),
  };
}

/** What it says of each row. A correction of one's own response is no contradiction, and takes back the unknown rows that it doesn't repeat. */
function withRows(state: SessionState, attendance: Attendance, isCorrection: boolean): SessionState {
  const { rows } = attendance;
  const byNumber = new Map(Object.values(state.seats).flatMap(({ number, ref }) => (number === null ? [] : [[number, ref] as const])));
  const unknown: number[] = [];
  const contradicted: number[] = [];
  let next = state;
  for (const [row, mark] of Object.entries(rows)) {
    const ref = byNumber.get(Number(row));
    if (ref === undefined) unknown.push(Number(row));
    else {
      if (!isCorrection && contradicts(next.seats[ref], mark)) contradicted.push(Number(row));
      next = markSeat(next, ref, mark, attendance);
    }
  }
  next = registeredWalkIns(next, attendance).reduce((marked, ref) => markSeat(marked, ref, 'attended', attendance), next);
  const unsaid = (row: number) => rows[row] === undefined;
  return {
    ...next,
    unknownRows: [...(isCorrection ? [] : state.unknownRows.filter(unsaid)), ...unknown],
    contradictedRows: [...state.contradictedRows.filter(unsaid), ...contradicted],
  };
}

/** A response that says nothing of walk-ins leaves what another one said. */
function walkInsOf(state: SessionState, attendance: Attendance): Pick<SessionState, 'walkInHeads' | 'unreadWalkIns' | 'walkInRefs'> {
  const { walkInHeads, unreadWalkIns, walkInRefs } = attendance.saysWalkIns ? attendance : state;
  return { walkInHeads, unreadWalkIns, walkInRefs };
}

/** The latest answer counts; where the form doesn't ask, a sheet proves that its sender was there, if the session is theirs. */
function presenceOf(
  { presence, start }: SessionState,
  { presentOrganisations: organisations, sentFrom, staff, origin }: Attendance,
  isLatest: boolean,
): Partial<Pick<SessionState, 'presence'>> {
  if (organisations !== null)
    return isLatest || presence.answer === null
      ? { presence: { ...presence, answer: latestAnswer(presence, organisations, origin.submitted) } }
      : {};
  if (sentFrom === null || presence.sheetsFrom.includes(sentFrom) || !start.facilitators.includes(staff)) return {};
  return { presence: { ...presence, sheetsFrom: [...presence.sheetsFrom, sentFrom] } };
}

/** Said again, it is known since it was first said. */
function latestAnswer({ answer: before }: Presence, organisations: readonly string[], at: Moment): Presence['answer'] {
  return before !== null && before.organisations.join() === organisations.join() ? before : { organisations, at };
}

/** Registrants written down among the walk-ins, unless their own row says otherwise. */
function registeredWalkIns(state: SessionState, { walkInRefs }: Attendance): readonly string[] {
  return walkInRefs.filter((ref) => state.seats[ref]?.status === 'reserved' && state.seats[ref].attendance === null);
}

function contradicts(seat: Seat | undefined, mark: AttendanceMark): boolean {
  return seat !== undefined && seat.attendance !== null && seat.attendance !== 'unknown' && seat.attendance !== mark;
}

function markSeat(state: SessionState, ref: string, mark: AttendanceMark, { origin, staff }: Attendance): SessionState {
  const { formId, responseId, submitted } = origin;
  const { at } = submitted;
  const seat = state.seats[ref];
  if (!seat || seat.status !== 'reserved' || at < (seat.markedAt ?? '')) return state;
  if (seat.attendance === mark) return withSeat(state, { ...seat, markedAt: at });
  return withSeat(state, { ...seat, attendance: mark, markedAt: at, markedBy: { staff, formId, responseId }, rev: seat.rev + 1 });
}

function count(state: SessionState, mark: AttendanceMark): number {
  return reservedSeats(state).filter((seat) => seat.attendance === mark).length;
}

/** Every registrant has an outcome, and somebody has answered where there were none; where people come without registering, they were counted. */
function sheetIsComplete(state: SessionState): boolean {
  if (state.cancelled) return true;
  if (state.start.headCountOnly) return headCount(state) !== null;
  const isAnswered = reservedSeats(state).length > 0 || state.enteredAt !== null;
  return isAnswered && blankRows(state).length === 0;
}

/** Registrants of whom nobody has entered anything yet. */
export function unansweredSeats(state: SessionState): readonly Seat[] {
  return reservedSeats(state).filter(({ attendance }) => attendance === null);
}

/** Their paths go on without the sheet, which may still come. */
export function attendanceUnknown(state: SessionState): SessionState {
  const seats = unansweredSeats(state);
  if (seats.length === 0) return state;
  const changed = seats.reduce((next, seat) => withSeat(next, { ...seat, attendance: 'unknown', rev: seat.rev + 1 }), state);
  return note(changed, journal.sheetNeverCame(seats.length));
}

/** How many were there: as counted, else as listed; null while nobody has said anything. */
export function headCount(state: SessionState): number | null {
  const { walkInHeads, unreadWalkIns, walkInRefs } = state;
  const registrants = reservedSeats(state).filter(({ attendance }) => attendance === 'attended');
  const others = walkInRefs.filter((ref) => !registrants.some((seat) => seat.ref === ref));
  const listed = registrants.length + walkInHeads + unreadWalkIns.length + others.length;
  return state.headCount ?? (listed > 0 ? listed : null);
}

/** Numbers that nobody has said anything about yet; registrants without a number (no list was sent) count as 0. */
export function blankRows(state: SessionState): readonly number[] {
  return reservedSeats(state).flatMap(({ attendance, number }) => (attendance === null || attendance === 'unknown' ? [number ?? 0] : []));
}

export function sheetIsDone(state: SessionState): boolean {
  return (state.start.headCountOnly || listIsSent(state)) && sheetIsComplete(state);
}

import type { AttendanceMark } from '../../../domain/facts.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { attendanceAt, cameTo, entryOf, remember } from '../attendance.ts';
import { causedBy, log } from '../journal.ts';
import { enter, isBefore } from '../stages.ts';
import type { PathState } from '../state.ts';
import { addTask, closeTasks, taskOf } from '../tasks.ts';
import * as words from '../words/bookings.ts';
import { type Answered, withoutBooking, withoutOwn } from './booking.ts';
import { offerAnother } from './offers.ts';

/** What a session's attendance sheet says of the person. */

const MAX_NO_SHOWS_REINVITED = 1;

/** The sheet of a session at which the path has a booking. */
export function attendanceChanged(state: PathState, { origin, view }: Answered): PathState {
  return causedBySheet(state, origin === 'path' ? ownAttendance(state, view) : staffAttendance(state, view), view);
}

/** What a sheet changes is its author's, whoever tells the path of it. */
function causedBySheet(before: PathState, state: PathState, { markedBy }: SeatView): PathState {
  return markedBy === null ? state : causedBy(before, state, markedBy, markedBy.staff);
}

/** A seat that staff asked for leaves the path with its session; an absence is theirs to follow. */
function staffAttendance(state: PathState, view: SeatView): PathState {
  const { attendance, sessionId, title, end } = view;
  if (attendance === null || attendance === 'revoked') return state;
  const silent = closeTasks(state, ({ about, session }) => about === 'staffSeat' && session === sessionId);
  const left = withoutBooking(silent, sessionId);
  if (attendance === 'unknown') return sheetMissing(log(left, end, words.neverEntered(view)), view);
  const done = remember(left, entryOf(view, attendance));
  const logged = log(done, end, words.attendance(attendance, title));
  return attendance === 'attended' ? cameTo(logged, view.kind, end) : logged;
}

/** A workshop changes no stage: whoever accompanies the person asks them. */
function sheetMissing(state: PathState, view: SeatView): PathState {
  const task = taskOf('sheet-missing', view.sessionId);
  return addTask(state, { ...task, kind: 'info', since: view.end, title: words.wasThere(view), about: 'other' });
}

/** A seat that the path found: another session is offered, once after an absence. */
function ownAttendance(state: PathState, view: SeatView): PathState {
  const at = view.end;
  const done = closeTasks({ ...state, stale: true }, (open) => open.about === 'seat');
  if (view.attendance === 'attended') return attended(done, view);
  if (view.attendance === 'noShow') return absent(remember(done, entryOf(view, 'noShow')), at);
  if (view.attendance === 'excused') {
    const logged = log(remember(done, entryOf(view, 'excused')), at, words.EXCUSED);
    return offerAnother(withoutOwn(logged), 'excused');
  }
  return view.attendance === 'unknown' ? neverEntered(done, view) : log(done, at, words.REVOKED);
}

/** The session closed without a sheet: only a person can find out, and decide. Who is further on needs no decision. */
function neverEntered(state: PathState, view: SeatView): PathState {
  const logged = log(withoutSearch(state), view.end, words.neverEntered(view));
  if (!isBefore(logged.stage, 'informed')) return logged;
  const title = words.wasThere(view);
  const task = taskOf('sheet-unknown', view.sessionId);
  return addTask(enter(logged, 'registered', view.end), { ...task, kind: 'decide', since: view.end, title, about: 'walkIn' });
}

function withoutSearch(state: PathState): PathState {
  return withoutOwn({ ...state, search: { ...state.search, want: 'none' } });
}

function attended(state: PathState, view: SeatView): PathState {
  const was: PathState = { ...log(state, view.end, words.attendance('attended', view.title)), search: { ...state.search, want: 'none' } };
  return cameTo(remember(was, entryOf(view, 'attended')), view.kind, view.end);
}

/** A later response about a session that the path has left behind. Its stage is never taken back: only what the person is due changes. */
export function correctedAttendance(state: PathState, view: SeatView): PathState {
  return causedBySheet(state, corrected(state, view), view);
}

function corrected(state: PathState, view: SeatView): PathState {
  const before = attendanceAt(state, view.sessionId);
  const { attendance: mark, end: at } = view;
  if (mark === null || mark === 'revoked' || mark === 'unknown' || view.rev <= (before?.rev ?? 0)) return state;
  const withEntry = remember(state, entryOf(view, mark));
  if (before === null) return lateAttendance(withEntry, view, mark);
  if (mark === before.mark) return withEntry;
  const logged = log(withEntry, at, words.correctedAttendance(mark, view.title));
  const missed = (one: AttendanceMark) => Number(one === 'noShow' && view.kind === 'info');
  const counted = { ...logged, noShows: Math.max(0, logged.noShows + missed(mark) - missed(before.mark)), stale: true };
  if (mark === 'attended') return cameTo(counted, view.kind, at);
  const waitsForDecision = counted.stage === 'noShow' && counted.search.want === 'none';
  return mark === 'excused' && waitsForDecision ? offerAnother(counted, 'excused') : counted;
}

/** The seat had been left before its sheet came. */
function lateAttendance(state: PathState, view: SeatView, mark: AttendanceMark): PathState {
  const logged = log(state, view.end, words.lateAttendance(mark, view.title));
  if (mark === 'attended') return cameTo(logged, view.kind, view.end);
  const { key } = taskOf('sheet-unknown', view.sessionId);
  if (state.open.some((open) => open.key === key))
    return sheetAfterAll(
      closeTasks(logged, (open) => open.key === key),
      view.end,
      mark,
    );
  return mark === 'noShow' && view.kind === 'info' ? { ...logged, noShows: logged.noShows + 1 } : logged;
}

/** The sheet that had been given up has come, before anybody decided without it. */
function sheetAfterAll(state: PathState, at: Moment, mark: AttendanceMark): PathState {
  return mark === 'noShow' ? absent(state, at) : offerAnother(state, 'excused');
}

function absent(state: PathState, at: Moment): PathState {
  const missed = withoutSearch({ ...log(state, at, words.ABSENT), noShows: state.noShows + 1 });
  if (!isBefore(state.stage, 'informed')) return missed;
  const stage = enter(missed, 'noShow', at);
  return missed.noShows <= MAX_NO_SHOWS_REINVITED ? offerAnother(stage, 'firstAbsence', 'reinvitation') : stage;
}

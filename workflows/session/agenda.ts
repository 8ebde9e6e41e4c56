import type { Moment } from '../../domain/moment.ts';
import { answersDue } from './answers.ts';
import { attendanceUnknown, sheetIsDone, unansweredSeats } from './attendance.ts';
import { closeWaitingList, fillChecked, listIsSent, waitingCount } from './seats.ts';
import { compare, type SessionState } from './state.ts';

export type SessionDue = 'answers' | 'low' | 'list' | 'begin' | 'attendance' | 'facilitator' | 'coordinator' | 'unknown' | 'close';

/** What the session still waits for, in order of time. */
export function agenda(state: SessionState): readonly { readonly due: SessionDue; readonly moment: Moment }[] {
  const { plan, facilitators, headCountOnly } = state.start;
  const open = !state.cancelled;
  const waits: { due: SessionDue; moment: Moment }[] = [];
  const answers = answersDue(state);
  if (open && answers !== null) waits.push({ due: 'answers', moment: answers });
  const all = (done: readonly string[]) => facilitators.every((code) => done.includes(code));
  if (open && plan.lowAt !== null && !headCountOnly && !state.lowSeen) waits.push({ due: 'low', moment: plan.lowAt });
  if (open && waitingCount(state) > 0) waits.push({ due: 'begin', moment: plan.start });
  if (open && !headCountOnly && !all(state.mailed.list)) waits.push({ due: 'list', moment: plan.listAt });
  if (open && !all(state.mailed.attendance) && !sheetIsDone(state)) waits.push({ due: 'attendance', moment: plan.attendanceAt });
  if (open && !state.sheet.facilitator && !sheetIsDone(state)) waits.push({ due: 'facilitator', moment: plan.facilitator });
  if (open && !state.sheet.coordinator && !sheetIsDone(state)) waits.push({ due: 'coordinator', moment: plan.coordinator });
  if (open && unansweredSeats(state).length > 0) waits.push({ due: 'unknown', moment: plan.unknownAt });
  waits.push({ due: 'close', moment: plan.closesAt });
  return waits.toSorted((a, b) => compare(a.moment.at, b.moment.at));
}

/** `tookPlace`: the session took place, and its sheet is awaited. */
export type SessionPhase = 'open' | 'listed' | 'tookPlace' | 'complete' | 'cancelled';

export function phase(state: SessionState, now: string): SessionPhase {
  if (state.cancelled) return 'cancelled';
  if (now >= state.start.plan.end.at) return sheetIsDone(state) ? 'complete' : 'tookPlace';
  return listIsSent(state) ? 'listed' : 'open';
}

/** What changes by itself once a moment of the agenda is past. Facilitators' mails, the event and the end are carried out by the workflow. */
export function momentPassed(state: SessionState, due: SessionDue, moment: Moment): SessionState {
  switch (due) {
    case 'begin':
      return closeWaitingList(state);
    case 'low':
      return fillChecked(state, moment);
    case 'unknown':
      return attendanceUnknown(state);
    case 'facilitator':
    case 'coordinator':
      return { ...state, sheet: { ...state.sheet, [due]: true } };
    case 'answers':
    case 'list':
    case 'attendance':
    case 'close':
      return state;
  }
}

import { wasCoFacilitated } from '../../domain/presence.ts';
import { phase } from './agenda.ts';
import { sheetIsDone } from './attendance.ts';
import type { SessionState } from './state.ts';
import type { SessionTask } from './tasks.ts';
import { SHOWN_MS } from './time.ts';

/** One named facilitator, then the coordinator. */
export function missingSheetTasks(state: SessionState, now: string): readonly SessionTask[] {
  const { start, sheet, departed } = state;
  if (phase(state, now) !== 'tookPlace' || sheetIsDone(state)) return [];
  const [named] = start.facilitators.filter((code) => !departed?.codes.includes(code));
  return [
    ...(sheet.facilitator && named !== undefined ? [{ topic: 'sheet', reader: 'facilitator', worklist: named } as const] : []),
    ...(sheet.coordinator ? [{ topic: 'sheet', reader: 'coordinator', worklist: start.coordinator } as const] : []),
  ];
}

/** What was entered and can't be believed as it stands. */
export function strangeSheetTasks(state: SessionState, now: string): readonly SessionTask[] {
  const { early, unknownRows, unreadWalkIns, contradictedRows, start } = state;
  return [
    ...(early !== null && now < start.plan.attendanceAt.at ? [{ topic: 'early-sheet', at: early } as const] : []),
    ...(unknownRows.length > 0 ? [{ topic: 'unknown-rows', rows: unknownRows } as const] : []),
    ...(unreadWalkIns.length > 0 ? [{ topic: 'unread-walk-ins', lines: unreadWalkIns } as const] : []),
    ...(contradictedRows.length > 0 ? [{ topic: 'contradicted-rows', rows: contradictedRows } as const] : []),
  ];
}

/** One organisation was there without the other. */
export function aloneTasks(state: SessionState, now: string): readonly SessionTask[] {
  const { answer } = state.presence;
  return answer === null || aloneUntil(state, now) === null ? [] : [{ topic: 'alone', ...answer }];
}

/**
 * Until when that is shown; null: it isn't. As long as whatever has only to be known, and at least until the facilitators' working days
 * are over: a long weekend must not swallow it.
 */
export function aloneUntil(state: SessionState, now: string): string | null {
  const { answer } = state.presence;
  if (answer === null || wasCoFacilitated(state) !== 'no') return null;
  const until = Math.max(Date.parse(answer.at.at) + SHOWN_MS, Date.parse(state.start.plan.facilitator.at));
  return Date.parse(now) < until ? new Date(until).toISOString() : null;
}

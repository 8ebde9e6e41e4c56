import type { Attendance } from '../../domain/facts.ts';
import type { Remark, SessionState } from './state.ts';

/** The latest ones, each cut: a sheet is no report. */
const REMARKS_KEPT = 10;
const LETTERS_KEPT = 1000;
/** Published to the coordinator for so long after it was written, a weekend included; details keep it. */
const SHOWN_MS = 4 * 24 * 3600_000;

/** What facilitators write on an attendance form, or beside a decision about the session; an edit replaces what the same response said, and may take it back. */
export function remarksWith(
  remarks: readonly Remark[],
  { origin, staff, remarks: words }: Pick<Attendance, 'origin' | 'staff' | 'remarks'>,
): readonly Remark[] {
  const { responseId: response, submitted: at } = origin;
  const before = remarks.find((one) => one.response === response);
  const others = remarks.filter((one) => one !== before);
  if (words === null) return others;
  const cut = words.slice(0, LETTERS_KEPT);
  return before?.words === cut ? remarks : [...others, { response, at, staff, words: cut }].slice(-REMARKS_KEPT);
}

/** Those that the coordinator is shown at `now` (ISO 8601). */
export function freshRemarks(state: SessionState, now: string): readonly Remark[] {
  return state.remarks.filter((remark) => Date.parse(now) < shownUntil(state, remark));
}

/** When the first of them leaves her list (ISO 8601); null where none is shown. */
export function remarksUntil(state: SessionState, now: string): string | null {
  const ends = freshRemarks(state, now).map((remark) => shownUntil(state, remark));
  return ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString();
}

/** At least until the working days of a reminder are over: a closure must not swallow it. */
function shownUntil({ start }: SessionState, { at }: Remark): number {
  return Math.max(Date.parse(at.at) + SHOWN_MS, Date.parse(start.plan.facilitator.at));
}

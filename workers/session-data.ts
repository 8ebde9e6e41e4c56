import type { StaffName } from '../domain/personal-data.ts';
import type { Programme } from '../domain/programme/programme.ts';
import { SESSION_RECORD_FORMAT, SESSION_RECORD_VERSION, type SessionRecord } from '../domain/session-record.ts';
import { staffNames } from './staff-names.ts';

/** A session's record as an auditor is handed it. */
export interface SessionData extends SessionRecord<StaffName> {
  readonly format: typeof SESSION_RECORD_FORMAT;
  readonly version: typeof SESSION_RECORD_VERSION;
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
}

/** What a session holds, with names for the staff codes. @param exportedAt ISO 8601 */
export function sessionData(record: SessionRecord, programme: Programme, exportedAt: string): SessionData {
  const names = staffNames(programme);
  const maybe = (code: string | null) => (code === null ? null : names.of(code));
  return {
    format: SESSION_RECORD_FORMAT,
    version: SESSION_RECORD_VERSION,
    exportedAt,
    ...record,
    facilitators: record.facilitators.map(names.of),
    rows: record.rows.map((row) => ({ ...row, enteredBy: maybe(row.enteredBy) })),
    remarks: record.remarks.map((remark) => ({ ...remark, by: names.of(remark.by) })),
    journal: record.journal.map((entry) => ({ ...entry, what: names.spelled(entry.what), by: maybe(entry.by) })),
  };
}

import { organisationsSeen, wasCoFacilitated } from '../../domain/presence.ts';
import type { SessionRecord } from '../../domain/session-record.ts';
import { compare } from '../../domain/text.ts';
import { headCount } from './attendance.ts';
import type { Seat, SessionState } from './state.ts';

/** What an auditor is shown: no name of a participant, which the session knows for its list. */
export function record(state: SessionState): SessionRecord {
  const { start, cancelledAt, filing, presence, seats, walkInRefs, remarks, log, seen } = state;
  const { id: session, kind, title, plan, place, facilitators } = start;
  return {
    session,
    kind,
    title,
    start: plan.start,
    end: plan.end,
    place,
    facilitators,
    cancelledAt,
    headCount: headCount(state),
    filing,
    coFacilitated: wasCoFacilitated(state),
    organisationsPresent: organisationsSeen(presence),
    rows: Object.values(seats).toSorted(byRow).map(rowOf),
    walkIns: walkInRefs,
    remarks: remarks.map(({ at, staff, words, response }) => ({ at, by: staff, words, response })),
    journal: log,
    responses: Object.entries(seen).map(([response, submittedAt]) => ({ response, submittedAt })),
  };
}

function byRow(a: Seat, b: Seat): number {
  return (a.number ?? Infinity) - (b.number ?? Infinity) || compare(a.ref, b.ref);
}

function rowOf({ number, ref, status, attendance, markedBy }: Seat): SessionRecord['rows'][number] {
  return {
    number,
    reference: ref,
    status,
    attendance,
    enteredBy: markedBy?.staff ?? null,
    response: markedBy === null ? null : { form: markedBy.formId, response: markedBy.responseId },
  };
}

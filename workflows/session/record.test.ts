import { expect, test } from 'vitest';
import { forgetPerson } from './erasure.ts';
import * as session from './session.ts';
import { at, MERE_DECISION, request, sheet, start } from './session-fixtures.ts';

const BEFORE = '2026-12-01T10:00:00Z';
const LEA = 'GC-7K3M-9QXD';
const seated = () => session.freezeNumbers(session.setSeats(session.openSession(start(3)), [request(LEA)], BEFORE).state);
const decision = (action: 'accept' | 'move' | 'cancel' | 'propose', responseId: string, newStart: string | null = null) => ({
  ...MERE_DECISION,
  origin: { formId: 'F-FUP', responseId, submitted: at(BEFORE) },
  staff: 's3',
  staffName: 'Maud Lefèvre',
  action,
  newStart: newStart === null ? null : at(newStart),
});

test.each([
  ['a move', decision('move', 'f1', '2026-12-04T13:30:00Z')],
  ['a move into the past', decision('move', 'f1', '2026-11-04T13:30:00Z')],
  ['a cancellation', decision('cancel', 'f1')],
  ['a yes', decision('accept', 'f1')],
  ['another date', decision('propose', 'f1', '2026-12-04T13:30:00Z')],
  ['the answer of a colleague who is not of this session', { ...decision('cancel', 'f1'), staff: 's9', staffName: 'Karim Diallo' }],
])('each entry of %s by form has its author and the number of its response', (_, fact) => {
  const before = seated();
  const { journal } = session.record(session.decidedByForm(before, fact));
  const written = journal.slice(before.log.length);
  expect(written.length).toBeGreaterThan(0);
  for (const { by, response } of written) expect([by, response]).toEqual([fact.staff, { form: 'F-FUP', response: 'f1' }]);
});

test('a sheet has its author in the journal and in each row; what nobody decided by form has none', () => {
  const marked = session.takeAttendance(seated(), sheet({ 1: 'attended' }));
  const record = session.record(marked);
  const response = { form: 'F-ATT', response: 'r1' };
  expect(record.journal.at(-1)).toMatchObject({ by: 's1', response });
  expect(record.rows).toEqual([{ number: 1, reference: LEA, status: 'reserved', attendance: 'attended', enteredBy: 's1', response }]);
  expect(record.responses).toEqual([{ response: 'r1', submittedAt: '2026-12-03T16:00:00Z' }]);
  expect(session.viewOf(marked, LEA)?.markedBy).toEqual({ staff: 's1', formId: 'F-ATT', responseId: 'r1' });
  const outlook = session.record(session.cancelledByStaff(seated(), at(BEFORE)));
  expect(outlook.journal.at(-1)).toMatchObject({ by: null, response: null });
});

test('what paths do to a session pushes nothing out that staff decided', () => {
  const decided = session.decidedByForm(seated(), decision('accept', 'f1'));
  const busy = Array.from({ length: 300 }, (_, n) => `entry ${n}`).reduce((state, what) => session.note(state, what), decided);
  const { journal } = session.record(busy);
  expect([journal.length, journal[0]?.response?.response, journal.at(-1)?.what]).toEqual([100, 'f1', 'entry 299']);
});

test('no participant is named, and one who was erased leaves no reference', () => {
  const marked = session.takeAttendance(seated(), sheet({ 1: 'attended' }));
  expect(JSON.stringify(session.record(marked))).not.toContain('Léa');
  expect(JSON.stringify(session.record(forgetPerson(marked, LEA, BEFORE)))).not.toContain(LEA);
});

import { expect, test } from 'vitest';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, MINOR, outbox, plan, registration, seated } from './path-fixtures.ts';

const LATER = at('2026-11-02T10:00:00.000Z');
const held = (assignment = plan().assignment) =>
  path.begin({ ref: 'GC-7K3M-9QXD', plan: plan({ assignment }), ...registration(), held: true });
const ORIGIN = { formId: 'F-FUP', responseId: 'f-influx', submitted: LATER };
const answered = (send: boolean, state = held()) => path.influxAnswered(state, { send, staff: 's1', origin: ORIGIN });

test('a path of an influx sends nothing and takes no seat; the coordinator is asked, and at once', () => {
  const state = held();
  expect(outbox(state)).toEqual([]);
  expect(linesForStaff(state)).toMatchObject([{ worklist: 's1', kind: 'decide', urgent: true, held: true, who: 'Léa' }]);
});

test('nothing that anybody can send in lets its mail go', () => {
  const again = path.registeredAgain(held(), registration({ email: 'stranger@example.org' }, 'r2', LATER));
  const edited = path.registeredAgain(held(), registration({ email: 'new@example.org' }, 'r1', LATER));
  const opened = path.lookAgain(held());
  expect([again, edited, opened].map(outbox)).toEqual([[], [], []]);
});

test('« Envoyer »: the first mail and a seat, once', () => {
  const sent = answered(true);
  expect([outbox(sent), linesForStaff(sent)]).toEqual([['invite'], []]);
  expect(path.influxAnswered(sent, { send: true, staff: 's1', origin: ORIGIN })).toBe(sent);
});

test('« Ne pas envoyer »: closed without a word to anybody', () => {
  const closed = answered(false);
  expect([closed.stage, outbox(closed), linesForStaff(closed)]).toEqual(['left', [], []]);
});

test('a path that waits for no such answer ignores it', () => {
  const state = seated();
  expect([answered(true, state), answered(false, state)]).toEqual([state, state]);
});

test('somebody under age waits for the decision about their age alone', () => {
  const state = held(MINOR);
  expect(linesForStaff(state).filter(({ held: isHeld }) => isHeld)).toEqual([]);
  expect(outbox(answered(true, state))).toEqual([]);
});

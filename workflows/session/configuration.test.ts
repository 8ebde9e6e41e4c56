import { expect, test } from '@jest/globals';
import { deskItems } from './desk-items.ts';
import { answersDue, decidedByForm, openSession, withConfiguration } from './session.ts';
import { start } from './session-fixtures.ts';

const BEFORE = '2026-12-01T09:00:00.000Z';
const CHANGED = { version: 'v2', coordinator: 's9', staff: ['s1', 's3', 's5', 's9'] };
const WITHOUT_MAUD = { version: 'v3', coordinator: 's1', staff: ['s1', 's5'] };

test('takes the coordinator of another configuration, once for each version', () => {
  const open = { ...openSession(start(15)), crowdedSince: { at: BEFORE, label: 'mardi' } };
  const state = withConfiguration(open, CHANGED, BEFORE);
  expect(deskItems(state, BEFORE).map(({ desk }) => desk)).toEqual(['s9']);
  expect(withConfiguration(state, CHANGED, BEFORE)).toBe(state);
});

test('reads the answers to the invitation again, where they were read before a facilitator left', () => {
  const open = openSession(start(15));
  expect(withConfiguration(open, CHANGED, BEFORE).answeredAt).toBeUndefined();
  const read = { ...open, answersRead: 2, answeredAt: null };
  expect(answersDue(read)).toBeNull();
  expect(answersDue(withConfiguration(read, CHANGED, BEFORE))).not.toBeNull();
  const over = withConfiguration(read, CHANGED, '2027-01-05T09:00:00.000Z');
  expect(answersDue(over)).toBeNull();
});

test('asks the coordinator at once who leads in the place of a facilitator who left, and takes who is named', () => {
  const open = openSession(start(15));
  const state = withConfiguration(open, WITHOUT_MAUD, BEFORE);
  const lines = deskItems(state, BEFORE);
  expect(lines).toMatchObject([
    {
      key: expect.stringMatching('^unknown-s3'),
      desk: 's1',
      due: { at: BEFORE },
      title: 's3 n’est plus dans la configuration : qui co-anime à sa place ?',
    },
  ]);
  expect(lines[0]?.answers.map(({ label }) => label)).toEqual(['Demander à quelqu’un', 'Déplacer', 'Annuler']);

  const origin = { formId: 'F-FUP', responseId: 'r1', submitted: { at: BEFORE, label: '' } };
  const decision = { origin, newStart: null, newStartTyped: null, reason: null, note: null, anySession: true };
  const asked = decidedByForm(state, { ...decision, staff: 's1', action: 'substitute', substitute: 's5', colleagues: ['s5'] });
  expect(asked.coFacilitation.asked).toMatchObject({ who: 's5', instead: 's3' });
  const taken = { ...decision, origin: { ...origin, responseId: 'r2' }, staff: 's5', action: 'accept' as const, substitute: null };
  expect(decidedByForm(asked, taken).start.facilitators).toEqual(['s1', 's5']);
});

test('asks nobody who left: neither for the sheet, nor to replace', () => {
  const open = openSession(start(15));
  const asking = { ...open.coFacilitation, asked: { who: 's3', instead: 's1', since: { at: BEFORE, label: '' } } };
  expect(withConfiguration({ ...open, coFacilitation: asking }, WITHOUT_MAUD, BEFORE).coFacilitation.asked).toBeNull();
  const after = '2026-12-08T09:00:00.000Z';
  const unfilled = { ...open, sheet: { facilitator: true, coordinator: false }, start: { ...open.start, facilitators: ['s3', 's1'] } };
  const missing = deskItems(withConfiguration(unfilled, WITHOUT_MAUD, after), after).filter(({ key }) => key === 'sheet');
  expect(missing.map(({ desk }) => desk)).toEqual(['s1']);
});

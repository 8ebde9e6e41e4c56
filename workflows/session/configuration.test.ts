import { describe, expect, test } from 'vitest';
import { linesForStaff } from './lines-for-staff.ts';
import * as session from './session.ts';
import { answersDue, decidedByForm, followed, isAnswersReadDue, openSession, withConfiguration } from './session.ts';
import { at, MERE_DECISION, start } from './session-fixtures.ts';
import { eventWork } from './wake.ts';

const BEFORE = '2026-12-01T09:00:00.000Z';
const MAILBOX = 'groupement@aile.example.org';
const CHANGED = { version: 'v2', coordinator: 's9', staff: ['s1', 's3', 's5', 's9'], mailbox: MAILBOX };
const WITHOUT_MAUD = { version: 'v3', coordinator: 's1', staff: ['s1', 's5'], mailbox: MAILBOX };

test('takes the coordinator of another configuration, once for each version', () => {
  const open = { ...openSession(start(15)), crowdedSince: BEFORE };
  const state = withConfiguration(open, CHANGED, BEFORE);
  expect(linesForStaff(state, BEFORE).map(({ worklist }) => worklist)).toEqual(['s9']);
  expect(withConfiguration(state, CHANGED, BEFORE)).toBe(state);
});

test('reads the answers to the invitation again, where they were read before a facilitator left', () => {
  const open = openSession(start(15));
  expect(withConfiguration(open, CHANGED, BEFORE).answeredAt).toBeNull();
  const read = { ...open, answersRead: 2, answeredAt: null };
  expect(answersDue(read)).toBeNull();
  expect(isAnswersReadDue(withConfiguration(read, CHANGED, BEFORE), BEFORE)).toBe(true);
  const over = withConfiguration(read, CHANGED, '2027-01-05T09:00:00.000Z');
  expect(answersDue(over)).toBeNull();
});

test('asks the coordinator at once who leads in the place of a facilitator who left, and takes who is named', () => {
  const open = openSession(start(15));
  const state = withConfiguration(open, WITHOUT_MAUD, BEFORE);
  const lines = linesForStaff(state, BEFORE);
  expect(lines).toMatchObject([
    {
      key: expect.stringMatching('^facilitator-left-s3'),
      worklist: 's1',
      due: { at: BEFORE },
      title: 's3 n’est plus dans la configuration : qui co-anime à sa place ?',
    },
  ]);
  expect(lines[0]?.answers.map(({ label }) => label)).toEqual(['Demander à quelqu’un', 'Déplacer', 'Annuler']);

  const origin = { formId: 'F-FUP', responseId: 'r1', submitted: { at: BEFORE, label: '' } };
  const decision = { origin, staffName: 'Camille', ...MERE_DECISION, anySession: true };
  const next = decidedByForm(state, { ...decision, staff: 's1', action: 'substitute', substitute: 's5', colleagues: ['s5'] });
  expect(next.coFacilitation.replacementRequest).toMatchObject({ who: 's5', instead: 's3' });
  const accepted = { ...decision, origin: { ...origin, responseId: 'r2' }, staff: 's5', action: 'accept' as const, substitute: null };
  expect(decidedByForm(next, accepted).start.facilitators).toEqual(['s1', 's5']);
});

describe('an event in another mailbox than the configuration’s', () => {
  const event = { eventId: 'e1', mailbox: 'Ancienne@aile.example.org', generation: 1, fingerprint: 'f' };
  const written = { ...openSession(start(15)), event };
  const moved = withConfiguration(written, CHANGED, BEFORE);
  const standing = {
    found: 'standing' as const,
    at: at(BEFORE),
    eventId: 'e2',
    mailbox: MAILBOX,
    fingerprint: 'g',
    title: 'Information collective',
  };
  const asItStands = { ...standing, moved: null, isAllDay: false, mended: false, unmended: false };

  test('is read at once, and no other one', () => {
    expect(eventWork(moved, BEFORE)).toBe('read');
    expect(eventWork(withConfiguration(written, { ...CHANGED, mailbox: 'ANCIENNE@aile.example.org' }, BEFORE), BEFORE)).toBeNull();
    expect(eventWork(withConfiguration({ ...written, cancelled: true }, CHANGED, BEFORE), BEFORE)).toBeNull();
    expect(eventWork(withConfiguration(written, CHANGED, '2027-01-05T09:00:00.000Z'), '2027-01-05T09:00:00.000Z')).toBeNull();
  });

  test('is written to the mailbox of now, and the coordinator removes the one of before', () => {
    const elsewhere = followed(moved, { found: 'elsewhere', at: at(BEFORE) });
    expect(eventWork(elsewhere, BEFORE)).toBe('write');
    expect(linesForStaff(elsewhere, BEFORE)).toEqual([]);
    const anew = session.written(elsewhere, { ...event, eventId: 'e2', mailbox: MAILBOX });
    expect(linesForStaff(anew, BEFORE)).toMatchObject([
      {
        worklist: 's9',
        kind: 'info',
        title: expect.stringContaining(MAILBOX),
        missing: expect.stringContaining('Ancienne@aile.example.org'),
      },
    ]);
    expect(linesForStaff(anew, '2026-12-06T09:00:00.000Z')).toEqual([]);
  });

  test('is taken over where one stands in the mailbox of now', () => {
    const adopted = followed(moved, asItStands);
    expect([adopted.event?.mailbox, eventWork(adopted, BEFORE)]).toEqual([MAILBOX, null]);
    expect(linesForStaff(adopted, BEFORE)).toHaveLength(1);
    expect(linesForStaff(followed({ ...written, event: { ...event, mailbox: MAILBOX } }, asItStands), BEFORE)).toEqual([]);
  });
});

test('asks nobody who left: neither for the sheet, nor to replace', () => {
  const open = openSession(start(15));
  const asking = {
    ...open.coFacilitation,
    replacementRequest: { who: 's3', name: 'Maud', instead: 's1', since: { at: BEFORE, label: '' }, answerBy: null },
  };
  expect(withConfiguration({ ...open, coFacilitation: asking }, WITHOUT_MAUD, BEFORE).coFacilitation.replacementRequest).toBeNull();
  const after = '2026-12-08T09:00:00.000Z';
  const unfilled = { ...open, sheet: { facilitator: true, coordinator: false }, start: { ...open.start, facilitators: ['s3', 's1'] } };
  const missing = linesForStaff(withConfiguration(unfilled, WITHOUT_MAUD, after), after).filter(({ key }) => key.startsWith('sheet'));
  expect(missing.map(({ worklist }) => worklist)).toEqual(['s1']);
});

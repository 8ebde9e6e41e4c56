import { expect, test } from '@jest/globals';
import { deskItems } from './desk-items.ts';
import { answersDue, openSession, withConfiguration } from './session.ts';
import { start } from './session-fixtures.ts';

const BEFORE = '2026-12-01T09:00:00.000Z';
const CHANGED = { version: 'v2', coordinator: 's9' };

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

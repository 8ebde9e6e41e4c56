import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, followUp, REGISTERED, registration, seated } from './path-fixtures.ts';

const again = (near: readonly string[]) =>
  path.registeredAgain(seated(), { ...registration({}, 'r2', at('2026-11-03T09:00:00.000Z')), near });
const doubted = (state: path.PathState) =>
  path.mailed(state, { kind: 'reminderDay', n: 1, at: REGISTERED, why: 'dayBefore', outcome: 'inDoubt' });
const both = () => doubted(again(['GC-AAAA-AAAA']));
const kinds = (state: path.PathState) => linesForStaff(state).map(({ kind }) => kind);
const line = (state: path.PathState, kind: WorklistItem['kind']) => linesForStaff(state).find((item) => item.kind === kind);
/** What the prefilled answer of a line records, sent by `staff`. */
const tapped = (item: WorklistItem | undefined, label: string, staff: string): FollowUp => {
  const { reference: _, ...values } = item?.answers.find((answer) => answer.label === label)?.values ?? {};
  return { ...followUp(), ...values, staff };
};

describe('« Vu »', () => {
  test('closes the line that it was tapped on, and no other', () => {
    expect(kinds(both())).toEqual(['possibleDuplicate', 'mailInDoubt']);
    const seen = path.followedUp(both(), tapped(line(both(), 'mailInDoubt'), 'Vu', 's3'));
    expect(kinds(seen)).toEqual(['possibleDuplicate']);
    expect(kinds(path.followedUp(seen, tapped(line(seen, 'possibleDuplicate'), 'Vu', 's1')))).toEqual([]);
  });

  test('of one possible duplicate says nothing of another', () => {
    const two = again(['GC-AAAA-AAAA', 'GC-BBBB-BBBB']);
    const seen = path.followedUp(two, tapped(line(two, 'possibleDuplicate'), 'Vu', 's1'));
    expect(linesForStaff(seen).map(({ title }) => title)).toEqual([expect.stringContaining('GC-BBBB-BBBB')]);
  });

  test('about a possible duplicate counts from the coordinator only', () => {
    const seen = path.followedUp(both(), tapped(line(both(), 'possibleDuplicate'), 'Vu', 's3'));
    expect(kinds(seen)).toEqual(['possibleDuplicate', 'mailInDoubt']);
  });

  test('typed without a line closes the only one that its author may close', () => {
    expect(kinds(path.followedUp(both(), followUp({ note: 'Vu', staff: 's3' })))).toEqual(['possibleDuplicate']);
    expect(kinds(path.followedUp(both(), followUp({ note: 'vu.', staff: 's1' })))).toEqual(['possibleDuplicate', 'mailInDoubt']);
  });
});

test('a note on the path is a note: it closes nothing', () => {
  expect(kinds(path.followedUp(both(), followUp({ note: 'Rappeler en janvier.', staff: 's1' })))).toEqual([
    'possibleDuplicate',
    'mailInDoubt',
  ]);
});

test('the same person twice: the superfluous path is closed from the line', () => {
  const closed = path.followedUp(both(), tapped(line(both(), 'possibleDuplicate'), 'Clore : doublon', 's1'));
  expect([closed.stage, closed.outcome, kinds(closed)]).toEqual(['left', 'doublon', []]);
});

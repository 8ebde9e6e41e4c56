import { expect, test } from 'vitest';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { ASSIGNMENT, at, followUp, informed, plan } from './path-fixtures.ts';

const NOW = at('2026-12-05T10:00:00.000Z');
const DUE = at('2026-12-20T09:00:00.000Z');
const withWords = (): path.PathState => {
  const state = path.followedUp(informed(), followUp({ contact: 'phone', note: 'Cherche un local.' }, NOW));
  return { ...state, person: { ...state.person, wish: 'Un café associatif,\navec ma sœur.' } };
};
const QUOTED = [
  { label: 'Son envie, dans ses mots', text: 'Un café associatif,\navec ma sœur.' },
  { label: `Dernière note, ${NOW.label}`, text: 'Cherche un local.' },
];

test('the referent reads wish and last note with a reminder; coordinator and lead don’t', () => {
  const reminded = path.tick({ ...withWords(), plan: plan({ referent: DUE, coordinator: [DUE] }) }, '2026-12-21T09:00:00.000Z');
  const notes = Object.fromEntries(linesForStaff(reminded).map(({ worklist, notes: quoted }) => [worklist, quoted]));
  expect(notes).toEqual({ s3: QUOTED, s1: [], 'lead-mission-locale': [] });
});

test('a new referent reads them with the line that says so', () => {
  const named = path.followedUp(withWords(), followUp({ decision: 'name', adviser: 's4' }, DUE));
  expect(ASSIGNMENT.firstRung).toBe('s3');
  expect(linesForStaff(named).find(({ worklist }) => worklist === 's4')?.notes).toEqual(QUOTED);
});

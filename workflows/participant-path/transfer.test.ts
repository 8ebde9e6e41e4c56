import { expect, test } from 'vitest';
import type { Assignment } from '../../domain/plan.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { ASSIGNMENT, at, begin, COORDINATORS_OWN, followUp, informed, plan, seated } from './path-fixtures.ts';

const DAY = at('2026-12-05T10:00:00.000Z');
const UNTIL = at('2027-02-01T08:00:00.000Z');
/** Léa's path goes from Maud (Mission Locale) to Inès (AILE). */
const INES: Assignment = { ...COORDINATORS_OWN, referent: 's2', referentName: 'Inès Moreau', firstRung: 's2', secondRung: 's1' };

const transferred = (state: path.PathState, until = UNTIL as typeof UNTIL | null, staff = 's1') =>
  path.planned(
    path.followedUp(state, followUp({ decision: 'transfer', adviser: 's2', until, staff }, DAY)),
    plan({ assignment: INES, madeAt: DAY }),
  );
const back = (state: path.PathState) =>
  path.planned(
    path.followedUp(state, followUp({ decision: 'transfer', adviser: 's3', staff: 's3' }, UNTIL)),
    plan({ assignment: ASSIGNMENT, madeAt: UNTIL }),
  );
const lines = (state: path.PathState) => linesForStaff(state).map(({ worklist, title }) => `${worklist} ${title}`);

test('tells both referents of a transfer, and until when', () => {
  expect(lines(transferred(informed()))).toEqual([
    's3 Vous n’accompagnez plus cette personne : son dossier est transféré jusqu’au 2027-02-01T08:00:00.000Z.',
    expect.stringMatching('^s2 Vous accompagnez désormais cette personne jusqu’au 2027-02-01T08:00:00.000Z.'),
  ]);
  expect(lines(transferred(informed(), null, 's3')).join()).not.toContain('jusqu’au');
  expect(lines(transferred(informed(), null, 's3'))).toHaveLength(1);
});

test('lists what the person has ahead for the new referent, and names an appointment with the former one to both', () => {
  const booked = path.followedUp(seated(), followUp({ appointment: at('2026-12-20T09:00:00.000Z') }, at('2026-11-10T10:00:00.000Z')));
  const early = at('2026-11-20T10:00:00.000Z');
  const moved = path.followedUp(booked, followUp({ decision: 'transfer', adviser: 's2', staff: 's1' }, early));
  const shown = lines(path.planned(moved, plan({ assignment: INES, madeAt: early })));
  expect(shown.find((line) => line.startsWith('s2 Vous accompagnez'))).toContain(
    'À venir : Information collective, 2026-12-03T13:30:00.000Z ; rendez-vous du 2026-12-20T09:00:00.000Z.',
  );
  const stands = 'Rendez-vous du 2026-12-20T09:00:00.000Z : le dossier est transféré, à annuler ou à reprendre.';
  expect(shown).toEqual(expect.arrayContaining([`s2 ${stands}`, `s3 ${stands}`]));
});

test('proposes to take a path back when a temporary transfer ends, to both referents, and nothing happens by itself', () => {
  const state = transferred(informed());
  expect(path.agenda(state).map(({ due, moment }) => [due, moment.at])).toContainEqual(['takeBack', UNTIL.at]);
  const ended = path.tick(state, UNTIL.at);
  const takeBack = linesForStaff(ended).filter(({ key }) => key.startsWith('take-back'));
  expect(takeBack.map(({ worklist }) => worklist)).toEqual(['s3', 's2']);
  expect(takeBack[0]?.answers.map(({ label, values }) => [label, values['decision'], values['adviser']])).toEqual([
    ['Reprendre', 'transfer', 'Maud Lefèvre'],
    ['Garder', 'name', 'Inès Moreau'],
  ]);
  expect(path.planRequest(ended).referent).toBe('s2');
  expect(path.agenda(ended).map(({ due }) => due)).not.toContain('takeBack');
});

test('ends with the answer: taken back, or kept', () => {
  const ended = path.tick(transferred(informed()), UNTIL.at);
  const returned = back(ended);
  expect(returned.lent).toBeNull();
  expect(lines(returned).join()).not.toContain('reprendre');
  const kept = path.followedUp(ended, followUp({ decision: 'name', adviser: 's2', staff: 's2' }, UNTIL));
  expect(kept.lent).toBeNull();
  expect(lines(kept).join()).not.toContain('reprendre');
});

test('goes back to the person who lent it first, however often it was passed on', () => {
  const again = path.followedUp(transferred(informed(begin())), followUp({ decision: 'transfer', adviser: 's4', until: UNTIL }, DAY));
  expect(again.lent).toMatchObject({ code: 's3', name: 'Maud Lefèvre' });
  expect(path.followedUp(again, followUp({ decision: 'transfer', adviser: 's3', until: UNTIL }, DAY)).lent).toBeNull();
});

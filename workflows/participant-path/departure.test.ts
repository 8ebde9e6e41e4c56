import { expect, test } from 'vitest';
import type { Assignment } from '../../domain/plan.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { planRequest, withConfiguration } from './path.ts';
import { at, begin, COORDINATORS_OWN, followUp, informed, plan, seated } from './path-fixtures.ts';

/** A path of AILE, accompanied by a colleague of the coordinator. */
const INES: Assignment = { ...COORDINATORS_OWN, referent: 's2', referentName: 'Inès Moreau', firstRung: 's2', secondRung: 's1' };
const LEFT = at('2026-12-10T09:00:00.000Z');
const departed = { code: 's2', name: 'Inès Moreau', proposed: 'Youssef Benali' };
const WITHOUT_INES: Assignment = { ...INES, referentName: null, departed, firstRung: 's1', secondRung: 'lead-aile', adviserToName: true };

const withInes = () => informed(seated(begin({}, INES)));
const afterInes = (state = withInes()) =>
  path.planned(withConfiguration(state, 'v2'), plan({ version: 'v2', assignment: WITHOUT_INES, madeAt: LEFT }));

test('makes a new plan for another configuration, and for each version once', () => {
  const state = path.planned(withInes(), plan({ assignment: INES }));
  expect(withConfiguration(state, 'v2').stale).toBe(true);
  expect(withConfiguration(state, 'v1')).toBe(state);
});

test('asks who accompanies a person whose referent left, with the turn as a proposal, and names nobody by itself', () => {
  const items = linesForStaff(afterInes());
  expect(items).toMatchObject([
    {
      key: 'departed-s2',
      worklist: 's1',
      kind: 'nameAdviser',
      title: 'Inès Moreau n’est plus dans la configuration : qui accompagne cette personne ?',
      departed: { code: 's2', name: 'Inès Moreau' },
      answers: [
        { label: 'Confier à Youssef Benali', values: { decision: 'name', adviser: 'Youssef Benali' } },
        { label: 'Nommer un conseiller', values: { decision: 'name' } },
      ],
    },
  ]);
});

test('still asks after another plan, until a person named somebody', () => {
  const state = afterInes();
  expect(planRequest(state)).toMatchObject({ referent: 's2', referentName: 'Inès Moreau' });
  const again = path.planned(withConfiguration(state, 'v3'), plan({ version: 'v3', assignment: WITHOUT_INES, madeAt: LEFT }));
  expect(again.log.filter(({ what }) => what === 'Inès Moreau n’est plus dans la configuration.')).toHaveLength(1);
  const named = path.followedUp(again, followUp({ decision: 'name', adviser: 's4', staff: 's1' }, LEFT));
  expect(planRequest(named).referent).toBe('s4');
  expect(linesForStaff(named).map(({ key, worklist }) => `${key.split('-')[0]}@${worklist}`)).toEqual(['accompanies@s4']);
});

test('names the appointment with a referent who left, to who has the path now', () => {
  const booked = path.followedUp(withInes(), followUp({ appointment: at('2026-12-20T09:00:00.000Z'), staff: 's2' }));
  const lines = linesForStaff(afterInes(booked)).map(({ worklist, title }) => `${worklist} ${title}`);
  expect(lines).toContain(
    's1 Rendez-vous du 2026-12-20T09:00:00.000Z avec Inès Moreau, qui n’est plus dans la configuration : à reprendre ou à déplacer.',
  );
});

test('asks nothing about a path that is closed, and reassigns it without a line', () => {
  const closed = path.followedUp(afterInes(), followUp({ decision: 'close', reason: 'déménagement', staff: 's1' }, LEFT));
  expect(linesForStaff(closed).map(({ kind }) => kind)).not.toContain('nameAdviser');
  const named = path.followedUp(closed, followUp({ decision: 'name', adviser: 's4', staff: 's1' }, LEFT));
  expect(planRequest(named).referent).toBe('s4');
  expect(linesForStaff(named)).toEqual([]);
});

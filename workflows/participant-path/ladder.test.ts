import { describe, expect, test } from 'vitest';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { ASSIGNMENT, at, begin, COORDINATORS_OWN, informed, plan, REGISTERED, registration, seated } from './path-fixtures.ts';

const REMINDED = at('2026-12-17T15:30:00.000Z');
const ESCALATED_AT = at('2026-12-24T15:30:00.000Z');
const silent = (assignment = ASSIGNMENT) =>
  path.planned(
    informed(seated(begin({}, assignment))),
    plan({ assignment, referent: REMINDED, coordinator: [ESCALATED_AT, at('2027-01-03T15:30:00.000Z')] }),
  );
const reminded = (assignment = ASSIGNMENT) => path.tick(silent(assignment), REMINDED.at);
const escalated = (assignment = ASSIGNMENT) => path.tick(silent(assignment), ESCALATED_AT.at);
const COLLEAGUES = { ...COORDINATORS_OWN, referent: 's2', referentName: 'Inès Moreau', firstRung: 's2', secondRung: 's1' };

describe('who hears of silence is named as it is', () => {
  test.each([
    [
      'her organisation’s lead, where the coordinator accompanies herself',
      COORDINATORS_OWN,
      'la direction sera prévenue',
      'La direction est prévenue.',
    ],
    ['the coordinator, in her organisation', COLLEAGUES, 'la coordination sera prévenue', 'La coordination est prévenue.'],
    [
      'the coordinator and the other organisation’s lead',
      ASSIGNMENT,
      'la coordination et la direction seront prévenues',
      'La coordination et la direction sont prévenues.',
    ],
  ])('%s', (_, assignment, before, after) => {
    expect(linesForStaff(reminded(assignment))[0]?.next).toBe(`Sans réponse, ${before} ${ESCALATED_AT.label}.`);
    expect(linesForStaff(escalated(assignment))[0]?.next).toBe(after);
    expect(escalated(assignment).log.at(-1)?.what).toBe(`Dossier bloqué : ${after.charAt(0).toLowerCase()}${after.slice(1)}`);
    expect(details(reminded(assignment))).toContain(after.slice(1, -1));
  });
});

test('a lead reads whose path it is, and has the answers for the case that they are staff', () => {
  const [, own] = linesForStaff(escalated(COORDINATORS_OWN));
  expect(own).toMatchObject({ worklist: 'lead-aile', next: expect.stringContaining('Suivi par Camille Roux.') });
  const [, , others] = linesForStaff(escalated());
  expect(others).toMatchObject({ worklist: 'lead-mission-locale', next: expect.stringContaining('Suivi par Maud Lefèvre.') });
  expect(others?.answers.map(({ label }) => label)).toContain('Contacté');
});

describe('another organisation’s path', () => {
  test('shows the coordinator stage, delay and first name only', () => {
    const [, line] = linesForStaff(escalated());
    expect(line).toMatchObject({
      worklist: 's1',
      who: 'Léa',
      stage: 'informé',
      reference: null,
      tried: [],
      missing: null,
      next: null,
      notes: [],
      answers: [],
      phone: null,
    });
  });

  test('that may be a duplicate shows her as little, the reference in the answer’s link only', () => {
    const twice = path.registeredAgain(seated(), { ...registration({}, 'r2', at('2026-11-03T09:00:00.000Z')), near: ['GC-AAAA-AAAA'] });
    const [line] = linesForStaff(twice);
    expect(line).toMatchObject({ worklist: 's1', kind: 'possibleDuplicate', who: 'Léa', reference: null, tried: [] });
    expect(line?.answers.map(({ values }) => values['reference'])).toEqual(['GC-7K3M-9QXD', 'GC-7K3M-9QXD']);
  });

  test('with a service that refuses is hers to mend, under its reference', () => {
    const refused = path.postponed(seated(), 1, 'mail-authentication', REGISTERED.at);
    expect(linesForStaff(refused)[0]).toMatchObject({ worklist: 's1', kind: 'service', who: 'GC-7K3M-9QXD' });
  });
});

test('without a session, the coordinator hears of a path of her own beside her lead', () => {
  const seeking = path.planned(begin({}, COORDINATORS_OWN), plan({ assignment: COORDINATORS_OWN, coordinator: [ESCALATED_AT] }));
  const lines = linesForStaff(path.tick(seeking, ESCALATED_AT.at));
  expect(lines.map(({ kind, worklist }) => [kind, worklist])).toEqual([
    ['noSession', 's1'],
    ['noSession', 'lead-aile'],
  ]);
});

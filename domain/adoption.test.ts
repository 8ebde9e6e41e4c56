import { describe, expect, test } from 'vitest';
import { adopt, kindOf } from './adoption.ts';
import type { Organisation, PlanRule, Staff } from './programme/programme.ts';

const facilitator = (code: string, organisation: string): Staff => ({
  code,
  formCode: `secret-${code}`,
  name: code,
  email: `${code}@example.org`,
  roles: ['facilitator'],
  outlook: false,
  neighbourhoods: [],
  organisation,
});
const organisation = (id: string, staff: readonly Staff[]): Organisation => ({
  id,
  name: id,
  alsoKnownAs: [],
  logo: null,
  ages: { from: null, to: null },
  phone: null,
  interviews: { place: null, duration: 'PT1H' },
  assignment: 'contact',
  lead: { name: id, email: `${id}@example.org` },
  staff,
  closures: [],
});
const organisations = [
  organisation('aile', [facilitator('s1', 'aile'), facilitator('s2', 'aile')]),
  organisation('ml', [facilitator('s3', 'ml'), facilitator('s5', 'ml')]),
];
const rule: PlanRule = {
  kind: 'workshop',
  title: null,
  perMonth: 1,
  weekdays: ['monday'],
  at: '10:00',
  duration: 'PT2H',
  venue: 'mdq',
  facilitators: ['s1', 's3'],
  capacity: 8,
};
const venues = [{ id: 'mdq', name: 'Maison de quartier', address: '1 place de l’Exemple', capacity: 12 }];

describe('what staff write in Outlook becomes a session', () => {
  test.each([
    [{ categories: ['Information collective'], subject: 'Réunion' }, 'info'],
    [{ categories: ['atelier'], subject: '' }, 'workshop'],
    [{ categories: [], subject: 'ATELIER budget' }, 'workshop'],
    [{ categories: ['Rouge'], subject: 'Permanence des Aunettes' }, 'dropIn'],
    [{ categories: [], subject: 'Sensibilisation au marché' }, 'outreach'],
    [{ categories: [], subject: 'Réunion d’équipe (préparer l’atelier)' }, null],
    [{ categories: [], subject: '' }, null],
    [{ categories: ['Bleu', 'Information collective'], subject: 'Réunion' }, 'info'],
    [{ categories: ['Bleu', 'Rouge'], subject: 'Réunion' }, null],
    [{ categories: [], subject: 'Ateliers du personnel (interne)' }, null],
    [{ categories: [], subject: 'Permanences : planning de l’équipe' }, null],
    [{ categories: [], subject: 'Atelier' }, 'workshop'],
    [{ categories: [], subject: 'Atelier : le CV' }, 'workshop'],
    [{ categories: [], subject: 'Atelier, le CV' }, 'workshop'],
    [{ categories: [], subject: 'Information collective – décembre' }, 'info'],
    [{ categories: [], subject: 'Information collective.' }, 'info'],
    [{ categories: [], subject: 'Information-collective' }, 'info'],
  ])('%j: %s', (event, kind) => {
    expect(kindOf(event)).toBe(kind);
  });

  test('whoever was invited facilitates; the rule names the organisation that is missing, the venue its room', () => {
    const found = adopt({
      kind: 'workshop',
      place: 'Maison de Quartier, salle 2',
      invited: ['S2@example.org', 'ailleurs@example.org'],
      organisations,
      venues,
      plan: [rule],
    });
    expect(found).toEqual({
      place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
      capacity: 12,
      facilitators: ['s2', 's3'],
    });
  });

  test.each([
    ['info', 30],
    ['workshop', 30],
    ['dropIn', 200],
    ['outreach', 200],
  ] as const)('a hall of two hundred gives a session of kind %s %i places', (kind, capacity) => {
    const [hall] = venues.map((venue) => ({ ...venue, capacity: 200 }));
    expect(hall).toBeDefined();
    const found = adopt({ kind, place: 'Maison de quartier', invited: [], organisations, venues: hall ? [hall] : [], plan: [rule] });
    expect(found.capacity).toBe(capacity);
  });

  test('without any rule, whoever facilitates first in each organisation', () => {
    expect(adopt({ kind: 'info', place: '', invited: [], organisations, venues: [], plan: [] }).facilitators).toEqual(['s1', 's3']);
  });

  test('an unknown place is kept as it was written', () => {
    expect(adopt({ kind: 'workshop', place: 'Mairie', invited: [], organisations, venues, plan: [rule] })).toEqual({
      place: { name: 'Mairie', address: '' },
      capacity: 8,
      facilitators: ['s1', 's3'],
    });
  });
});

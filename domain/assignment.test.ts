import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AssignmentRequest, ageOn, decideAssignment, nextByAge } from './assignment.ts';
import type { Organisation, Role, Staff } from './programme/programme.ts';

const person = (organisation: string, code: string, roles: Role[], neighbourhoods: string[] = []): Staff => ({
  code,
  formCode: `secret-${code}`,
  name: `Personne ${code}`,
  email: `${code}@example.org`,
  roles,
  outlook: false,
  neighbourhoods,
  organisation,
});

const on = (ms: number) => new Date(ms).toISOString().slice(0, 10);

const aile: Organisation = {
  id: 'aile',
  name: 'Association AILE',
  alsoKnownAs: [],
  ages: { from: 26, to: null },
  phone: null,
  logo: null,
  interviews: { place: null, duration: 'PT1H' },
  assignment: 'rotate',
  lead: { name: 'Direction AILE', email: 'direction@example.org' },
  staff: [
    person('aile', 's1', ['coordinator', 'referent', 'facilitator']),
    person('aile', 's2', ['referent'], ['les-aunettes']),
    person('aile', 's4', ['referent']),
  ],
  closures: [],
};
const missionLocale: Organisation = {
  ...aile,
  id: 'mission-locale',
  name: 'Mission Locale',
  alsoKnownAs: [],
  ages: { from: 18, to: 25 },
  interviews: { place: null, duration: 'PT1H' },
  assignment: 'contact',
  staff: [person('mission-locale', 's3', ['contact', 'facilitator']), person('mission-locale', 's5', ['referent'])],
};
const organisations = [aile, missionLocale];

const assignment = (request: Partial<AssignmentRequest>) =>
  decideAssignment({
    organisations,
    organisation: null,
    birthDate: '1990-05-04',
    today: '2026-11-23',
    neighbourhood: null,
    turn: 0,
    referent: null,
    referentName: null,
    alreadyFollowedBy: null,
    ...request,
  });

describe('age at assignment', () => {
  test.each([
    ['2000-11-24', 'mission-locale'],
    ['2000-11-23', 'aile'],
    ['2008-11-23', 'mission-locale'],
    ['2008-11-24', null],
    ['1950-01-01', 'aile'],
  ])('born %s on 2026-11-23 → %s', (birthDate, organisation) => {
    expect(assignment({ birthDate }).organisation).toBe(organisation);
  });

  test.each([
    ['2000-02-29', '2026-02-28', 25],
    ['2000-02-29', '2026-03-01', 26],
    ['2008-02-29', '2028-02-28', 19],
    ['2008-02-29', '2028-02-29', 20],
    ['2001-12-31', '2026-12-31', 25],
  ])('born %s, on %s: %i', (birthDate, today, age) => {
    expect(ageOn(birthDate, today)).toBe(age);
  });

  test('never grows younger, one year at a time', () => {
    const day = fc.date({ min: new Date('1920-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }).map((date) => date.getTime());
    fc.assert(
      fc.property(day, day, (birth, at) => {
        const step = ageOn(on(birth), on(at + 86_400_000)) - ageOn(on(birth), on(at));
        expect([0, 1]).toContain(step);
      }),
    );
  });
});

describe('a person decides', () => {
  test('without a birth date: both contacts, the coordinator first', () => {
    expect(assignment({ birthDate: null })).toMatchObject({
      organisation: null,
      personDecides: true,
      firstRung: 's1',
      secondRung: 'lead-aile',
      deciders: ['s1', 's3'],
      firstNameOnly: false,
      eligible: true,
      replyTo: 's1@example.org',
    });
  });

  test('under 18, saying the age', () => {
    expect(assignment({ birthDate: '2010-01-01' })).toMatchObject({
      personDecides: true,
      eligible: false,
      reason: expect.stringContaining('16\u00a0ans'),
    });
  });

  test('an age that no organisation accompanies', () => {
    expect(
      assignment({ organisations: [{ ...aile, ages: { from: 26, to: 64 } }, missionLocale], birthDate: '1940-01-01' }).personDecides,
    ).toBe(true);
  });

  test('once a person has decided, their choice stays whatever the age', () => {
    expect(assignment({ birthDate: null, organisation: 'mission-locale' })).toMatchObject({
      organisation: 'mission-locale',
      personDecides: false,
      adviserToName: true,
    });
    expect(assignment({ birthDate: '1990-01-01', organisation: 'mission-locale' }).reason).toContain('décision');
  });
});

describe('who accompanies', () => {
  test('rotate: whoever covers the neighbourhood first, else each in turn', () => {
    expect(assignment({ neighbourhood: 'les-aunettes', turn: 7 }).referent).toBe('s2');
    expect([0, 1, 2, 3].map((turn) => assignment({ neighbourhood: 'centre', turn }).referent)).toEqual(['s1', 's2', 's4', 's1']);
  });

  test('contact: the contact names the adviser and holds the first rung', () => {
    expect(assignment({ birthDate: '2004-01-01' })).toMatchObject({
      referent: null,
      referentName: null,
      adviserToName: true,
      firstRung: 's3',
      replyTo: 's3@example.org',
    });
  });

  test('a referent once named stays, and brings the path to their organisation', () => {
    expect(assignment({ referent: 's5', organisation: 'aile' })).toMatchObject({
      organisation: 'mission-locale',
      referent: 's5',
      firstRung: 's5',
      adviserToName: false,
    });
  });

  test('a referent who left the configuration is replaced by nobody: the contact or the coordinator names another', () => {
    const left = { referent: 's99', referentName: 'Inès Moreau' };
    expect(assignment({ ...left, organisation: 'mission-locale' })).toMatchObject({
      referent: 's99',
      referentName: null,
      departed: { code: 's99', name: 'Inès Moreau', proposed: null },
      adviserToName: true,
      firstRung: 's3',
      replyTo: 's3@example.org',
    });
    expect(assignment({ ...left, organisation: 'aile', turn: 1 })).toMatchObject({
      referent: 's99',
      departed: { proposed: 'Personne s2' },
      firstRung: 's1',
      secondRung: 'lead-aile',
    });
    expect(assignment({ referent: 's99', organisation: 'aile' }).departed?.name).toBe('s99');
    expect(assignment({ referent: 's2', referentName: 'Autrefois' })).toMatchObject({ departed: null, referentName: 'Personne s2' });
  });

  test('rotate without referents: the contact names the adviser', () => {
    const empty = { ...missionLocale, assignment: 'rotate' as const, staff: missionLocale.staff.slice(0, 1) };
    expect(assignment({ organisations: [aile, empty], birthDate: '2004-01-01' })).toMatchObject({ adviserToName: true, firstRung: 's3' });
  });
});

describe('the ladder', () => {
  test("the coordinator's own path goes to her organisation's lead", () => {
    expect(assignment({ turn: 0 })).toMatchObject({ firstRung: 's1', secondRung: 'lead-aile', lead: null, firstNameOnly: false });
  });

  test('a path of the other organisation: the coordinator sees the first name only, its lead is told besides', () => {
    expect(assignment({ birthDate: '2004-01-01' })).toMatchObject({ secondRung: 's1', lead: 'lead-mission-locale', firstNameOnly: true });
  });

  test('her colleagues’ paths she knows', () => {
    expect(assignment({ turn: 1 })).toMatchObject({ firstRung: 's2', secondRung: 's1', lead: null, firstNameOnly: false });
  });

  test('never the same worklist on two rungs', () => {
    fc.assert(
      fc.property(
        fc.record({
          birthDate: fc.constantFrom(null, '2010-01-01', '2004-01-01', '1990-01-01'),
          turn: fc.nat(50),
          neighbourhood: fc.constantFrom(null, 'les-aunettes', 'centre'),
          referent: fc.constantFrom(null, 's1', 's2', 's3', 's4', 's5', 's99'),
          organisation: fc.constantFrom(null, 'aile', 'mission-locale', 'elsewhere'),
        }),
        (request) => {
          const { firstRung, secondRung, lead } = assignment(request);
          const rungs = [firstRung, secondRung, ...(lead ? [lead] : [])];
          expect(new Set(rungs).size).toBe(rungs.length);
        },
      ),
    );
  });
});

test('a programme without a coordinator is a mistake of ours, said as such', () => {
  expect(() => assignment({ organisations: [missionLocale] })).toThrow('coordinator');
});

describe('another organisation', () => {
  test.each([
    ['Le PLIE (AILE)', 'Association AILE', 's1'],
    ['la mission locale', null, null],
    ['Aucun', null, null],
    [null, null, null],
  ])('« déjà suivi par » %s, for someone of 22: %s', (alreadyFollowedBy, organisation, worklist) => {
    const named = [{ ...aile, alsoKnownAs: ['PLIE'] }, missionLocale];
    const { followedElsewhere } = assignment({ organisations: named, birthDate: '2004-05-01', alreadyFollowedBy });
    expect(followedElsewhere ?? null).toEqual(organisation === null ? null : { organisation, worklist });
  });

  test('accompanies once the age of the first ends; an organisation without an end keeps its people', () => {
    const request = { organisations, birthDate: '2004-05-01' };
    expect(nextByAge({ ...request, organisation: 'mission-locale' })).toEqual({
      age: 26,
      organisation: 'Association AILE',
      worklist: 's1',
    });
    expect(nextByAge({ ...request, organisation: 'aile' })).toBeNull();
    expect(nextByAge({ ...request, organisation: 'mission-locale', birthDate: null })).toBeNull();
  });
});

import type { Organisation, PlanRule, Programme, Role, Staff } from '../../domain/programme/programme.ts';

/** A small programme for tests of the plan: two organisations, three rooms, one rule. */

function staff(organisation: string, code: string, roles: readonly Role[]): Staff {
  return {
    code,
    formCode: `secret-${code}`,
    name: `Nom ${code}`,
    email: `${code}@example.org`,
    roles,
    outlook: false,

    neighbourhoods: [],
    organisation,
  };
}

const aile: Organisation = {
  id: 'aile',
  name: 'AILE',
  alsoKnownAs: [],
  logo: null,
  ages: { from: 26, to: null },
  phone: null,
  interviews: { place: null, duration: 'PT1H' },
  assignment: 'rotate',
  lead: { name: 'Direction', email: 'direction@example.org' },
  staff: [staff('aile', 's1', ['coordinator', 'facilitator'])],
  closures: [{ from: '2026-12-24', to: '2026-12-31' }],
};
const missionLocale: Organisation = {
  ...aile,
  id: 'mission-locale',
  name: 'Mission Locale',
  ages: { from: 18, to: 25 },
  staff: [staff('mission-locale', 's2', ['facilitator']), staff('mission-locale', 's3', ['contact', 'facilitator'])],
  closures: [{ from: '2026-12-28', to: '2026-12-29' }],
};

const rule: PlanRule = {
  kind: 'info',
  title: null,
  perMonth: 2,
  weekdays: ['tuesday', 'thursday'],
  at: '14:30',
  duration: 'PT2H',
  venue: 'salle',
  facilitators: ['s1', 's3'],
  capacity: 15,
};

const form = { formId: 'F', fields: {}, choices: {}, prefill: {}, url: null };
const both = { referent: { businessDays: 10 }, coordinator: { businessDays: 15 } };

export const planningProgramme: Programme = {
  version: 'v1',
  name: 'Groupement',
  timeZone: 'Europe/Paris',
  startsAt: '2026-09-01T00:00:00.000Z',
  organisations: [aile, missionLocale],
  neighbourhoods: [],
  venues: [
    { id: 'salle', name: 'Salle', address: 'ici', capacity: 15 },
    { id: 'annexe', name: 'Annexe', address: 'ici', capacity: 8 },
    { id: 'tilleuls', name: 'Tilleuls', address: 'là', capacity: 20 },
  ],
  calendar: { mailbox: 'groupement@example.org', quiet: 'PT2M' },
  forms: { registration: form, attendance: form, followUp: form, unable: form },
  polling: { forms: 'PT15S', calendar: 'PT30S' },
  sessions: [],
  plan: [rule],
  funders: [],
  delays: {
    answers: { before: { duration: 'P5D' }, coordinator: { duration: 'P1D' } },
    registered: { coordinator: { businessDays: 3 } },
    invited: { facilitator: { businessDays: 2 }, coordinator: { businessDays: 5 } },
    noShow: both,
    informed: both,
    exploring: both,
    building: both,
    training: both,
    settled: { followUp: { duration: 'P6M' }, ...both },
    left: { exitFacts: { duration: 'P28D' } },
  },
  escalation: { repeat: { duration: 'P10D' }, times: 3 },
  officeHours: { always: true },
  mail: { from: 'groupement@example.org', redirectTo: null, perMinute: 25, newPathsAnHour: 1_000, perDay: 9000 },
  sessionAlerts: { low: { before: { businessDays: 3 }, percent: 30 }, waiting: 5 },
  retention: { monthsAfterLastActivity: 24, evidence: [] },
};

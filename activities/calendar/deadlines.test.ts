import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { newPlanRequest, type PlanRequest, STAGES, type Stage } from '../../domain/plan.ts';
import type { ConfiguredSession, Organisation, PlanRule, Programme, Role, Staff } from '../../domain/programme/programme.ts';
import { createDeadlines } from './deadlines.ts';

const PARIS = 'Europe/Paris';

const staff = (organisation: string, code: string, roles: Role[]): Staff => ({
  code,
  formCode: `secret-${code}`,
  name: code,
  email: `${code}@example.org`,
  roles,
  outlook: false,
  neighbourhoods: [],
  organisation,
});

const aile: Organisation = {
  id: 'aile',
  name: 'AILE',
  alsoKnownAs: [],
  ages: { from: 26, to: null },
  phone: null,
  logo: null,
  interviews: { place: null, duration: 'PT1H' },
  assignment: 'rotate',
  lead: { name: 'Direction', email: 'direction@example.org' },
  staff: [staff('aile', 's1', ['coordinator', 'facilitator']), staff('aile', 's2', ['referent'])],
  closures: [{ from: '2026-12-24', to: '2026-12-31' }],
};
const missionLocale: Organisation = {
  ...aile,
  id: 'mission-locale',
  name: 'Mission Locale',
  alsoKnownAs: [],
  ages: { from: 18, to: 25 },
  interviews: { place: null, duration: 'PT1H' },
  assignment: 'contact',
  staff: [staff('mission-locale', 's3', ['contact'])],
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
const fixed: ConfiguredSession = {
  id: 'info-decembre',
  kind: 'info',
  title: null,
  start: '2026-12-03T14:30:00',
  end: '2026-12-03T16:30:00',
  venue: 'salle',
  facilitators: ['s1', 's3'],
  capacity: 15,
};

const form = { formId: 'F', fields: {}, choices: {}, prefill: {}, url: null };
const programme: Programme = {
  version: 'v1',
  name: 'Groupement',
  timeZone: PARIS,
  startsAt: '2026-09-01T00:00:00.000Z',
  organisations: [aile, missionLocale],
  funders: [],
  neighbourhoods: [],
  venues: [{ id: 'salle', name: 'Salle', address: 'ici', capacity: 15 }],
  calendar: { mailbox: 'groupement@example.org', quiet: 'PT2M' },
  forms: { registration: form, attendance: form, followUp: form, unable: form },
  polling: { forms: 'PT15S', calendar: 'PT30S' },
  sessions: [],
  plan: [rule],
  delays: {
    answers: { before: { duration: 'P5D' }, coordinator: { duration: 'P1D' } },
    registered: { coordinator: { businessDays: 3 } },
    invited: { facilitator: { businessDays: 2 }, coordinator: { businessDays: 5 } },
    noShow: { referent: { businessDays: 5 }, coordinator: { businessDays: 10 } },
    informed: { referent: { businessDays: 10 }, coordinator: { businessDays: 15 } },
    exploring: { referent: { duration: 'P30D' }, coordinator: { duration: 'P45D' } },
    building: { referent: { duration: 'P45D' }, coordinator: { duration: 'P60D' } },
    training: { referent: { duration: 'P7D' }, coordinator: { duration: 'P21D' } },
    settled: { followUp: { duration: 'P6M' }, referent: { duration: 'P7D' }, coordinator: { duration: 'P21D' } },
    left: { exitFacts: { duration: 'P28D' } },
  },
  escalation: { repeat: { duration: 'P10D' }, times: 3 },
  officeHours: {
    always: false,
    days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    from: '09:00',
    to: '18:00',
    dayMail: '08:00',
  },
  mail: { from: 'groupement@example.org', redirectTo: null, perMinute: 25, newPathsAnHour: 1_000, perDay: 9000 },
  sessionAlerts: { low: { before: { businessDays: 3 }, percent: 30 }, waiting: 5 },
  retention: { monthsAfterLastActivity: 24, evidence: [] },
};

const deadlines = createDeadlines(programme);
const trial = createDeadlines({ ...programme, officeHours: { always: true } }, { clock: () => '2026-11-23T10:00:00.000Z' });

const request = (changes: Partial<PlanRequest> = {}) =>
  newPlanRequest({ ref: 'GC-7K3M-9QXD', stage: 'informed', clockFrom: '2026-11-23T10:00:00.000Z', birthDate: '1990-01-01', ...changes });
const NOW = '2026-11-23T10:00:00.000Z';
const plan = (changes: Partial<PlanRequest> = {}) => deadlines.plan(request(changes), NOW);

/** Local date and time in Paris. */
const paris = (moment: { readonly at: string } | null | undefined) =>
  moment ? Temporal.Instant.from(moment.at).toZonedDateTimeISO(PARIS).toPlainDateTime().toString({ smallestUnit: 'minute' }) : null;
const utc = (local: string) =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(PARIS).toInstant().toString({ smallestUnit: 'millisecond' });

const instant = fc
  .integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2031-12-31T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());
const stage = fc.constantFrom<Stage>(...STAGES);

describe('how a moment reads', () => {
  test.each([
    ['2026-12-03T13:30:00Z', 'jeudi 3\u00a0décembre à 14\u00a0h\u00a030'],
    ['2026-11-30T23:00:00Z', 'mardi 1er\u00a0décembre à 0\u00a0h'],
    ['2027-08-15T07:05:59Z', 'dimanche 15\u00a0août à 9\u00a0h\u00a005'],
  ])('%s: %s', (at, label) => {
    expect(deadlines.moment(at).label).toBe(label);
  });

  test('does not depend on the zone of the process', () => {
    // The zone of a process stands once its clock was asked: another process has another.
    const script = `
      const { createDeadlines } = await import(${JSON.stringify(new URL('./deadlines.ts', import.meta.url).href)});
      const { programme, request, now } = JSON.parse(process.env.CASE);
      const deadlines = createDeadlines(programme);
      const offset = new Date('2026-12-03T13:30:00Z').getTimezoneOffset();
      console.log(JSON.stringify({ offset, plan: deadlines.plan(request, now), sessions: deadlines.sessions(now), worklist: deadlines.nextWorklistHour(now) }));
    `;
    const session = { start: utc('2026-12-07T14:30'), end: utc('2026-12-07T16:30'), invitedAt: utc('2026-11-02T10:00') };
    const planRequest = request({ stage: 'invited', session });
    const there = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { TZ: 'America/Los_Angeles', CASE: JSON.stringify({ programme, request: planRequest, now: NOW }) },
      encoding: 'utf8',
    });
    expect(JSON.parse(there.stdout)).toEqual({
      offset: 480,
      plan: deadlines.plan(planRequest, NOW),
      sessions: deadlines.sessions(NOW),
      worklist: deadlines.nextWorklistHour(NOW),
    });
  });

  test('instants are written one way, so that they compare as text', () => {
    expect(deadlines.moment('2026-12-03T14:30:00+01:00').at).toBe('2026-12-03T13:30:00.000Z');
  });
});

describe('business days', () => {
  test.each([
    ['over a weekend', '2026-11-19T10:15', '2026-12-03T10:15'],
    ['over 11 November', '2026-11-05T10:15', '2026-11-20T10:15'],
    ['over the organisation’s closure and two holidays', '2026-12-16T10:15', '2027-01-08T10:15'],
    ['from a Saturday: Monday is the first', '2026-11-21T10:15', '2026-12-04T10:15'],
    ['over the change to winter time', '2026-10-19T10:15', '2026-11-02T10:15'],
    ['over the change to summer time, Easter Monday on the way', '2027-03-22T10:15', '2027-04-06T10:15'],
  ])('10 of them %s', (_, from, to) => {
    expect(paris(plan({ clockFrom: utc(from) }).referent)).toBe(to);
  });

  test('each organisation closes on its own days', () => {
    const at = (birthDate: string) => paris(plan({ birthDate, clockFrom: utc('2026-12-23T10:00') }).referent);
    expect(at('1990-01-01')).toBe('2027-01-15T10:00');
    expect(at('2004-01-01')).toBe('2027-01-12T10:00');
  });

  test('never on a weekend, a holiday or a closure, whatever the day', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 60 }), (clockFrom, businessDays) => {
        const own = createDeadlines({
          ...programme,
          delays: { ...programme.delays, informed: { referent: { businessDays }, coordinator: { businessDays } } },
        });
        const day = Temporal.PlainDateTime.from(paris(own.plan(request({ clockFrom }), NOW).referent) ?? '').toPlainDate();
        expect(day.dayOfWeek).toBeLessThan(6);
        expect(['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']).not.toContain(day.toString().slice(5));
        expect('2026-12-24' <= day.toString() && day.toString() <= '2026-12-31').toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('one more day is later, and a later day is never sooner', () => {
    const due = (clockFrom: string, businessDays: number) =>
      createDeadlines({
        ...programme,
        delays: { ...programme.delays, informed: { referent: { businessDays }, coordinator: { businessDays } } },
      }).plan(request({ clockFrom }), NOW).referent?.at ?? '';
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 400 }), (from, days, later) => {
        const sameHourLater = Temporal.Instant.from(from).toZonedDateTimeISO(PARIS).add({ days: later }).toInstant().toString();
        expect(due(from, days + 1) > due(from, days)).toBe(true);
        expect(due(sameHourLater, days) >= due(from, days)).toBe(true);
        expect(due(from, days) > from).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the ladder', () => {
  test('each stage has the rungs of the design', () => {
    const rungs = Object.fromEntries(
      STAGES.map((each) => {
        const { referent, coordinator, followUp } = plan({ stage: each, clockFrom: utc('2026-09-07T10:00') });
        return [each, [paris(referent), paris(coordinator[0]), coordinator.length, paris(followUp)]];
      }),
    );
    expect(rungs).toEqual({
      registered: [null, '2026-09-10T10:00', 4, null],
      invited: [null, null, 0, null],
      noShow: ['2026-09-14T10:00', '2026-09-21T10:00', 4, null],
      informed: ['2026-09-21T10:00', '2026-09-28T10:00', 4, null],
      exploring: ['2026-10-07T10:00', '2026-10-22T10:00', 4, null],
      building: ['2026-10-22T10:00', '2026-11-06T10:00', 4, null],
      training: ['2026-09-14T10:00', '2026-09-28T10:00', 4, null],
      // 7 March is a Sunday: whoever is asked is asked in office hours, and what is late counts from there.
      settled: ['2027-03-15T09:00', '2027-03-29T09:00', 4, '2027-03-08T09:00'],
      left: ['2026-10-05T10:00', null, 0, null],
    });
  });

  test('repeats ten days apart', () => {
    expect(plan({ clockFrom: utc('2026-09-07T10:00') }).coordinator.map(paris)).toEqual([
      '2026-09-28T10:00',
      '2026-10-08T10:00',
      '2026-10-18T10:00',
      '2026-10-28T10:00',
    ]);
  });

  test('with a seat, « no session to offer » is not said', () => {
    const session = { start: utc('2026-12-03T14:30'), end: utc('2026-12-03T16:30'), invitedAt: NOW };
    expect(plan({ stage: 'registered', session }).coordinator).toEqual([]);
  });

  test('a pause moves the clock to its end; a pause that ended before changes nothing', () => {
    expect(plan({ pausedUntil: utc('2027-01-11T10:00') }).referent).toEqual(plan({ clockFrom: utc('2027-01-11T10:00') }).referent);
    expect(plan({ pausedUntil: utc('2026-11-01T10:00') }).referent).toEqual(plan().referent);
  });

  test('delays of seconds are exact', () => {
    const seconds = createDeadlines({
      ...programme,
      delays: { ...programme.delays, informed: { referent: { duration: 'PT20S' }, coordinator: { duration: 'PT40S' } } },
      escalation: { repeat: { duration: 'PT10S' }, times: 1 },
      officeHours: { always: true },
    });
    const { referent, coordinator } = seconds.plan(request({ clockFrom: '2027-03-28T00:59:50.500Z' }), NOW);
    expect([referent, ...coordinator].map((moment) => moment?.at)).toEqual([
      '2027-03-28T01:00:10.500Z',
      '2027-03-28T01:00:30.500Z',
      '2027-03-28T01:00:40.500Z',
    ]);
  });

  test('after the fact, referent before coordinator before each repeat, never between 2 and 3 at night', () => {
    fc.assert(
      fc.property(stage, instant, fc.option(instant, { nil: null }), (each, clockFrom, pausedUntil) => {
        const { referent, coordinator } = plan({ stage: each, clockFrom, pausedUntil });
        const rungs = [...(referent ? [referent] : []), ...coordinator];
        const ats = rungs.map(({ at }) => at);
        expect(ats).toEqual(ats.toSorted());
        expect(new Set(ats.slice(-coordinator.length)).size).toBe(coordinator.length || ats.length);
        for (const at of ats) expect(at > clockFrom && (pausedUntil === null || at > pausedUntil)).toBe(true);
        for (const rung of rungs) expect(paris(rung)?.slice(11, 13)).not.toBe('02');
      }),
      { numRuns: 200 },
    );
  });

  test('delays in other units than each other keep the order', () => {
    const odd = createDeadlines({
      ...programme,
      delays: { ...programme.delays, informed: { referent: { businessDays: 10 }, coordinator: { duration: 'P11D' } } },
    });
    const { referent, coordinator } = odd.plan(request(), NOW);
    expect(coordinator[0]).toEqual(referent);
  });
});

describe('before a session', () => {
  const seat = (start: string, invitedAt: string) => {
    const session = { start: utc(start), end: utc(start), invitedAt: utc(invitedAt) };
    const { reminderWeek, reminderDay, callDay, holdUntil } = plan({ stage: 'invited', session });
    return { reminderWeek: paris(reminderWeek), reminderDay: paris(reminderDay), callDay: paris(callDay), holdUntil: paris(holdUntil) };
  };

  test('J-7 for those invited a fortnight ahead, J-1 on the working day before', () => {
    const { reminderWeek, reminderDay, holdUntil } = seat('2026-12-03T14:30', '2026-11-19T14:00');
    expect(reminderWeek).toMatch(/^2026-11-26T09:[01]\d$/);
    expect(reminderDay).toMatch(/^2026-12-02T09:[01]\d$/);
    expect(holdUntil).toBe('2026-12-01T14:30');
    expect(seat('2026-12-03T14:30', '2026-11-19T14:31').reminderWeek).toBeNull();
  });

  test('whoever is called is in that morning’s worklist mail', () => {
    expect(seat('2026-12-03T14:30', '2026-11-19T14:00').callDay).toBe('2026-12-02T07:45');
    expect(seat('2026-12-07T14:30', '2026-12-01T10:00').callDay).toBe('2026-12-04T07:45');
    expect(seat('2026-12-03T14:30', '2026-12-02T07:50').callDay).toBeNull();
  });

  test('J-1 of a Monday is Friday, of the day after a holiday the day before it', () => {
    expect(seat('2026-12-07T14:30', '2026-12-01T10:00').reminderDay).toMatch(/^2026-12-04T09:/);
    expect(seat('2026-11-12T14:30', '2026-11-02T10:00').reminderDay).toMatch(/^2026-11-10T09:/);
  });

  test('nobody is reminded of what they were just told; a late seat is held to the session', () => {
    expect(seat('2026-12-03T14:30', '2026-12-02T11:00')).toEqual({ reminderWeek: null, reminderDay: null, callDay: null, holdUntil: null });
    expect(seat('2026-12-03T14:30', '2026-11-30T14:31').holdUntil).toBeNull();
    expect(seat('2026-12-03T14:30', '2026-11-30T14:30').holdUntil).toBe('2026-12-01T14:30');
  });

  test('always within the first twenty minutes of a working day, each at their own second', () => {
    fc.assert(
      fc.property(instant, fc.stringMatching(/^GC-[0-9A-HJ-NP-Z]{4}-[0-9A-HJ-NP-Z]{4}$/), (start, ref) => {
        const session = { start, end: start, invitedAt: '2025-01-01T00:00:00.000Z' };
        const { reminderWeek, reminderDay } = plan({ ref, stage: 'invited', session });
        for (const reminder of [reminderWeek, reminderDay]) {
          expect(paris(reminder)).toMatch(/T09:[01]\d$/);
          expect(deadlines.inOfficeHours(reminder?.at ?? '')).toEqual(reminder);
          expect((reminder?.at ?? start) < start).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
    const session = { start: utc('2026-12-03T14:30'), end: utc('2026-12-03T16:30'), invitedAt: utc('2026-11-02T10:00') };
    const seconds = new Set(
      ['GC-7K3M-9QXD', 'GC-AAAA-AAAA', 'GC-BBBB-BBBB', 'GC-0000-0001'].map((ref) => plan({ ref, session }).reminderDay?.at),
    );
    expect(seconds.size).toBeGreaterThan(2);
  });

  test('in a trial: exactly 24 hours and 7 days, and nothing for a session in seconds', () => {
    const start = '2026-12-20T03:00:00.000Z';
    const ahead = trial.plan(request({ session: { start, end: start, invitedAt: NOW } }), NOW);
    expect([ahead.reminderWeek?.at, ahead.reminderDay?.at]).toEqual(['2026-12-13T03:00:00.000Z', '2026-12-19T03:00:00.000Z']);
    const soon = trial.plan(request({ session: { start: '2026-11-23T10:00:30Z', end: '2026-11-23T10:00:40Z', invitedAt: NOW } }), NOW);
    expect([soon.reminderWeek, soon.reminderDay, soon.holdUntil]).toEqual([null, null, null]);
  });
});

describe('a session’s moments', () => {
  const planOf = (start: string, end: string, own = deadlines) =>
    own.sessionPlan({ start: utc(start), end: utc(end), facilitators: ['s1', 's3'] });
  const early = createDeadlines(programme, { clock: () => utc('2026-11-02T10:00') });

  test('list the working day before, sheet at the end, then the two rungs', () => {
    const { listAt, attendanceAt, facilitator, coordinator, closesAt, version } = planOf('2026-12-03T14:30', '2026-12-03T16:30', early);
    expect([listAt, attendanceAt, facilitator, coordinator, closesAt].map(paris)).toEqual([
      '2026-12-02T09:00',
      '2026-12-03T16:30',
      '2026-12-07T16:30',
      '2026-12-10T16:30',
      '2027-06-03T16:30',
    ]);
    expect(version).toBe('v1');
  });

  test('an evening session’s sheet is asked for the next morning', () => {
    expect(paris(planOf('2026-12-04T18:30', '2026-12-04T20:00', early).attendanceAt)).toBe('2026-12-07T09:00');
  });

  test('moved to within a day: the list midway', () => {
    const late = createDeadlines(programme, { clock: () => utc('2026-12-03T10:30') });
    expect(paris(planOf('2026-12-03T14:30', '2026-12-03T16:30', late).listAt)).toBe('2026-12-03T12:30');
  });

  test.each([
    ['a day ahead: when the office opens after the middle', '2026-12-02T09:30', '2026-12-03T10:30', '2026-12-03T09:00'],
    ['planned in the evening', '2026-12-02T19:00', '2026-12-03T10:30', '2026-12-03T09:00'],
    ['the middle is in the afternoon', '2026-12-02T09:30', '2026-12-02T17:30', '2026-12-02T13:30'],
    ['it opens with the office: at once', '2026-12-02T10:00', '2026-12-03T09:00', '2026-12-02T10:00'],
    ['on a Saturday: at once', '2026-12-04T15:00', '2026-12-05T10:00', '2026-12-04T15:00'],
    ['in a moment: at once', '2026-12-03T10:29:54', '2026-12-03T10:30', '2026-12-03T10:29:54'],
  ])('planned late, %s', (_, now, start, list) => {
    const own = createDeadlines(programme, { clock: () => utc(now) });
    expect(planOf(start, start, own).listAt.at).toBe(utc(list));
  });

  test('a list that is late leaves in office hours or at once, and before its session', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 10, max: 200 * 3600 }), (now, ahead) => {
        const start = new Date(Date.parse(now) + ahead * 1000).toISOString();
        const own = createDeadlines(programme, { clock: () => now });
        const { listAt } = own.sessionPlan({ start, end: start, facilitators: ['s1'] });
        expect(listAt.at >= now && listAt.at < start).toBe(true);
        expect(Date.parse(listAt.at) === Date.parse(now) || own.inOfficeHours(listAt.at).at === listAt.at).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('a missing sheet waits only while every facilitator’s organisation is closed', () => {
    expect(paris(planOf('2026-12-23T10:00', '2026-12-23T12:00', early).facilitator)).toBe('2026-12-30T12:00');
  });

  test('in a trial a session in seconds still has its list before and its sheet at the end', () => {
    const soon = trial.sessionPlan({ start: '2026-11-23T10:00:30.000Z', end: '2026-11-23T10:00:40.000Z', facilitators: ['s1'] });
    expect([soon.listAt.at, soon.attendanceAt.at]).toEqual(['2026-11-23T10:00:15.000Z', '2026-11-23T10:00:40.000Z']);
    const next = trial.sessionPlan({ start: '2026-11-23T10:00:06.000Z', end: '2026-11-23T10:00:40.000Z', facilitators: ['s1'] });
    expect(next.listAt.at).toBe('2026-11-23T10:00:01.000Z');
    const far = trial.sessionPlan({ start: '2026-12-23T10:00:00.000Z', end: '2026-12-23T11:00:00.000Z', facilitators: ['s1'] });
    expect(far.listAt.at).toBe('2026-12-22T10:00:00.000Z');
  });
});

describe('the coming sessions', () => {
  const starts = (own: Programme, now = NOW) =>
    createDeadlines(own)
      .sessions(now)
      .map(({ id, plan: { start } }) => [id, paris(start)]);

  test('two a month on the rule’s weekdays, spread, for eight weeks', () => {
    expect(starts(programme)).toEqual([
      ['info-2026-12-a', '2026-12-08T14:30'],
      ['info-2026-12-b', '2026-12-22T14:30'],
      ['info-2027-01-a', '2027-01-07T14:30'],
    ]);
  });

  test('a fixed session takes the place of the slot nearest to it, and the other keeps its id', () => {
    expect(starts({ ...programme, sessions: [fixed] }).slice(0, 3)).toEqual([
      ['info-decembre', '2026-12-03T14:30'],
      ['info-2026-12-b', '2026-12-22T14:30'],
      ['info-2027-01-a', '2027-01-07T14:30'],
    ]);
  });

  test('a fixed session of another kind takes none, but its facilitators are busy', () => {
    const workshop = { ...fixed, id: 'atelier', kind: 'workshop' as const, start: '2026-12-08T13:00:00', end: '2026-12-08T15:00:00' };
    expect(starts({ ...programme, sessions: [workshop] }).map(([id]) => id)).toEqual([
      'atelier',
      'info-2026-12-a',
      'info-2026-12-b',
      'info-2027-01-a',
    ]);
    expect(starts({ ...programme, sessions: [workshop] })[1]?.[1]).toBe('2026-12-10T14:30');
  });

  test('a fixed session is wanted until it ends', () => {
    const ids = (now: string) => starts({ ...programme, sessions: [fixed], plan: [] }, utc(now)).length;
    expect([ids('2026-12-03T16:29'), ids('2026-12-03T16:30')]).toEqual([1, 0]);
  });

  test('two rules of one kind share the letters', () => {
    const own = { ...programme, plan: [rule, { ...rule, perMonth: 1, weekdays: ['friday' as const], title: 'Soirée' }] };
    expect(starts(own).filter(([id]) => id?.startsWith('info-2026-12'))).toEqual([
      ['info-2026-12-a', '2026-12-08T14:30'],
      ['info-2026-12-c', '2026-12-18T14:30'],
      ['info-2026-12-b', '2026-12-22T14:30'],
    ]);
  });

  test('what a session is started with', () => {
    expect(createDeadlines({ ...programme, sessions: [fixed] }).sessions(NOW)[0]).toMatchObject({
      title: 'Information collective',
      coordinator: 's1',
      place: { name: 'Salle', address: 'ici' },
      plan: { version: 'v1' },
    });
  });

  test('ids and times never move; three days’ notice, eight weeks, no holiday, no closure, the right weekday', () => {
    const seen = new Map<string, string>();
    let looked = 0;
    for (let day = 0; day < 420; day += 3) {
      const now = Temporal.Instant.from('2026-09-01T07:00:00Z').add({ hours: 24 * day });
      for (const { id, plan: times } of deadlines.sessions(now.toString())) {
        const { start } = times;
        expect(seen.get(id) ?? start.at).toBe(start.at);
        seen.set(id, start.at);
        const local = Temporal.Instant.from(start.at).toZonedDateTimeISO(PARIS);
        const notice = now.until(start.at).total('hours');
        expect(notice).toBeGreaterThanOrEqual(3 * 24 - 1);
        expect(notice).toBeLessThanOrEqual(8 * 7 * 24 + 1);
        expect([2, 4]).toContain(local.dayOfWeek);
        expect(local.toPlainTime().toString()).toBe('14:30:00');
        expect(['2026-12-24', '2026-12-29', '2026-12-31', '2026-11-11', '2027-05-06']).not.toContain(local.toPlainDate().toString());
        looked++;
      }
    }
    expect(looked).toBeGreaterThan(100);
    const perMonth = Map.groupBy(seen.keys(), (id) => id.slice(0, 'info-2026-12'.length));
    expect([...perMonth.values()].slice(1, -2).every(({ length }) => length === 2)).toBe(true);
  });
});

describe('office hours', () => {
  test.each([
    ['within', '2026-11-23T11:00', '2026-11-23T11:00'],
    ['before', '2026-11-23T07:00', '2026-11-23T09:00'],
    ['at closing time', '2026-11-23T18:00', '2026-11-24T09:00'],
    ['on Friday evening', '2026-11-27T20:00', '2026-11-30T09:00'],
    ['before a holiday', '2026-12-24T19:00', '2026-12-28T09:00'],
  ])('%s', (_, at, open) => {
    expect(paris(deadlines.inOfficeHours(utc(at)))).toBe(open);
  });

  test('whatever the instant, the office is open then, and not sooner than asked', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const open = deadlines.inOfficeHours(at);
        expect(open.at >= at).toBe(true);
        expect(deadlines.inOfficeHours(open.at)).toEqual(open);
        expect(paris(open)?.slice(11) ?? '').toMatch(/^(09|1[0-7]):/);
      }),
      { numRuns: 200 },
    );
  });

  test('a trial never waits', () => {
    expect(trial.inOfficeHours('2026-11-22T01:30:00.000Z').at).toBe('2026-11-22T01:30:00.000Z');
    expect(trial.nextWorklistHour(NOW)).toBeNull();
  });

  test.each([
    ['early the same day', '2026-11-24T07:59', '2026-11-24T08:00', false],
    ['just told', '2026-11-24T08:00', '2026-11-25T08:00', false],
    ['the weekend', '2026-11-27T08:30', '2026-11-30T08:00', true],
    ['Easter Monday: the digest comes on Tuesday', '2027-03-26T08:30', '2027-03-30T08:00', true],
    ['over the change to winter time', '2026-10-23T09:00', '2026-10-26T08:00', true],
  ])('a worklist opens next, %s', (_, now, at, monday) => {
    const next = deadlines.nextWorklistHour(utc(now));
    expect([paris(next?.at), next?.monday]).toEqual([at, monday]);
  });
});

test('keepers whose Outlook the service may not write are told apart from those who left', () => {
  const written = {
    ...programme,
    organisations: programme.organisations.map((one) => ({
      ...one,
      staff: one.staff.map((member) => ({ ...member, outlook: member.code === 's1' })),
    })),
  };
  const { keepersGone, keepersWithoutOutlook } = createDeadlines(written).plan(
    request({ keepers: ['s1', 's2', 's9'], referent: 's1' }),
    NOW,
  );
  expect([keepersGone, keepersWithoutOutlook]).toEqual([['s9'], ['s2']]);
  // Who would keep the next one, too.
  expect(createDeadlines(written).plan(request({ referent: 's2' }), NOW).keepersWithoutOutlook).toEqual(['s2']);
});

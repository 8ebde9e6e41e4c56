import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { PlanRule, Programme } from '../../domain/programme/programme.ts';
import type { Availability } from '../../workflows/session-planner/contract.ts';
import { planningProgramme as programme } from '../session-planner/planning-fixtures.ts';
import { createDeadlines } from './deadlines.ts';
import type { ExistingSession, SlotFacts } from './slot-choice.ts';

const PARIS = 'Europe/Paris';
const NOW = '2026-11-23T08:00:00.000Z';
const NOTHING: SlotFacts = { existing: [], availability: null };
const FREE: Availability = { staff: { s1: [], s3: null }, organiser: [] };

const utc = (local: string) =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(PARIS).toInstant().toString({ smallestUnit: 'millisecond' });
const local = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(PARIS);
const open = (own: Programme, facts: SlotFacts = NOTHING, now = NOW) => createDeadlines(own).openings(now, facts).open;
const days = (own: Programme, facts?: SlotFacts, now?: string) =>
  open(own, facts, now).map(({ session }) => [session.id, local(session.plan.start.at).toPlainDateTime().toString().slice(0, 16)]);
const [rule] = programme.plan as [PlanRule];

function existing(id: string, start: string, more: Partial<ExistingSession> = {}): ExistingSession {
  const at = utc(start);
  const end = Temporal.Instant.from(at).add({ hours: 2 }).toString({ smallestUnit: 'millisecond' });
  return { id, kind: 'info', start: at, end, place: 'Salle', facilitators: ['s1', 's3'], cancelled: false, ...more };
}
const busy = (from: string, to: string) => ({ start: utc(from), end: utc(to) });

describe('what is opened', () => {
  test('nobody asked, nothing there: the days of the forecast', () => {
    expect(days(programme)).toEqual([
      ['info-2026-12-a', '2026-12-08T14:30'],
      ['info-2026-12-b', '2026-12-22T14:30'],
      ['info-2027-01-a', '2027-01-07T14:30'],
    ]);
  });

  test('a slot that exists stays as it is, moved, cancelled or busy meanwhile', () => {
    const facts = {
      existing: [existing('info-2026-12-a', '2026-12-17T09:00'), existing('info-2026-12-b', '2026-12-22T14:30', { cancelled: true })],
      availability: FREE,
    };
    expect(days(programme, facts).map(([id]) => id)).toEqual(['info-2027-01-a']);
  });

  test('a slot that staff cancelled is named for as long as nothing takes its place, and never made again', () => {
    const unfilled = (...sessions: ExistingSession[]) =>
      createDeadlines(programme)
        .openings(NOW, { existing: sessions, availability: FREE })
        .unfilled.map(({ id, cancelled }) => [id, cancelled]);
    const gone = existing('info-2026-12-b', '2026-12-22T14:30', { cancelled: true });
    const standing = existing('info-2026-12-a', '2026-12-08T14:30');
    expect(unfilled(standing, gone)).toEqual([['info-2026-12-b', true]]);
    expect(unfilled(standing, gone, existing('x-0123456789ab', '2026-12-18T10:00'))).toEqual([]);
  });

  test('what staff made counts in its month, unless it was cancelled', () => {
    const made = existing('x-0123456789ab', '2026-12-10T10:00');
    expect(days(programme, { existing: [made], availability: FREE }).map(([id]) => id)).toEqual(['info-2026-12-b', 'info-2027-01-a']);
    expect(days(programme, { existing: [{ ...made, cancelled: true }], availability: FREE })).toHaveLength(3);
    expect(days(programme, { existing: [{ ...made, kind: 'workshop' }], availability: FREE })).toHaveLength(3);
    const second = existing('info-vingt', '2026-12-21T10:00');
    expect(days(programme, { existing: [made, second], availability: FREE }).map(([id]) => id)).toEqual(['info-2027-01-a']);
  });

  test('what staff wrote in the calendar a moment ago counts before it is adopted', () => {
    const organiser = [{ ...busy('2026-12-10T10:00', '2026-12-10T12:00'), subject: 'Information collective à la mairie', place: 'Mairie' }];
    expect(days(programme, { existing: [], availability: { ...FREE, organiser } }).map(([id]) => id)).toEqual([
      'info-2026-12-b',
      'info-2027-01-a',
    ]);
    const other = [{ ...busy('2026-12-10T10:00', '2026-12-10T12:00'), subject: 'Réunion', place: 'Mairie' }];
    expect(days(programme, { existing: [], availability: { ...FREE, organiser: other } })).toHaveLength(3);
  });

  test('a busy facilitator moves it to the next nearest day, and the reason says so', () => {
    const staff = { s1: [busy('2026-12-08T14:00', '2026-12-08T15:00')], s3: null };
    const [first] = open(programme, { existing: [], availability: { staff, organiser: [] } });
    expect(
      local(first?.session.plan.start.at ?? '')
        .toPlainDate()
        .toString(),
    ).toBe('2026-12-10');
    expect(first?.why).toContain('mardi 8\u00a0décembre (Nom s1 n’est pas libre)');
    expect(first?.why).toContain('disponibilité à confirmer : Nom s3');
  });

  test('without Outlook it goes on, and says so', () => {
    expect(open(programme)[0]?.why).toContain('agendas non consultés');
  });

  test('a room that something else has in the organiser’s calendar is taken', () => {
    const organiser = [{ ...busy('2026-12-08T16:00', '2026-12-08T18:00'), subject: 'Conseil', place: 'SALLE, ici' }];
    expect(days(programme, { existing: [], availability: { ...FREE, organiser } })[0]).toEqual(['info-2026-12-a', '2026-12-10T14:30']);
    const second = { ...programme, plan: [{ ...rule, venues: ['salle', 'annexe'] }] };
    const [moved] = open(second, { existing: [], availability: { ...FREE, organiser } });
    // The preferred room comes before the nearest day.
    expect([moved?.session.place.name, local(moved?.session.plan.start.at ?? '').day]).toEqual(['Salle', 10]);
  });

  test('the next of several rooms where the first has no free day', () => {
    const organiser = [{ ...busy('2026-12-01T00:00', '2027-01-01T00:00'), subject: 'Travaux', place: 'Salle' }];
    const own = { ...programme, plan: [{ ...rule, venues: ['salle', 'annexe'] }] };
    const december = open(own, { existing: [], availability: { ...FREE, organiser } }).slice(0, 2);
    expect(december.map(({ session }) => [session.place.name, session.capacity])).toEqual([
      ['Annexe', 8],
      ['Annexe', 8],
    ]);
  });

  test('drop-ins go from one neighbourhood to the next, in turn', () => {
    const dropIn: PlanRule = { ...rule, kind: 'dropIn', perMonth: 2, venues: ['salle', 'annexe', 'tilleuls'], rotate: true };
    const own = { ...programme, plan: [dropIn] };
    const places = new Map<string, string>();
    for (const now of ['2026-11-23', '2027-01-04', '2027-02-22', '2027-04-05'])
      for (const { session } of open(own, NOTHING, `${now}T08:00:00Z`)) places.set(session.id, session.place.name);
    const inOrder = [...places.entries()].toSorted(([one], [other]) => one.localeCompare(other)).map(([, place]) => place);
    expect(inOrder.length).toBeGreaterThan(6);
    const turns = ['Salle', 'Annexe', 'Tilleuls'];
    const first = turns.indexOf(inOrder[0] ?? '');
    expect(inOrder).toEqual(inOrder.map((_, index) => turns[(first + index) % 3]));
  });

  test('school holidays: only for the rules that avoid them', () => {
    const own = { ...programme, schoolHolidays: [{ from: '2026-12-19', to: '2027-01-03' }] };
    const avoiding = { ...own, plan: [{ ...rule, avoidSchoolHolidays: true }] };
    expect(days(own)[1]).toEqual(['info-2026-12-b', '2026-12-22T14:30']);
    expect(days(avoiding)[1]).toEqual(['info-2026-12-b', '2026-12-17T14:30']);
  });

  test('no day at all: said, and nothing opened', () => {
    const staff = { s1: [busy('2026-12-01T00:00', '2027-01-01T00:00')], s3: [] };
    const { open: opened, unfilled } = createDeadlines(programme).openings(NOW, { existing: [], availability: { staff, organiser: [] } });
    expect(opened.map(({ session }) => session.id)).toEqual(['info-2027-01-a']);
    expect(unfilled.map(({ id, month }) => [id, month])).toEqual([
      ['info-2026-12-a', 'décembre\u00a02026'],
      ['info-2026-12-b', 'décembre\u00a02026'],
    ]);
    expect(unfilled[0]?.why).toContain('n’est pas libre');
  });
});

const dayOf = (offset: number) => Temporal.PlainDate.from('2026-11-16').add({ days: offset });
const interval = fc
  .record({ day: fc.integer({ min: 0, max: 75 }), hour: fc.integer({ min: 8, max: 18 }), hours: fc.integer({ min: 1, max: 30 }) })
  .map(({ day, hour, hours }) => {
    const start = dayOf(day).toZonedDateTime({ timeZone: PARIS, plainTime: { hour } });
    return { start: start.toInstant().toString(), end: start.add({ hours }).toInstant().toString() };
  });
const venueIds = ['salle', 'annexe', 'tilleuls'];
const NAMES = new Map(programme.venues.map(({ id, name }) => [id, name]));

const rules = fc
  .array(
    fc.record({
      kind: fc.constantFrom('info' as const, 'workshop' as const, 'dropIn' as const),
      perMonth: fc.integer({ min: 1, max: 4 }),
      weekdays: fc.subarray(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const, { minLength: 1 }),
      at: fc.constantFrom('09:00', '10:30', '14:30'),
      venues: fc.shuffledSubarray(venueIds, { minLength: 1 }),
      rotate: fc.boolean(),
      avoidSchoolHolidays: fc.boolean(),
      facilitators: fc.constantFrom(['s1', 's3'], ['s2', 's3'], ['s2']),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((some) => some.map((each): PlanRule => ({ ...rule, ...each, venue: each.venues[0] ?? 'salle' })));

const worlds = fc.record({
  plan: rules,
  now: fc
    .integer({ min: 0, max: 60 })
    .map((day) => dayOf(day).toZonedDateTime({ timeZone: PARIS, plainTime: '07:00' }).toInstant().toString()),
  busyOf: fc.record({ s1: fc.array(interval, { maxLength: 12 }), s2: fc.array(interval, { maxLength: 12 }), s3: fc.constant(null) }),
  organiser: fc.array(
    fc
      .tuple(interval, fc.constantFrom('Salle', 'Annexe, ici', 'Ailleurs'))
      .map(([times, place]) => ({ ...times, place, subject: 'Réunion' })),
    { maxLength: 6 },
  ),
  made: fc.array(
    fc.record({
      kind: fc.constantFrom('info' as const, 'workshop' as const),
      times: interval,
      place: fc.constantFrom('Salle', 'Tilleuls'),
      facilitators: fc.constantFrom(['s1', 's3'], ['s2']),
      cancelled: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
});

const HOLIDAYS = ['2026-12-25', '2027-01-01', '2027-03-29'];
const isOver = (one: { start: string; end: string }, other: { start: string; end: string }) =>
  Date.parse(one.start) < Date.parse(other.end) && Date.parse(other.start) < Date.parse(one.end);

test('whatever the rules, the agendas and what staff made: no holiday, closure, busy time or clash; never more than the rule; the same again; nothing more once it stands', () => {
  let looked = 0;
  fc.assert(
    fc.property(worlds, ({ plan, now, busyOf, organiser, made }) => {
      const own: Programme = { ...programme, plan, schoolHolidays: [{ from: '2026-12-19', to: '2027-01-03' }] };
      const before: ExistingSession[] = made.map(({ kind, times, place, facilitators, cancelled }, index) => ({
        id: `x-${index}`,
        kind,
        ...times,
        place,
        facilitators,
        cancelled,
      }));
      const facts: SlotFacts = { existing: before, availability: { staff: busyOf, organiser } };
      const deadlines = createDeadlines(own);
      const { open: opened } = deadlines.openings(now, facts);
      expect(deadlines.openings(now, structuredClone(facts)).open).toEqual(opened);

      const standing = before.filter(({ cancelled }) => !cancelled);
      for (const { session } of opened) {
        looked++;
        const times = { start: session.plan.start.at, end: session.plan.end.at };
        const day = local(times.start).toPlainDate().toString();
        const of = plan.filter(({ kind, facilitators }) => kind === session.kind && facilitators.join() === session.facilitators.join());
        expect(HOLIDAYS).not.toContain(day);
        expect(session.facilitators.includes('s1') && day >= '2026-12-24' && day <= '2026-12-31').toBe(false);
        expect(of.every(({ avoidSchoolHolidays }) => avoidSchoolHolidays) && day >= '2026-12-19' && day <= '2027-01-03').toBe(false);
        expect(Date.parse(times.start) - Date.parse(now)).toBeGreaterThanOrEqual(3 * 24 * 3600_000 - 3600_000);
        for (const code of session.facilitators)
          expect((busyOf[code as keyof typeof busyOf] ?? []).some((occupation) => isOver(occupation, times))).toBe(false);
        expect(organiser.some((item) => item.place.startsWith(session.place.name) && isOver(item, times))).toBe(false);
        for (const other of standing) {
          if (!isOver({ start: other.start, end: other.end ?? '' }, times)) continue;
          expect(other.place).not.toBe(session.place.name);
          expect(other.facilitators?.some((code) => session.facilitators.includes(code))).toBe(false);
        }
        expect([...NAMES.values()]).toContain(session.place.name);
        standing.push({ ...existingOf(session), ...times });
      }
      const wantedOf = (kind: string) => plan.filter((each) => each.kind === kind).reduce((sum, { perMonth }) => sum + perMonth, 0);
      const monthOf = (at: string) => local(at).toPlainDate().toPlainYearMonth().toString();
      for (const { session } of opened) {
        const same = opened.filter((other) => other.session.id.slice(0, -2) === session.id.slice(0, -2)).length;
        const staffMade = before.filter(
          (one) => !one.cancelled && one.kind === session.kind && monthOf(one.start) === monthOf(session.plan.start.at),
        ).length;
        expect(same + staffMade).toBeLessThanOrEqual(Math.max(wantedOf(session.kind), staffMade));
      }
      // Once opened, the next look wants none of them again, whatever the agendas say by then.
      const after: SlotFacts = { ...facts, existing: [...before, ...opened.map(({ session }) => existingOf(session))] };
      const ids = new Set(opened.map(({ session }) => session.id));
      expect(deadlines.openings(now, after).open.filter(({ session }) => ids.has(session.id))).toEqual([]);
      expect(deadlines.openings(now, after).open).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(looked).toBeGreaterThan(150);
});

function existingOf(session: ReturnType<typeof open>[number]['session']): ExistingSession {
  const { id, kind, plan, place, facilitators } = session;
  return { id, kind, start: plan.start.at, end: plan.end.at, place: place.name, facilitators, cancelled: false };
}

import type { DayOfWeek, PatternedRecurrence, RecurrencePattern, RecurrenceRange } from '@microsoft/microsoft-graph-types';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { assertRecurrence, recurrenceDates } from './recurrence.ts';

const far = Temporal.PlainDate.from('2030-12-31');
const from = (pattern: RecurrencePattern, range: RecurrenceRange): PatternedRecurrence => ({ pattern, range });
const dates = (recurrence: PatternedRecurrence, until = far) => recurrenceDates(recurrence, until).map((date) => date.toString());
const times = (numberOfOccurrences: number, startDate = '2026-12-01'): RecurrenceRange => ({
  type: 'numbered',
  startDate,
  numberOfOccurrences,
});

test.each<[string, RecurrencePattern, RecurrenceRange, string[]]>([
  ['every second day', { type: 'daily', interval: 2 }, times(3), ['2026-12-01', '2026-12-03', '2026-12-05']],
  [
    'Tuesdays and Thursdays, every second week',
    { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'thursday'], firstDayOfWeek: 'monday' },
    times(4),
    ['2026-12-01', '2026-12-03', '2026-12-15', '2026-12-17'],
  ],
  [
    'the 31st, or the last day of a shorter month',
    { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
    times(3, '2026-12-31'),
    ['2026-12-31', '2027-01-31', '2027-02-28'],
  ],
  [
    'the 31st of every second month, from a day before it',
    { type: 'absoluteMonthly', interval: 2, dayOfMonth: 31 },
    times(3, '2027-02-02'),
    ['2027-02-28', '2027-04-30', '2027-06-30'],
  ],
  [
    'the last Thursday',
    { type: 'relativeMonthly', interval: 1, daysOfWeek: ['thursday'], index: 'last' },
    times(2),
    ['2026-12-31', '2027-01-28'],
  ],
  [
    'the first Tuesday, after the start',
    { type: 'relativeMonthly', interval: 1, daysOfWeek: ['tuesday'], index: 'first' },
    times(2, '2026-12-02'),
    ['2027-01-05', '2027-02-02'],
  ],
  ['a day of the year', { type: 'absoluteYearly', interval: 1, month: 3, dayOfMonth: 8 }, times(2), ['2027-03-08', '2028-03-08']],
  [
    'the second Monday of May',
    { type: 'relativeYearly', interval: 1, month: 5, daysOfWeek: ['monday'], index: 'second' },
    times(2),
    ['2027-05-10', '2028-05-08'],
  ],
  [
    'an end that counts itself',
    { type: 'daily', interval: 1 },
    { type: 'endDate', startDate: '2026-12-01', endDate: '2026-12-02' },
    ['2026-12-01', '2026-12-02'],
  ],
])('%s', (_what, pattern, range, expected) => {
  expect(dates(from(pattern, range))).toEqual(expected);
});

test('a series without an end stops where the window does', () => {
  const weekly = from({ type: 'weekly', interval: 1, daysOfWeek: ['monday'] }, { type: 'noEnd', startDate: '2026-12-01' });
  expect(dates(weekly, Temporal.PlainDate.from('2026-12-22'))).toEqual(['2026-12-07', '2026-12-14', '2026-12-21']);
});

test.each<[string, PatternedRecurrence]>([
  ['no days of the week', from({ type: 'weekly', interval: 1 }, times(2))],
  ['an interval of 0', from({ type: 'daily', interval: 0 }, times(2))],
  ['a count of 0', from({ type: 'daily', interval: 1 }, times(0))],
  ['no end date', from({ type: 'daily', interval: 1 }, { type: 'endDate', startDate: '2026-12-01' })],
])('%s is refused', (_what, recurrence) => {
  expect(() => assertRecurrence(recurrence)).toThrow(expect.objectContaining({ status: 400, code: 'ErrorInvalidRecurrence' }));
});

const DAYS: DayOfWeek[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const anyPattern: fc.Arbitrary<RecurrencePattern> = fc.record({
  type: fc.constantFrom('daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly'),
  interval: fc.integer({ min: 1, max: 5 }),
  month: fc.integer({ min: 1, max: 12 }),
  dayOfMonth: fc.integer({ min: 1, max: 31 }),
  daysOfWeek: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
  firstDayOfWeek: fc.constantFrom(...DAYS),
  index: fc.constantFrom('first', 'second', 'third', 'fourth', 'last'),
});

test('dates rise strictly, start no earlier than the series, keep to its days, and are as many as asked at most', () => {
  let looked = 0;
  fc.assert(
    fc.property(anyPattern, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 700 }), (pattern, count, offset) => {
      const start = Temporal.PlainDate.from('2026-01-01').add({ days: offset });
      const found = recurrenceDates(from(pattern, times(count, start.toString())), far);
      looked += found.length;
      expect(found.length).toBeLessThanOrEqual(count);
      const days = pattern.type === 'weekly' || pattern.type?.startsWith('relative') ? (pattern.daysOfWeek ?? []) : DAYS;
      expect(found.filter((date) => Temporal.PlainDate.compare(date, start) < 0)).toEqual([]);
      expect(found.filter((date) => !days.includes(DAYS[date.dayOfWeek - 1] ?? 'monday'))).toEqual([]);
      expect(found.filter((date, index) => index > 0 && Temporal.PlainDate.compare(found[index - 1] ?? date, date) !== -1)).toEqual([]);
    }),
  );
  expect(looked).toBeGreaterThan(100);
});

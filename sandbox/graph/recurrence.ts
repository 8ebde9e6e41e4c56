import type { DayOfWeek, PatternedRecurrence, RecurrencePattern, RecurrenceRange } from '@microsoft/microsoft-graph-types';
import { Temporal } from 'temporal-polyfill';
import { badRequest } from './errors.ts';

const DAYS: readonly DayOfWeek[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const WEEKS = { first: 0, second: 1, third: 2, fourth: 3, last: -1 } as const;
/** Series without an end are followed this far, as no window reaches further. */
const HORIZON_YEARS = 20;

/** Dates (series' own zone) of a recurrence, first to last, up to `until`; the rules are those of recurrencePattern and recurrenceRange in Graph. */
export function recurrenceDates(recurrence: PatternedRecurrence, until: Temporal.PlainDate): Temporal.PlainDate[] {
  const pattern = recurrence.pattern ?? {};
  const range = recurrence.range ?? {};
  const first = startOf(range);
  const last = earlier(endOf(range, first), until);
  const wanted = range.type === 'numbered' ? (range.numberOfOccurrences ?? 1) : Number.POSITIVE_INFINITY;
  const dates: Temporal.PlainDate[] = [];
  for (const date of candidates(pattern, first, last)) {
    if (Temporal.PlainDate.compare(date, first) < 0) continue;
    if (dates.length >= wanted || Temporal.PlainDate.compare(date, last) > 0) break;
    dates.push(date);
  }
  return dates;
}

/** 400 for a recurrence that Graph would refuse. */
export function assertRecurrence({ pattern, range }: PatternedRecurrence): void {
  const interval = pattern?.interval ?? 1;
  const needsDays = pattern?.type === 'weekly' || pattern?.type === 'relativeMonthly' || pattern?.type === 'relativeYearly';
  if (!pattern?.type || !range?.type || !range.startDate)
    throw badRequest('ErrorInvalidRecurrence', 'The recurrence needs a pattern and a range with a type and a startDate.');
  if (interval < 1) throw badRequest('ErrorInvalidRecurrence', 'The interval of a recurrence must be at least 1.');
  if (needsDays && (pattern.daysOfWeek ?? []).length === 0)
    throw badRequest('ErrorInvalidRecurrence', `daysOfWeek is required for '${pattern.type}'.`);
  if (range.type === 'numbered' && (range.numberOfOccurrences ?? 0) < 1)
    throw badRequest('ErrorInvalidRecurrence', 'numberOfOccurrences must be at least 1.');
  if (range.type === 'endDate' && !range.endDate)
    throw badRequest('ErrorInvalidRecurrence', "endDate is required for a range of type 'endDate'.");
}

const startOf = (range: RecurrenceRange) => Temporal.PlainDate.from(range.startDate ?? '1970-01-01');

function endOf(range: RecurrenceRange, first: Temporal.PlainDate): Temporal.PlainDate {
  return range.type === 'endDate' && range.endDate ? Temporal.PlainDate.from(range.endDate) : first.add({ years: HORIZON_YEARS });
}

const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (Temporal.PlainDate.compare(a, b) < 0 ? a : b);

function* candidates(pattern: RecurrencePattern, first: Temporal.PlainDate, last: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const interval = pattern.interval ?? 1;
  switch (pattern.type ?? null) {
    case 'daily':
      for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: interval })) yield date;
      return;
    case 'weekly':
      for (let week = weekStart(first, pattern); Temporal.PlainDate.compare(week, last) <= 0; week = week.add({ weeks: interval }))
        yield* daysInWeek(week, pattern);
      return;
    case 'absoluteMonthly':
    case 'relativeMonthly':
      for (let month = first.with({ day: 1 }); Temporal.PlainDate.compare(month, last) <= 0; month = month.add({ months: interval }))
        yield* dayInMonth(month, pattern, first);
      return;
    case 'absoluteYearly':
    case 'relativeYearly': {
      const january = first.with({ day: 1, month: pattern.month ?? first.month });
      for (let month = january; Temporal.PlainDate.compare(month, last) <= 0; month = month.add({ years: interval }))
        yield* dayInMonth(month, pattern, first);
      return;
    }
    case null:
      return;
  }
}

/** The week of Graph starts on firstDayOfWeek, Sunday when nobody says. */
function weekStart(date: Temporal.PlainDate, pattern: RecurrencePattern): Temporal.PlainDate {
  const firstDay = DAYS.indexOf(pattern.firstDayOfWeek ?? 'sunday') + 1;
  return date.subtract({ days: (date.dayOfWeek - firstDay + 7) % 7 });
}

function daysInWeek(week: Temporal.PlainDate, pattern: RecurrencePattern): Temporal.PlainDate[] {
  const days = new Set(pattern.daysOfWeek ?? []);
  return Array.from({ length: 7 }, (_, index) => week.add({ days: index })).filter((date) => days.has(dayName(date)));
}

function dayInMonth(month: Temporal.PlainDate, pattern: RecurrencePattern, first: Temporal.PlainDate): Temporal.PlainDate[] {
  if (pattern.type === 'absoluteMonthly' || pattern.type === 'absoluteYearly')
    // The 31st of a shorter month is its last day, as in Outlook.
    return [month.with({ day: Math.min(pattern.dayOfMonth || first.day, month.daysInMonth) })];
  const days = new Set(pattern.daysOfWeek ?? []);
  const matching = Array.from({ length: month.daysInMonth }, (_, index) => month.with({ day: index + 1 })).filter((date) =>
    days.has(dayName(date)),
  );
  const found = matching.at(WEEKS[pattern.index ?? 'first']);
  return found === undefined ? [] : [found];
}

const dayName = (date: Temporal.PlainDate): DayOfWeek => DAYS[date.dayOfWeek - 1] ?? 'monday';

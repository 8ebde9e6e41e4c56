import type { DayOfWeek, PatternedRecurrence, RecurrencePattern, RecurrencePatternType, WeekIndex } from '@microsoft/microsoft-graph-types';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { badRequest } from './errors.ts';

/** Series without an end are followed this far, as no window reaches further. */
const HORIZON_YEARS = 20;

/** Dates (series' own zone) of a recurrence, first to last, up to `until`; the rules are those of recurrencePattern and recurrenceRange in Graph. */
export function recurrenceDates({ pattern, range }: PatternedRecurrence, until: Temporal.PlainDate): Temporal.PlainDate[] {
  if (!pattern?.type || !range?.startDate) return [];
  const first = Temporal.PlainDate.from(range.startDate);
  const end = range.type === 'endDate' && range.endDate ? Temporal.PlainDate.from(range.endDate) : first.add({ years: HORIZON_YEARS });
  const last = Temporal.PlainDate.compare(end, until) < 0 ? end : until;
  if (Temporal.PlainDate.compare(last, first) < 0) return [];
  const rule = new RRuleTemporal({
    temporal: Temporal,
    dtstart: first.toZonedDateTime('UTC'),
    until: last.toZonedDateTime('UTC'),
    freq: FREQUENCIES[pattern.type],
    interval: pattern.interval ?? 1,
    wkst: codeOf(pattern.firstDayOfWeek ?? 'sunday'),
    ...daysOf(pattern, first),
    ...(pattern.type.endsWith('Yearly') ? { byMonth: [pattern.month ?? first.month] } : {}),
  });
  return rule.all((_, index) => range.type !== 'numbered' || index < (range.numberOfOccurrences ?? 1)).map((date) => date.toPlainDate());
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

const FREQUENCIES = {
  daily: 'DAILY',
  weekly: 'WEEKLY',
  absoluteMonthly: 'MONTHLY',
  relativeMonthly: 'MONTHLY',
  absoluteYearly: 'YEARLY',
  relativeYearly: 'YEARLY',
} as const satisfies Record<RecurrencePatternType, string>;

const POSITIONS: Readonly<Record<WeekIndex, number>> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 };

const codeOf = (day: DayOfWeek): string => day.slice(0, 2).toUpperCase();

function daysOf({ type, daysOfWeek, dayOfMonth, index }: RecurrencePattern, first: Temporal.PlainDate) {
  const byDay = (daysOfWeek ?? []).map(codeOf);
  if (type === 'weekly') return { byDay };
  if (type === 'relativeMonthly' || type === 'relativeYearly') return { byDay, bySetPos: [POSITIONS[index ?? 'first']] };
  if (type === 'daily') return {};
  // The 31st of a shorter month is its last day, as in Outlook: the last that there is of the 28th to the 31st.
  const day = dayOfMonth || first.day;
  return { byMonthDay: Array.from({ length: Math.max(1, day - 27) }, (_, back) => day - back), bySetPos: [-1] };
}

import { Temporal } from 'temporal-polyfill';
import type { Plan } from '../../domain/plan.ts';
import { KEPT_MONTHS, NOTICE_DAYS, operationsOf, type RetentionFacts } from '../../domain/retention.ts';
import type { WorkingCalendar } from './working-calendar.ts';

type Day = Temporal.PlainDate;

/** In time for that morning's « Ma journée ». */
const HOUR = '06:00';

/**
 * When a path is erased, and when its staff are told: the promised months after the last activity, then not before a funder's evidence may go, nor
 * before the day until which staff keep it. Null: a funder's evidence is to be kept until a day that nobody has entered yet.
 */
export function retentionOf({ programme, days }: WorkingCalendar): (facts: RetentionFacts) => Plan['erasure'] {
  const { monthsAfterLastActivity, evidence } = programme.retention;
  const dayOf = (at: string) => days.local(at).toPlainDate();
  const morning = (day: Day) => days.moment(day.toZonedDateTime({ timeZone: programme.timeZone, plainTime: HOUR }));

  return ({ lastActivity, interviewedAt, kept, notifiedAt }) => {
    const operations = operationsOf(evidence, interviewedAt === null ? null : dayOf(interviewedAt).toString());
    const evidenceEnds = operations.flatMap(({ evidenceUntil }) => (evidenceUntil === null ? [] : [dayAfter(evidenceUntil)]));
    if (evidenceEnds.length < operations.length) return null;
    const promised = dayOf(lastActivity).add({ months: monthsAfterLastActivity });
    const due = latest(promised, [...evidenceEnds, ...(kept === null ? [] : [keptUntil(kept)])]);
    // Who hears late, after an outage or a changed configuration, has as many days to answer.
    const announced = notifiedAt === null ? [] : [dayOf(notifiedAt).add({ days: NOTICE_DAYS })];
    return { lastActivity, notice: morning(due.subtract({ days: NOTICE_DAYS })), due: morning(latest(due, announced)) };
  };

  function keptUntil({ since, until }: NonNullable<RetentionFacts['kept']>): Day {
    return until === null ? dayOf(since).add({ months: KEPT_MONTHS }) : dayOf(until);
  }
}

/** The day itself is one on which the evidence may still be asked for. */
function dayAfter(day: string): Day {
  return Temporal.PlainDate.from(day).add({ days: 1 });
}

function latest(first: Day, others: readonly Day[]): Day {
  return others.reduce((last, day) => (Temporal.PlainDate.compare(last, day) < 0 ? day : last), first);
}

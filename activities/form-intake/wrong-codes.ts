import type { Moment } from '../../domain/moment.ts';
import { isUnproven, type QuarantineReason, type UnprovenReason } from '../../domain/quarantine.ts';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory, WrongCodeCount, WrongCodes } from '../../workflows/form-intake/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { localDate } from '../forms/dates.ts';
import type { Delivery } from './delivery.ts';
import { OVERLAP_MS } from './memory.ts';

/** More in a day than a team mistypes. */
const MOST_A_DAY = 20;
/** A guesser who stopped a month ago is news no more. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 3600_000;

interface Seen {
  readonly reason: UnprovenReason;
  readonly at: Moment;
}

interface PassRead {
  readonly fresh: readonly FormResponse[];
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** ISO 8601. */
  readonly now: string;
  readonly timeZone: string;
  readonly deadlines: Pick<Deadlines, 'moment'>;
}

/** After a pass. What a full list hands over again was counted when it came. */
export function countWrongCodes(
  { wrongCodes, cursor }: IntakeMemory,
  { fresh, deliveries, now, timeZone, deadlines }: PassRead,
): WrongCodes {
  const since = cursor === null ? Number.NEGATIVE_INFINITY : Date.parse(cursor.at) - OVERLAP_MS;
  const seen = fresh.flatMap(({ responseId, lastSubmittedTime }): readonly Seen[] => {
    const reason = reasonOf(deliveries.get(responseId));
    return reason === null || Date.parse(lastSubmittedTime) < since ? [] : [{ reason, at: deadlines.moment(lastSubmittedTime) }];
  });
  return seen.reduce((counted, one) => counting(counted, one, timeZone), withoutForgotten(wrongCodes, now));
}

function reasonOf(delivery: Delivery | undefined): UnprovenReason | null {
  const reason: QuarantineReason | null = delivery?.kind === 'quarantine' ? delivery.reason : null;
  return reason !== null && isUnproven(reason) ? reason : null;
}

function counting({ byReason, day, burst }: WrongCodes, { reason, at }: Seen, timeZone: string): WrongCodes {
  const on = localDate(at.at, timeZone);
  const today = day === null || day.on < on ? { on, count: 1 } : { ...day, count: day.count + Number(day.on === on) };
  return {
    byReason: { ...byReason, [reason]: oneMore(byReason[reason], at) },
    day: today,
    burst: today.on === on && today.count > MOST_A_DAY ? { ...today, last: at } : burst,
  };
}

function oneMore(before: WrongCodeCount | undefined, at: Moment): WrongCodeCount {
  return { count: (before?.count ?? 0) + 1, first: before?.first ?? at, last: at };
}

function withoutForgotten({ byReason, day, burst }: WrongCodes, now: string): WrongCodes {
  const isRecent = ({ last }: { readonly last: Moment }) => Date.parse(now) - Date.parse(last.at) < FORGOTTEN_AFTER_MS;
  const recent = Object.entries(byReason).filter(([, count]) => isRecent(count));
  return { byReason: Object.fromEntries(recent), day, burst: burst !== null && isRecent(burst) ? burst : null };
}

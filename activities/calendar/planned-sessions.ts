import { Temporal } from 'temporal-polyfill';
import { coordinatorOf } from '../../domain/assignment.ts';
import { USUAL_TITLES } from '../../domain/session-kinds.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import type { UnfilledSlot } from '../../workflows/session-planner/contract.ts';
import { frenchMonth } from './french-calendar.ts';
import type { SessionTimes } from './session-times.ts';
import { type Choice, chooseSlots, type SlotFacts } from './slot-choice.ts';
import { type ConfiguredSessionAt, type Slot, slotsOfMonth, withTimes } from './slots.ts';
import { isBefore, type Local, later, type WorkingCalendar } from './working-calendar.ts';

export interface Openings {
  readonly open: readonly { readonly session: SessionStart; readonly why: string }[];
  readonly unfilled: readonly UnfilledSlot[];
  /** The coming weeks: ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  /** Worklist code. */
  readonly coordinator: string;
}

export interface PlannedSessions {
  /** The sessions that the configuration wants between now and the horizon, fixed ones and the rules' slots: a forecast that asks nobody. */
  sessions(now: string): readonly SessionStart[];
  /** Of those, the ones with a date in the configuration. */
  fixedSessions(now: string): readonly SessionStart[];
  /** The rules' slots that are to be opened now, given what exists and who is free. */
  openings(now: string, facts: SlotFacts): Openings;
}

/** The sessions of the coming weeks. Every `now` is ISO 8601. */
export function plannedSessions({ programme, days }: WorkingCalendar, { startOf }: SessionTimes): PlannedSessions {
  const { moment, local } = days;
  return { sessions, fixedSessions, openings };

  function sessions(now: string): readonly SessionStart[] {
    const { months, earliest, horizon } = frameOf(now);
    const slots = months
      .flatMap((month) => slotsOfMonth(month, programme, days))
      .filter(({ start }) => !isBefore(start, earliest) && !isBefore(horizon, start))
      .map(slotSession);
    return [...fixedAt(now), ...slots].toSorted(byStart).map((session) => startOf(session, now));
  }

  function fixedSessions(now: string): readonly SessionStart[] {
    return fixedAt(now).map((session) => startOf(session, now));
  }

  function openings(now: string, facts: SlotFacts): Openings {
    const frame = frameOf(now);
    const { chosen, unfilled } = chooseSlots({ ...frame, programme, calendar: days }, facts);
    return {
      open: chosen.toSorted(byStart).map((slot) => ({ session: startOf(slotSession(slot), now), why: slot.why })),
      unfilled: unfilled.map(toUnfilled),
      from: moment(local(now)).at,
      // A session that begins at the horizon ends after it.
      to: moment(frame.horizon.add({ days: 1 })).at,
      coordinator: coordinatorOf(programme.organisations).code,
    };
  }

  function frameOf(now: string) {
    const present = local(now);
    const horizon = present.add({ weeks: HORIZON_WEEKS });
    const earliest = later(present.add({ days: NOTICE_DAYS }), local(programme.startsAt));
    return { months: monthsBetween(present, horizon), earliest, horizon };
  }

  function fixedAt(now: string): readonly ConfiguredSessionAt[] {
    const present = local(now);
    return programme.sessions
      .map((session) => withTimes(session, programme.timeZone))
      .filter(({ end }) => isBefore(present, end))
      .toSorted(byStart);
  }

  /** A room that is smaller than the rule's own has its own number of seats. */
  function slotSession({ id, rule, start, end, venue }: Slot): ConfiguredSessionAt {
    const room = programme.venues.find((one) => one.id === venue)?.capacity ?? rule.capacity;
    const capacity = venue === rule.venue ? rule.capacity : Math.min(rule.capacity, room);
    return { ...rule, id, start, end, venue, capacity };
  }
}

const HORIZON_WEEKS = 8;
/** A session that the plan adds leaves at least this much time to invite people. */
const NOTICE_DAYS = 3;

function monthsBetween(from: Local, to: Local): readonly Temporal.PlainYearMonth[] {
  const last = to.toPlainDate().toPlainYearMonth();
  const months = [from.toPlainDate().toPlainYearMonth()];
  for (let month = months[0]; month && Temporal.PlainYearMonth.compare(month, last) < 0; ) {
    month = month.add({ months: 1 });
    months.push(month);
  }
  return months;
}

function toUnfilled({ id, wanted: { rule, month }, why, cancelled }: Choice['unfilled'][number]): Openings['unfilled'][number] {
  return { id, title: rule.title ?? USUAL_TITLES[rule.kind], month: frenchMonth(month), why, cancelled };
}

function byStart(one: { readonly start: Local }, other: { readonly start: Local }): number {
  return Temporal.ZonedDateTime.compare(one.start, other.start);
}

import { Temporal } from 'temporal-polyfill';
import { kindOf } from '../../domain/adoption.ts';
import { normaliseName } from '../../domain/matching.ts';
import type { Programme, SessionKind } from '../../domain/programme/programme.ts';
import type { Availability, BusyTime } from '../../workflows/session-planner/contract.ts';
import { type FrenchCalendar, frenchDay } from './french-calendar.ts';
import {
  type ConfiguredSessionAt,
  idealSlots,
  type Occupation,
  type Option,
  occupationOf,
  overlap,
  type Slot,
  type Times,
  type Wanted,
  wantedOfMonth,
  withoutReplaced,
  withTimes,
} from './slots.ts';
import { type DayReasons, NOT_MADE_AGAIN, obstacle, refusedDay, whyNone, whyThisDay } from './words.ts';

type Local = Temporal.ZonedDateTime;

/** A session that has its workflow, whoever made it. */
export interface ExistingSession {
  readonly id: string;
  readonly kind: SessionKind;
  /** ISO 8601; null where only the start is known. */
  readonly start: string;
  readonly end: string | null;
  /** Where, in words: a venue's name, or what staff wrote. */
  readonly place: string | null;
  readonly facilitators: readonly string[] | null;
  readonly cancelled: boolean;
}

export interface SlotFacts {
  readonly existing: readonly ExistingSession[];
  /** Null: Outlook could not be asked; then nobody is taken for busy. */
  readonly availability: Availability | null;
}

/** A slot with its day, and in French why this day. */
export interface ChosenSlot extends Slot {
  readonly why: string;
}

export interface Choice {
  readonly chosen: readonly ChosenSlot[];
  /** Wanted within the window, but there is no day for it, or staff cancelled it and nothing takes its place. */
  readonly unfilled: readonly { readonly id: string; readonly wanted: Wanted; readonly why: string; readonly cancelled: boolean }[];
}

interface Frame {
  readonly months: readonly Temporal.PlainYearMonth[];
  /** The first instant at which a new session may begin, and the one from which the future is left alone. */
  readonly earliest: Local;
  readonly horizon: Local;
  readonly programme: Programme;
  readonly calendar: FrenchCalendar;
}

interface Standing extends Occupation {
  readonly id: string;
  readonly kind: SessionKind;
}

const USUAL_HOURS = 2;
const SLOT_ID = /-\d{4}-\d{2}-[a-z]+$/;

/**
 * Days for the slots that are still to be opened. A slot whose id exists stays as it is, whatever became of it. What staff made (a fixed
 * session, or one in the calendar) counts towards the rule of its kind in its month. Never on a holiday, in a closure, while a
 * facilitator is known to be taken, or in a room at the same time as something else. What staff cancelled is named, never made again.
 */
export function chooseSlots(frame: Frame, { existing, availability }: SlotFacts): Choice {
  const { months, programme, calendar, earliest, horizon } = frame;
  const standing = standingSessions(programme, { existing, availability }, calendar);
  const counting = standing.filter(({ id }) => !SLOT_ID.test(id));
  const ids = new Set(existing.filter(({ cancelled }) => !cancelled).map(({ id }) => id));
  const cancelledIds = new Set(existing.filter(({ cancelled }) => cancelled).map(({ id }) => id));
  const chosen: ChosenSlot[] = [];
  const unfilled: Choice['unfilled'][number][] = [];
  for (const month of months) {
    const wanted = wantedOfMonth(month, programme, calendar);
    const ideal = new Map(idealSlots(wanted, fixedSessions(programme)).map(({ id, start }) => [id, start]));
    const lacking = wanted
      .filter(({ id }) => !ids.has(id))
      .map((one) => ({ ...one, start: ideal.get(one.id) ?? middleOf(one, programme) }));
    for (const slot of withoutReplaced(lacking, counting, month)) {
      // Its turn has passed, or has not come yet.
      if (isBefore(slot.start, earliest) || !isBefore(slot.start, horizon)) continue;
      if (cancelledIds.has(slot.id)) {
        unfilled.push({ id: slot.id, wanted: slot, why: NOT_MADE_AGAIN, cancelled: true });
        continue;
      }
      const occupations = [...standing, ...chosen.map(occupationOf)];
      const options = slot.options.filter(({ start }) => !isBefore(start, earliest));
      const { found, refused } = firstFree(options, slot, { occupations, availability, programme, calendar });
      if (!found) unfilled.push({ id: slot.id, wanted: slot, why: whyNone(refused), cancelled: false });
      else if (isBefore(found.start, horizon)) {
        const why = whyThisDay(reasonsFor(slot, { found, refused, availability, programme }));
        chosen.push({ id: slot.id, rule: slot.rule, ...found, why });
      }
    }
  }
  return { chosen, unfilled };
}

interface Surroundings {
  readonly occupations: readonly Occupation[];
  readonly availability: Availability | null;
  readonly programme: Programme;
  readonly calendar: FrenchCalendar;
}

/** The best option that nothing stands against, and why the better ones would not do. */
function firstFree(options: readonly Option[], wanted: Wanted, around: Surroundings): { found: Option | undefined; refused: string[] } {
  const refused: string[] = [];
  const found = options.find((option) => {
    const against = obstacleTo(option, wanted, around);
    if (against !== null) refused.push(refusedDay(frenchDay(option.start), against));
    return against === null;
  });
  return { found, refused };
}

function obstacleTo(option: Option, { rule }: Wanted, { occupations, availability, programme, calendar }: Surroundings): string | null {
  const same = occupations.filter((other) => overlap(other, option));
  const leading = rule.facilitators.find((code) => same.some(({ facilitators }) => facilitators.includes(code)));
  if (leading !== undefined) return obstacle.leads(nameOf(leading, programme));
  const at = (times: BusyTime): Times => ({ start: calendar.local(times.start), end: calendar.local(times.end) });
  const busy = rule.facilitators.find((code) => availability?.staff[code]?.some((times) => overlap(at(times), option)));
  if (busy !== undefined) return obstacle.busy(nameOf(busy, programme));
  const venue = programme.venues.find(({ id }) => id === option.venue);
  const booked = availability?.organiser.some((item) => venue && isAt(item.place, venue.name) && overlap(at(item), option));
  return same.some((other) => other.venue === option.venue) || booked ? obstacle.booked(venue?.name ?? null) : null;
}

/** Every session that stands: those with a workflow, those of the configuration, and what staff wrote and nobody adopted yet. */
function standingSessions(programme: Programme, { existing, availability }: SlotFacts, calendar: FrenchCalendar): readonly Standing[] {
  const running = existing.filter(({ cancelled }) => !cancelled).map((session) => standingOf(session, programme, calendar));
  const existingIds = new Set(existing.map(({ id }) => id));
  const configured = fixedSessions(programme).filter(({ id }) => !existingIds.has(id));
  const sessions = [...running, ...configured];
  const unadopted = (availability?.organiser ?? []).flatMap((item): Standing[] => {
    const kind = kindOf({ categories: [], subject: item.subject });
    const times = { start: calendar.local(item.start), end: calendar.local(item.end) };
    const isKnown = sessions.some((session) => session.kind === kind && overlap(session, times));
    return kind === null || isKnown
      ? []
      : [{ ...times, id: `x-${item.start}`, kind, venue: venueIn(item.place, programme), facilitators: [] }];
  });
  return [...sessions, ...unadopted];
}

/** What an older session doesn't say of itself is what the rule of its kind would have wanted. */
function standingOf(session: ExistingSession, programme: Programme, calendar: FrenchCalendar): Standing {
  const { id, kind, place, facilitators } = session;
  const rule = programme.plan.find((one) => one.kind === kind);
  const start = calendar.local(session.start);
  return {
    id,
    kind,
    start,
    end: session.end === null ? start.add(rule?.duration ?? { hours: USUAL_HOURS }) : calendar.local(session.end),
    venue: place === null ? (rule?.venue ?? null) : venueIn(place, programme),
    facilitators: facilitators ?? rule?.facilitators ?? [],
  };
}

function fixedSessions(programme: Programme): readonly ConfiguredSessionAt[] {
  return programme.sessions.map((session) => withTimes(session, programme.timeZone));
}

function venueIn(place: string, { venues }: Programme): string | null {
  return venues.find(({ name }) => isAt(place, name))?.id ?? null;
}

function isAt(place: string, venueName: string): boolean {
  return normaliseName(place).includes(normaliseName(venueName));
}

function middleOf({ month, target, rule }: Wanted, { timeZone }: Programme): Local {
  return month.toPlainDate({ day: Math.max(1, Math.round(target)) }).toZonedDateTime({ timeZone, plainTime: rule.at });
}

interface Found {
  readonly found: Option;
  readonly refused: readonly string[];
  readonly availability: Availability | null;
  readonly programme: Programme;
}

function reasonsFor({ rule, target, month }: Wanted, { found, refused, availability, programme }: Found): DayReasons {
  const venue = programme.venues.find(({ id }) => id === found.venue)?.name ?? found.venue;
  const isKnown = (code: string) => Boolean(availability?.staff[code]);
  const names = (codes: readonly string[]) => codes.map((code) => nameOf(code, programme));
  return {
    target: { day: Math.max(1, Math.round(target)), month: month.month },
    perMonth: rule.perMonth,
    turn: rule.rotate ? venue : null,
    refused,
    facilitators:
      availability === null
        ? null
        : {
            free: names(rule.facilitators.filter(isKnown)),
            unknown: names(rule.facilitators.filter((code) => !isKnown(code))),
          },
  };
}

function nameOf(code: string, { organisations }: Programme): string {
  return organisations.flatMap(({ staff }) => staff).find((person) => person.code === code)?.name ?? code;
}

function isBefore(one: Local, other: Local): boolean {
  return Temporal.ZonedDateTime.compare(one, other) < 0;
}

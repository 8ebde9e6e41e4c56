import { Temporal } from 'temporal-polyfill';
import { coordinatorOf, decideAssignment, keeperOf, nextByAge } from '../../domain/assignment.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import { type Delay, staffByCode } from '../../domain/programme/programme.ts';
import type { Closure } from './french-calendar.ts';
import { reminders } from './reminders.ts';
import { retentionOf } from './retention.ts';
import { type Local, later, type WorkingCalendar } from './working-calendar.ts';

/** Everything that fires in a stage of one path. @param now ISO 8601 */
export function pathDeadlines(calendar: WorkingCalendar): (request: PlanRequest, now: string) => Plan {
  const { programme, days, office } = calendar;
  const { delays, escalation } = programme;
  const { beforeSession, beforeInterview } = reminders(calendar);
  const { moment, local } = days;
  const staff = staffByCode(programme);
  const erasureOf = retentionOf(calendar);
  return plan;

  function plan(request: PlanRequest, now: string): Plan {
    const assignment = decideAssignment({ ...request, organisations: programme.organisations, today: local(now).toPlainDate().toString() });
    const closures = closuresOf(assignment.organisation ?? coordinatorOf(programme.organisations).organisation);
    return {
      version: programme.version,
      assignment,
      ...ladder(request, closures),
      ...beforeSession(request),
      ageLimit: ageLimit(request, assignment.organisation),
      pauseEnd: pauseEnd(request),
      erasure: erasureOf(request.retention),
      appointments: request.appointments.map((one) => beforeInterview(one, request.ref)),
      keepersGone: request.keepers.filter((code) => !staff.has(code)),
      keepersWithoutOutlook: [...new Set([...request.keepers, keeperOf(assignment)])].filter((code) => staff.get(code)?.outlook === false),
      madeAt: moment(local(now)),
    };
  }

  /** When referent and coordinator are told in this stage. The clock runs from the fact; a pause moves it to the pause's end. */
  function ladder(request: PlanRequest, closures: readonly Closure[]): Pick<Plan, 'referent' | 'coordinator' | 'followUp'> {
    const clockFrom = local(request.clockFrom);
    const clockStart = request.pausedUntil === null ? clockFrom : later(clockFrom, local(request.pausedUntil));
    const after = (delay: Delay, from = clockStart) => office.notAtNight(days.addDelay(from, delay, closures), delay);
    const rungs = (referent: Delay, coordinator: Delay, from = clockStart) => {
      const first = after(referent, from);
      return { referent: moment(first), coordinator: repeats(later(first, after(coordinator, from)), after), followUp: null };
    };

    switch (request.stage) {
      case 'registered':
        return {
          referent: null,
          coordinator: request.session && !request.waiting ? [] : repeats(after(delays.registered.coordinator), after),
          followUp: null,
        };
      case 'invited':
        // The session owns the missing sheet.
        return { referent: null, coordinator: [], followUp: null };
      case 'noShow':
      case 'informed':
      case 'exploring':
      case 'building':
      case 'training': {
        const { referent, coordinator } = delays[request.stage];
        return rungs(referent, coordinator);
      }
      case 'settled': {
        const followUp = office.open(after(delays.settled.followUp));
        return { ...rungs(delays.settled.referent, delays.settled.coordinator, followUp), followUp: moment(followUp) };
      }
      case 'left':
        return { referent: moment(after(delays.left.exitFacts)), coordinator: [], followUp: null };
      default:
        return request.stage satisfies never;
    }
  }

  function pauseEnd({ openPauseSince }: PlanRequest): Moment | null {
    return openPauseSince === null ? null : moment(office.open(local(openPauseSince).add({ months: OPEN_PAUSE_MONTHS })));
  }

  /** Proposed on the morning of the birthday. */
  function ageLimit({ birthDate }: PlanRequest, organisation: string | null): NonNullable<Plan['ageLimit']> | null {
    const next = nextByAge({ organisations: programme.organisations, organisation, birthDate });
    if (next === null || birthDate === null) return null;
    const birthday = Temporal.PlainDate.from(birthDate).add({ years: next.age });
    const at = birthday.toZonedDateTime({ timeZone: programme.timeZone, plainTime: '08:00' });
    return { organisation: next.organisation, worklist: next.worklist, moment: moment(at) };
  }

  /** The first time, then again every `escalation.repeat`, at most `escalation.times` more. */
  function repeats(first: Local, after: (delay: Delay, from: Local) => Local): readonly Moment[] {
    const instants = [first];
    let last = first;
    for (let again = 0; again < escalation.times; again++) {
      last = after(escalation.repeat, last);
      instants.push(last);
    }
    return instants.map(moment);
  }

  function closuresOf(organisation: string): readonly Closure[] {
    return programme.organisations.find(({ id }) => id === organisation)?.closures ?? [];
  }
}

/** A pause that was given no end lasts this long. */
const OPEN_PAUSE_MONTHS = 3;

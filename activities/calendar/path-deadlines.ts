import { Temporal } from 'temporal-polyfill';
import { coordinatorOf, decideAssignment, keeperOf, nextByAge } from '../../domain/assignment.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import { type Programme, staffByCode } from '../../domain/programme/programme.ts';
import type { Closure } from './french-calendar.ts';
import { ladder } from './ladder.ts';
import { reminders } from './reminders.ts';
import { retentionOf } from './retention.ts';
import type { WorkingCalendar } from './working-calendar.ts';

/** Everything that fires in a stage of one path. @param now ISO 8601 */
export function pathDeadlines(calendar: WorkingCalendar): (request: PlanRequest, now: string) => Plan {
  const { programme } = calendar;
  const { beforeSession, beforeInterview } = reminders(calendar);
  const { moment, local } = calendar.days;
  const staff = staffByCode(programme);
  const erasureOf = retentionOf(calendar);

  return (request, now) => {
    const assignment = decideAssignment({ ...request, organisations: programme.organisations, today: local(now).toPlainDate().toString() });
    const closures = closuresOf(programme, assignment.organisation ?? coordinatorOf(programme.organisations).organisation);
    return {
      version: programme.version,
      assignment,
      ...ladder(calendar, request, closures),
      ...beforeSession(request),
      ageLimit: ageLimit(calendar, request, assignment.organisation),
      pauseEnd: pauseEnd(calendar, request),
      erasure: erasureOf(request.retention),
      appointments: request.appointments.map((one) => beforeInterview(one, request.ref)),
      keepersGone: request.keepers.filter((code) => !staff.has(code)),
      keepersWithoutOutlook: [...new Set([...request.keepers, keeperOf(assignment)])].filter((code) => staff.get(code)?.outlook === false),
      madeAt: moment(local(now)),
    };
  };
}

/** A pause that was given no end lasts this long. */
const OPEN_PAUSE_MONTHS = 3;

function pauseEnd({ days, office }: WorkingCalendar, { openPauseSince }: PlanRequest): Moment | null {
  return openPauseSince === null ? null : days.moment(office.open(days.local(openPauseSince).add({ months: OPEN_PAUSE_MONTHS })));
}

/** Proposed on the morning of the birthday. */
function ageLimit({ programme, days }: WorkingCalendar, { birthDate }: PlanRequest, organisation: string | null): Plan['ageLimit'] {
  const next = nextByAge({ organisations: programme.organisations, organisation, birthDate });
  if (next === null || birthDate === null) return null;
  const birthday = Temporal.PlainDate.from(birthDate).add({ years: next.age });
  const at = birthday.toZonedDateTime({ timeZone: programme.timeZone, plainTime: '08:00' });
  return { organisation: next.organisation, worklist: next.worklist, moment: days.moment(at) };
}

function closuresOf({ organisations }: Programme, organisation: string): readonly Closure[] {
  return organisations.find(({ id }) => id === organisation)?.closures ?? [];
}

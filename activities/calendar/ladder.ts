import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import type { Delay } from '../../domain/programme/programme.ts';
import type { Closure } from './french-calendar.ts';
import { type Local, later, type WorkingCalendar } from './working-calendar.ts';

type Ladder = Pick<Plan, 'referent' | 'coordinator' | 'followUp'>;

/** When referent and coordinator are told in this stage. The clock runs from the fact; a pause moves it to the pause's end. */
export function ladder(calendar: WorkingCalendar, request: PlanRequest, closures: readonly Closure[]): Ladder {
  const { moment } = calendar.days;
  const { delays } = calendar.programme;
  const after = delayedFrom(calendar, request, closures);
  const repeated = (first: Local) => repeats(calendar, first, after);
  const rungs = (referent: Delay, coordinator: Delay, from?: Local): Ladder => {
    const first = after(referent, from);
    return { referent: moment(first), coordinator: repeated(later(first, after(coordinator, from))), followUp: null };
  };

  switch (request.stage) {
    case 'registered': {
      const hasSeat = request.session && !request.waiting;
      return { referent: null, coordinator: hasSeat ? [] : repeated(after(delays.registered.coordinator)), followUp: null };
    }
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
      const followUp = calendar.office.open(after(delays.settled.followUp));
      return { ...rungs(delays.settled.referent, delays.settled.coordinator, followUp), followUp: moment(followUp) };
    }
    case 'left':
      return { referent: moment(after(delays.left.exitFacts)), coordinator: [], followUp: null };
    default:
      return request.stage satisfies never;
  }
}

/** From the start of the path's clock, unless another time is named. */
type After = (delay: Delay, from?: Local) => Local;

function delayedFrom({ days, office }: WorkingCalendar, request: PlanRequest, closures: readonly Closure[]): After {
  const clockFrom = days.local(request.clockFrom);
  const clockStart = request.pausedUntil === null ? clockFrom : later(clockFrom, days.local(request.pausedUntil));
  return (delay, from = clockStart) => office.notAtNight(days.addDelay(from, delay, closures), delay);
}

/** The first time, then again every `escalation.repeat`, at most `escalation.times` more. */
function repeats({ programme, days }: WorkingCalendar, first: Local, after: After): readonly Moment[] {
  const { repeat, times } = programme.escalation;
  const instants = [first];
  let last = first;
  for (let again = 0; again < times; again++) {
    last = after(repeat, last);
    instants.push(last);
  }
  return instants.map(days.moment);
}

import type { AppointmentTimes, Plan, PlanRequest } from '../../domain/plan.ts';
import { isBefore, type Local, type WorkingCalendar } from './working-calendar.ts';

const FORTNIGHT_DAYS = 14;
/** « The seat is held until two working days before. » */
const HOLD_BUSINESS_DAYS = 2;

/** When a person is reminded of what is fixed for a date, and until when a seat is held for somebody who must be reached by phone. */
export function reminders({ days, office }: Pick<WorkingCalendar, 'days' | 'office'>) {
  const { moment, local, addBusinessDays, subtractBusinessDays } = days;
  return { beforeSession, beforeInterview };

  function beforeSession({ session, ref }: PlanRequest): Pick<Plan, 'reminderWeek' | 'reminderDay' | 'callDay' | 'holdUntil'> {
    if (!session) return { reminderWeek: null, reminderDay: null, callDay: null, holdUntil: null };
    const start = local(session.start);
    const invitedAt = local(session.invitedAt);
    const spread = (at: Local | null) => (at && isBefore(invitedAt, at) ? moment(at) : null);
    const fortnightAhead = !isBefore(start, invitedAt.add({ days: FORTNIGHT_DAYS }));
    const hold = subtractBusinessDays(start, HOLD_BUSINESS_DAYS, []);
    // Held to the session itself for someone invited so late that nobody would have a working day to call them.
    const timeToCall = !isBefore(hold, addBusinessDays(invitedAt, 1, []));
    return {
      reminderWeek: fortnightAhead ? spread(office.weekBefore(start, ref)) : null,
      reminderDay: spread(office.dayBefore(start, ref)),
      callDay: spread(office.callDayBefore(start)),
      holdUntil: timeToCall ? moment(hold) : null,
    };
  }

  /** Nothing is due before its date was agreed. On the day itself nobody is reminded any more. */
  function beforeInterview(
    appointment: { readonly id: string; readonly start: string; readonly fixedAt: string },
    ref: string,
  ): AppointmentTimes {
    const [start, agreed] = [local(appointment.start), local(appointment.fixedAt)];
    const ifAgreed = (at: Local) => (isBefore(agreed, at) && isBefore(at, start) ? moment(at) : null);
    return {
      id: appointment.id,
      mail: ifAgreed(office.dayBefore(start, ref)),
      call: ifAgreed(office.callDayBefore(start)),
      brief: ifAgreed(office.callDayBefore(start)) ?? ifAgreed(office.callDayOf(start)),
    };
  }
}

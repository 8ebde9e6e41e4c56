import { keeperOf } from '../../domain/assignment.ts';
import { leavesCalendar } from '../../domain/mails.ts';
import { byMail } from '../mail-queue.ts';
import { displayName } from './about-path.ts';
import { background } from './background.ts';
import { addressee, mailing, outlookOf, outside } from './calls.ts';
import type { Command } from './commands.ts';
import type { AppointmentRequest, ReferentAppointmentRequest } from './contract.ts';
import type { Kept } from './kept.ts';
import * as path from './path.ts';
import type { PathState } from './state.ts';
import * as summaries from './words/summaries.ts';

/** The participant always gets a mail with .ics; the referent hears of what changed. */
export async function mailAppointment(kept: Kept, command: Command & { kind: 'appointment' }): Promise<void> {
  const { id: _id, kind: _kind, pause: _pause, why, appointment, ...news } = command;
  const { mail: kind, change } = news;
  if (path.isAppointmentOutdated(kept.state, command)) return;
  const n = path.mailNumber(kept.state, kind);
  const options = { summary: summaries.mailingAppointment(why), ...mailing(kept.state, kind, why) };
  const { outcome, at, referentCalendar } = await outside.mailAppointment.executeWithOptions(options, [
    { ...requestOf(kept.state, appointment), ...news, n },
  ]);
  kept.state = path.mailed(kept.state, { kind, n, at, why, outcome }, appointment);
  if (kind === 'appointmentReminder') return;
  const inOutlook = change === 'cancelled' ? appointment.inOutlook : referentCalendar;
  const toReferent = change === 'takenOver' ? 'fixed' : change;
  kept.state = path.addCommand(kept.state, { kind: 'referentAppointment', change: toReferent, appointment, inOutlook });
}

/** An Outlook event where that mailbox is ours, a mail with .ics otherwise; what is cancelled leaves where it was written. */
export async function tellReferent(kept: Kept, command: Command & { kind: 'referentAppointment' }): Promise<void> {
  const { id, change, inOutlook, appointment: subject } = command;
  const leaves = leavesCalendar(change);
  const appointment = leaves ? subject : path.appointmentOf(kept.state, subject.id);
  if (appointment === null || (leaves && (appointment.referent === null || path.hasLeft(kept.state, appointment)))) return;
  const request = { ...requestOf(kept.state, appointment), change, n: id, background: background(kept.state) };
  const { referent } = request;
  if (!path.isInOutlook(kept.state, { referent, inOutlook })) return await mailReferent(kept, request);
  if (leaves) {
    await outlookOf(referent).removeAppointmentEvent.executeWithOptions({ summary: summaries.ACTIVITIES.appointmentRemoved }, [request]);
    return;
  }
  const { lookAt } = await outlookOf(referent).putAppointmentEvent.executeWithOptions({ summary: summaries.ACTIVITIES.appointmentPut }, [
    request,
  ]);
  kept.state = path.appointmentKept(kept.state, appointment.id, { referent, inOutlook, lookAt });
}

async function mailReferent(kept: Kept, request: ReferentAppointmentRequest): Promise<void> {
  const { referent, n, change, appointment } = request;
  const options = { summary: summaries.ACTIVITIES.appointmentMailed, ...byMail('change', referent) };
  const delivery = await outside.mailAppointmentToReferent.executeWithOptions(options, [request]);
  kept.state = path.referentNotified(kept.state, { ...delivery, n, to: referent, start: appointment.start });
  if (leavesCalendar(change)) return;
  kept.state = path.appointmentKept(kept.state, appointment.id, { referent, inOutlook: false, lookAt: null });
}

/** What the referent did to the event by hand. */
export async function lookAtAppointment(kept: Kept, { appointment: id }: Command & { kind: 'lookAtAppointment' }): Promise<void> {
  const appointment = path.appointmentOf(kept.state, id);
  if (appointment === null || !path.isInOutlook(kept.state, appointment) || appointment.referent === null) return;
  if (path.hasLeft(kept.state, appointment)) return;
  const { referent } = appointment;
  const seen = await outlookOf(referent).readAppointmentEvent.executeWithOptions({ summary: summaries.ACTIVITIES.appointmentRead }, [
    { appointment, referent },
  ]);
  kept.state = path.appointmentSeen(kept.state, appointment, seen);
}

/** For who has it in their calendar already; else for who is in charge. */
function requestOf(state: PathState, appointment: path.Appointment): AppointmentRequest {
  const referent = path.hasLeft(state, appointment) ? null : appointment.referent;
  return { referent: referent ?? keeperOf(state.plan.assignment), to: addressee(state), who: displayName(state), appointment };
}

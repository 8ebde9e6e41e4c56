import { keeperOf } from '../../domain/assignment.ts';
import type { FollowUp } from '../../domain/facts.ts';
import type { MailReason, ReleaseReason } from '../../domain/mail-reasons.ts';
import type { AppointmentChange } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import { compare } from '../../domain/text.ts';
import { views } from './bookings/booking.ts';
import { isWithin48Hours, withClock } from './clock.ts';
import type { CommandBody } from './commands.ts';
import { hasMail } from './contact-details.ts';
import type { SeenAppointment } from './contract.ts';
import { leave } from './exit.ts';
import { log } from './journal.ts';
import { addCommand } from './outbox.ts';
import type { Appointment, PathState } from './state.ts';
import { addTask, closeTasks, taskOf, taskSoon } from './tasks.ts';
import * as entries from './words/journal.ts';
import * as titles from './words/tasks.ts';

/** The latest ones by their dates; more ahead than this nobody fixes. */
const APPOINTMENTS_KEPT = 20;

/**
 * An interview is fixed, moved or cancelled. The response says which one by its number; without a number it speaks of the next one ahead, or of
 * a new one where the response says so or none is ahead.
 */
export function appointed(state: PathState, fact: FollowUp, now: string): PathState {
  const { appointment, appointmentPlace, decision, date, origin } = fact;
  const meant = decision === 'addAppointment' ? null : meantBy(state, fact);
  if (decision === 'cancelAppointment') return meant === null ? state : cancelled(state, meant, date, now);
  if (decision === 'takeAppointment' && appointment === null) return meant === null ? state : handedOver(state, meant, date, now);
  if (appointment === null) return state;
  const same = state.appointments.find(({ start, place }) => start.at === appointment.at && place === appointmentPlace);
  if (same !== undefined) return handedOver(state, same, date, now);
  if (meant !== null) {
    const [free, mine] = takenOver(state, meant);
    return movedTo(free, mine, { start: appointment, place: appointmentPlace ?? meant.place }, date, now);
  }
  const id = idOf(state, state.appointmentCount + 1);
  const added: Appointment = { ...NOTHING_DONE, id, sequence: 0, start: appointment, place: appointmentPlace, fixedAt: origin.submitted };
  const counted = withAppointment({ ...state, appointmentCount: state.appointmentCount + 1 }, added);
  return tellOfAppointment(withClock(state, counted), added, 'fixed', date, now);
}

const NOTHING_DONE = { referent: null, inOutlook: false, reminded: false, briefed: false, lookAt: null } as const;

/** Another date in an edited response is another date of the appointment that it fixed before. @param before ISO 8601 */
export function ofItsAppointment({ appointments }: PathState, fact: FollowUp, before: string | null): FollowUp {
  const own = appointments.find(({ start }) => start.at === before);
  return own === undefined || fact.ofAppointment !== null ? fact : { ...fact, ofAppointment: Number(numberOf(own)) };
}

/** By the hour of the response: the day that an interview is noted for may have no hour. One that was over by then is no other date of one ahead. */
function meantBy(state: PathState, { ofAppointment, appointment, origin }: FollowUp): Appointment | null {
  const ahead = appointmentsAhead(state, origin.submitted.at);
  if (ofAppointment === null) return appointment !== null && appointment.at <= origin.submitted.at ? null : (ahead[0] ?? null);
  return ahead.find(({ id }) => id === idOf(state, ofAppointment)) ?? null;
}

/** The first one has no number. */
function idOf({ ref }: PathState, number: number): string {
  return number === 1 ? `${ref}-rdv` : `${ref}-rdv-${number}`;
}

/** What a prefilled answer writes to say which appointment it is about. */
export function numberOf({ id }: Pick<Appointment, 'id'>): string {
  return /-rdv-(\d+)$/.exec(id)?.[1] ?? '1';
}

export function appointmentOf({ appointments }: Pick<PathState, 'appointments'>, id: string): Appointment | null {
  return appointments.find((one) => one.id === id) ?? null;
}

/** Those to come, the first one first. @param now ISO 8601 */
export function appointmentsAhead({ appointments }: Pick<PathState, 'appointments'>, now: string): readonly Appointment[] {
  return appointments.filter(({ start }) => start.at > now).toSorted((a, b) => compare(a.start.at, b.start.at));
}

/** In the place of the one with the same id, if there is one. */
function withAppointment(state: PathState, appointment: Appointment): PathState {
  const others = state.appointments.filter(({ id }) => id !== appointment.id);
  const all = [...others, appointment].toSorted((a, b) => compare(a.start.at, b.start.at)).slice(-APPOINTMENTS_KEPT);
  return { ...state, appointments: all, stale: true };
}

/** Staff codes of all who have an interview in their calendar, or in their mails. */
export function keepersOf({ appointments }: Pick<PathState, 'appointments'>): readonly string[] {
  return [...new Set(appointments.flatMap(({ referent }) => referent ?? []))].toSorted(compare);
}

/** Nobody works in the mailbox of a referent who left the team. */
export function hasLeft({ plan }: Pick<PathState, 'plan'>, { referent }: Pick<Appointment, 'referent'>): boolean {
  return referent !== null && plan.keepersGone.includes(referent);
}

/** It was written to a calendar that the service may still write: of one that was switched off in the configuration, its owner is told by mail. */
export function isInOutlook(
  { plan }: Pick<PathState, 'plan'>,
  { referent, inOutlook }: Pick<Appointment, 'referent' | 'inOutlook'>,
): boolean {
  return inOutlook && (referent === null || !plan.keepersWithoutOutlook.includes(referent));
}

/** It stands in the calendar, or the mails, of somebody who doesn't keep it any more. */
export function isOfAnother(state: PathState, { referent }: Appointment): boolean {
  return referent !== null && referent !== keeperOf(state.plan.assignment);
}

/** An interview of another referent's is taken over by who keeps it now: it leaves the calendar that it stood in. */
function takenOver(state: PathState, appointment: Appointment): readonly [PathState, Appointment] {
  if (!isOfAnother(state, appointment)) return [state, appointment];
  const fresh = { ...appointment, ...NOTHING_DONE };
  if (hasLeft(state, appointment)) return [state, fresh];
  const { inOutlook } = appointment;
  return [addCommand(state, { kind: 'referentAppointment', change: 'takenOver', appointment, inOutlook }), fresh];
}

/** It stands at its date, with who keeps it now: that calendar gets it, and the person hears whom they will meet. */
function handedOver(state: PathState, appointment: Appointment, at: Moment, now: string): PathState {
  const settled = closeTasks(state, ({ topic, appointment: of }) => topic === 'appointment-stands' && of === appointment.id);
  if (!isOfAnother(state, appointment) || isOver(appointment, now)) return settled;
  const [free, mine] = takenOver(settled, appointment);
  const own = { ...mine, sequence: appointment.sequence + 1 };
  return tellOfAppointment(withAppointment(free, own), own, 'takenOver', at, now);
}

/** Another date or place of the same appointment: the person is told, and whoever has it in a calendar. */
function movedTo(state: PathState, before: Appointment, to: Pick<Appointment, 'start' | 'place'>, at: Moment, now: string): PathState {
  // Outlook holds the former date until the new one is written there.
  const anew = { reminded: false, briefed: false, lookAt: null };
  const moved: Appointment = { ...before, ...to, ...anew, sequence: before.sequence + 1, fixedAt: at };
  // Brought forward to a day that is over already: what the person and the calendars know of is called off.
  if (isOver(moved, now) && !isOver(before, now)) return withAppointment(cancelled(state, before, at, now), { ...moved, ...NOTHING_DONE });
  return tellOfAppointment(withClock(state, withAppointment(linesClosed(state, before), moved)), moved, 'moved', at, now);
}

/** It leaves every calendar that it was written to. */
function cancelled(state: PathState, appointment: Appointment, at: Moment, now: string): PathState {
  const others = state.appointments.filter(({ id }) => id !== appointment.id);
  const without = withClock(state, { ...linesClosed(state, appointment), appointments: others, stale: true });
  return tellOfAppointment(without, { ...appointment, sequence: appointment.sequence + 1 }, 'cancelled', at, now);
}

function isOver({ start }: Appointment, now: string): boolean {
  return start.at <= now;
}

const WHY: Readonly<Record<AppointmentChange, MailReason>> = {
  fixed: 'appointmentFixed',
  moved: 'appointmentMoved',
  takenOver: 'appointmentTakenOver',
  cancelled: 'appointmentCancelled',
};

function tellOfAppointment(state: PathState, appointment: Appointment, change: AppointmentChange, at: Moment, now: string): PathState {
  const over = isOver(appointment, now);
  const logged = log(state, at, entries.appointment(change, appointment.start, over));
  const answered = closeTasks(logged, ({ topic }) => topic === 'appointment-missed');
  if (over) return change === 'cancelled' ? offCalendar(answered, appointment) : answered;
  const mail = change === 'cancelled' ? { mail: 'appointmentCancelled' as const, change } : { mail: 'appointment' as const, change };
  const next = addCommand(answered, { kind: 'appointment', appointment, why: WHY[change], ...mail });
  return hasMail(next) ? next : callAbout(next, appointment, change, at);
}

function offCalendar(state: PathState, appointment: Appointment): PathState {
  const { inOutlook, referent } = appointment;
  return referent === null ? state : addCommand(state, { kind: 'referentAppointment', change: 'cancelled', appointment, inOutlook });
}

/** What was to be said or asked of the appointment as it was. */
function linesClosed(state: PathState, { id }: Appointment): PathState {
  return closeTasks(state, ({ appointment }) => appointment === id);
}

/** A call in place of a mail about an appointment. One that is off is said whatever becomes of the path, as a seat that is lost is. */
export function callAbout(
  state: PathState,
  { id, sequence, start }: Appointment,
  what: AppointmentChange | 'reminder',
  since: Moment,
): PathState {
  if (state.person.phone === null) return state;
  const about = what === 'cancelled' ? 'release' : 'appointment';
  const title = titles.tellAppointment(what, start);
  const task = taskSoon(isWithin48Hours(start.at, since.at), 'call', 'appointment', id, sequence, since.at);
  return addTask(state, { ...task, kind: 'call', since, title, about, appointment: id });
}

/** When its turn comes: the interview is gone, past or changed again, and another mail behind it says what is true then. */
export function isAppointmentOutdated(state: PathState, { mail, appointment }: AppointmentCommand): boolean {
  if (mail === 'appointmentCancelled') return false;
  return appointmentOf(state, appointment.id)?.sequence !== appointment.sequence;
}

type AppointmentCommand = Extract<CommandBody, { readonly kind: 'appointment' }>;

/** The working day before: a mail, or a call where there is no address. A path that has ended asks its referent instead. */
export function remindOfAppointment(state: PathState, id: string, at: Moment, now: string): PathState {
  const appointment = appointmentOf(state, id);
  if (appointment === null) return state;
  const reminded = { ...withAppointment(state, { ...appointment, reminded: true }), stale: state.stale };
  if (appointment.start.at <= now || state.stage === 'left' || state.consentWithdrawn !== null) return reminded;
  const isCallOpen = reminded.open.some((open) => open.kind === 'call' && open.appointment === id);
  if (!hasMail(reminded) && !isCallOpen) return callAbout(reminded, appointment, 'reminder', at);
  if (!hasMail(reminded)) return reminded;
  return addCommand(reminded, {
    kind: 'appointment',
    mail: 'appointmentReminder',
    change: 'fixed',
    appointment,
    why: 'appointmentReminder',
  });
}

/** Outlook is asked whether the referent moved or deleted it there; the answer says when to ask again. */
export function lookAtAppointment(state: PathState, id: string): PathState {
  const appointment = appointmentOf(state, id);
  if (appointment === null) return state;
  const next = { ...withAppointment(state, { ...appointment, lookAt: null }), stale: state.stale };
  return addCommand(next, { kind: 'lookAtAppointment', appointment: id });
}

/** What stands in Outlook is what the referent decided: a move is told to the person, a deletion is a question. */
export function appointmentSeen(state: PathState, subject: Appointment, { found, at, lookAt }: SeenAppointment): PathState {
  const { id } = subject;
  const appointment = appointmentOf(state, id);
  // Changed by the form meanwhile: what was read is older.
  if (appointment === null || appointment.sequence !== subject.sequence) return state;
  const looked = { ...withAppointment(state, { ...appointment, lookAt: found === 'gone' ? null : lookAt }), stale: state.stale };
  if (found === 'gone') {
    const title = titles.appointmentDeleted(appointment.start);
    const line = { ...taskOf('appointment-stands', 'deleted', id, appointment.sequence), kind: 'decide', since: at, title } as const;
    return addTask(looked, { ...line, about: 'appointment', appointment: id });
  }
  const current = appointmentOf(looked, id);
  if (found === 'standing' || current === null || found.start.at === appointment.start.at) return looked;
  return movedTo(looked, current, { start: found.start, place: appointment.place }, at, at.at);
}

/** What the referent reads before an interview, and answers after it. */
export function brief(state: PathState, id: string, since: Moment): PathState {
  const appointment = appointmentOf(state, id);
  if (appointment === null) return state;
  const briefed = { ...withAppointment(state, { ...appointment, briefed: true }), stale: state.stale };
  if (state.stage === 'left' || state.consentWithdrawn !== null) return briefed;
  const title = titles.prepareAppointment(appointment.start);
  return addTask(briefed, {
    ...taskOf('appointment-brief', id, appointment.sequence),
    kind: 'info',
    since,
    title,
    about: 'appointment',
    appointment: id,
  });
}

/** A contact that was recorded after an interview's start says what became of it. @param now of the response (ISO 8601) */
export function interviewsAnswered(state: PathState, now: string): PathState {
  const past = new Set(state.appointments.flatMap(({ id, start }) => (start.at <= now ? [id] : [])));
  return closeTasks(
    state,
    ({ topic, appointment }) =>
      appointment !== undefined && past.has(appointment) && (topic === 'appointment-brief' || topic === 'appointment-missed'),
  );
}

/** « Absent au rendez-vous »: no contact; another date is the referent's to propose. */
export function missed(state: PathState, { date, origin }: Pick<FollowUp, 'date' | 'origin'>): PathState {
  const answered = interviewsAnswered(state, origin.submitted.at);
  const last = state.appointments.filter(({ start }) => start.at <= origin.submitted.at).at(-1);
  return addTask(answered, {
    ...taskOf('appointment-missed', date.at),
    kind: 'decide',
    since: date,
    title: titles.appointmentMissed(last?.start ?? null),
    about: 'appointment',
    ...(last === undefined ? {} : { appointment: last.id }),
  });
}

/** Who keeps it, and where; as its calendar or its mail was written. */
export function appointmentKept(state: PathState, id: string, kept: Pick<Appointment, 'referent' | 'inOutlook' | 'lookAt'>): PathState {
  const appointment = appointmentOf(state, id);
  return appointment === null ? state : { ...withAppointment(state, { ...appointment, ...kept }), stale: state.stale };
}

/** The appointment to come, where it is the first thing ahead: what somebody who can't come speaks of. */
export function appointmentAhead(state: PathState, now: string): Appointment | null {
  const [next] = appointmentsAhead(state, now);
  if (next === undefined) return null;
  const reserved = views(state).filter(({ status, attendance }) => status === 'reserved' && attendance === null);
  const sooner = reserved.some(({ start }) => start.at > now && start.at <= next.start.at);
  return sooner ? null : next;
}

/** Nobody but the referent can find another date: the appointment stands until they say which. */
export function appointmentDeclined(
  state: PathState,
  { id, start }: Appointment,
  answer: 'cannotCome' | 'anotherDate',
  at: Moment,
): PathState {
  const title = titles.appointmentDeclined(answer, start);
  if (state.open.some(({ topic, appointment }) => topic === 'appointment-declined' && appointment === id)) return log(state, at, title);
  const task = taskSoon(isWithin48Hours(start.at, at.at), 'appointment-declined', at.at);
  return addTask(state, { ...task, kind: 'decide', since: at, title, about: 'appointment', appointment: id });
}

/** Nobody takes them out of the calendars by itself: the referent decides. `alsoFor`: a referent who gives the path away. */
export function appointmentStands(state: PathState, why: 'left' | 'transferred', at: Moment, alsoFor?: string): PathState {
  const others = closeTasks(state, ({ topic }) => topic === 'appointment-stands');
  return appointmentsAhead(state, at.at).reduce((next, { id, sequence, start }) => {
    const title = titles.appointmentStands(start, why);
    const task = taskOf('appointment-stands', why, id, sequence, at.at);
    const line = { ...task, kind: 'info', since: at, title, about: 'appointment', appointment: id } as const;
    return addTask(next, { ...line, ...(alsoFor === undefined ? {} : { alsoFor }) });
  }, others);
}

/** The referent of an appointment left the team: whoever has the path now keeps it with somebody else, or finds another date. */
export function referentLeft(state: PathState, name: string, at: Moment): PathState {
  const others = closeTasks(state, ({ topic }) => topic === 'appointment-stands');
  return appointmentsAhead(state, at.at).reduce((next, { id, sequence, start }) => {
    const title = titles.appointmentOfDeparted(start, name);
    const task = taskOf('appointment-stands', 'departed', id, sequence, at.at);
    return addTask(next, { ...task, kind: 'info', since: at, title, about: 'appointment', appointment: id });
  }, others);
}

/** The path ends; an appointment that it leaves standing is said once. */
export function endPath(
  state: PathState,
  at: Moment,
  reason: string,
  { isReasonKnown = false, tell = 'closed' }: { readonly isReasonKnown?: boolean; readonly tell?: ReleaseReason } = {},
): PathState {
  const left = leave(state, at, reason, { isReasonKnown, tell });
  if (state.stage !== 'left') return appointmentStands(left, 'left', at);
  return { ...left, open: [...left.open, ...state.open.filter(({ topic }) => topic === 'appointment-stands')] };
}

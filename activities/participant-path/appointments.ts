import { Temporal } from 'temporal-polyfill';
import { type AppointmentNotice, leavesCalendar, type MailContent } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import { type Organisation, type Programme, type Staff, staffByCode } from '../../domain/programme/programme.ts';
import { isAddressRefusal, ServiceError } from '../../domain/service-error.ts';
import type { CalendarPort } from '../../integrations/outlook/port.ts';
import type {
  Appointment,
  AppointmentActivities,
  AppointmentCalendarActivities,
  Mailed,
  ParticipantAppointmentRequest,
  ReferentAppointmentRequest,
} from '../../workflows/participant-path/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { readerOf } from '../staff-worklist/reader.ts';
import { messageId, type ParticipantMailDeps } from './participant-mail.ts';

/** An interview as its participant, and a referent without an Outlook calendar of ours, get it: a mail with .ics. */
export function createAppointmentActivities(deps: ParticipantMailDeps): AppointmentActivities {
  const { programme, deadlines } = deps;
  const staff = staffByCode(programme);

  return {
    async mailAppointment(request) {
      const { n, mail, to, appointment, referent } = request;
      const at = deadlines.moment(presentInstant());
      const member = staff.get(referent);
      const referentCalendar = member?.outlook ?? false;
      const isPast = appointment.start.at <= at.at;
      if (to.email === null || isPast) return { outcome: 'dropped', at, referentCalendar };
      const content = await toParticipant(deps, { request, email: to.email, member });
      const outcome = await send(deps, content, `${to.ref}.${mail}.${n}`, {
        to: to.email,
        replyTo: member?.email ?? to.assignment.replyTo,
      });
      return { outcome, at, referentCalendar };
    },
    async mailAppointmentToReferent(request) {
      const { n, to, referent } = request;
      const at = deadlines.moment(presentInstant());
      const member = staff.get(referent);
      if (!member) return { outcome: 'dropped', at };
      // A participant answers the referent; a referent's own answer is for the coordinator.
      const replyTo = readerOf(programme, member.code)?.replyTo ?? to.assignment.replyTo;
      const content = toReferent(deps, request, member);
      return { outcome: await send(deps, content, `${to.ref}.appointment-referent.${n}`, { to: member.email, replyTo }), at };
    },
  };
}

async function toParticipant(
  { programme, deadlines, links, personal }: ParticipantMailDeps,
  {
    request,
    email,
    member,
  }: { readonly request: ParticipantAppointmentRequest; readonly email: string; readonly member: Staff | undefined },
): Promise<MailContent> {
  const { to, appointment } = request;
  const shared = {
    firstName: to.firstName,
    ref: to.ref,
    email,
    referent: { name: member?.name ?? programme.name, phone: organisationOf(programme, member)?.phone ?? null },
    unableUrl: await links.prefilled('unable', { reference: personal(to.ref) }),
    appointment: noticeOf({ programme, deadlines }, appointment, member),
  };
  return request.mail === 'appointment' ? { kind: request.mail, ...shared, change: request.change } : { kind: request.mail, ...shared };
}

function toReferent(
  deps: ParticipantMailDeps,
  { to, who, appointment, change, background }: ReferentAppointmentRequest,
  member: Staff,
): MailContent {
  return {
    kind: 'appointmentForReferent',
    name: member.name,
    ref: to.ref,
    email: member.email,
    who,
    appointment: noticeOf(deps, appointment, member),
    change,
    background: leavesCalendar(change) ? [] : background,
  };
}

function noticeOf(
  { programme, deadlines }: Pick<ParticipantMailDeps, 'programme' | 'deadlines'>,
  { id, sequence, start, place }: Appointment,
  member: Staff | undefined,
): AppointmentNotice {
  const { place: usual, end } = termsOf(organisationOf(programme, member), start.at);
  const where = place ?? usual;
  return {
    id,
    start,
    end: deadlines.moment(end),
    place: where === null ? null : { name: where, address: '' },
    icsSequence: sequence,
  };
}

async function send(
  { programme, composer, sender }: ParticipantMailDeps,
  content: MailContent,
  name: string,
  addresses: { readonly to: string; readonly replyTo: string },
): Promise<Mailed['outcome']> {
  try {
    return await sender.send({ ...composer.compose(content), messageId: messageId(programme, name), ...addresses }, { again: false });
  } catch (error) {
    if (isAddressRefusal(error)) return 'refused';
    throw error;
  }
}

/** For a referent whose mailbox is AILE's: an Outlook event without anyone's name. Runs only on that mailbox's queue. */
export function createAppointmentCalendarActivities({
  calendar,
  programme,
  deadlines,
}: {
  readonly calendar: Pick<CalendarPort, 'findByReference' | 'create' | 'update' | 'cancel'>;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'nextWorklistHour'>;
}): AppointmentCalendarActivities {
  const staff = staffByCode(programme);
  const memberOf = (code: string): Staff => {
    const member = staff.get(code);
    if (!member) throw new ServiceError('calendar-refused', { detail: 'no such member of staff' });
    return member;
  };

  return {
    /** Where the place was typed by hand, the event is silent about it: free text is for mails. */
    async putAppointmentEvent({ to, appointment, referent }) {
      const member = memberOf(referent);
      const { start, id, place } = appointment;
      const terms = termsOf(organisationOf(programme, member), start.at);
      const event = {
        reference: id,
        subject: `Entretien – dossier ${to.ref}`,
        body: `Entretien individuel. Dossier ${to.ref}.`,
        start: start.at,
        end: terms.end,
        place: place === null ? (terms.place ?? '') : '',
        attendees: [],
        category: 'Entretien',
      };
      const existing = await calendar.findByReference(member.email, id);
      // The same appointment moved is the same event moved.
      if (existing === null || (await calendar.update(member.email, existing.eventId, event)) === null)
        await calendar.create(member.email, event, `${id}:${appointment.sequence}`);
      return { lookAt: nextLook(deadlines, presentInstant()) };
    },
    /** An event that is gone already counts as removed. */
    async removeAppointmentEvent({ appointment, referent }) {
      const { email } = memberOf(referent);
      const existing = await calendar.findByReference(email, appointment.id);
      if (existing !== null && !existing.isCancelled) await calendar.cancel(email, existing.eventId, '');
    },
    async readAppointmentEvent({ appointment, referent }) {
      const now = presentInstant();
      const event = await calendar.findByReference(memberOf(referent).email, appointment.id);
      const seen = { at: deadlines.moment(now), lookAt: nextLook(deadlines, now) };
      if (event === null || event.isCancelled) return { ...seen, found: 'gone' as const };
      const start = new Date(event.start).toISOString();
      const isMoved = !event.isAllDay && Date.parse(start) !== Date.parse(appointment.start.at) && start > now;
      return { ...seen, found: isMoved ? { start: deadlines.moment(start) } : ('standing' as const) };
    },
  };
}

function organisationOf({ organisations }: Programme, member: Staff | undefined): Organisation | undefined {
  return organisations.find(({ id }) => id === member?.organisation);
}

/** @param start ISO 8601 */
function termsOf(organisation: Organisation | undefined, start: string): { readonly place: string | null; readonly end: string } {
  const { place, duration } = organisation?.interviews ?? { place: null, duration: 'PT1H' };
  const end = Date.parse(start) + Temporal.Duration.from(duration).total('milliseconds');
  return { place, end: new Date(end).toISOString() };
}

/** Before each « Ma journée », so that it says what was found. */
const BEFORE_DAY_MAIL_MS = 15 * 60_000;
const DAY_MS = 24 * 3600_000;

function nextLook(deadlines: Pick<Deadlines, 'moment' | 'nextWorklistHour'>, now: string): Moment {
  const ahead = (from: string) => {
    const hour = deadlines.nextWorklistHour(from);
    return hour === null ? null : new Date(Date.parse(hour.at.at) - BEFORE_DAY_MAIL_MS).toISOString();
  };
  const first = ahead(now);
  const next = first !== null && first <= now ? ahead(new Date(Date.parse(now) + 2 * BEFORE_DAY_MAIL_MS).toISOString()) : first;
  return deadlines.moment(next ?? new Date(Date.parse(now) + DAY_MS).toISOString());
}

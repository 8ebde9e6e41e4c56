import type { AppointmentNotice, MailContent } from '../domain/mails.ts';
import type { Moment } from '../domain/moment.ts';
import { type Programme, staffByCode } from '../domain/programme/programme.ts';
import { isAddressRefusal, ServiceError } from '../domain/service-error.ts';
import type { CalendarPort } from '../integrations/outlook/port.ts';
import { readerOf } from './desk-reader.ts';
import { type Addressee, type Appointment, type Mailed, messageId, type ParticipantMailDeps } from './participant-mail.ts';
import { presentInstant } from './present-instant.ts';

export type AppointmentActivities = ReturnType<typeof createAppointmentActivities>;
export type AppointmentCalendarActivities = ReturnType<typeof createAppointmentCalendarActivities>;

export interface AppointmentRequest {
  readonly n: number;
  readonly to: Addressee;
  /** First name and initial, for the referent's mail only. */
  readonly who: string;
  readonly appointment: Appointment;
  readonly moved: boolean;
  /** Staff code. */
  readonly referent: string;
}

const LENGTH_MS = 60 * 60_000;

/** An interview as its participant, and a referent without an Outlook calendar of ours, get it: a mail with .ics. */
export function createAppointmentActivities({ programme, composer, sender, links, deadlines }: ParticipantMailDeps) {
  const staff = staffByCode(programme);

  const noticeOf = ({ id, sequence, start }: Appointment): AppointmentNotice => ({
    id,
    start,
    end: deadlines.moment(new Date(Date.parse(start.at) + LENGTH_MS).toISOString()),
    place: null,
    icsSequence: sequence,
  });

  async function send(content: MailContent, name: string, to: string, replyTo: string): Promise<Mailed['outcome']> {
    try {
      return await sender.send({ ...composer.compose(content), messageId: messageId(programme, name), to, replyTo }, { again: false });
    } catch (error) {
      if (isAddressRefusal(error)) return 'refused';
      throw error;
    }
  }

  return {
    /** To the participant; says besides whether the referent's calendar is ours to write. */
    async mailAppointment({
      n,
      to,
      appointment,
      moved,
      referent,
    }: AppointmentRequest): Promise<Mailed & { readonly referentCalendar: boolean }> {
      const at = deadlines.moment(presentInstant());
      const member = staff.get(referent);
      const referentCalendar = member?.outlook ?? false;
      if (to.email === null) return { outcome: 'dropped', at, referentCalendar };
      const organisation = programme.organisations.find(({ id }) => id === member?.organisation);
      const content: MailContent = {
        kind: 'appointment',
        firstName: to.firstName,
        ref: to.ref,
        email: to.email,
        referent: { name: member?.name ?? programme.name, phone: organisation?.phone ?? null },
        unableUrl: await links.prefilled('unable', { reference: to.ref }),
        appointment: noticeOf(appointment),
        moved,
      };
      return {
        outcome: await send(content, `${to.ref}.appointment.${n}`, to.email, member?.email ?? to.charge.replyTo),
        at,
        referentCalendar,
      };
    },
    /** For a referent whose calendar the service may not write. */
    async mailAppointmentToReferent({ n, to, who, appointment, moved, referent }: AppointmentRequest): Promise<Mailed> {
      const at = deadlines.moment(presentInstant());
      const member = staff.get(referent);
      if (!member) return { outcome: 'dropped', at };
      const content: MailContent = {
        kind: 'appointmentForReferent',
        name: member.name,
        ref: to.ref,
        email: member.email,
        who,
        appointment: noticeOf(appointment),
        change: moved ? 'moved' : 'fixed',
        background: [],
      };
      // A participant answers the referent; a referent's own answer is for the coordinator.
      const replyTo = readerOf(programme, member.code)?.replyTo ?? to.charge.replyTo;
      return { outcome: await send(content, `${to.ref}.appointment-referent.${n}`, member.email, replyTo), at };
    },
  };
}

/** For a referent whose mailbox is AILE's: an Outlook event without anyone's name. Runs only on that mailbox's queue. */
export function createAppointmentCalendarActivities({
  calendar,
  programme,
  deadlines,
}: {
  readonly calendar: CalendarPort;
  readonly programme: Programme;
  readonly deadlines: { moment(at: string): Moment };
}) {
  return {
    async putAppointmentEvent({ to, appointment, referent }: AppointmentRequest): Promise<{ at: Moment }> {
      const member = programme.organisations.flatMap(({ staff }) => staff).find(({ code }) => code === referent);
      if (!member) throw new ServiceError('calendar-refused', { detail: 'no such member of staff' });
      const { start, id } = appointment;
      const event = {
        reference: id,
        subject: `Entretien – dossier ${to.ref}`,
        body: `Entretien individuel. Dossier ${to.ref}.`,
        start: start.at,
        end: new Date(Date.parse(start.at) + LENGTH_MS).toISOString(),
        place: '',
        attendees: [],
        category: 'Entretien',
      };
      const existing = await calendar.findByReference(member.email, id);
      // The same appointment moved is the same event moved.
      if (existing === null || (await calendar.update(member.email, existing.eventId, event)) === null)
        await calendar.create(member.email, event, `${id}:${appointment.sequence}`);
      return { at: deadlines.moment(presentInstant()) };
    },
  };
}

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newPlanRequest } from '../../domain/plan.ts';
import type { CalendarPort, OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { createAppointmentCalendarActivities } from './appointments.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const deadlines = createDeadlines(programme);
const [member] = programme.organisations.flatMap(({ staff }) => staff.filter(({ outlook }) => outlook));
const referent = member?.code ?? '';
const start = deadlines.moment('2099-12-10T09:00:00.000Z');
const appointment = { id: 'GC-7K3M-9QXD-rdv', sequence: 0, start, place: null };
const to = {
  ref: 'GC-7K3M-9QXD',
  firstName: 'Léa',
  email: null,
  assignment: deadlines.plan(
    newPlanRequest({ ref: 'GC-7K3M-9QXD', stage: 'informed', clockFrom: '2026-11-01T08:00:00Z', referent }),
    '2026-11-23T10:00:00.000Z',
  ).assignment,
  lastMailAt: null,
};
const request = { to, who: 'Léa M.', appointment, referent };

/** One mailbox, by reference. */
function mailbox() {
  const events = new Map<string, OwnedEvent>();
  const stored = ({ reference, start: begins, end, subject, place }: OwnedEvent): StoredEvent => ({
    eventId: reference,
    type: 'singleInstance',
    seriesMasterId: null,
    iCalUId: reference,
    originalStart: null,
    reference,
    subject,
    start: begins,
    end,
    place,
    isCancelled: false,
    isAllDay: false,
    isTentative: false,
    isOrganizer: true,
    categories: [],
    attendees: [],
  });
  const found = (reference: string) => {
    const event = events.get(reference);
    return event === undefined ? null : stored(event);
  };
  const calendar: Pick<CalendarPort, 'findByReference' | 'create' | 'update' | 'cancel'> = {
    findByReference: (_mailbox, reference) => Promise.resolve(found(reference)),
    create: (_mailbox, event) => Promise.resolve(stored(events.set(event.reference, event).get(event.reference) ?? event)),
    update: (_mailbox, id, event) => {
      if (typeof event === 'function') throw new Error('an event is expected');
      events.set(id, event);
      return Promise.resolve(stored(event));
    },
    cancel: (_mailbox, id) => {
      events.delete(id);
      return Promise.resolve();
    },
  };
  return { events, activities: createAppointmentCalendarActivities({ calendar, programme, deadlines }) };
}

test('an interview takes its length and place from its organisation, and a typed place is in no event', async () => {
  const { events, activities } = mailbox();
  const { interviews } = programme.organisations.find(({ id }) => id === member?.organisation) ?? {};
  await activities.putAppointmentEvent(request);
  expect(events.get(appointment.id)).toMatchObject({
    subject: 'Entretien – dossier GC-7K3M-9QXD',
    end: '2099-12-10T10:00:00.000Z',
    place: interviews?.place,
  });
  await activities.putAppointmentEvent({ ...request, appointment: { ...appointment, place: 'chez Léa Martin' } });
  expect(JSON.stringify([...events.values()])).not.toMatch(/Léa|Martin/u);
});

test('an interview is written once and removed once, however often the activity runs', async () => {
  const { events, activities } = mailbox();
  await activities.putAppointmentEvent(request);
  await activities.putAppointmentEvent(request);
  expect(events.size).toBe(1);
  await activities.removeAppointmentEvent(request);
  await activities.removeAppointmentEvent(request);
  expect(events.size).toBe(0);
});

test('a reading says whether the event stands, was moved or is gone; a move into the past is none', async () => {
  const { events, activities } = mailbox();
  const read = async () => (await activities.readAppointmentEvent(request)).found;
  expect(await read()).toBe('gone');
  await activities.putAppointmentEvent(request);
  expect(await read()).toBe('standing');
  const event = events.get(appointment.id);
  if (event === undefined) throw new Error('no event');
  events.set(appointment.id, { ...event, start: '2099-12-11T13:00:00Z' });
  expect(await read()).toMatchObject({ start: { at: '2099-12-11T13:00:00.000Z' } });
  events.set(appointment.id, { ...event, start: '2020-12-11T13:00:00Z' });
  expect(await read()).toBe('standing');
});

test('the next reading is ahead, a quarter of an hour before a « Ma journée »', async () => {
  const { lookAt } = await mailbox().activities.putAppointmentEvent(request);
  expect(Date.parse(lookAt.at)).toBeGreaterThan(Date.now());
  expect(lookAt.label).toMatch(/7\sh\s45$/u);
});

import type { FollowUp, Person } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Assignment, Plan } from '../../domain/plan.ts';
import type { SeatView } from '../../domain/seat.ts';
import * as path from './path.ts';

/** A participant's path for the tests of its decisions. Fictional people only. */

export const at = (iso: string): Moment => ({ at: iso, label: iso });
export const REGISTERED = at('2026-11-02T09:00:00.000Z');

/** Léa is 22: a path of the Mission Locale, of which the coordinator of AILE sees the first name only. */
export const ASSIGNMENT: Assignment = {
  organisation: 'mission-locale',
  reason: '22 ans : Mission Locale',
  referent: 's3',
  referentName: 'Maud Lefèvre',
  departed: null,
  firstRung: 's3',
  secondRung: 's1',
  lead: 'lead-mission-locale',
  firstNameOnly: true,
  adviserToName: false,
  personDecides: false,
  deciders: [],
  eligible: true,
  replyTo: 'contact.ml@example.org',
  followedElsewhere: null,
};

/** What the age says of somebody under 18: nobody is in charge, the coordinator decides. */
export const MINOR: Assignment = {
  ...ASSIGNMENT,
  organisation: null,
  reason: '16 ans : moins de 18 ans, une personne décide',
  referent: null,
  referentName: null,
  firstRung: 's1',
  secondRung: 'lead-aile',
  lead: null,
  firstNameOnly: false,
  personDecides: true,
  deciders: ['s1'],
  eligible: false,
};

/** A path of the coordinator herself: whatever she leaves waiting is told to her organisation's lead. */
export const COORDINATORS_OWN: Assignment = {
  ...ASSIGNMENT,
  organisation: 'aile',
  reason: '40 ans : Association AILE',
  referent: 's1',
  referentName: 'Camille Roux',
  firstRung: 's1',
  secondRung: 'lead-aile',
  lead: null,
  firstNameOnly: false,
};

export const plan = (more: Partial<Plan> = {}): Plan => ({
  version: 'v1',
  assignment: ASSIGNMENT,
  referent: null,
  coordinator: [],
  reminderWeek: null,
  reminderDay: null,
  callDay: null,
  followUp: null,
  holdUntil: null,
  ageLimit: null,
  pauseEnd: null,
  erasure: null,
  appointments: [],
  keepersGone: [],
  keepersWithoutOutlook: [],
  madeAt: REGISTERED,
  ...more,
});

export const PERSON: Person = {
  firstName: 'Léa',
  lastName: 'Martin',
  email: 'lea@example.org',
  badEmail: null,
  phone: '+33612345678',
  badPhone: null,
  birthDate: '2004-05-01',
  neighbourhood: { id: 'les-aunettes' },
  priorityNeighbourhood: true,
  town: null,
  situation: null,
  referrer: null,
  alreadyFollowedBy: null,
  wish: 'Ouvrir un café associatif',
  enteredBy: null,
  sharedAddress: false,
};

export const registration = (more: Partial<Person> = {}, responseId = 'r1', submitted = REGISTERED) => ({
  registration: { origin: { formId: 'F-REG', responseId, submitted }, person: { ...PERSON, ...more } },
  matchKeys: ['k1'],
  near: [] as readonly string[],
  turn: 0,
});

export const begin = (more: Partial<Person> = {}, assignment: Assignment = ASSIGNMENT) =>
  path.begin({ ref: 'GC-7K3M-9QXD', plan: plan({ assignment }), ...registration(more) });

export const view = (more: Partial<SeatView> = {}): SeatView => ({
  sessionId: 'info-2026-12-a',
  kind: 'info',
  title: 'Information collective',
  ref: 'GC-7K3M-9QXD',
  seq: 1,
  rev: 1,
  status: 'reserved',
  rank: null,
  start: at('2026-12-03T13:30:00.000Z'),
  end: at('2026-12-03T15:30:00.000Z'),
  place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
  icsSequence: 0,
  attendance: null,
  markedBy: null,
  ...more,
});

let responses = 0;
export const followUp = (more: Partial<FollowUp> = {}, date = at('2026-12-05T10:00:00.000Z')): FollowUp => ({
  origin: { formId: 'F-FUP', responseId: `f${(responses += 1)}`, submitted: date },
  staff: 's3',
  registerFor: null,
  date,
  contact: null,
  stage: null,
  appointment: null,
  appointmentPlace: null,
  ofAppointment: null,
  decision: 'none',
  until: null,
  reason: null,
  note: null,
  callAnswer: null,
  adviser: null,
  newEmail: null,
  newPhone: null,
  outcome: null,
  ...more,
});

/** Carries out the first command of the outbox as the outside world would. */
export function finish(state: path.PathState): path.PathState {
  const [command] = state.outbox;
  return command ? path.done(state, command.id) : state;
}

/** The invitation found a seat. */
export const seated = (state = begin()) =>
  finish(
    path.invited(state, {
      seq: state.search.seq,
      view: view({ seq: state.search.seq }),
      plan: plan({ assignment: state.plan.assignment }),
      at: at('2026-11-02T09:00:10.000Z'),
      mail: 'confirmation',
    }),
  );

/** Was at the information session. */
export const informed = (state = seated()) =>
  path.seatChanged(state, view({ seq: state.search.seq, rev: 2, attendance: 'attended' }), REGISTERED);

/** With a change to the seat that the path's own search found. */
export const withOwn = (state: path.PathState, change: Partial<path.Booking>): path.PathState => ({
  ...state,
  bookings: state.bookings.map((booking) => (booking.origin === 'path' ? { ...booking, ...change } : booking)),
});

export const outbox = (state: path.PathState) =>
  state.outbox.map((command) => (command.kind === 'mail' ? `mail ${command.mail}` : command.kind));

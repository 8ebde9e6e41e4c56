import type { Attendance, SessionDecision } from '../../domain/facts.ts';
import type { SeatRequest } from '../../domain/seat.ts';
import type { SessionStart } from '../../domain/session-start.ts';

export const at = (iso: string) => ({ at: iso, label: iso });

export function start(capacity: number): SessionStart {
  return {
    id: 'info-2026-12-a',
    eventId: null,
    headCountOnly: false,
    title: 'Information collective',
    kind: 'info',
    capacity,
    facilitators: ['s1', 's3'],
    coordinator: 's1',
    place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
    plan: {
      version: 'v1',
      start: at('2026-12-03T13:30:00Z'),
      end: at('2026-12-03T15:30:00Z'),
      listAt: at('2026-12-02T08:00:00Z'),
      lowAt: null,
      lowPercent: 30,
      manyWaiting: 5,
      unknownAt: at('2026-12-31T15:30:00Z'),
      attendanceAt: at('2026-12-03T15:30:00Z'),
      facilitator: at('2026-12-07T15:30:00Z'),
      coordinator: at('2026-12-10T15:30:00Z'),
      answersAt: null,
      answersCoordinator: null,
      quietMs: 120_000,
      closesAt: at('2027-06-03T15:30:00Z'),
    },
  };
}

export const request = (ref: string, more: Partial<SeatRequest> = {}): SeatRequest => ({
  ref,
  seq: 1,
  want: 'seat',
  priority: false,
  name: 'Léa M.',
  arrival: '2026-11-01T08:00:00Z',
  ...more,
});

/** An attendance form in which nothing is filled in. */
export const EMPTY_SHEET = {
  rows: {},
  saysWalkIns: false,
  walkInHeads: 0,
  unreadWalkIns: [],
  walkInRefs: [],
  headCount: null,
  remarks: null,
  filing: null,
  presentOrganisations: null,
  sentFrom: null,
} satisfies Omit<Attendance, 'origin' | 'staff'>;

/** A decision about a session with nothing beside it, of a facilitator. */
export const MERE_DECISION = {
  newStart: null,
  newStartTyped: null,
  substitute: null,
  colleagues: [],
  answerBy: null,
  anySession: false,
  reason: null,
  note: null,
} satisfies Omit<SessionDecision, 'origin' | 'staff' | 'staffName' | 'action'>;

export const sheet = (rows: Attendance['rows'], submitted = '2026-12-03T16:00:00Z', responseId = 'r1'): Attendance => ({
  origin: { formId: 'F-ATT', responseId, submitted: at(submitted) },
  staff: 's1',
  ...EMPTY_SHEET,
  rows,
});

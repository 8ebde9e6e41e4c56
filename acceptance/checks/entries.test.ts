import { expect, test } from 'vitest';
import type { SoakEvidence } from '../evidence.ts';
import { REFERENCE_PROPERTY } from '../names.ts';
import { appointmentFile, mail, programme } from '../test-evidence.ts';
import { entriesOf } from './entries.ts';

const REF = 'GC-AAAA-0001';
const seat = { status: 'reserved', start: '2026-12-20T13:30:00.000Z', end: '', place: { name: 'Maison', address: '' }, icsSequence: 1 };
const workflow = (id: string, type: string, attributes: Readonly<Record<string, unknown>>) => ({
  id,
  type,
  status: 'RUNNING',
  attributes,
  memo: { worklist: [{ key: 'unmended-1', worklist: 's1' }] },
});

const EVIDENCE: SoakEvidence = {
  programme,
  mails: [
    mail({
      to: ['a@example.org'],
      realReceivedAt: '2026-11-23T10:00:00.000Z',
      attachments: appointmentFile(`info-0.${REF}`, { start: '2026-12-20T13:30:00.000Z', sequence: 2 }),
    }),
    mail({ to: ['b@example.org'], realReceivedAt: '2026-11-23T10:00:01.000Z' }),
  ],
  calendars: {
    [programme.calendar.mailbox]: [
      {
        id: 'e1',
        subject: 'Information',
        start: { dateTime: '2026-12-20T13:30:00.0000000' },
        end: { dateTime: '2026-12-20T15:30:00.0000000' },
        location: { displayName: 'Maison' },
        // Graph gives an identifier back in letters of its own.
        singleValueExtendedProperties: [{ id: REFERENCE_PROPERTY.toUpperCase(), value: 'info-0' }],
        attendees: [{ emailAddress: { address: 's1@aile.example.org' } }],
      },
    ],
  },
  workflows: [
    workflow('session-info-0', 'session', { GcSessionState: 'open', GcSessionKind: 'info', GcSeatsLeft: 3, GcSessionStart: seat.start }),
    workflow(`participant-${REF}`, 'participantPath', { GcStage: 'invited', GcSessions: ['info-0'] }),
    workflow('participant-GC-AAAA-0002', 'participantPath', { GcStage: 'registered' }),
    workflow('calendar-watch', 'calendarWatch', {}),
  ],
  seats: { [REF]: seat },
  kills: [],
  until: '2026-11-23T11:00:00.000Z',
  seed: 1,
  rules: {
    pollingMs: 1,
    quietMs: 1,
    formsPollingMs: 1,
    plainAllowanceMs: 1,
    allowanceMs: 1,
    capacities: {},
    adoptedCapacity: 1,
    sessionTitle: 'Information',
    facilitators: 2,
  },
  people: [],
  edits: [],
  answers: [],
  acts: [],
  strikes: [],
  graph: { greatest: {}, fullReadings: 0, forgotten: 0, writes: [] },
};

test('one entry for each event, mail, session and path', () => {
  const { calendar, mails, sessions, paths } = entriesOf(EVIDENCE);
  expect(calendar).toEqual([
    {
      id: 'e1',
      reference: 'info-0',
      subject: 'Information',
      start: '2026-12-20T13:30:00Z',
      end: '2026-12-20T15:30:00Z',
      place: 'Maison',
      isCancelled: false,
      attendees: ['s1@aile.example.org'],
    },
  ]);
  expect(mails.map(({ to, ics }) => [to, ics?.uid ?? null, ics?.sequence, ics?.start])).toEqual([
    [['a@example.org'], `info-0.${REF}@aile.example.org`, 2, seat.start],
    [['b@example.org'], null, undefined, undefined],
  ]);
  expect(sessions).toEqual([{ id: 'info-0', state: 'open', kind: 'info', seatsLeft: 3, start: seat.start, worklist: ['unmended-1'] }]);
  expect(paths).toEqual([
    { ref: REF, stage: 'invited', session: 'info-0', view: seat, worklist: ['unmended-1'] },
    { ref: 'GC-AAAA-0002', stage: 'registered', session: null, view: null, worklist: ['unmended-1'] },
  ]);
});

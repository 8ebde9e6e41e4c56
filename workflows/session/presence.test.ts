import { expect, test } from 'vitest';
import type { Attendance } from '../../domain/facts.ts';
import { wasCoFacilitated } from '../../domain/presence.ts';
import { aloneUntil } from './attendance-tasks.ts';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import { freezeNumbers, openSession, phase, type SessionState, setSeats, takeAttendance } from './session.ts';
import { request, sheet, start } from './session-fixtures.ts';

// Which organisations were there, as the attendance form says.

const NOW = '2026-12-08T00:00:00Z';
const SOON = '2026-12-04T08:00:00Z';
const BOTH = ['AILE', 'Mission Locale'];
const seated = () => freezeNumbers(setSeats(openSession(start(3)), [request('A')], '2026-11-20T08:00:00Z').state);
const ticks = (presentOrganisations: readonly string[], submitted?: string, id?: string): Attendance => ({
  ...sheet({ 1: 'attended' }, submitted, id),
  presentOrganisations,
});
const line = (state: SessionState, now = NOW) => /Co-animation constatée\*\* : (.*)/.exec(details(state, now))?.[1];

test('as the latest answer says; a response without one leaves it', () => {
  expect(line(seated(), '2026-12-03T14:00:00Z')).toBeUndefined();
  expect([line(seated()), wasCoFacilitated(seated())]).toEqual(['pas encore saisie', 'unknown']);
  const both = takeAttendance(seated(), ticks(BOTH));
  expect([line(both), wasCoFacilitated(both), linesForStaff(both, SOON)]).toEqual(['oui – AILE et Mission Locale', 'yes', []]);
  const filed = takeAttendance(both, { ...sheet({}, '2026-12-04T09:00:00Z', 'r2'), presentOrganisations: null, filing: 'A-1' });
  expect(line(filed)).toBe('oui – AILE et Mission Locale');
  const alone = takeAttendance(filed, ticks(['AILE'], '2026-12-04T10:00:00Z', 'r3'));
  expect([line(alone), wasCoFacilitated(alone)]).toEqual(['non – AILE seule', 'no']);
  // An older response that comes later corrects nothing.
  expect(line(takeAttendance(alone, ticks(BOTH, '2026-12-04T09:30:00Z', 'r4')))).toBe('non – AILE seule');
});

test('one organisation alone is told to the coordinator once, for three days, unless it is corrected', () => {
  const alone = takeAttendance(seated(), ticks(['AILE'], '2026-12-05T16:00:00Z'));
  const lines = linesForStaff(alone, '2026-12-06T08:00:00Z');
  expect(lines).toMatchObject([{ worklist: 's1', kind: 'info', title: 'Séance animée par une seule structure : AILE.', missing: null }]);
  expect(lines[0]?.answers).toEqual([{ label: 'Corriger', form: 'attendance', values: { session: 'info-2026-12-a' } }]);
  expect(aloneUntil(alone, '2026-12-06T08:00:00Z')).toBe('2026-12-08T16:00:00.000Z');
  expect([aloneUntil(alone, '2026-12-08T16:00:00Z'), linesForStaff(alone, '2026-12-08T16:00:00Z')]).toEqual([null, []]);
  // Said again, it is the same line; said otherwise, there is none.
  const again = takeAttendance(alone, ticks(['AILE'], '2026-12-06T09:00:00Z'));
  expect(linesForStaff(again, '2026-12-06T10:00:00Z')).toEqual(lines);
  expect(linesForStaff(takeAttendance(again, ticks(BOTH, '2026-12-06T11:00:00Z')), '2026-12-06T12:00:00Z')).toEqual([]);
  // Three days from the evening of the session end before the facilitators' two working days do.
  const evening = takeAttendance(seated(), ticks(['AILE']));
  expect(aloneUntil(evening, SOON)).toBe('2026-12-07T15:30:00.000Z');
});

test('is asked for with a sheet that is missing, and never holds one open', () => {
  const climbed = { ...seated(), sheet: { facilitator: false, coordinator: true } };
  const missing = (state: SessionState) => linesForStaff(state, NOW).map((item) => item.missing);
  expect(missing(climbed)).toEqual(['Les présences de la séance, et quelles structures y étaient']);
  expect(missing(takeAttendance(climbed, { ...ticks(BOTH), rows: {} }))).toEqual(['Les présences de la séance']);
  const withoutQuestion = takeAttendance(climbed, sheet({ 1: 'attended' }));
  expect([phase(withoutQuestion, NOW), linesForStaff(withoutQuestion, NOW), line(withoutQuestion)]).toEqual([
    'complete',
    [],
    'pas encore saisie',
  ]);
});

test('where the form doesn’t ask, a sheet speaks for its sender alone, if the session is theirs', () => {
  const from = (staff: string, sentFrom: string, id: string): Attendance => ({
    ...sheet({ 1: 'attended' }, undefined, id),
    staff,
    sentFrom,
  });
  const stranger = takeAttendance(seated(), from('s2', 'AILE', 'r1'));
  expect(line(stranger)).toBe('pas encore saisie');
  const theirs = takeAttendance(stranger, from('s3', 'Mission Locale', 'r2'));
  expect([line(theirs), wasCoFacilitated(theirs)]).toEqual(['pas encore saisie – Mission Locale y était, d’après sa feuille', 'unknown']);
  expect(linesForStaff(theirs, SOON)).toEqual([]);
  const both = takeAttendance(theirs, from('s1', 'AILE', 'r3'));
  expect([line(both), wasCoFacilitated(both)]).toEqual(['oui – Mission Locale et AILE', 'yes']);
});

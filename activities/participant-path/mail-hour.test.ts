import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { MailReason } from '../../domain/mail-reasons.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { mailHour } from './mail-hour.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const office = createDeadlines(programme);
const trial = createDeadlines({ ...programme, officeHours: { always: true } });

/** Friday 20 November 2026, 22:00 in Paris. */
const NIGHT = '2026-11-20T21:00:00.000Z';
const MONDAY = '2026-11-23T08:00:00.000Z';
const hour = (why: MailReason, starts: readonly string[] = [], now = NIGHT) =>
  mailHour({ why, starts, lastMailAt: null }, now, office)?.at ?? 'now';

test('what answers a person’s own act goes at night, everything else when the office opens', () => {
  const atOnce: readonly MailReason[] = ['registered', 'addressCorrected', 'anotherDate', 'unable'];
  expect(atOnce.map((why) => hour(why))).toEqual(atOnce.map(() => 'now'));
  const patient: readonly MailReason[] = ['sessionMoved', 'sessionCancelled', 'seatFreed', 'sessionOpened', 'firstAbsence', 'sixMonths'];
  expect(patient.map((why) => hour(why, ['2026-12-03T13:30:00.000Z']))).toEqual(patient.map(() => MONDAY));
  expect(patient.map((why) => hour(why, [], '2026-11-20T10:00:00.000Z'))).toEqual(patient.map(() => 'now'));
});

test('a session within 48 hours is told of at any hour, where it was as well as where it is', () => {
  expect(hour('sessionMoved', ['2026-11-22T20:59:00.000Z'])).toBe('now');
  expect(hour('sessionMoved', ['2026-12-03T13:30:00.000Z', '2026-11-21T13:30:00.000Z'])).toBe('now');
  // On Monday at 14:30: the 48 hours begin before the office opens.
  expect(hour('sessionCancelled', ['2026-11-23T13:30:00.000Z'])).toBe('2026-11-21T13:30:00.000Z');
  expect(hour('sessionCancelled', ['2026-11-26T13:30:00.000Z'])).toBe(MONDAY);
});

test('without office hours everything goes at once', () => {
  expect(mailHour({ why: 'sessionMoved', starts: ['2026-12-03T13:30:00.000Z'], lastMailAt: NIGHT }, NIGHT, trial)).toBeNull();
});

test('a person is written to once in 24 hours, answers to their own acts and a session within 48 hours apart', () => {
  const after = (why: MailReason, starts: readonly string[], lastMailAt: string) =>
    mailHour({ why, starts, lastMailAt }, '2026-11-24T10:00:00.000Z', office)?.at ?? 'now';
  const lately = '2026-11-24T09:00:00.000Z';
  expect(after('weekBefore', ['2026-12-03T13:30:00.000Z'], lately)).toBe('2026-11-25T09:00:00.000Z');
  expect(after('weekBefore', ['2026-12-03T13:30:00.000Z'], '2026-11-23T09:59:00.000Z')).toBe('now');
  expect(after('anotherDate', ['2026-12-03T13:30:00.000Z'], lately)).toBe('now');
  expect(after('sessionMoved', ['2026-11-26T09:30:00.000Z'], lately)).toBe('now');
  // The 48 hours begin before the day is over.
  expect(after('sessionMoved', ['2026-11-26T13:30:00.000Z'], lately)).toBe('2026-11-24T13:30:00.000Z');
});

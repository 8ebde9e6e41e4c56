import { expect, test } from 'vitest';
import { crowdOf, urgencyOf } from './mail-turn.ts';

test('a seat that the person asked for goes before one that the service offers', () => {
  expect(urgencyOf('seat', 'anotherDate')).toBe('answer');
  expect(urgencyOf('seat', 'sessionOpened')).toBe('usual');
  expect(urgencyOf('reinvitation', 'firstAbsence')).toBe('usual');
});

test('a change of what was promised goes before reminders, and an appointment that was just agreed on before both', () => {
  expect(urgencyOf('sessionMoved', 'sessionMoved')).toBe('change');
  expect(urgencyOf('released', 'staff')).toBe('change');
  expect(urgencyOf('reminderDay', 'dayBefore')).toBe('usual');
  expect(urgencyOf('appointment', 'appointmentFixed')).toBe('answer');
});

test('a crowd is the registrants of a session, or those who registered in the same hour; nobody else’s mail is of it', () => {
  const registeredAt = { at: '2026-11-28T10:41:00.000Z', label: 'samedi 28 novembre' };
  const at = (sessionId: string | null) => ({ registeredAt, sessionId });
  expect(crowdOf('registered', at(null))).toBe('registered-2026-11-28T10');
  expect(crowdOf('registered', at('info-suite'))).toBe('registered-2026-11-28T10');
  expect(crowdOf('sessionMoved', at('info-suite'))).toBe('info-suite');
  expect(crowdOf('sessionOpened', at(null))).toBe('sessionOpened');
});

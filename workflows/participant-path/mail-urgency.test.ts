import { expect, test } from 'vitest';
import { urgencyOf } from './mail-urgency.ts';

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

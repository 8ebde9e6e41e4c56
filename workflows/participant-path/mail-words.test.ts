import { expect, test } from '@jest/globals';
import { urgencyOf } from './mail-words.ts';

test('a seat that the person asked for goes before one that the service offers', () => {
  expect(urgencyOf('seat', 'autre date demandée')).toBe('answer');
  expect(urgencyOf('seat', 'une séance est ouverte')).toBe('usual');
  expect(urgencyOf('reinvitation', 'première absence')).toBe('usual');
});

test('a change of what was promised goes before reminders, and an appointment that was just agreed on before both', () => {
  expect(urgencyOf('sessionMoved', 'séance déplacée')).toBe('change');
  expect(urgencyOf('released', 'place reprise par l’équipe')).toBe('change');
  expect(urgencyOf('reminderDay', 'J-1')).toBe('usual');
  expect(urgencyOf('appointment', 'rendez-vous fixé')).toBe('answer');
});

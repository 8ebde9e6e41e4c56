import { expect, test } from 'vitest';
import type { SessionDecision } from '../../domain/facts.ts';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import { decidedByForm, freezeNumbers, openSession, setSeats, takeAttendance } from './session.ts';
import { at, MERE_DECISION, request, sheet, start } from './session-fixtures.ts';
import { nextWake } from './wake.ts';

const SOON = '2026-12-04T08:00:00Z';
const seated = () => freezeNumbers(setSeats(openSession(start(3)), [request('A')], '2026-11-20T08:00:00Z').state);
const remarked = (words: string | null, staff = 's2', submitted?: string, id?: string) => ({
  ...sheet({ 1: 'attended' }, submitted, id),
  staff,
  remarks: words,
});
const lines = (state: ReturnType<typeof seated>, now = SOON) =>
  linesForStaff(state, now).flatMap(({ key, title }) => (key.startsWith('remark') ? [title] : []));

test('a remark of a facilitator is told to the coordinator once, and stays in the details', () => {
  const state = takeAttendance(seated(), remarked('La salle était fermée à clé.'));
  expect(lines(state)).toEqual([expect.stringMatching(/^Remarque de .+ : « La salle était fermée à clé. »$/)]);
  expect(linesForStaff(state, SOON).find(({ key }) => key.startsWith('remark'))).toMatchObject({ worklist: 's1', kind: 'info' });
  const later = '2026-12-08T16:00:00Z';
  expect([lines(state, later), nextWake(state, '2026-12-07T15:40:00Z', { writing: false })]).toEqual([[], '2026-12-07T16:00:00.000Z']);
  expect(details(state, later)).toContain('La salle était fermée à clé.');
});

test('an edit replaces or takes back its own remark, and leaves those of others', () => {
  const both = takeAttendance(takeAttendance(seated(), remarked('Un.')), remarked('Deux.', 's2', '2026-12-03T17:00:00Z', 'r2'));
  const edited = takeAttendance(both, remarked('Trois.', 's2', '2026-12-03T18:00:00Z', 'r1'));
  expect(edited.remarks.map(({ words }) => words)).toEqual(['Deux.', 'Trois.']);
  expect(takeAttendance(edited, remarked(null, 's2', '2026-12-03T19:00:00Z', 'r1')).remarks.map(({ words }) => words)).toEqual(['Deux.']);
  // Saved again with the same words, it is no news.
  expect(takeAttendance(edited, remarked('Trois.', 's2', '2026-12-03T19:00:00Z', 'r1')).remarks).toEqual(edited.remarks);
});

test('her own remark is no line for the coordinator, and remarks are bounded', () => {
  expect(lines(takeAttendance(seated(), remarked('Note à moi-même.', 's1')))).toEqual([]);
  const many = Array.from({ length: 30 }, (_, n) => remarked('x'.repeat(5000), 's2', '2026-12-03T17:00:00Z', `m${n}`));
  const full = many.reduce(takeAttendance, seated());
  expect([full.remarks.length, full.remarks[0]?.words.length]).toEqual([10, 1000]);
});

test('a note beside a decision about the session is a remark too, and a decision after a cancellation leaves a trace', () => {
  const decision = (note: string | null, responseId: string): SessionDecision => ({
    origin: { formId: 'F-FUP', responseId, submitted: at('2026-11-24T10:00:00Z') },
    staff: 's2',
    staffName: 'Inès Moreau',
    action: 'accept',
    ...MERE_DECISION,
    note,
  });
  const noted = decidedByForm(seated(), decision('J’arrive à 14 h.', 'd1'));
  expect(noted.remarks.map(({ words }) => words)).toEqual(['J’arrive à 14 h.']);
  const late = decidedByForm({ ...seated(), cancelled: true }, decision(null, 'd2'));
  expect(late.log.at(-1)?.what).toBe('Réponse de Inès Moreau après l’annulation : sans effet.');
});

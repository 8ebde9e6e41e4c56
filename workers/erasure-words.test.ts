import { expect, test } from 'vitest';
import type { ErasureProgress } from '../workflows/erasure/contract.ts';
import { planWords } from './erasure-words.ts';
import type { ErasurePlan } from './erasures.ts';

const REF = 'GC-7K3M-9QXD';
const SUBMITTED = { at: '2026-11-02T09:00:00Z', label: 'lundi 2 novembre à 10 h' };
const plan = (more: Partial<ErasurePlan> = {}): ErasurePlan => ({
  ref: REF,
  runs: 2,
  traces: { responses: [], near: [], matchKeys: [], seats: 1, mails: 3, appointments: 0, wasInterviewed: false },
  sessions: ['session-info-2026-12-a'],
  begun: null,
  ...more,
});
const progress = (more: Partial<ErasureProgress> = {}): ErasureProgress => ({
  step: 'done',
  doneAt: { at: '2026-11-28T09:00:00Z', label: 'samedi 28 novembre à 10 h' },
  sessions: 1,
  responses: [],
  ...more,
});
const text = (one: ErasurePlan) => planWords(one).join('\n');

test('before an erasure: what would go, and that nothing was changed', () => {
  expect(text(plan())).toMatch(/participant-GC-7K3M-9QXD +2 exécution/);
  expect(text(plan())).toMatch(/places à rendre +1\n.*e-mails en attente, annulés +3\n/);
  expect(text(plan())).toMatch(/session-info-2026-12-a +nom retiré/);
  expect(text(plan({ sessions: [] }))).toMatch(/séances qui la nomment +aucune/);
  expect(planWords(plan()).at(-1)).toContain(`npm run erase -- ${REF} --yes`);
});

test('of somebody who had an interview, it says that a funder may still ask for the file', () => {
  const { traces } = plan();
  expect(traces).not.toBeNull();
  expect(text(plan())).not.toContain('evidenceUntil');
  expect(text(plan({ traces: traces && { ...traces, wasInterviewed: true } }))).toContain('evidenceUntil');
});

test('without a worker, what only the path knows is said to be unknown', () => {
  expect(text(plan({ traces: null }))).toContain('aucun worker ne répond');
});

test('midway: how far it is, and what is gone', () => {
  const words = text(plan({ runs: 0, traces: null, begun: progress({ step: 'sessions', doneAt: null }) }));
  expect(words).toContain('commencé : oubli dans les séances');
  expect(words).toMatch(/participant-GC-7K3M-9QXD +déjà supprimé/);
  expect(words).not.toContain('aucun worker');
});

test('done: when, and which responses remain in the form; something that is left is shown again', () => {
  const done = plan({
    runs: 0,
    traces: null,
    sessions: [],
    begun: progress({ responses: [{ form: 'registration', number: 'R-0000-0001', submitted: SUBMITTED }] }),
  });
  expect(text(done)).toContain('est effacé (samedi 28 novembre à 10 h)');
  expect(text(done)).toContain('Google Forms');
  expect(text(done)).toContain('R-0000-0001');
  expect(text({ ...done, runs: 1 })).toContain('1 exécution');
});

import { expect, test } from 'vitest';
import { readAllPathsOf } from './all-paths-of.ts';
import { type WorklistItem, worklistItem } from './worklist.ts';
import { linesForReaders } from './worklist-readers.ts';

const READERS = { worklists: new Set(['s1', 's3', 'lead-aile']), coordinator: 's1' };
const since = { at: '2026-12-01T08:00:00Z', label: 'mardi' };
const line = (key: string, more: Partial<WorklistItem> = {}) => ({
  key,
  item: worklistItem({ key, worklist: 's1', kind: 'nudge', due: since, title: 'Sans nouvelles.', ...more }),
});
const shown = (lines: ReturnType<typeof linesForReaders>) => lines.map(({ key, item }) => `${key}@${item.worklist}`);

test('shows the coordinator what waits for a colleague, a coordinator or a lead who left the configuration', () => {
  const found = [line('a'), line('b', { worklist: 's2' }), line('c', { worklist: 'lead-gone' }), line('d', { worklist: 's3' })];
  const lines = linesForReaders(found, READERS);
  expect(shown(lines)).toEqual(['a@s1', 'd@s3', 'b@s1', 'c@s1']);
  expect(lines[2]?.item.title).toBe('Sans nouvelles. (Cette ligne attendait s2, qui n’est plus dans la configuration.)');
});

test('shows a line that several may answer once, whoever of them left', () => {
  const found = [line('a'), line('a', { worklist: 's2' }), line('b', { worklist: 's2' }), line('b', { worklist: 's9' })];
  expect(shown(linesForReaders(found, READERS))).toEqual(['a@s1', 'b@s1']);
});

test('makes one line of the paths of a colleague who left, on each worklist, and leaves a single one as it is', () => {
  const departed = { code: 's2', name: 'Inès Moreau' };
  const names = ['Aïcha', 'Bruno', 'Chloé', 'Denis', 'Emma', 'Farid', 'Gaël'];
  const paths = names.map((who, index) => line(`p${index}`, { kind: 'nameAdviser', who, departed }));
  const lines = linesForReaders([...paths, line('other', { worklist: 's3', kind: 'nameAdviser', who: 'Hugo', departed })], READERS);
  expect(shown(lines)).toEqual(['departed s2@s1', 'other@s3']);
  expect(lines[0]?.item).toMatchObject({
    title: 'Inès Moreau n’est plus dans la configuration : 7 dossiers à réattribuer.',
    stage: 'Aïcha ; Bruno ; Chloé ; Denis ; Emma ; et 2 autres',
    answers: [{ form: 'followUp', values: { reference: 'tous les dossiers de s2', decision: 'name' } }],
  });
});

test('makes one line of the paths whose first mail waits, with the answers for all; a single one keeps its own', () => {
  const held = ['Aïcha', 'Bruno', 'Chloé', 'Denis', 'Emma', 'Farid'].map((who, index) => line(`p${index}`, { who, held: true }));
  const [one, ...others] = linesForReaders([line('a'), ...held], READERS);
  expect([one?.key, others.length]).toEqual(['a', 1]);
  expect(others[0]?.item).toMatchObject({
    urgent: true,
    title: 'Afflux d’inscriptions : 6 de plus que d’habitude en une heure. Rien ne leur est envoyé avant votre réponse.',
    stage: 'Aïcha ; Bruno ; Chloé ; Denis ; Emma ; et un autre',
    answers: [{ label: 'Envoyer' }, { label: 'Ne pas envoyer' }],
  });
  expect(shown(linesForReaders(held.slice(0, 1), READERS))).toEqual(['p0@s1']);
});

test('reads for whose paths an answer is', () => {
  expect(readAllPathsOf('tous les dossiers de s2')).toBe('s2');
  expect(readAllPathsOf(' Tous les dossiers d’Inès Moreau. ')).toBe('Inès Moreau');
  expect(readAllPathsOf('GC-7K3M-9QXD')).toBeNull();
});

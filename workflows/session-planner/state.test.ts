import { expect, test } from 'vitest';
import type { SessionStart } from '../../domain/session-start.ts';
import type { Chosen } from './contract.ts';
import { afterLook, afterOpening, INITIAL_STATE } from './state.ts';

const moment = (at: string) => ({ at, label: `le ${at}` });
const NOW = '2026-11-23T08:00:00.000Z';
const LATER = '2026-11-25T08:00:00.000Z';

function session(id: string): SessionStart {
  const at = moment('2026-12-08T13:30:00.000Z');
  return {
    id,
    title: 'Information collective',
    kind: 'info',
    eventId: null,
    headCountOnly: false,
    capacity: 15,
    facilitators: ['s1', 's3'],
    coordinator: 's1',
    place: { name: 'Maison', address: '' },
    plan: {
      version: 'v',
      start: at,
      end: at,
      listAt: at,
      attendanceAt: at,
      facilitator: at,
      coordinator: at,
      answersAt: null,
      answersCoordinator: null,
      lowAt: null,
      lowPercent: 30,
      manyWaiting: 5,
      unknownAt: at,
      quietMs: 0,
      closesAt: at,
    },
  };
}

const chosen: Chosen = {
  at: moment(NOW),
  open: [
    { session: session('info-2026-12-a'), why: 'Pourquoi ce jour : mardi' },
    { session: session('info-2026-12-b'), why: 'Pourquoi ce jour : jeudi' },
  ],
  unfilled: [{ id: 'dropIn-2026-12-a', title: 'Permanence', month: 'décembre 2026', why: 'Aucun jour', cancelled: false }],
  coordinator: 's1',
  tellUntil: LATER,
};

test('the coordinator is told of each session that was opened, with why, and of what found no day', () => {
  const { news } = afterOpening(INITIAL_STATE, chosen, ['info-2026-12-a'], NOW);
  expect(news.map(({ item }) => [item.key, item.worklist, item.kind, item.stage])).toEqual([
    ['planned-info-2026-12-a', 's1', 'info', 'Pourquoi ce jour : mardi'],
    ['unfilled-dropIn-2026-12-a', 's1', 'info', 'Aucun jour'],
  ]);
  expect(news[0]?.item.title).toBe('Séance créée : le 2026-12-08T13:30:00.000Z, Maison.');
});

test('what was told closes by itself; what lacks a day stays as long as it does, once', () => {
  const state = afterOpening(INITIAL_STATE, chosen, ['info-2026-12-a'], NOW);
  const again = afterOpening(state, { ...chosen, open: [] }, [], '2026-11-24T08:00:00.000Z');
  expect(again.news.map(({ item }) => item.key)).toEqual(['planned-info-2026-12-a', 'unfilled-dropIn-2026-12-a']);
  const after = afterOpening(again, { ...chosen, open: [] }, [], LATER);
  expect(after.news.map(({ item }) => item.key)).toEqual(['unfilled-dropIn-2026-12-a']);
  expect(afterLook(after, LATER)).toEqual(INITIAL_STATE);
  expect(afterLook(state, NOW).news).toHaveLength(1);
});

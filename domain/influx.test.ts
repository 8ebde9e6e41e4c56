import { describe, expect, test } from 'vitest';
import { type Arrivals, arrived, HELD_PATHS, INFLUX_ANSWERS, isHeldPaths, isSendNote, SEND_NOTE } from './influx.ts';

const NOBODY: Arrivals = { hour: null, paths: 0 };

/** Whether each of these, in this order, is held. */
const held = (submitted: readonly string[], limit: number): readonly boolean[] => {
  let arrivals = NOBODY;
  return submitted.map((at) => {
    const next = arrived(arrivals, at, limit);
    ({ arrivals } = next);
    return next.isHeld;
  });
};

describe('paths beyond the limit of an hour are held', () => {
  test('in one hour', () => {
    const minutes = Array.from({ length: 5 }, (_, minute) => `2026-11-28T09:0${minute}:00.000Z`);
    expect(held(minutes, 3)).toEqual([false, false, false, true, true]);
  });

  test('counted anew in the next hour', () => {
    expect(held(['2026-11-28T09:58:00.000Z', '2026-11-28T09:59:00.000Z', '2026-11-28T10:00:00.000Z'], 1)).toEqual([false, true, false]);
  });

  test('a late one of an hour that has passed opens no hour again', () => {
    expect(held(['2026-11-28T10:00:00.000Z', '2026-11-28T09:59:00.000Z', '2026-11-28T10:01:00.000Z'], 2)).toEqual([false, false, true]);
  });
});

test('reads what the answers write, as a person would type it too', () => {
  expect([HELD_PATHS, 'Tous les dossiers retenus.', 'GC-7K3M-9QXD', 'tous les dossiers de s2'].map(isHeldPaths)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([SEND_NOTE, 'envoyer', 'ne pas envoyer', null].map(isSendNote)).toEqual([true, true, false, false]);
  expect(INFLUX_ANSWERS.map(({ label, values }) => [label, isHeldPaths(values['reference'] ?? '')])).toEqual([
    ['Envoyer', true],
    ['Ne pas envoyer', true],
  ]);
});

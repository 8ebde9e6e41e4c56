import { expect, test } from '@jest/globals';
import * as path from './path.ts';
import { seated } from './path-fixtures.ts';

test('what a silent session may have given is given back under a later number, and no other seat', () => {
  const before = seated();
  const held = before.seat.view?.sessionId ?? '';
  const after = path.releaseUnanswered(before, { seq: before.seat.seq, unanswered: ['stuck', held] });
  expect(after.outbox.filter(({ kind }) => kind === 'release')).toEqual([
    expect.objectContaining({ kind: 'release', sessionId: 'stuck', seq: before.seat.seq + 1 }),
  ]);
  expect(after.seat).toMatchObject({ view: before.seat.view, seq: before.seat.seq + 1 });
});

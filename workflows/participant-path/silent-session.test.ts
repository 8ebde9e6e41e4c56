import { expect, test } from '@jest/globals';
import * as path from './path.ts';
import { seated } from './path-fixtures.ts';

test('what a silent session may have given is given back under a later number, and no other seat', () => {
  const before = seated();
  const held = path.ownView(before)?.sessionId ?? '';
  const after = path.releaseUnanswered(before, { seq: before.search.seq, unanswered: ['stuck', held] });
  expect(after.outbox.filter(({ kind }) => kind === 'release')).toEqual([
    expect.objectContaining({ kind: 'release', sessionId: 'stuck', seq: before.search.seq + 1 }),
  ]);
  expect([path.ownView(after), after.search.seq]).toEqual([path.ownView(before), before.search.seq + 1]);
});

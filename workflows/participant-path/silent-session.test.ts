import { expect, test } from 'vitest';
import { registerFor } from './bookings/staff-bookings.ts';
import * as path from './path.ts';
import { at, seated } from './path-fixtures.ts';

test('a session where staff have asked for a seat meanwhile keeps it', () => {
  const before = registerFor(seated(), 'stuck', at('2026-11-20T08:00:00.000Z'));
  expect(path.releasePlaces(before, { seq: before.search.seq, toRelease: ['stuck'] })).toBe(before);
});

test('what a silent session may have given is given back under a later number, and no other seat', () => {
  const before = seated();
  const held = path.ownView(before)?.sessionId ?? '';
  const after = path.releasePlaces(before, { seq: before.search.seq, toRelease: ['stuck', held] });
  expect(after.outbox.filter(({ kind }) => kind === 'release')).toEqual([
    expect.objectContaining({ kind: 'release', sessionId: 'stuck', seq: before.search.seq + 1 }),
  ]);
  expect([path.ownView(after), after.search.seq]).toEqual([path.ownView(before), before.search.seq + 1]);
});

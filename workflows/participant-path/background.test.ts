import { expect, test } from 'vitest';
import { background } from './background.ts';
import * as path from './path.ts';
import { followUp, REGISTERED, seated } from './path-fixtures.ts';

test('the journal before an interview names no other path, which may be another organisation’s', () => {
  const near = path.noteNear(seated(), ['GC-4P2N-6R0G'], REGISTERED);
  const quoted = JSON.stringify(background(path.followedUp(near, followUp({ contact: 'phone' }))));
  expect(quoted).not.toContain('GC-4P2N-6R0G');
  expect(quoted).toContain('pourrait être un doublon');
});

import { expect, test } from 'vitest';
import { parseReference } from '../../domain/reference.ts';
import { UNKNOWN_REFERENCE } from './story.ts';

test('the reference that nobody has is well written', () => {
  expect(parseReference(UNKNOWN_REFERENCE)).toBe(UNKNOWN_REFERENCE);
});

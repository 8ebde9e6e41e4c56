import { otherReferencesAs } from '../../domain/reference.ts';
import type { PathState } from './state.ts';
import { ANOTHER_PATH, POSSIBLE_DUPLICATE } from './words/details.ts';
import { possibleDuplicate } from './words/tasks.ts';

/** References of other paths stand in entries about possible duplicates, and may stand in what staff typed: readers of one path aren't shown them. */
export function withoutOtherPaths({ ref, near }: Pick<PathState, 'ref' | 'near'>): (text: string) => string {
  const duplicates = new Set(near.map(possibleDuplicate));
  return (text) => (duplicates.has(text) ? POSSIBLE_DUPLICATE : otherReferencesAs(text, ref, ANOTHER_PATH));
}

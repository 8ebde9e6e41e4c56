import { expect, test } from 'vitest';
import { SEARCH_ATTRIBUTES as OURS } from '../workflows/search-attributes.ts';
import { SEARCH_ATTRIBUTES } from './names.ts';

test('the service still searches by what the kit reads', () => {
  const searched = Object.values(OURS).map(({ name }) => name);
  expect(Object.values(SEARCH_ATTRIBUTES).filter((name) => !searched.includes(name))).toEqual([]);
});

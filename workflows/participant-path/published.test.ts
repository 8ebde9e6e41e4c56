import type { CancellationScope } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import { CancelRequest } from '../cancel-request.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import * as path from './path.ts';
import { REGISTERED, seated, view } from './path-fixtures.ts';
import { published } from './published.ts';

test('a path whose session was cancelled is found by it until it has a place again', () => {
  const found = (state: path.PathState) =>
    published(state, new CancelRequest({ cancelRequested: new Promise<never>(() => undefined) } as CancellationScope)).attributes.find(
      ({ key }) => key.name === SEARCH_ATTRIBUTES.displaced.name,
    )?.value;
  const cancelled = path.seatChanged(seated(), view({ rev: 2, status: 'cancelled' }), REGISTERED);
  const { seq } = cancelled.search;
  const none = path.invited(cancelled, { seq, view: null, plan: null, at: REGISTERED, mail: 'seat' });
  const again = path.invited(cancelled, { seq, view: view({ seq, sessionId: 'info-next' }), plan: null, at: REGISTERED, mail: 'seat' });
  expect([seated(), cancelled, none, again].map(found)).toEqual([null, true, true, null]);
});

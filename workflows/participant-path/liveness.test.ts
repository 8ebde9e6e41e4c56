import { expect, test } from 'vitest';
import { livenessOf, worklistItems } from './liveness.ts';
import * as path from './path.ts';
import { at, begin, COORDINATORS_OWN, finish, followUp, plan, seated } from './path-fixtures.ts';

/** Nothing to do, no deadline and no seat: the rules are meant to leave no path like this. */
const lost = (state = seated()) => finish({ ...state, stale: false, search: { ...state.search, want: 'none' }, bookings: [] });

test('a path that waits for nothing is a line for the coordinator, who reads the first name of another organisation’s', () => {
  const [line, ...others] = worklistItems(lost());
  expect(others).toEqual([]);
  expect(line).toMatchObject({ worklist: 's1', kind: 'decide', who: 'Léa', reference: null });
  expect(line?.title).toContain('n’attend plus rien');
  expect(worklistItems(lost(seated(begin({}, COORDINATORS_OWN))))).toMatchObject([
    { worklist: 's1', who: 'Léa M.', reference: 'GC-7K3M-9QXD' },
  ]);
});

test('a path that is finished, waits for a date or for its session, or has a line already gets no such line', () => {
  const informed = path.planned(
    path.followedUp(lost(), followUp({ stage: 'informed' })),
    plan({ referent: at('2027-01-05T09:00:00.000Z') }),
  );
  expect([livenessOf(informed).wait?.due, worklistItems(informed)]).toEqual(['referent', []]);
  expect([livenessOf(seated()).wait?.due, worklistItems(seated())]).toEqual(['session', []]);
  const left = path.followedUp(lost(), followUp({ decision: 'close', reason: 'déménagement' }));
  expect([livenessOf(left).finished, worklistItems(left)]).toEqual([true, []]);
});

import { expect, test } from 'vitest';
import { pathCard } from './card.ts';
import * as path from './path.ts';
import { at, finish, followUp, informed, plan, seated } from './path-fixtures.ts';

test('says who, since when in this stage, and that the session comes', () => {
  const state = seated();
  const card = pathCard(state);
  expect(card).toMatchObject({ who: 'Léa M.', stageSince: state.stageSince.at, paused: null, finished: false });
  expect(card.next).toContainEqual({ what: 'session', at: path.ownView(state)?.start.at });
});

test('an appointment comes before the reminder of the referent', () => {
  const nudge = at('2026-12-20T08:00:00.000Z');
  const appointment = at('2026-12-10T09:00:00.000Z');
  const fixed = finish(
    path.followedUp({ ...informed(), plan: plan({ referent: nudge }) }, followUp({ appointment }, at('2026-12-05T10:00:00.000Z'))),
  );
  expect(pathCard({ ...fixed, plan: plan({ referent: nudge }) }).next.slice(0, 2)).toEqual([
    { what: 'appointment', at: appointment.at },
    { what: 'nudge', at: nudge.at },
  ]);
});

test('a paused path says until when, a closed one without an interview asks nothing more', () => {
  const until = at('2027-01-04T08:00:00.000Z');
  const when = at('2026-12-05T10:00:00.000Z');
  expect(pathCard(path.followedUp(informed(), followUp({ decision: 'pause', until }, when))).paused).toEqual({ until: until.at });
  expect(pathCard(path.followedUp(informed(), followUp({ decision: 'close', reason: 'déménagement' }, when))).finished).toBe(true);
});

import { describe, expect, test } from 'vitest';
import * as path from './path.ts';
import { at, followUp, informed, outbox, seated } from './path-fixtures.ts';

const REFUSED = at('2026-11-10T09:00:00.000Z');
const CORRECTED = at('2026-11-12T09:00:00.000Z');
const NO_PHONE = { phone: null };

/** A mail that the person's server refuses. */
const refused = (state: path.PathState) =>
  path.mailed(state, { kind: 'confirmation', n: 1, outcome: 'refused', why: 'registered', at: REFUSED });
const corrected = (state: path.PathState) =>
  path.followedUp({ ...state, outbox: [] }, followUp({ decision: 'correct', newEmail: 'lea.martin@example.org' }, CORRECTED));
const withoutPhone = (state: path.PathState): path.PathState => ({ ...state, person: { ...state.person, ...NO_PHONE } });

describe('an address that is corrected, of a person without a phone', () => {
  test('has the seat, the interview and the seats that staff asked for said again', () => {
    const appointment = at('2026-12-10T09:00:00.000Z');
    const fixed = path.followedUp(refused(withoutPhone(seated())), followUp({ appointment }, at('2026-11-11T09:00:00.000Z')));
    expect(outbox(corrected(fixed))).toEqual(['mail confirmation', 'appointment']);
  });

  test('has another seat offered, where the former one went meanwhile', () => {
    const lost = (state: path.PathState): path.PathState => ({
      ...refused(state),
      bookings: [],
      stage: 'registered',
      search: { ...state.search, want: 'none' },
    });
    expect(outbox(corrected(lost(withoutPhone(seated()))))).toEqual(['invite']);
    expect(outbox(corrected(lost(seated())))).toEqual([]);
  });

  test('has the situation at + 6 months asked again', () => {
    const settled = path.followedUp(informed(), followUp({ stage: 'settled', outcome: 'création' }));
    const unsent = { ...settled, situation: { ...settled.situation, askedAt: REFUSED } };
    expect(outbox(corrected(refused(withoutPhone(unsent))))).toEqual(['mail situation']);
  });

  test('says nothing again to whoever could read it', () => {
    const appointment = at('2026-12-10T09:00:00.000Z');
    const fixed = path.followedUp(withoutPhone(informed()), followUp({ appointment }, at('2026-11-11T09:00:00.000Z')));
    expect(outbox(corrected(fixed))).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { deskItems } from './desk-items.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, informed, outbox, plan, seated, view } from './path-fixtures.ts';

const FIRST = at('2026-12-10T09:00:00.000Z');
const NEXT = at('2026-12-17T09:00:00.000Z');
const BEFORE = at('2026-12-05T10:00:00.000Z');
const AFTER = at('2026-12-10T11:00:00.000Z');

const fixed = (state = informed()) => finish(path.followedUp(state, followUp({ appointment: FIRST }, BEFORE)));
const unable = (state: path.PathState, answer: 'cannotCome' | 'anotherDate' | 'withdraw', when = BEFORE) =>
  path.unable(state, { origin: { formId: 'F-UNA', responseId: `u-${answer}-${when.at}`, submitted: when }, answer });
const lines = (state: path.PathState) => deskItems(state).map(({ title }) => title);

describe('an appointment', () => {
  test('that has not been yet is moved: the same event, the next sequence', () => {
    const moved = path.followedUp(fixed(), followUp({ appointment: NEXT }, BEFORE));
    expect(moved.appointment).toMatchObject({ id: 'GC-7K3M-9QXD-rdv', sequence: 1, start: NEXT });
    expect(moved.outbox).toMatchObject([{ kind: 'appointment', moved: true, why: 'rendez-vous déplacé' }]);
  });

  test('after one that is past is another one, whatever day the interview is noted for', () => {
    const recorded = followUp({ contact: 'interview', appointment: NEXT }, AFTER);
    for (const date of [AFTER, at('2026-12-10T08:00:00.000Z')]) {
      const second = path.followedUp(fixed(), { ...recorded, date });
      expect(second.appointment).toEqual({ id: 'GC-7K3M-9QXD-rdv-2', sequence: 0, start: NEXT });
      expect(second.outbox).toMatchObject([{ kind: 'appointment', moved: false, why: 'rendez-vous fixé' }]);
    }
  });

  test('is numbered on: the third is no second one, and a move of it is a move', () => {
    const [second, third, later] = [NEXT, at('2026-12-24T09:00:00.000Z'), at('2026-12-28T09:00:00.000Z')];
    const twice = path.followedUp(fixed(), followUp({ appointment: second }, AFTER));
    const thrice = path.followedUp(twice, followUp({ appointment: third }, at('2026-12-17T11:00:00.000Z')));
    expect(thrice.appointment).toEqual({ id: 'GC-7K3M-9QXD-rdv-3', sequence: 0, start: third });
    const moved = path.followedUp(thrice, followUp({ appointment: later }, at('2026-12-18T11:00:00.000Z')));
    expect(moved.appointment).toEqual({ id: 'GC-7K3M-9QXD-rdv-3', sequence: 1, start: later });
  });
});

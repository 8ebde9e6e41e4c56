import { describe, expect, test } from 'vitest';
import type { FormStage } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, followUp, informed, outbox, registration, seated } from './path-fixtures.ts';

const CLOSED = at('2027-01-04T10:00:00.000Z');
const BACK = at('2027-03-01T10:00:00.000Z');
const close = (state: path.PathState) => path.followedUp(state, followUp({ decision: 'close', reason: 'déménagement' }, CLOSED));
const reopen = (state: path.PathState) => path.followedUp(close(state), followUp({ decision: 'reopen' }, BACK));
const registersAgain = (state: path.PathState) => path.registeredAgain(close(state), registration({}, 'r2', BACK));
const reached = (stage: FormStage) => path.followedUp(informed(), followUp({ stage }, at('2026-12-10T10:00:00.000Z')));
const stages: readonly FormStage[] = ['exploring', 'building', 'training', 'settled'];

describe('a reopened path', () => {
  test('returns to the stage that it left, with a clock of its own', () => {
    expect(stages.map((stage) => reopen(reached(stage)).stage)).toEqual(stages);
    expect(reopen(reached('building'))).toMatchObject({ clockFrom: BACK, stageSince: BACK, ladder: { referent: false, coordinator: 0 } });
  });

  test('invites nobody again who has been informed', () => {
    expect([reopen(informed()).stage, outbox(reopen(informed()))]).toEqual(['informed', []]);
  });

  test('offers a session to whoever has been at none, wherever they had come to', () => {
    const invited = reopen(seated());
    expect([invited.stage, outbox(invited)]).toEqual(['registered', ['invite']]);
    const absent = path.seatChanged(seated(), { ...viewOf(seated()), rev: 2, attendance: 'noShow' }, CLOSED);
    expect(reopen({ ...absent, outbox: [], search: { ...absent.search, want: 'none' } }).stage).toBe('registered');
  });
});

describe('a new registration of somebody who had left', () => {
  test('from before the information session confirms and seats', () => {
    const again = registersAgain(seated());
    expect([again.stage, outbox(again)]).toEqual(['registered', ['invite']]);
  });

  test('from further on goes back there, and the referent hears that the person waits', () => {
    const again = registersAgain(reached('building'));
    expect([again.stage, outbox(again)]).toEqual(['building', []]);
    const [line, ...others] = linesForStaff(again);
    expect([line, others]).toMatchObject([{ kind: 'decide', worklist: 's3', title: 'S’est réinscrit(e) : reprendre contact.' }, []]);
    const contacted = path.followedUp(again, followUp({ contact: 'phone' }, at('2027-03-02T10:00:00.000Z')));
    expect(linesForStaff(contacted)).toEqual([]);
  });
});

function viewOf(state: path.PathState) {
  const seat = path.ownView(state);
  if (seat === null) throw new Error('No seat');
  return seat;
}

import { describe, expect, test } from 'vitest';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { ASSIGNMENT, at, begin, followUp, MINOR, outbox, PERSON, plan, registration, seated } from './path-fixtures.ts';

const LATER = at('2026-11-20T09:00:00.000Z');
const lines = (state: path.PathState) => linesForStaff(state).map(({ key, worklist }) => [key, worklist]);
const AGE_QUESTION = [['eligibility', 's1']];
const aged = (state: path.PathState, assignment = MINOR) => path.planned(state, plan({ assignment, madeAt: LATER }));

describe('a minor who registers again', () => {
  const closed = () => path.followedUp(begin({}, MINOR), followUp({ decision: 'close', reason: 'moins de 18 ans' }));

  test('gets no seat: a person decides, again', () => {
    const again = path.registeredAgain(closed(), registration({}, 'r2', LATER));
    expect([again.stage, outbox(again), lines(again)]).toEqual(['registered', [], AGE_QUESTION]);
    expect(outbox(path.followedUp(again, followUp({ decision: 'reopen' }, LATER)))).toEqual(['invite']);
  });

  test('is asked about as soon as the new registration tells the age', () => {
    const unknown = path.followedUp(seated(begin({ birthDate: null })), followUp({ decision: 'close', reason: 'déménagement' }, LATER));
    const again = path.registeredAgain(unknown, registration({ birthDate: '2010-05-01' }, 'r2', at('2026-11-21T09:00:00.000Z')));
    const next = aged(again);
    expect(lines(next)).toEqual(AGE_QUESTION);
    // The invitation that was asked for before is not carried out any more.
    expect(next.outbox.filter((command) => command.kind === 'invite' && command.seq === next.search.seq)).toEqual([]);
  });
});

describe('a birth date that is corrected', () => {
  const edit = (state: path.PathState, birthDate: string) => path.registeredAgain(state, registration({ birthDate }, 'r1', LATER));

  test('lets the age choose again, and frees the seat of a minor until a person decides', () => {
    const edited = edit(seated(), '2010-05-01');
    expect(path.planRequest(edited)).toMatchObject({ birthDate: '2010-05-01', organisation: null, referent: null });
    const next = aged(edited);
    expect([outbox(next), next.stage, path.ownView(next), lines(next)]).toEqual([
      ['release', 'mail released'],
      'registered',
      null,
      AGE_QUESTION,
    ]);
    // What the plan says again asks nobody twice, nor against the decision.
    const decided = path.followedUp(next, followUp({ decision: 'reopen' }, at('2026-11-22T09:00:00.000Z')));
    expect([outbox(aged(decided)), lines(aged(decided))]).toEqual([['release', 'mail released', 'invite'], [['who-is-in-charge', 's1']]]);
  });

  test('changes nothing where a person named the adviser, or met the person', () => {
    const named = path.followedUp(seated(), followUp({ decision: 'name', adviser: 's3' }, at('2026-11-10T09:00:00.000Z')));
    expect(path.planRequest(edit(named, '2010-05-01'))).toMatchObject({ organisation: 'mission-locale', referent: 's3' });
    const met = path.followedUp(seated(), followUp({ contact: 'interview' }, at('2026-11-10T09:00:00.000Z')));
    expect(path.planRequest(edit(met, '1990-05-01'))).toMatchObject({ organisation: 'mission-locale', referent: 's3' });
  });

  test('of another detail leaves the path where it is', () => {
    const edited = path.registeredAgain(seated(), registration({ phone: '+33700000000' }, 'r1', LATER));
    expect(path.planRequest(edited)).toMatchObject({ organisation: 'mission-locale', referent: 's3', birthDate: PERSON.birthDate });
  });

  test('that makes a minor of age invites at once', () => {
    const grown = aged(edit(begin({ birthDate: '2010-05-01' }, MINOR), '2004-05-01'), ASSIGNMENT);
    expect([outbox(grown), lines(grown)]).toEqual([['invite'], []]);
  });
});

test('a seat that the invitation found meanwhile goes back too, whichever plan comes first', () => {
  const edited = path.registeredAgain(begin(), registration({ birthDate: '2010-05-01' }, 'r1', LATER));
  const found = path.ownView(seated(edited));
  const answer = { seq: 1, view: found, plan: plan({ assignment: MINOR, madeAt: LATER }), at: LATER, mail: 'confirmation' as const };
  const suspended = path.invited(edited, answer);
  expect([outbox(suspended), suspended.search.want, lines(suspended)]).toEqual([
    ['invite', 'release', 'mail released'],
    'none',
    AGE_QUESTION,
  ]);
});

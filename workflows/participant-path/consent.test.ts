import { describe, expect, test } from 'vitest';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, informed, outbox, plan, registration, seated, view } from './path-fixtures.ts';

const WITHDRAWN = at('2026-11-10T09:00:00.000Z');
const LATER = at('2026-11-12T09:00:00.000Z');
const refusal = (submitted = WITHDRAWN, responseId = 'r1') => ({ formId: 'F-REG', responseId, submitted });
const withdrawn = (state = seated()) => path.consentWithdrawn(state, refusal());
const lines = (state: path.PathState) => linesForStaff(state).map(({ key, worklist }) => [key.replace(/-20.*/, ''), worklist]);

describe('consent withdrawn', () => {
  test('gives the seat back, tells the person once and nothing else', () => {
    const state = withdrawn();
    expect([outbox(state), path.ownView(state), state.search.want, state.stage]).toEqual([
      ['release', 'mail released'],
      null,
      'none',
      'registered',
    ]);
    expect(details(state)).toContain('**Accord retiré**');
    const reminded = path.tick({ ...state, outbox: [] }, '2027-03-01T09:00:00.000Z');
    expect(outbox(reminded)).toEqual([]);
  });

  test('drops what waits to be sent', () => {
    const waiting = path.addCommand(seated(), { kind: 'mail', mail: 'reminderDay', why: 'dayBefore', notBefore: LATER });
    expect(outbox(withdrawn(waiting))).toEqual(['release', 'mail released']);
    expect(outbox(withdrawn(begin()))).toEqual([]);
  });

  test('gives back a seat whose invitation was on its way', () => {
    const invited = begin();
    const state = path.invited(withdrawn(invited), {
      seq: invited.search.seq,
      view: view(),
      plan: plan(),
      at: LATER,
      mail: 'confirmation',
    });
    expect([outbox(state), path.ownView(state)]).toEqual([['release', 'mail released'], null]);
  });

  test('is a line for the referent and the coordinator until a person decides; nothing starts again by itself', () => {
    const state = { ...withdrawn(), outbox: [] };
    expect(lines(state)).toEqual([
      ['consent', 's3'],
      ['consent', 's1'],
    ]);
    expect(linesForStaff(state)[1]).toMatchObject({ who: 'Léa', phone: null });
    const later = [
      (one: path.PathState) => path.followedUp(one, followUp({ contact: 'phone', appointment: at('2027-01-04T09:00:00.000Z') }, LATER)),
      (one: path.PathState) => path.followedUp(one, followUp({ callAnswer: 'anotherDate' }, LATER)),
      (one: path.PathState) => path.followedUp(one, followUp({ registerFor: 'workshop-a' }, LATER)),
      (one: path.PathState) => path.followedUp(one, followUp({ newEmail: 'autre@example.org' }, LATER)),
      (one: path.PathState) => path.unable(one, { origin: { formId: 'F-UNA', responseId: 'u1', submitted: LATER }, answer: 'anotherDate' }),
      (one: path.PathState) => path.lookAgain(one),
      (one: path.PathState) => path.registeredAgain(one, registration({}, 'r1', at('2026-11-09T09:00:00.000Z'))),
      (one: path.PathState) => path.registeredAgain(one, registration({}, 'r0', at('2026-11-09T09:00:00.000Z'))),
    ].reduce((one, fact) => fact(one), state as path.PathState);
    expect([outbox(later), lines(later).slice(0, 2)]).toEqual([[], lines(state)]);
  });

  test('stays to be erased once the path is closed', () => {
    const closed = path.followedUp(withdrawn(), followUp({ decision: 'close', reason: 'accord retiré' }, LATER));
    expect(lines(closed)).toEqual([['erase', 's1']]);
    expect(path.followedUp(withdrawn(informed()), followUp({ decision: 'close', reason: 'accord retiré' }, LATER)).stage).toBe('left');
  });

  test('is over when the person registers again, or says so to staff', () => {
    const again = path.registeredAgain({ ...withdrawn(), outbox: [] }, registration({}, 'r1', LATER));
    expect([again.consentWithdrawn, outbox(again), lines(again)]).toEqual([null, ['invite'], []]);
    const agreed = path.followedUp({ ...withdrawn(), outbox: [] }, followUp({ decision: 'reopen', reason: 'accord confirmé' }, LATER));
    expect([agreed.consentWithdrawn, outbox(agreed), lines(agreed)]).toEqual([null, ['invite'], []]);
  });

  test('is heard once, and an older version of the response changes nothing', () => {
    const state = withdrawn();
    expect(path.consentWithdrawn(state, refusal())).toBe(state);
    const edited = path.registeredAgain(seated(), registration({}, 'r1', LATER));
    expect(path.consentWithdrawn(edited, refusal())).toBe(edited);
    expect(outbox(path.consentWithdrawn(finish(finish(state)), refusal(LATER)))).toEqual([]);
  });

  test('is not given again by another registration, which anybody may send: a person asks', () => {
    const again = path.registeredAgain({ ...withdrawn(), outbox: [] }, registration({}, 'r2', LATER));
    expect([again.consentWithdrawn, outbox(again), lines(again)]).toEqual([
      WITHDRAWN,
      [],
      [
        ['consent', 's3'],
        ['consent', 's1'],
        ['agrees-again', 's3'],
      ],
    ]);
    expect(
      linesForStaff(again)
        .at(-1)
        ?.answers.map(({ label }) => label),
    ).toContain('D’accord pour continuer');
    const agreed = path.followedUp(again, followUp({ decision: 'reopen', reason: 'accord confirmé' }, at('2026-11-13T09:00:00.000Z')));
    expect([agreed.consentWithdrawn, outbox(agreed), lines(agreed)]).toEqual([null, ['invite'], []]);
  });

  test('is not given again by another registration once the path is closed, and it stays to be erased', () => {
    const closed = path.followedUp(withdrawn(), followUp({ decision: 'close', reason: 'accord retiré' }, LATER));
    const again = path.registeredAgain(closed, registration({}, 'r2', at('2026-11-14T09:00:00.000Z')));
    expect([again.stage, lines(again)]).toEqual([
      'left',
      [
        ['erase', 's1'],
        ['agrees-again', 's3'],
      ],
    ]);
  });

  test('is not taken back by another registration of the path: nothing stops, and a person asks, once', () => {
    const joined = path.registeredAgain(seated(), registration({}, 'r2', at('2026-11-09T09:00:00.000Z')));
    const doubted = path.consentWithdrawn({ ...joined, outbox: [] }, refusal(WITHDRAWN, 'r2'));
    expect([doubted.consentWithdrawn, outbox(doubted), path.ownView(doubted)?.status]).toEqual([null, [], 'reserved']);
    expect(lines(doubted)).toEqual([['consent-doubt', 's3']]);
    expect(lines(path.consentWithdrawn(doubted, refusal(LATER, 'r2')))).toEqual([['consent-doubt', 's3']]);
    const [answer] = linesForStaff(doubted)[0]?.answers.filter(({ label }) => label === 'D’accord pour continuer') ?? [];
    expect(lines(path.followedUp(doubted, followUp({ note: answer?.values['note'] ?? null }, LATER)))).toEqual([]);
  });
});

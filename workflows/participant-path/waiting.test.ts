import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createDeadlines } from '../../activities/calendar/deadlines.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, followUp, informed, outbox, plan, REGISTERED, registration, seated, view } from './path-fixtures.ts';

const deadlines = createDeadlines(await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url))));
/** As the workflow's loop: a new plan where the old one is stale, then everything due. */
function until(state: path.PathState, now: string): path.PathState {
  const current = state.stale ? path.planned(state, deadlines.plan(path.planRequest(state), now)) : state;
  const next = path.tick(current, now);
  return next.stale ? until(next, now) : next;
}
const toCoordinator = (state: path.PathState) =>
  linesForStaff(state)
    .filter(({ kind }) => kind === 'noSession')
    .map(({ worklist, title }) => [worklist, title]);
const waiting = (session: string, state: path.PathState, now: string, rev = 1) =>
  path.invited(state, {
    seq: state.search.seq,
    view: view({ sessionId: session, seq: state.search.seq, rev, status: 'waiting', rank: 3 }),
    plan: null,
    at: at(now),
    mail: 'seat',
  });

describe('a person who only ever waits in lists', () => {
  test('is told to the coordinator after three business days, however many full sessions follow each other', () => {
    let state = waiting('info-1', begin(), REGISTERED.at);
    expect([state.stage, toCoordinator(until(state, '2026-11-04T09:00:00.000Z'))]).toEqual(['registered', []]);
    for (const session of ['info-2', 'info-3', 'info-4', 'info-5']) {
      const over = path.seatChanged(
        state,
        { ...view({ sessionId: `info-${Number(session.at(-1)) - 1}`, seq: state.search.seq, rev: 2 }), status: 'released' },
        at('2026-11-04T10:00:00.000Z'),
      );
      state = waiting(session, over, '2026-11-04T10:00:01.000Z');
    }
    const lines = toCoordinator(until(state, '2026-11-05T09:00:00.000Z'));
    expect(lines).toContainEqual(['s1', 'Seulement en liste d’attente : aucune place à proposer.']);
  });

  test('is invited by the seat that comes free, and the coordinator’s line goes', () => {
    const stalled = until(waiting('info-1', begin(), REGISTERED.at), '2026-11-06T09:00:00.000Z');
    expect(toCoordinator(stalled)).not.toEqual([]);
    const freed = path.seatChanged(stalled, view({ sessionId: 'info-1', seq: stalled.search.seq, rev: 2 }), at('2026-11-06T10:00:00.000Z'));
    expect([freed.stage, toCoordinator(until(freed, '2026-11-06T10:00:00.000Z'))]).toEqual(['invited', []]);
  });
});

describe('a pause', () => {
  const PAUSED = at('2026-11-10T09:00:00.000Z');
  const END = at('2027-01-15T09:00:00.000Z');
  const paused = (state: path.PathState, end: typeof END | null = END) =>
    path.followedUp(state, followUp({ decision: 'pause', until: end }, PAUSED));

  test('keeps the call about a session that is cancelled or moved', () => {
    const state = paused(seated(begin({ email: null })));
    const cancelled = path.seatChanged(state, view({ rev: 2, status: 'cancelled' }), at('2026-11-20T09:00:00.000Z'));
    expect(linesForStaff(cancelled).map(({ kind, title }) => [kind, title.includes('annulée')])).toEqual([['call', true]]);
    const moved = path.seatChanged(state, view({ rev: 2, icsSequence: 1 }), at('2026-11-20T09:00:00.000Z'));
    expect(linesForStaff(moved).map(({ title }) => title.includes('déplacée'))).toEqual([true]);
  });

  test('keeps the reminders of a seat that the person holds', () => {
    const reminderDay = at('2026-12-02T08:10:00.000Z');
    const state = path.planned(paused(seated()), plan({ reminderDay }));
    expect(outbox(path.tick(state, reminderDay.at))).toEqual(['mail reminderDay']);
  });

  test('answers an absence, an excuse or a cancellation with another session only when it ends', () => {
    for (const news of [{ attendance: 'noShow' }, { attendance: 'excused' }, { status: 'cancelled' }] as const) {
      const missed = path.seatChanged(paused(seated()), view({ rev: 2, ...news }), at('2026-12-04T09:00:00.000Z'));
      expect(outbox(missed)).not.toContain('invite');
      expect(path.lookAgain(missed)).toBe(missed);
      const resumed = path.tick(missed, END.at);
      expect([resumed.paused, outbox(resumed).at(-1)]).toEqual([null, 'invite']);
    }
  });

  test('without an end, or with one that is past, does not make the path disappear', () => {
    const open = until(paused(seated(), null), '2026-11-10T09:00:00.000Z');
    expect(path.agenda(open).find(({ due }) => due === 'resume')?.moment.at).toBe('2027-02-10T09:00:00.000Z');
    expect(until(paused(seated(), at('2026-11-01T09:00:00.000Z')), '2026-11-10T09:00:00.000Z').paused).toBeNull();
  });

  test('hides no line that a person must decide or know, only those that ask for news', () => {
    const state = paused(path.registeredAgain(informed(), registration({ email: 'autre@example.org' }, 'r2', PAUSED)));
    expect(linesForStaff(state).map(({ key }) => key.replace(/-20.*/, ''))).toEqual(['proposed-email', 'back']);
  });

  test('of one month is offered with a date of the day on which the mail is written', () => {
    const stalled = path.tick(path.planned(path.followedUp(seated(), followUp({ stage: 'informed' })), plan({ referent: PAUSED })), END.at);
    const answer = linesForStaff(stalled)[0]?.answers.find(({ label }) => label === 'En pause un mois');
    expect(answer).toMatchObject({ values: { decision: 'pause' }, datesIn: { until: 'P30D' } });
    expect(deadlines.dayAfter('2027-03-01T08:00:00.000Z', 'P30D')).toBe('2027-03-31');
  });
});

describe('a session that closes without a sheet', () => {
  const closed = (state: path.PathState) =>
    path.seatChanged(state, view({ rev: 2, attendance: 'unknown' }), at('2027-06-03T15:30:00.000Z'));

  test('sends the path back, and the referent decides', () => {
    const state = closed(seated());
    expect([state.stage, path.ownView(state), outbox(state)]).toEqual(['registered', null, []]);
    const [line] = linesForStaff(state);
    expect([line?.worklist, line?.answers.map(({ label }) => label)]).toEqual([
      's3',
      ['Était présent(e)', 'Proposer une autre séance', 'Contacté', 'Sans réponse'],
    ]);
    const there = path.followedUp(state, followUp({ stage: 'informed' }));
    expect([there.stage, linesForStaff(there)]).toEqual(['informed', []]);
    const again = path.followedUp(state, followUp({ decision: 'reopen' }));
    expect([outbox(again), linesForStaff(again)]).toEqual([['invite'], []]);
  });

  test('goes on as if the sheet had come in time, when it comes after all', () => {
    const late = (attendance: 'attended' | 'noShow' | 'excused') =>
      path.seatChanged(closed(seated()), view({ rev: 3, attendance }), at('2027-06-04T15:30:00.000Z'));
    expect([late('attended').stage, linesForStaff(late('attended'))]).toEqual(['informed', []]);
    expect([late('noShow').stage, late('noShow').noShows, outbox(late('noShow'))]).toEqual(['noShow', 1, ['invite']]);
    expect([outbox(late('excused')), linesForStaff(late('excused'))]).toEqual([['invite'], []]);
  });

  test('changes nothing for a person who is further on', () => {
    const met = path.followedUp(seated(), followUp({ contact: 'interview' }, REGISTERED));
    expect([closed(met).stage, linesForStaff(closed(met))]).toEqual(['exploring', []]);
  });
});

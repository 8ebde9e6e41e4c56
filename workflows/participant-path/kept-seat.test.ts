import { describe, expect, test } from 'vitest';
import type { SeatView } from '../../domain/seat.ts';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, outbox, plan, REGISTERED, seated, view } from './path-fixtures.ts';

const BEFORE = at('2026-11-20T10:00:00.000Z');
/** The session has been, its sheet hasn't come. */
const AFTER = at('2026-12-03T17:00:00.000Z');
const met = (when = BEFORE, state = seated()) => path.followedUp(state, followUp({ contact: 'interview' }, when));
const closed = (when: typeof BEFORE) => path.followedUp(seated(), followUp({ decision: 'close', reason: 'déménagement' }, when));
const waiting = () =>
  finish(path.invited(begin(), { seq: 1, view: view({ status: 'waiting', rank: 2 }), plan: plan(), at: REGISTERED, mail: 'confirmation' }));
const marked = (state: path.PathState, attendance: SeatView['attendance'], rev = 2) =>
  path.seatChanged(state, view({ rev, attendance }), AFTER);

describe('an interview before the information session', () => {
  test('takes no seat away that the person was promised, nor its reminders', () => {
    expect([met().stage, outbox(met()), path.ownView(met())?.status]).toEqual(['exploring', [], 'reserved']);
    const reminded = path.planned(met(), plan({ reminderDay: at('2026-12-02T08:10:00.000Z') }));
    expect(outbox(path.tick(reminded, '2026-12-02T08:10:00.000Z'))).toEqual(['mail reminderDay']);
  });

  test('whether they come or not changes nothing but what is known', () => {
    const came = marked(met(), 'attended');
    expect([came.stage, came.attended[0]?.mark, came.search.want]).toEqual(['exploring', 'attended', 'none']);
    for (const mark of ['noShow', 'excused'] as const) {
      const missed = marked(met(), mark);
      expect([missed.stage, outbox(missed), linesForStaff(missed), path.lookAgainAt(missed)]).toEqual(['exploring', [], [], null]);
    }
    const cancelled = path.seatChanged(met(), view({ rev: 2, status: 'cancelled' }), BEFORE);
    expect([outbox(cancelled), path.lookAgain(cancelled)]).toEqual([['mail sessionCancelled'], cancelled]);
  });

  test('gives up a place in a waiting list, and says so in the journal', () => {
    const state = met(BEFORE, waiting());
    expect([outbox(state), path.ownView(state)]).toEqual([['release', 'mail released'], null]);
    expect(details(state)).toContain('Place en liste d’attente rendue (n’en a plus besoin).');
  });
});

describe('a seat found elsewhere for somebody who waits, whose own session is cancelled before the answer comes', () => {
  const elsewhere = (more: Partial<SeatView> = {}) => view({ sessionId: 'info-2027-01-b', ...more });
  const looking = () => path.lookAgain(waiting());
  const seq = looking().search.seq;
  const cancelled = (state: path.PathState) =>
    path.seatChanged(state, view({ rev: 2, status: 'cancelled', attendance: 'revoked' }), BEFORE);
  const answered = (state: path.PathState, found = elsewhere({ seq })) =>
    path.invited(state, { seq, view: found, plan: plan(), at: BEFORE, mail: 'seat', from: view().sessionId });

  test('is kept, since the mail has promised it, and nothing else is looked for', () => {
    const state = answered(cancelled(looking()));
    expect([path.ownView(state)?.sessionId, path.ownView(state)?.status, state.stage]).toEqual(['info-2027-01-b', 'reserved', 'invited']);
    const due = state.outbox.filter((command) => path.isStillAsked(state, command)).map(({ kind }) => kind);
    expect(due).toEqual(['mail']);
    expect(outbox(state).filter((one) => one !== 'invite')).toEqual(['mail sessionCancelled']);
  });

  test('and what its session says meanwhile is heard', () => {
    const moved = elsewhere({ seq, rev: 2, icsSequence: 1, start: at('2027-01-20T13:30:00.000Z') });
    const state = answered(path.seatChanged(cancelled(looking()), moved, BEFORE));
    expect(path.ownView(state)?.start.at).toBe('2027-01-20T13:30:00.000Z');
    expect(outbox(state)).toContain('mail sessionMoved');
  });

  test('is given back where the person asked for another date themselves', () => {
    const origin = { formId: 'F-UNA', responseId: 'u1', submitted: BEFORE };
    const state = answered(path.unable(looking(), { origin, answer: 'anotherDate' }));
    expect(path.ownView(state)).toBeNull();
    expect(outbox(state)).toContain('release');
  });
});

describe('a session that has begun', () => {
  test('keeps its seats for its sheet, whatever is recorded before the sheet comes', () => {
    for (const state of [met(AFTER), closed(AFTER)]) {
      expect([outbox(state), path.ownView(state)?.sessionId]).toEqual([[], view().sessionId]);
      const came = marked(state, 'attended');
      expect([came.stage, came.attended]).toMatchObject([state.stage, [{ mark: 'attended' }]]);
    }
    expect(outbox(closed(BEFORE))).toEqual(['release', 'mail released']);
  });

  test('keeps the seats at workshops too', () => {
    const workshop = (more: Partial<SeatView> = {}) => view({ sessionId: 'atelier', kind: 'workshop', ...more });
    const next = path.followedUp(seated(), followUp({ registerFor: 'atelier' }, BEFORE));
    const seq = path.staffBookings(next)[0]?.seq ?? 0;
    const placed = finish(path.placed(next, { seq, sessionId: 'atelier', view: workshop({ seq }), plan: plan(), at: BEFORE }));
    const left = path.followedUp(placed, followUp({ decision: 'close', reason: 'déménagement' }, AFTER));
    expect([outbox(left), path.staffBookings(left).length]).toEqual([[], 1]);
    const came = path.seatChanged(left, workshop({ seq, rev: 2, attendance: 'attended' }), AFTER);
    expect([path.staffBookings(came), came.attended]).toMatchObject([[], [{ sessionId: 'atelier', mark: 'attended' }]]);
  });

  test('is given no seat back by whoever says afterwards that they could not come: another session is looked for', () => {
    const origin = { formId: 'F-UNA', responseId: 'u1', submitted: AFTER };
    const next = path.unable(seated(), { origin, answer: 'cannotCome' });
    expect(outbox(next)).toEqual(['invite']);
    expect(marked(next, 'noShow')).toMatchObject({ noShows: 1, stage: 'invited', outbox: [{ kind: 'invite' }] });
  });
});

describe('attendance of a session whose seat the path has left', () => {
  const left = () => closed(BEFORE);

  test('is known all the same, and being there is a contact', () => {
    const reopened = path.followedUp(left(), followUp({ decision: 'reopen' }, at('2026-11-21T10:00:00.000Z')));
    const came = marked(reopened, 'attended');
    expect(came).toMatchObject({ stage: 'informed', clockFrom: view().end, attended: [{ mark: 'attended' }] });
    expect(details(came)).toContain('Présent(e) : Information collective.');
  });

  test('an absence counts once, a correction corrects, and the same news again changes nothing', () => {
    const absent = marked(left(), 'noShow');
    expect([absent.stage, absent.noShows, marked(absent, 'noShow')]).toEqual(['left', 1, absent]);
    const corrected = marked(absent, 'attended', 3);
    expect([corrected.noShows, corrected.attended.length]).toEqual([0, 1]);
    expect(marked(left(), 'revoked')).toMatchObject({ noShows: 0 });
  });
});

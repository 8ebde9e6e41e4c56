import { describe, expect, test } from 'vitest';
import { details } from './details.ts';
import { forgetPerson } from './erasure.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as session from './session.ts';
import { request, sheet, start } from './session-fixtures.ts';

const BEFORE = '2026-12-01T10:00:00Z';
const EVE = '2026-12-02T10:00:00Z';
const AFTER = '2026-12-04T10:00:00Z';
const LEA = 'GC-7K3M-9QXD';
const NOE = 'GC-0000-0001';
const TOM = 'GC-0000-0002';

const withPeople = (capacity = 2) =>
  session.setSeats(
    session.openSession(start(capacity)),
    [request(LEA), request(NOE, { name: 'Noé B.' }), request(TOM, { name: 'Tom C.', want: 'seatOrWait' })],
    BEFORE,
  ).state;
const mailed = (state = withPeople(3)) => {
  const listed = session.withList(state);
  return { ...listed, mailed: { ...listed.mailed, list: ['s1', 's3'] } };
};
/** All that the session holds and shows. */
const all = (state: session.SessionState, now: string) => JSON.stringify([state, linesForStaff(state, now), details(state, now)]);
const LEA_ANYWHERE = /Léa|GC-7K3M-9QXD/;

describe('a person who was erased', () => {
  test('gives their seat to whoever waits, and is on no list', () => {
    const state = forgetPerson(withPeople(), LEA, BEFORE);
    expect(all(state, BEFORE)).not.toMatch(LEA_ANYWHERE);
    expect(session.listRows(state).map(({ ref }) => ref)).toEqual([NOE, TOM]);
    expect(session.unsentViews(state).map(({ ref, status }) => [ref, status])).toEqual([[TOM, 'reserved']]);
  });

  test('leaves the waiting list', () => {
    const state = forgetPerson(withPeople(), TOM, BEFORE);
    expect(session.waitingOrder(state)).toEqual([]);
    expect(JSON.stringify(state)).not.toMatch(/Tom|GC-0000-0002/);
  });

  test('leaves their number to nobody, and a list that was mailed is corrected without a name', () => {
    const state = forgetPerson(mailed(), LEA, EVE);
    expect(all(state, EVE)).not.toMatch(LEA_ANYWHERE);
    expect(linesForStaff(state, EVE).map(({ title }) => title)).toContainEqual(expect.stringContaining('personne effacée'));
    const { views } = session.setSeats(state, [request('GC-0000-0003', { name: 'Zoé D.' })], EVE);
    expect(views[0]?.status).toBe('refused');
    expect(session.listRows(state).map(({ number }) => number)).toEqual([1, 2]);
  });

  test('counts among those who came, by row and as a walk-in, and no later sheet brings them back', () => {
    const present = session.takeAttendance(mailed(), {
      ...sheet({ 1: 'attended', 2: 'noShow', 3: 'attended' }),
      saysWalkIns: true,
      walkInRefs: ['GC-0000-0009'],
      remarks: 'Léa reviendra.',
    });
    const state = forgetPerson(forgetPerson(present, LEA, AFTER), 'GC-0000-0009', AFTER);
    expect(all(state, AFTER)).not.toMatch(LEA_ANYWHERE);
    expect([session.headCount(state), session.headCount(present)]).toEqual([3, 3]);
    expect(session.sheetIsDone(state)).toBe(true);
    expect(session.unsentViews(state).map(({ ref }) => ref)).toEqual([NOE, TOM]);
    const corrected = session.takeAttendance(state, sheet({ 1: 'excused' }, '2026-12-05T10:00:00Z', 'r2'));
    expect(all(corrected, AFTER)).not.toMatch(LEA_ANYWHERE);
    expect(session.headCount(corrected)).toBe(2);
  });

  test('is forgotten once, and nobody else is touched', () => {
    const once = forgetPerson(mailed(), LEA, EVE);
    expect(forgetPerson(once, LEA, EVE)).toEqual(once);
    expect(Object.keys(once.seats).toSorted()).toEqual([NOE, TOM, 'erased-1']);
    const stranger = mailed();
    expect(forgetPerson(stranger, 'GC-0000-0004', EVE)).toEqual(stranger);
  });
});

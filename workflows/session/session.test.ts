import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeatRequest } from '../../domain/seat.ts';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import {
  agenda,
  closeWaitingList,
  freezeNumbers,
  headCount,
  markSent,
  openSession,
  phase,
  reservedSeats,
  type SessionState,
  seatsLeft,
  setSeats,
  takeAttendance,
  unsentViews,
  viewOf,
  wouldAllBeRefused,
} from './session.ts';
import { request, sheet, start } from './session-fixtures.ts';

const ask = (state: SessionState, ...requests: SeatRequest[]) => setSeats(state, requests, '2026-11-20T08:00:00Z');

describe('seats', () => {
  test('are reserved until the room is full, then refused or put in the waiting list', () => {
    const first = ask(openSession(start(1)), request('A'));
    expect(first.views.map(({ status }) => status)).toEqual(['reserved']);
    const second = ask(first.state, request('B'), request('C', { want: 'seatOrWait' }));
    expect(second.views.map(({ status, rank }) => [status, rank])).toEqual([
      ['refused', null],
      ['waiting', 1],
    ]);
    expect(wouldAllBeRefused(second.state, [request('D')])).toBe(true);
    expect(wouldAllBeRefused(second.state, [request('D', { want: 'seatOrWait' })])).toBe(false);
  });

  test('an equal seq hears the recorded answer, a lower one is refused', () => {
    const { state } = ask(openSession(start(5)), request('A', { seq: 2 }));
    const again = ask(state, request('A', { seq: 2 }), request('A', { seq: 1 }));
    expect(again.views.map(({ status, rev }) => [status, rev])).toEqual([
      ['reserved', 1],
      ['refused', 0],
    ]);
    expect(again.state).toEqual(state);
  });

  test('a freed seat goes to a priority neighbourhood first, then by order of arrival, and the path must be told', () => {
    const full = ask(openSession(start(1)), request('A')).state;
    const waiting = ask(
      full,
      request('B', { want: 'seatOrWait', arrival: '2026-11-01' }),
      request('C', { want: 'seatOrWait', arrival: '2026-11-05', priority: true }),
      request('D', { want: 'seatOrWait', arrival: '2026-11-03', priority: true }),
    ).state;
    const freed = ask(waiting, request('A', { seq: 2, want: 'none' })).state;
    expect(reservedSeats(freed).map(({ ref }) => ref)).toEqual(['D']);
    const news = unsentViews(freed);
    expect(news.map(({ ref, status }) => [ref, status])).toEqual([['D', 'reserved']]);
    expect(unsentViews(markSent(freed, news))).toEqual([]);
  });

  test('what is given back goes to whoever waits, even where somebody new asks in the same breath', () => {
    const full = ask(openSession(start(1)), request('A'), request('P', { want: 'seatOrWait', priority: true })).state;
    const { state } = ask(full, request('A', { seq: 2, want: 'none' }), request('N', { want: 'seatOrWait' }));
    expect(['A', 'P', 'N'].map((ref) => state.seats[ref]?.status)).toEqual(['released', 'reserved', 'waiting']);
  });

  test('once it has begun, whoever has a seat stays on its sheet', () => {
    const { state } = ask(openSession(start(1)), request('A'));
    const { state: after, views } = setSeats(state, [request('A', { seq: 2, want: 'none' })], '2026-12-03T13:31:00.000Z');
    expect([views[0]?.status, reservedSeats(after).map(({ ref }) => ref), unsentViews(after)]).toEqual(['reserved', ['A'], []]);
  });

  test('once the list is sent, nobody gets a row that the attendance form doesn’t have', () => {
    const refs = Array.from({ length: 30 }, (_, index) => request(`R${index}`, { arrival: String(index).padStart(2, '0') }));
    const full = freezeNumbers(ask(openSession(start(30)), ...refs, request('W', { want: 'seatOrWait', arrival: '99' })).state);
    const freed = ask(full, request('R3', { seq: 2, want: 'none' })).state;
    expect([seatsLeft(freed), freed.seats['W']?.status, Math.max(...reservedSeats(freed).map(({ number }) => number ?? 0))]).toEqual([
      0,
      'waiting',
      30,
    ]);
  });

  test('whoever still waits when it begins is told so, and only they', () => {
    const state = ask(openSession(start(1)), request('A'), request('B', { want: 'seatOrWait' })).state;
    expect(agenda(state).map(({ due }) => due)).toContain('begin');
    const begun = closeWaitingList(state);
    expect(unsentViews(begun)).toMatchObject([{ ref: 'B', status: 'released', rank: null }]);
    expect(agenda(begun).map(({ due }) => due)).not.toContain('begin');
    expect(reservedSeats(begun).map(({ ref }) => ref)).toEqual(['A']);
  });
});

describe('attendance', () => {
  const seated = freezeNumbers(ask(openSession(start(3)), request('A', { arrival: '1' }), request('B', { arrival: '2' })).state);

  test('rows are numbered in order of arrival and each registrant hears of their own', () => {
    const marked = takeAttendance(seated, sheet({ 1: 'attended', 2: 'noShow' }));
    expect(unsentViews(marked).map(({ ref, attendance }) => [ref, attendance])).toEqual([
      ['A', 'attended'],
      ['B', 'noShow'],
    ]);
    expect(phase(marked, '2026-12-03T17:00:00Z')).toBe('complete');
    expect(agenda(marked).map(({ due }) => due)).toEqual(['list', 'close']);
  });

  test('is not taken before the session; an edit after it is', () => {
    const early = takeAttendance(seated, sheet({ 1: 'attended' }, '2026-12-03T10:00:00Z'));
    expect(early.early?.at).toBe('2026-12-03T10:00:00Z');
    expect(reservedSeats(early).map(({ attendance }) => attendance)).toEqual([null, null]);
    const mended = takeAttendance(early, sheet({ 1: 'attended' }, '2026-12-03T16:00:00Z'));
    expect(reservedSeats(mended).map(({ attendance }) => attendance)).toEqual(['attended', null]);
    expect(mended.early).toBeNull();
  });

  test('two responses that contradict: the later counts, and a person is asked; rows of nobody are named', () => {
    const first = takeAttendance(seated, sheet({ 1: 'attended', 9: 'attended' }));
    expect(first.unknownRows).toEqual([9]);
    const second = takeAttendance(first, sheet({ 1: 'noShow' }, '2026-12-04T09:00:00Z', 'r2'));
    expect(second.contradictedRows).toEqual([1]);
    expect(viewOf(second, 'A')?.attendance).toBe('noShow');
  });

  test('an older response that comes later fills what is blank, and corrects nothing', () => {
    const late = takeAttendance(seated, sheet({ 1: 'attended' }, '2026-12-03T18:00:00Z', 'r2'));
    const then = takeAttendance(late, { ...sheet({ 1: 'noShow', 2: 'excused' }, '2026-12-03T15:45:00Z', 'r1'), headCount: 7 });
    expect(reservedSeats(then).map(({ attendance }) => attendance)).toEqual(['attended', 'excused']);
    expect([then.contradictedRows, then.headCount]).toEqual([[1], 7]);
    const newer = takeAttendance(then, { ...sheet({}, '2026-12-03T19:00:00Z', 'r3'), headCount: 2 });
    expect(takeAttendance(newer, { ...sheet({}, '2026-12-03T18:30:00Z', 'r4'), headCount: 9 }).headCount).toBe(2);
  });

  test('rows of nobody stay named until their response is corrected', () => {
    const first = takeAttendance(seated, sheet({ 9: 'attended' }));
    const filed = takeAttendance(first, { ...sheet({}, '2026-12-04T09:00:00Z', 'r2'), filing: 'A-17' });
    expect(filed.unknownRows).toEqual([9]);
    expect(takeAttendance(filed, sheet({ 1: 'attended' }, '2026-12-04T10:00:00Z', 'r1')).unknownRows).toEqual([]);
  });

  test('the same response twice changes nothing', () => {
    const once = takeAttendance(seated, sheet({ 1: 'attended' }));
    expect(takeAttendance(once, sheet({ 1: 'noShow' }))).toBe(once);
  });
});

describe('head counts and walk-ins', () => {
  const NOW = '2026-12-08T00:00:00Z';
  const open = () => openSession({ ...start(5), id: 'permanence', kind: 'dropIn', headCountOnly: true });

  test('where nobody registers there are no seats and no list, and a number completes it', () => {
    const state = open();
    expect(wouldAllBeRefused(state, [request('A', { want: 'seatOrWait' })])).toBe(true);
    expect(ask(state, request('A'), request('B', { want: 'seatOrWait' })).views.map(({ status }) => status)).toEqual([
      'refused',
      'refused',
    ]);
    expect(agenda(state).map(({ due }) => due)).toEqual(['attendance', 'facilitator', 'coordinator', 'close']);
    expect(phase(state, NOW)).toBe('tookPlace');
    const next = { ...state, sheet: { facilitator: true, coordinator: false } };
    expect(linesForStaff(next, NOW).map(({ missing }) => missing)).toEqual(['Le nombre de participants, et quelles structures y étaient']);
    const counted = takeAttendance(next, { ...sheet({}), headCount: 0 });
    expect([phase(counted, NOW), headCount(counted), linesForStaff(counted, NOW)]).toEqual(['complete', 0, []]);
    const listed = takeAttendance(state, { ...sheet({}), saysWalkIns: true, walkInHeads: 2, walkInRefs: ['GC-1'] });
    expect([phase(listed, NOW), headCount(listed)]).toEqual(['complete', 3]);
  });

  test('a session that began before there were such kinds goes on as it did', () => {
    const old = openSession({ ...start(5), kind: 'dropIn' });
    expect(agenda(old).map(({ due }) => due)).toContain('list');
    expect(ask(old, request('A')).views.map(({ status }) => status)).toEqual(['reserved']);
  });

  const listed = () =>
    freezeNumbers(
      ask(openSession(start(5)), request('A'), request('B', { arrival: '2026-11-02' }), request('C', { arrival: '2026-11-03' })).state,
    );

  test('a registrant among the walk-ins is present, unless their own row says otherwise', () => {
    const state = takeAttendance(listed(), { ...sheet({ 2: 'noShow' }), saysWalkIns: true, walkInHeads: 1, walkInRefs: ['A', 'B', 'Z'] });
    expect(reservedSeats(state).map(({ attendance }) => attendance)).toEqual(['attended', 'noShow', null]);
    // A, one first name, and the two who have no row of their own that says present.
    expect(headCount(state)).toBe(4);
  });

  test('of a sheet filled in partly, the numbers that are missing are named', () => {
    const partly = { ...takeAttendance(listed(), sheet({ 2: 'attended' })), sheet: { facilitator: true, coordinator: true } };
    expect(linesForStaff(partly, NOW).map(({ missing }) => missing)).toEqual([
      'Les présences des lignes 1, 3, et quelles structures y étaient',
      'Les présences des lignes 1, 3, et quelles structures y étaient',
    ]);
    expect(details(partly, NOW)).toContain('Lignes sans réponse** : 1, 3');
  });

  test('the filing number makes it « justifié », later ones correct it, and nobody is asked for it', () => {
    const whole = takeAttendance(listed(), sheet({ 1: 'attended', 2: 'attended', 3: 'noShow' }));
    expect(linesForStaff({ ...whole, sheet: { facilitator: true, coordinator: true } }, NOW)).toEqual([]);
    expect(details(whole, NOW)).toContain('sans numéro de classement');
    const filed = takeAttendance(whole, { ...sheet({}, '2026-12-04T09:00:00Z', 'r2'), filing: 'A-17' });
    expect(details(filed, NOW)).toContain('justifié, classement A-17');
    expect(details(takeAttendance(filed, { ...sheet({}, '2026-12-05T09:00:00Z', 'r3'), filing: 'A-18' }), NOW)).toContain('A-18');
  });

  test('lines nobody could read are asked about until a later response names them; a contradiction until its row is confirmed', () => {
    const unread = takeAttendance(listed(), { ...sheet({ 1: 'attended' }), saysWalkIns: true, unreadWalkIns: [1] });
    expect(linesForStaff(unread, NOW).map(({ title }) => title)).toEqual([expect.stringContaining('ligne(s) 1 illisible(s)')]);
    const read = takeAttendance(unread, { ...sheet({ 1: 'noShow' }, '2026-12-04T09:00:00Z', 'r2'), saysWalkIns: true, walkInHeads: 1 });
    expect(read.contradictedRows).toEqual([1]);
    expect(linesForStaff(read, NOW).map(({ key }) => key)).toEqual(['contradicted-rows-1']);
    const other = takeAttendance(read, sheet({ 2: 'attended' }, '2026-12-04T10:00:00Z', 'r3'));
    expect(other.contradictedRows).toEqual([1]);
    expect(takeAttendance(other, sheet({ 1: 'noShow' }, '2026-12-04T11:00:00Z', 'r4')).contradictedRows).toEqual([]);
  });

  test('sheets in any order, through JSON: what is counted never falls below what is listed as present, and complete means complete', () => {
    const mark = fc.constantFrom('attended' as const, 'excused' as const, 'noShow' as const);
    const response = fc.record({
      rows: fc.dictionary(fc.constantFrom('1', '2', '3', '9'), mark, { maxKeys: 4 }),
      id: fc.constantFrom('r1', 'r2'),
      minute: fc.integer({ min: 10, max: 59 }),
      refs: fc.subarray(['A', 'B', 'Z']),
      heads: fc.integer({ min: 0, max: 4 }),
    });
    let complete = 0;
    fc.assert(
      fc.property(fc.array(response, { maxLength: 6 }), (responses) => {
        let state = listed();
        for (const { rows, id, minute, refs, heads } of responses) {
          const marked = { ...sheet(rows, `2026-12-03T16:${minute}:00Z`, id), saysWalkIns: true, walkInHeads: heads, walkInRefs: refs };
          state = JSON.parse(JSON.stringify(takeAttendance(state, marked))) as SessionState;
          expect(takeAttendance(state, marked)).toEqual(state);
          const present = reservedSeats(state).filter(({ attendance }) => attendance === 'attended').length;
          expect(headCount(state) ?? 0).toBeGreaterThanOrEqual(present);
          expect(phase(state, NOW) === 'complete').toBe(reservedSeats(state).every(({ attendance }) => attendance !== null));
          complete += Number(phase(state, NOW) === 'complete');
        }
      }),
    );
    expect(complete).toBeGreaterThan(5);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../../domain/co-facilitation.ts';
import type { Attendance } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatRequest } from '../../domain/seat.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { coFacilitationItems } from './co-facilitation-items.ts';
import { deskItems } from './desk-items.ts';
import { details } from './details.ts';
import {
  agenda,
  answersDue,
  answersHeard,
  closeWaitingList,
  followed,
  freezeNumbers,
  headCount,
  heldSeats,
  markTold,
  mayMend,
  openSession,
  phase,
  readsEventAt,
  type SessionState,
  setSeats,
  takeAttendance,
  touched,
  untold,
  viewOf,
  wouldAllBeRefused,
  written as writtenTo,
} from './session.ts';

const at = (iso: string) => ({ at: iso, label: iso });

function start(capacity: number): SessionStart {
  return {
    id: 'info-2026-12-a',
    title: 'Information collective',
    kind: 'info',
    capacity,
    facilitators: ['s1', 's3'],
    coordinator: 's1',
    place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
    plan: {
      version: 'v1',
      start: at('2026-12-03T13:30:00Z'),
      end: at('2026-12-03T15:30:00Z'),
      listAt: at('2026-12-02T08:00:00Z'),
      attendanceAt: at('2026-12-03T15:30:00Z'),
      facilitator: at('2026-12-07T15:30:00Z'),
      coordinator: at('2026-12-10T15:30:00Z'),
      answersAt: null,
      answersCoordinator: null,
      quietMs: 120_000,
      closesAt: at('2027-06-03T15:30:00Z'),
    },
  };
}

const request = (ref: string, more: Partial<SeatRequest> = {}): SeatRequest => ({
  ref,
  seq: 1,
  want: 'seat',
  priority: false,
  name: 'Léa M.',
  arrival: '2026-11-01T08:00:00Z',
  ...more,
});
const ask = (state: SessionState, ...requests: SeatRequest[]) => setSeats(state, requests);
const sheet = (rows: Attendance['rows'], submitted = '2026-12-03T16:00:00Z', responseId = 'r1'): Attendance => ({
  origin: { formId: 'F-ATT', responseId, submitted: at(submitted) },
  staff: 's1',
  rows,
  walkIns: null,
  headCount: null,
  remarks: null,
  filing: null,
});

describe('seats', () => {
  test('are held until the room is full, then refused or put in the waiting list', () => {
    const first = ask(openSession(start(1)), request('A'));
    expect(first.views.map(({ status }) => status)).toEqual(['held']);
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
      ['held', 1],
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
    expect(heldSeats(freed).map(({ ref }) => ref)).toEqual(['D']);
    const news = untold(freed);
    expect(news.map(({ ref, status }) => [ref, status])).toEqual([['D', 'held']]);
    expect(untold(markTold(freed, news))).toEqual([]);
  });

  test('whoever still waits when it begins is told so, and only they', () => {
    const state = ask(openSession(start(1)), request('A'), request('B', { want: 'seatOrWait' })).state;
    expect(agenda(state).map(({ due }) => due)).toContain('begin');
    const begun = closeWaitingList(state);
    expect(untold(begun)).toMatchObject([{ ref: 'B', status: 'released', rank: null }]);
    expect(agenda(begun).map(({ due }) => due)).not.toContain('begin');
    expect(heldSeats(begun).map(({ ref }) => ref)).toEqual(['A']);
  });
});

describe('staff edit the event in Outlook', () => {
  const now = '2026-11-24T10:00:00.000Z';
  const written = (state: SessionState): SessionState => ({ ...state, event: { eventId: 'e1', generation: 1, fingerprint: 'f1' } });
  const seated = written(
    ask(openSession(start(2)), request('A', { arrival: '1' }), request('B', { arrival: '2' }), request('C', { want: 'seatOrWait' })).state,
  );
  const standing = (more: object = {}) => ({
    found: 'standing' as const,
    at: at(now),
    eventId: 'e1',
    fingerprint: 'f2',
    title: 'Information collective',
    moved: null,
    mended: false,
    unmended: false,
    ...more,
  });
  const later = {
    ...start(2).plan,
    start: at('2026-12-10T13:30:00.000Z'),
    end: at('2026-12-10T15:30:00.000Z'),
    listAt: at('2026-12-09T08:00:00.000Z'),
  };

  test('our own writes come back and change nothing; theirs are read after the quiet time, ten minutes at most', () => {
    expect(touched(seated, { eventId: 'e1', fingerprint: 'f1' }, now)).toBe(seated);
    let state = touched(seated, { eventId: 'e1', fingerprint: 'f9' }, now);
    expect(readsEventAt(state)).toBe('2026-11-24T10:02:00.000Z');
    for (const minute of ['01', '03', '05', '07', '09'])
      state = touched(state, { eventId: 'e1', fingerprint: minute }, `2026-11-24T10:${minute}:30.000Z`);
    expect(readsEventAt(state)).toBe('2026-11-24T10:10:00.000Z');
  });

  test('edits before the answer to the writing came are read; our own writing, told first, is not', () => {
    const open = openSession(start(2));
    const event = { eventId: 'e1', generation: 1, fingerprint: 'f1' };
    expect(writtenTo(touched(open, { eventId: 'e1', fingerprint: 'f1' }, now), event).dirty).toBeNull();
    const edited = touched(touched(open, { eventId: 'e1', fingerprint: 'f1' }, now), { eventId: 'e1', fingerprint: 'f2' }, now);
    expect(readsEventAt(writtenTo(edited, event))).toBe('2026-11-24T10:02:00.000Z');
    expect(writtenTo(touched(open, { eventId: 'e1', fingerprint: null }, now), event).dirty).not.toBeNull();
  });

  test('a move is told to everyone who has or waits for a seat, once, with the .ics raised', () => {
    const moved = followed(
      touched(seated, { eventId: 'e1', fingerprint: 'f2' }, now),
      standing({ moved: { plan: later, place: { name: 'Mairie', address: '' } } }),
    );
    expect(untold(moved).map(({ ref, status, icsSequence, start: when }) => [ref, status, icsSequence, when.at])).toEqual([
      ['A', 'held', 1, '2026-12-10T13:30:00.000Z'],
      ['B', 'held', 1, '2026-12-10T13:30:00.000Z'],
      ['C', 'waiting', 1, '2026-12-10T13:30:00.000Z'],
    ]);
    expect([moved.dirty, moved.start.place.name, agenda(moved).some(({ due }) => due === 'list')]).toEqual([null, 'Mairie', true]);
    expect(untold(followed(moved, standing()))).toHaveLength(3);
  });

  test('a list that was sent goes again with a move, numbered afresh', () => {
    const listed: SessionState = { ...freezeNumbers(seated), mailed: { list: ['s1', 's3'], attendance: [] } };
    const moved = followed(listed, standing({ moved: { plan: later, place: start(2).place } }));
    expect([moved.mailed.list, moved.round, heldSeats(moved).map(({ number }) => number)]).toEqual([[], 1, [null, null]]);
  });

  test('an event that is gone revokes every seat, and is never created again', () => {
    const gone = followed(seated, { found: 'gone', at: at(now) });
    expect(untold(gone).map(({ status, attendance }) => [status, attendance])).toEqual([
      ['cancelled', 'revoked'],
      ['cancelled', 'revoked'],
      ['cancelled', 'revoked'],
    ]);
    expect([gone.cancelled, phase(gone, now), agenda(gone).map(({ due }) => due)]).toEqual([true, 'cancelled', ['close']]);
    expect(touched(gone, { eventId: 'e1', fingerprint: null }, now)).toBe(gone);
    expect(ask(gone, request('D')).views[0]?.status).toBe('cancelled');
  });

  test('what the service owns is put back twice a day, then reported', () => {
    let state = seated;
    for (const expected of [true, true, false]) {
      expect(mayMend(state, now)).toBe(expected);
      state = followed(state, standing({ mended: expected, unmended: !expected }));
    }
    expect(deskItems(state, now).map(({ kind }) => kind)).toEqual(['decide']);
    expect(mayMend(state, '2026-11-25T08:00:00.000Z')).toBe(true);
  });

  test('an adopted event is read at once', () => {
    const adopted = openSession({ ...start(2), eventId: 'e7' });
    expect(adopted.event).toEqual({ eventId: 'e7', generation: 0, fingerprint: null });
    expect((readsEventAt(adopted) ?? '') < now).toBe(true);
  });
});

describe('attendance', () => {
  const seated = freezeNumbers(ask(openSession(start(3)), request('A', { arrival: '1' }), request('B', { arrival: '2' })).state);

  test('rows are numbered in order of arrival and each registrant hears of their own', () => {
    const taken = takeAttendance(seated, sheet({ 1: 'attended', 2: 'noShow' }));
    expect(untold(taken).map(({ ref, attendance }) => [ref, attendance])).toEqual([
      ['A', 'attended'],
      ['B', 'noShow'],
    ]);
    expect(phase(taken, '2026-12-03T17:00:00Z')).toBe('complete');
    expect(agenda(taken).map(({ due }) => due)).toEqual(['list', 'close']);
  });

  test('is not taken before the session; an edit after it is', () => {
    const early = takeAttendance(seated, sheet({ 1: 'attended' }, '2026-12-03T10:00:00Z'));
    expect(early.early?.at).toBe('2026-12-03T10:00:00Z');
    expect(heldSeats(early).map(({ attendance }) => attendance)).toEqual([null, null]);
    const mended = takeAttendance(early, sheet({ 1: 'attended' }, '2026-12-03T16:00:00Z'));
    expect(heldSeats(mended).map(({ attendance }) => attendance)).toEqual(['attended', null]);
    expect(mended.early).toBeNull();
  });

  test('two responses that contradict: the later counts, and a person is asked; rows of nobody are named', () => {
    const first = takeAttendance(seated, sheet({ 1: 'attended', 9: 'attended' }));
    expect(first.unknownRows).toEqual([9]);
    const second = takeAttendance(first, sheet({ 1: 'noShow' }, '2026-12-04T09:00:00Z', 'r2'));
    expect(second.contradictedRows).toEqual([1]);
    expect(viewOf(second, 'A')?.attendance).toBe('noShow');
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
    expect(phase(state, NOW)).toBe('held');
    const told = { ...state, sheet: { facilitator: true, coordinator: false } };
    expect(deskItems(told, NOW).map(({ missing }) => missing)).toEqual(['Le nombre de participants']);
    const counted = takeAttendance(told, { ...sheet({}), headCount: 0 });
    expect([phase(counted, NOW), headCount(counted), deskItems(counted, NOW)]).toEqual(['complete', 0, []]);
    const listed = takeAttendance(state, { ...sheet({}), walkIns: 'Sam, Léo', walkInHeads: 2, walkInRefs: ['GC-1'] });
    expect([phase(listed, NOW), headCount(listed)]).toEqual(['complete', 3]);
  });

  test('a session that began before there were such kinds goes on as it did', () => {
    const old = openSession({ ...start(5), kind: 'dropIn' });
    expect(agenda(old).map(({ due }) => due)).toContain('list');
    expect(ask(old, request('A')).views.map(({ status }) => status)).toEqual(['held']);
  });

  const listed = () =>
    freezeNumbers(
      ask(openSession(start(5)), request('A'), request('B', { arrival: '2026-11-02' }), request('C', { arrival: '2026-11-03' })).state,
    );

  test('a registrant among the walk-ins is present, unless their own row says otherwise', () => {
    const state = takeAttendance(listed(), { ...sheet({ 2: 'noShow' }), walkIns: '…', walkInHeads: 1, walkInRefs: ['A', 'B', 'Z'] });
    expect(heldSeats(state).map(({ attendance }) => attendance)).toEqual(['attended', 'noShow', null]);
    // A, one first name, and the two who have no row of their own that says present.
    expect(headCount(state)).toBe(4);
  });

  test('of a sheet filled in partly, the numbers that are missing are named', () => {
    const partly = { ...takeAttendance(listed(), sheet({ 2: 'attended' })), sheet: { facilitator: true, coordinator: true } };
    expect(deskItems(partly, NOW).map(({ missing }) => missing)).toEqual([
      'Les présences des lignes 1, 3',
      'Les présences des lignes 1, 3',
    ]);
    expect(details(partly, NOW)).toContain('Lignes sans réponse** : 1, 3');
  });

  test('the filing number makes it « justifié », later ones correct it, and nobody is asked for it', () => {
    const whole = takeAttendance(listed(), sheet({ 1: 'attended', 2: 'attended', 3: 'noShow' }));
    expect(deskItems({ ...whole, sheet: { facilitator: true, coordinator: true } }, NOW)).toEqual([]);
    expect(details(whole, NOW)).toContain('sans numéro de classement');
    const filed = takeAttendance(whole, { ...sheet({}, '2026-12-04T09:00:00Z', 'r2'), filing: 'A-17' });
    expect(details(filed, NOW)).toContain('justifié, classement A-17');
    expect(details(takeAttendance(filed, { ...sheet({}, '2026-12-05T09:00:00Z', 'r3'), filing: 'A-18' }), NOW)).toContain('A-18');
  });

  test('lines nobody could read are asked about until a later response names them; a contradiction until its row is confirmed', () => {
    const unread = takeAttendance(listed(), { ...sheet({ 1: 'attended' }), walkIns: '<b>', unreadWalkIns: [1] });
    expect(deskItems(unread, NOW).map(({ title }) => title)).toEqual([expect.stringContaining('ligne(s) 1 illisible(s)')]);
    const read = takeAttendance(unread, { ...sheet({ 1: 'noShow' }, '2026-12-04T09:00:00Z', 'r2'), walkIns: 'Sam', walkInHeads: 1 });
    expect(read.contradictedRows).toEqual([1]);
    expect(deskItems(read, NOW).map(({ key }) => key)).toEqual(['contradiction-1']);
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
          const told = { ...sheet(rows, `2026-12-03T16:${minute}:00Z`, id), walkIns: 'x', walkInHeads: heads, walkInRefs: refs };
          state = JSON.parse(JSON.stringify(takeAttendance(state, told))) as SessionState;
          expect(takeAttendance(state, told)).toEqual(state);
          const present = heldSeats(state).filter(({ attendance }) => attendance === 'attended').length;
          expect(headCount(state) ?? 0).toBeGreaterThanOrEqual(present);
          expect(phase(state, NOW) === 'complete').toBe(heldSeats(state).every(({ attendance }) => attendance !== null));
          complete += Number(phase(state, NOW) === 'complete');
        }
      }),
    );
    expect(complete).toBeGreaterThan(5);
  });
});

describe('answers to the invitation', () => {
  const [asked, told] = [at('2026-11-26T08:00:00Z'), at('2026-11-30T08:00:00Z')];
  const begin = (): SessionState => {
    const opened = openSession({ ...start(12), plan: { ...start(12).plan, answersAt: asked, answersCoordinator: told } });
    return writtenTo(opened, { eventId: 'e', generation: 1, fingerprint: 'f' });
  };
  const says = (ours: Answer['answer'], theirs: Answer['answer'], when: Moment) => ({
    at: when,
    answers: [
      { code: 's1', name: 'Camille', answer: ours, proposed: null, substitute: null },
      { code: 's3', name: 'Farid', answer: theirs, proposed: null, substitute: { code: 's5', name: 'Lucie' } },
    ],
  });
  const answered = { eventId: 'e', fingerprint: 'f', answered: true };

  test('are read five days before, again for the coordinator, and then whenever somebody answers', () => {
    const early = touched(begin(), answered, '2026-11-25T08:00:00Z');
    expect(answersDue(early)).toEqual(asked);
    const first = answersHeard(early, says('counted', 'accepted', asked));
    expect(answersDue(first)).toEqual(told);
    const second = answersHeard(first, says('counted', 'accepted', told));
    expect([answersDue(second), coFacilitationItems(second)]).toEqual([null, []]);

    const late = touched(second, answered, '2026-12-01T09:00:00Z');
    expect([late.dirty, answersDue(late)?.at]).toEqual([null, '1970-01-01T00:00:00.000Z']);
    const declined = answersHeard(late, says('counted', 'declined', at('2026-12-01T09:00:01Z')));
    expect(answersDue(declined)).toBeNull();
    expect(coFacilitationItems(declined).map(({ desk, title }) => [desk, title])).toEqual([
      ['s3', 'Vous avez décliné cette séance : un remplaçant est à trouver.'],
      ['s1', 'Farid ne peut pas venir. Remplaçant possible : Lucie.'],
    ]);
  });

  test('an answer between the two readings costs neither of them', () => {
    const first = answersHeard(begin(), says('counted', 'none', asked));
    const further = answersHeard(touched(first, answered, '2026-11-27T09:00:00Z'), says('counted', 'none', at('2026-11-27T09:00:01Z')));
    expect(answersDue(further)).toEqual(told);
    expect(coFacilitationItems(further).map(({ desk }) => desk)).toEqual(['s3']);
    expect(coFacilitationItems(answersHeard(further, says('counted', 'none', told))).map(({ desk }) => desk)).toEqual(['s3', 's1']);
  });

  test('whoever says yes by form and declines in Outlook after that does not come', () => {
    const first = answersHeard(begin(), says('counted', 'none', asked));
    const yes: SessionState = { ...first, coFacilitation: { ...first.coFacilitation, byForm: ['s3'] } };
    expect(coFacilitationItems(answersHeard(yes, says('counted', 'none', told)))).toEqual([]);
    expect(coFacilitationItems(answersHeard(yes, says('counted', 'declined', told))).map(({ desk }) => desk)).toEqual(['s3', 's1']);
    // The other way round, the form has the last word.
    const before = answersHeard(begin(), says('counted', 'declined', asked));
    const then: SessionState = { ...before, coFacilitation: { ...before.coFacilitation, byForm: ['s3'] } };
    expect(coFacilitationItems(answersHeard(then, says('counted', 'declined', told)))).toEqual([]);
  });
});

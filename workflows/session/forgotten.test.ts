import { describe, expect, test } from 'vitest';
import type { SessionDecision } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import {
  agenda,
  attendanceUnknown,
  cancelledByStaff,
  carriedOut,
  decidedByForm,
  facilitatorMailed,
  fillChecked,
  followed,
  freezeNumbers,
  listRows,
  MOST_WAITING,
  markSent,
  NOTIFIED_AT_ONCE,
  openSession,
  phase,
  restoredRead,
  type SessionState,
  setSeats,
  takeAttendance,
  touched,
  unsentViews,
  wouldAllBeRefused,
  written,
} from './session.ts';
import { at, MERE_DECISION, request, sheet, start } from './session-fixtures.ts';
import { eventWork } from './wake.ts';

const BEFORE = '2026-11-20T08:00:00Z';
const AFTER = '2026-12-03T16:30:00Z';
const ask = (state: SessionState, ...requests: Parameters<typeof setSeats>[1]) => setSeats(state, requests, BEFORE).state;
const listed = (state: SessionState): SessionState =>
  ['s1', 's3'].reduce<SessionState>(
    (next, code) =>
      facilitatorMailed(next, { mail: 'list', code, round: next.round }, { outcome: 'sent', name: code, at: at('2026-12-02T08:00:00Z') }),
    { ...freezeNumbers(state), mailedRows: listRows(freezeNumbers(state)) },
  );
const titles = (state: SessionState, now: string) => linesForStaff(state, now).map(({ worklist, title }) => [worklist, title]);
const dues = (state: SessionState) => agenda(state).map(({ due }) => due);

describe('a session with nobody registered', () => {
  const empty = listed(openSession(start(12)));

  test('still asks its facilitators who came, and then the coordinator', () => {
    expect(phase(empty, AFTER)).toBe('tookPlace');
    expect(dues(empty)).toEqual(expect.arrayContaining(['attendance', 'facilitator', 'coordinator']));
    const late = { ...empty, sheet: { facilitator: true, coordinator: true } };
    expect(titles(late, '2026-12-11T08:00:00Z')).toEqual([
      ['s1', 'La feuille de présence manque.'],
      ['s1', 'La feuille de présence manque toujours.'],
    ]);
  });

  test('is complete once somebody has answered, also that nobody came', () => {
    const walkedIn = takeAttendance(empty, { ...sheet({}), saysWalkIns: true, walkInHeads: 6 });
    const nobody = takeAttendance(empty, { ...sheet({}), headCount: 0 });
    expect([phase(walkedIn, AFTER), phase(nobody, AFTER)]).toEqual(['complete', 'complete']);
  });
});

describe('a sheet that nobody enters', () => {
  const silent = listed(ask(openSession(start(12)), request('A'), request('B')));

  test('is told to the paths of its registrants after four weeks, while the sheet stays asked for', () => {
    expect(agenda(silent).find(({ due }) => due === 'unknown')?.moment.at).toBe('2026-12-31T15:30:00Z');
    const unknown = attendanceUnknown(silent);
    expect(unsentViews(unknown).map(({ ref, attendance }) => [ref, attendance])).toEqual([
      ['A', 'unknown'],
      ['B', 'unknown'],
    ]);
    expect([dues(unknown).includes('unknown'), phase(unknown, AFTER)]).toEqual([false, 'tookPlace']);
  });

  test('may come later all the same', () => {
    const late = takeAttendance(attendanceUnknown(silent), sheet({ 1: 'attended', 2: 'noShow' }, '2027-01-15T09:00:00Z'));
    expect(Object.values(late.seats).map(({ attendance }) => attendance)).toEqual(['attended', 'noShow']);
    expect([late.contradictedRows, phase(late, AFTER)]).toEqual([[], 'complete']);
  });
});

describe('a move into the past', () => {
  const open = ask(openSession(start(12)), request('A'));
  const move: SessionDecision = {
    origin: { formId: 'F-FUP', responseId: 'd1', submitted: at('2026-11-25T08:00:00Z') },
    staff: 's3',
    staffName: 'Farid Benali',
    action: 'move',
    ...MERE_DECISION,
    newStart: at('2026-11-03T13:30:00Z'),
    newStartTyped: '2026-11-03 14:30',
    anySession: true,
  };

  test('that a form asks for is refused, and its author told', () => {
    const refused = decidedByForm(open, move);
    expect([refused.wanted, unsentViews(refused)]).toEqual([null, []]);
    expect(titles(refused, '2026-11-25T09:00:00Z')).toEqual([
      ['s3', 'La date demandée pour cette séance est déjà passée (2026-11-03T13:30:00Z) : elle reste prévue 2026-12-03T13:30:00Z.'],
    ]);
  });

  test('made in Outlook is not followed, and the coordinator told until it is put right', () => {
    const { plan, place } = start(12);
    const event = {
      found: 'standing' as const,
      at: at('2026-11-25T08:00:00Z'),
      eventId: 'e',
      mailbox: 'groupement@aile.example.org',
      fingerprint: 'f',
      title: 'Information collective',
      isAllDay: false,
      mended: false,
      unmended: false,
    };
    const past = { ...plan, start: at('2026-11-03T13:30:00Z'), end: at('2026-11-03T15:30:00Z') };
    const refused = followed(open, { ...event, moved: { plan: past, place } });
    expect([refused.start.plan.start.at, unsentViews(refused)]).toEqual([plan.start.at, []]);
    expect(linesForStaff(refused, '2026-11-25T09:00:00Z').map(({ worklist, urgent }) => [worklist, urgent])).toEqual([['s1', true]]);
    expect(linesForStaff(followed(refused, { ...event, moved: null }), '2026-11-25T09:00:00Z')).toEqual([]);
  });
});

describe('how many come', () => {
  test('tells the coordinator of a session that few are registered for, as long as it is so', () => {
    const low = fillChecked(ask(openSession(start(12)), request('A'), request('B'), request('C')), at('2026-11-30T13:30:00Z'));
    expect(titles(low, '2026-11-30T14:00:00Z')).toEqual([['s1', 'Peu d’inscrits : 3 sur 12 places.']]);
    expect(titles(ask(low, request('D')), '2026-11-30T14:00:00Z')).toEqual([]);
    const planned = openSession({ ...start(12), plan: { ...start(12).plan, lowAt: at('2026-11-30T13:30:00Z') } });
    expect([dues(planned).includes('low'), dues(fillChecked(planned, at(BEFORE))).includes('low')]).toEqual([true, false]);
  });

  test('tells the coordinator of a waiting list that grows, anew each time it has grown by as much again', () => {
    const waiting = (count: number) =>
      ask(
        openSession(start(1)),
        request('A'),
        ...Array.from({ length: count }, (_, index) => request(`W${index}`, { want: 'seatOrWait', arrival: String(index) })),
      );
    expect(titles(waiting(4), BEFORE)).toEqual([]);
    expect(titles(waiting(5), BEFORE)).toEqual([['s1', '5 personnes attendent une place.']]);
    const keys = [5, 9, 10].map((count) => linesForStaff(waiting(count), BEFORE)[0]?.key);
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
  });

  test('tells both facilitators what changed on the list that they have printed', () => {
    const full = ask(openSession(start(2)), request('A'), request('B'), request('W', { want: 'seatOrWait', name: 'Nora B.' }));
    const printed = listed(full);
    expect(titles(printed, '2026-12-02T09:00:00Z')).toEqual([]);
    const changed = ask(printed, request('A', { seq: 2, want: 'none' }));
    const title = 'La liste a changé depuis son envoi : n° 1 Léa M. ne vient plus ; n° 3 Nora B. vient en plus.';
    expect(titles(changed, '2026-12-02T09:00:00Z')).toEqual([
      ['s1', title],
      ['s3', title],
    ]);
    expect(titles(changed, AFTER)).toEqual([]);
  });
});

test('a list that was under way while the session moved goes again, as the new one', () => {
  const sending = freezeNumbers(ask(openSession(start(2)), request('A')));
  const moved = { ...sending, round: sending.round + 1, mailed: { list: [], attendance: [] } };
  const late = facilitatorMailed(moved, { mail: 'list', code: 's1', round: 0 }, { outcome: 'sent', name: 'Camille', at: at(BEFORE) });
  expect([late.mailed.list, dues(late).includes('list')]).toEqual([[], true]);
});

describe('thousands who ask for one session', () => {
  const many = Array.from({ length: 4000 }, (_, index) =>
    request(`W${index}`, { want: 'seatOrWait', arrival: String(index).padStart(5, '0') }),
  );
  const seated = setSeats(openSession(start(15)), many, BEFORE);

  test('fill its seats and a waiting list of a bounded length; the others are sent on', () => {
    const count = (status: string) => seated.views.filter((view) => view.status === status).length;
    expect([count('reserved'), count('waiting'), count('refused')]).toEqual([15, MOST_WAITING, 4000 - 15 - MOST_WAITING]);
    expect(JSON.stringify(seated.state).length).toBeLessThan(100_000);
    expect(wouldAllBeRefused(seated.state, [request('late', { want: 'seatOrWait' })])).toBe(true);
  });

  test('are told by so many at a time, each with their rank', () => {
    let state = {
      ...seated.state,
      seats: Object.fromEntries(Object.entries(seated.state.seats).map(([ref, seat]) => [ref, { ...seat, rev: 2 }])),
    };
    const revisions: (number | null)[] = [];
    for (let news = unsentViews(state); news.length > 0; news = unsentViews(state)) {
      expect(news.length).toBeLessThanOrEqual(NOTIFIED_AT_ONCE);
      revisions.push(...news.flatMap(({ rank }) => (rank === null ? [] : [rank])));
      state = markSent(state, news);
    }
    expect(revisions.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: MOST_WAITING }, (_, index) => index + 1));
  });
});

describe('an event that says what the session no longer is', () => {
  const standing = {
    found: 'standing' as const,
    at: at('2026-11-25T08:00:00Z'),
    eventId: 'e',
    mailbox: 'groupement@aile.example.org',
    fingerprint: 'f',
    title: 'Information collective',
    moved: null,
    isAllDay: false,
    mended: false,
    unmended: false,
  };
  const open = ask(openSession(start(12)), request('A'));

  test('without an hour moves nobody: the coordinator is asked for one', () => {
    const allDay = followed(open, { ...standing, isAllDay: true });
    expect([unsentViews(allDay), allDay.start.plan.start]).toEqual([[], open.start.plan.start]);
    expect(titles(allDay, '2026-11-25T09:00:00Z')).toEqual([
      ['s1', 'L’événement Outlook est noté sur toute la journée : la séance reste prévue 2026-12-03T13:30:00Z.'],
    ]);
    expect(titles(followed(allDay, standing), '2026-11-25T09:00:00Z')).toEqual([]);
  });

  test('of a cancelled session that is restored is read, and told to the coordinator while it stands', () => {
    const cancelled = cancelledByStaff(open, at('2026-11-20T08:00:00Z'));
    const seen = touched(cancelled, { eventId: 'e', fingerprint: 'f', answered: false }, '2026-11-25T08:00:00Z');
    expect(eventWork(seen, '2026-11-25T08:00:00Z')).toBe('readRestored');
    const back = restoredRead(seen, 'e', standing);
    expect([eventWork(back, '2026-11-25T08:00:00Z'), titles(back, '2026-11-25T09:00:00Z')]).toEqual([
      null,
      [['s1', 'L’événement de cette séance annulée est de nouveau dans Outlook. Ses inscrits savent qu’elle est annulée.']],
    ]);
    expect(titles(touched(back, { eventId: 'e', fingerprint: null, answered: false }, BEFORE), '2026-11-25T09:00:00Z')).toEqual([]);
    expect(restoredRead(seen, 'e', { found: 'gone', at: at(BEFORE) }).restored).toBeNull();
  });
});

test('another mailbox in the configuration cancels nobody: the event is written there', () => {
  const event = { eventId: 'e', mailbox: 'ancienne@aile.example.org', generation: 1, fingerprint: 'f' };
  const open = written(ask(openSession(start(12)), request('A')), event);
  const elsewhere = followed(open, { found: 'elsewhere', at: at(BEFORE) });
  expect([elsewhere.cancelled, unsentViews(elsewhere), elsewhere.event, eventWork(elsewhere, BEFORE)]).toEqual([false, [], null, 'write']);
  const moving = { ...open, wanted: { move: '2026-12-10T13:30:00Z' } };
  expect(carriedOut(moving, moving, { found: 'elsewhere', at: at(BEFORE) }).wanted).toEqual(moving.wanted);
});

test('an event that stood already is read at once, and followed', () => {
  const state = written(openSession(start(12)), { eventId: 'e', mailbox: 'groupement@aile.example.org', generation: 1, fingerprint: null });
  expect(eventWork(state, BEFORE)).toBe('read');
});

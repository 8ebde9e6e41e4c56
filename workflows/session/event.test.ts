import { describe, expect, test } from 'vitest';
import { type Answer, notToAsk } from '../../domain/co-facilitation.ts';
import type { SessionDecision } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatRequest } from '../../domain/seat.ts';
import { linesForStaff } from './lines-for-staff.ts';
import {
  agenda,
  answersDue,
  answersReceived,
  carriedOut,
  decidedByForm,
  facilitatorMailed,
  followed,
  freezeNumbers,
  isAnswersReadDue,
  mayMend,
  missed,
  openSession,
  phase,
  readsEventAt,
  reservedSeats,
  type SessionState,
  setSeats,
  takeAttendance,
  touched,
  unsentViews,
  written as writtenTo,
} from './session.ts';
import { at, MERE_DECISION, request, sheet, start } from './session-fixtures.ts';

const ask = (state: SessionState, ...requests: SeatRequest[]) => setSeats(state, requests, '2026-11-20T08:00:00Z');

describe('staff edit the event in Outlook', () => {
  const now = '2026-11-24T10:00:00.000Z';
  const written = (state: SessionState): SessionState => ({
    ...state,
    event: { eventId: 'e1', mailbox: 'groupement@aile.example.org', generation: 1, fingerprint: 'f1' },
  });
  const seated = written(
    ask(openSession(start(2)), request('A', { arrival: '1' }), request('B', { arrival: '2' }), request('C', { want: 'seatOrWait' })).state,
  );
  const standing = (more: object = {}) => ({
    found: 'standing' as const,
    at: at(now),
    eventId: 'e1',
    mailbox: 'groupement@aile.example.org',
    fingerprint: 'f2',
    title: 'Information collective',
    moved: null,
    isAllDay: false,
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
    expect(touched(seated, { eventId: 'e1', fingerprint: 'f1', answered: false }, now)).toBe(seated);
    let state = touched(seated, { eventId: 'e1', fingerprint: 'f9', answered: false }, now);
    expect(readsEventAt(state)).toBe('2026-11-24T10:02:00.000Z');
    for (const minute of ['01', '03', '05', '07', '09'])
      state = touched(state, { eventId: 'e1', fingerprint: minute, answered: false }, `2026-11-24T10:${minute}:30.000Z`);
    expect(readsEventAt(state)).toBe('2026-11-24T10:10:00.000Z');
  });

  test('edits before the answer to the writing came are read; our own writing, told first, is not', () => {
    const open = openSession(start(2));
    const event = { eventId: 'e1', mailbox: 'groupement@aile.example.org', generation: 1, fingerprint: 'f1' };
    expect(writtenTo(touched(open, { eventId: 'e1', fingerprint: 'f1', answered: false }, now), event).unread).toBeNull();
    const edited = touched(
      touched(open, { eventId: 'e1', fingerprint: 'f1', answered: false }, now),
      { eventId: 'e1', fingerprint: 'f2', answered: false },
      now,
    );
    expect(readsEventAt(writtenTo(edited, event))).toBe('2026-11-24T10:02:00.000Z');
    expect(writtenTo(touched(open, { eventId: 'e1', fingerprint: null, answered: false }, now), event).unread).not.toBeNull();
  });

  test('a move is told to everyone who has or waits for a seat, once, with the .ics raised', () => {
    const moved = followed(
      touched(seated, { eventId: 'e1', fingerprint: 'f2', answered: false }, now),
      standing({ moved: { plan: later, place: { name: 'Mairie', address: '' } } }),
    );
    expect(unsentViews(moved).map(({ ref, status, icsSequence, start: when }) => [ref, status, icsSequence, when.at])).toEqual([
      ['A', 'reserved', 1, '2026-12-10T13:30:00.000Z'],
      ['B', 'reserved', 1, '2026-12-10T13:30:00.000Z'],
      ['C', 'waiting', 1, '2026-12-10T13:30:00.000Z'],
    ]);
    expect([moved.unread, moved.start.place.name, agenda(moved).some(({ due }) => due === 'list')]).toEqual([null, 'Mairie', true]);
    expect(unsentViews(followed(moved, standing()))).toHaveLength(3);
  });

  test('a list that was sent goes again with a move, numbered afresh', () => {
    const listed: SessionState = { ...freezeNumbers(seated), mailed: { list: ['s1', 's3'], attendance: [] } };
    const moved = followed(listed, standing({ moved: { plan: later, place: start(2).place } }));
    expect([moved.mailed.list, moved.round, reservedSeats(moved).map(({ number }) => number)]).toEqual([[], 1, [null, null]]);
  });

  test('moved on the day itself, after the list went: the list goes again, and the numbers that were printed stay', () => {
    const listed: SessionState = { ...freezeNumbers(seated), mailed: { list: ['s1', 's3'], attendance: [] } };
    const plan = { ...start(2).plan, start: at('2026-12-03T15:00:00Z'), end: at('2026-12-03T17:00:00Z') };
    const moved = followed(listed, standing({ moved: { plan, place: start(2).place } }));
    expect([moved.mailed.list, reservedSeats(moved).map(({ number }) => number)]).toEqual([[], [1, 2]]);
  });

  test('a session that is over stays as it was, whatever becomes of its event', () => {
    const after = at('2026-12-04T09:00:00.000Z');
    const held = takeAttendance(seated, sheet({ 1: 'attended' }));
    const removed = followed(held, { found: 'gone', at: after });
    expect([removed.cancelled, removed.seats, removed.unread]).toEqual([false, held.seats, null]);
    const tidied = { ...start(2).plan, end: at('2026-12-03T16:00:00Z') };
    const edited = followed(held, standing({ at: after, moved: { plan: tidied, place: start(2).place } }));
    expect([edited.seats, edited.start.plan, edited.event?.fingerprint]).toEqual([held.seats, held.start.plan, 'f2']);
    // Nobody came: staff hold it another day.
    const again = followed(seated, standing({ at: after, moved: { plan: later, place: start(2).place } }));
    expect(again.start.plan.start).toEqual(later.start);
  });

  test('what was said of one time says nothing of another; another place changes nobody’s answer', () => {
    const answered: SessionState = {
      ...seated,
      answersRead: 2,
      coFacilitation: { ...seated.coFacilitation, byForm: ['s1'], unable: ['s3'], unableSince: at(now) },
    };
    const elsewhere = followed(answered, standing({ moved: { plan: start(2).plan, place: { name: 'Mairie', address: '' } } }));
    expect([elsewhere.answersRead, elsewhere.coFacilitation]).toEqual([2, answered.coFacilitation]);
    const another = followed(answered, standing({ moved: { plan: later, place: start(2).place } }));
    expect([another.answersRead, another.coFacilitation.byForm, another.coFacilitation.unable]).toEqual([0, [], []]);
  });

  test('an event that is gone revokes every seat, and is never created again', () => {
    const gone = followed(seated, { found: 'gone', at: at(now) });
    expect(unsentViews(gone).map(({ status, attendance }) => [status, attendance])).toEqual([
      ['cancelled', 'revoked'],
      ['cancelled', 'revoked'],
      ['cancelled', 'revoked'],
    ]);
    expect([gone.cancelled, phase(gone, now), agenda(gone).map(({ due }) => due)]).toEqual([true, 'cancelled', ['close']]);
    expect(touched(gone, { eventId: 'e1', fingerprint: null, answered: false }, now)).toBe(gone);
    expect(ask(gone, request('D')).views[0]?.status).toBe('cancelled');
  });

  test('what the service owns is put back twice a day, then reported', () => {
    let state = seated;
    for (const expected of [true, true, false]) {
      expect(mayMend(state, now)).toBe(expected);
      state = followed(state, standing({ mended: expected, unmended: !expected }));
    }
    expect(linesForStaff(state, now).map(({ kind }) => kind)).toEqual(['decide']);
    expect(mayMend(state, '2026-11-25T08:00:00.000Z')).toBe(true);
  });

  test('an adopted event is read at once', () => {
    const adopted = openSession({ ...start(2), eventId: 'e7' });
    expect(adopted.event).toEqual({ eventId: 'e7', mailbox: null, generation: 0, fingerprint: null });
    expect((readsEventAt(adopted) ?? '') < now).toBe(true);
  });
});

describe('decisions by form', () => {
  const now = '2026-11-24T10:00:00.000Z';
  const begun = writtenTo(ask(openSession(start(2)), request('A'), request('B')).state, {
    eventId: 'e1',
    mailbox: 'groupement@aile.example.org',
    generation: 1,
    fingerprint: 'f1',
  });
  let responses = 0;
  const decision = (action: SessionDecision['action'], more: Partial<SessionDecision> = {}): SessionDecision => ({
    origin: { formId: 'F-FUP', responseId: `d${++responses}`, submitted: at(now) },
    staff: 's3',
    staffName: 'Farid Benali',
    action,
    ...MERE_DECISION,
    ...more,
  });
  const move = (to: string) => decision('move', { newStart: at(to), newStartTyped: to });
  const read = {
    found: 'standing',
    at: at(now),
    eventId: 'e1',
    mailbox: 'groupement@aile.example.org',
    fingerprint: 'f1',
    title: 'T',
    moved: null,
    isAllDay: false,
    mended: false,
    unmended: false,
  } as const;
  const newPlan = { ...start(2).plan, start: at('2026-12-10T09:00:00Z'), end: at('2026-12-10T11:00:00Z') };

  test('wait while the event is read, and are carried out once', () => {
    const decided = decidedByForm(touched(begun, { eventId: 'e1', fingerprint: 'f2', answered: false }, now), move('2026-12-10T09:00:00Z'));
    const afterReading = followed(decided, read);
    expect(afterReading.wanted).toEqual({ move: '2026-12-10T09:00:00Z' });
    const done = carriedOut(afterReading, afterReading, { ...read, moved: { plan: newPlan, place: start(2).place } });
    expect([done.wanted, done.start.plan.start, done.icsSequence]).toEqual([null, newPlan.start, 1]);
  });

  test('what staff do in Outlook, or decide, while one is carried out is done next', () => {
    const next = decidedByForm(begun, move('2026-12-10T09:00:00Z'));
    const meanwhile = decidedByForm(
      touched(next, { eventId: 'e1', fingerprint: 'f3', answered: false }, now),
      move('2026-12-11T09:00:00Z'),
    );
    const done = carriedOut(meanwhile, next, { ...read, moved: { plan: newPlan, place: start(2).place } });
    expect([done.wanted, done.unread !== null]).toEqual([{ move: '2026-12-11T09:00:00Z' }, true]);
  });

  test('a cancellation is told at once, and carried out in Outlook whenever that answers', () => {
    const cancelled = decidedByForm(begun, decision('cancel', { reason: 'salle fermée' }));
    expect(unsentViews(cancelled).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect([cancelled.cancelled, cancelled.wanted]).toEqual([true, { cancel: 'salle fermée' }]);
    expect(linesForStaff(cancelled, now).map(({ title }) => title)).toEqual([
      'Séance annulée par Farid Benali : 2 inscrit(s) prévenu(s). Une autre date leur est proposée, par le service ou par leur référent.',
    ]);
    const done = carriedOut(cancelled, cancelled, { found: 'gone', at: at(now) });
    expect([done.wanted, done.icsSequence]).toEqual([null, 1]);
  });

  test('of somebody who isn’t of this session change nothing, and the coordinator knows', () => {
    const strange = decidedByForm(begun, decision('cancel', { staff: 's9', staffName: 'Passant' }));
    expect([strange.cancelled, strange.wanted]).toEqual([false, null]);
    expect(linesForStaff(strange, now).map(({ worklist, title }) => [worklist, title])).toEqual([
      ['s1', 'Passant a répondu pour cette séance sans en être : sa réponse n’est pas prise en compte.'],
    ]);
    expect(decidedByForm(begun, decision('cancel', { staff: 's9', anySession: true })).cancelled).toBe(true);
  });
});

test('a mail that a facilitator may not have read is somebody’s to give', () => {
  const mailed = { outcome: 'inDoubt', name: 'Farid', at: at('2026-12-02T08:00:00Z') } as const;
  const doubtful = facilitatorMailed(openSession(start(2)), { mail: 'list', code: 's3', round: 0 }, mailed);
  const refused = facilitatorMailed(doubtful, { mail: 'attendance', code: 's3', round: 0 }, { ...mailed, outcome: 'refused' });
  const sent = facilitatorMailed(refused, { mail: 'list', code: 's1', round: 0 }, { ...mailed, name: 'Camille', outcome: 'sent' });
  expect([sent.mailed, sent.log.at(-1)?.what]).toEqual([
    { list: ['s3', 's1'], attendance: ['s3'] },
    'Liste des inscrits à Camille : envoyé par e-mail.',
  ]);
  expect(linesForStaff(sent, '2026-12-02T09:00:00Z').map(({ worklist, kind, title }) => [worklist, kind, title])).toEqual([
    ['s1', 'mailInDoubt', 'Liste des inscrits : l’e-mail à Farid n’est peut-être pas arrivé.'],
    ['s1', 'contactDetails', 'Formulaire de présence : l’adresse de Farid est refusée.'],
  ]);
});

describe('answers to the invitation', () => {
  const [J_6, questionAt, coordinatorAt] = [at('2026-11-25T10:00:00Z'), at('2026-11-26T08:00:00Z'), at('2026-11-30T08:00:00Z')];
  const begin = (): SessionState => {
    const opened = openSession({ ...start(12), plan: { ...start(12).plan, answersAt: questionAt, answersCoordinator: coordinatorAt } });
    return writtenTo(opened, { eventId: 'e', mailbox: 'groupement@aile.example.org', generation: 1, fingerprint: 'f' });
  };
  const says = (ours: Answer['answer'], theirs: Answer['answer'], when: Moment) => ({
    at: when,
    answers: [
      { code: 's1', name: 'Camille', answer: ours, proposed: null, substitute: null },
      { code: 's3', name: 'Farid', answer: theirs, proposed: null, substitute: { code: 's5', name: 'Lucie' } },
    ],
  });
  const items = (state: SessionState) => linesForStaff(state, '2026-11-30T08:00:00Z');
  const answered = { eventId: 'e', fingerprint: 'f', answered: true };

  test('are read five days before, again for the coordinator, and then whenever somebody answers', () => {
    const early = touched(begin(), answered, '2026-11-25T08:00:00Z');
    expect(answersDue(early)).toEqual(questionAt);
    const first = answersReceived(early, says('counted', 'accepted', questionAt));
    expect(answersDue(first)).toEqual(coordinatorAt);
    const second = answersReceived(first, says('counted', 'accepted', coordinatorAt));
    expect([answersDue(second), items(second)]).toEqual([null, []]);

    const late = touched(second, answered, '2026-12-01T09:00:00Z');
    expect([late.unread, isAnswersReadDue(late, '2026-12-01T09:00:00Z')]).toEqual([null, true]);
    const declined = answersReceived(late, says('counted', 'declined', at('2026-12-01T09:00:01Z')));
    expect(answersDue(declined)).toBeNull();
    expect(items(declined).map(({ worklist, title }) => [worklist, title])).toEqual([
      ['s3', 'Vous avez décliné cette séance : un remplaçant est à trouver.'],
      ['s1', 'Farid ne peut pas venir. Remplaçant possible : Lucie.'],
    ]);
  });

  test('an answer between the two readings costs neither of them', () => {
    const first = answersReceived(begin(), says('counted', 'none', questionAt));
    const further = answersReceived(touched(first, answered, '2026-11-27T09:00:00Z'), says('counted', 'none', at('2026-11-27T09:00:01Z')));
    expect(answersDue(further)).toEqual(coordinatorAt);
    expect(items(further).map(({ worklist }) => worklist)).toEqual(['s3']);
    expect(items(answersReceived(further, says('counted', 'none', coordinatorAt))).map(({ worklist }) => worklist)).toEqual(['s3', 's1']);
  });

  test('whoever says yes by form and declines in Outlook after that does not come', () => {
    const first = answersReceived(begin(), says('counted', 'none', questionAt));
    const yes: SessionState = { ...first, coFacilitation: { ...first.coFacilitation, byForm: ['s3'] } };
    expect(items(answersReceived(yes, says('counted', 'none', coordinatorAt)))).toEqual([]);
    expect(items(answersReceived(yes, says('counted', 'declined', coordinatorAt))).map(({ worklist }) => worklist)).toEqual(['s3', 's1']);
    // The other way round, the form has the last word.
    const before = answersReceived(begin(), says('counted', 'declined', questionAt));
    const then: SessionState = { ...before, coFacilitation: { ...before.coFacilitation, byForm: ['s3'] } };
    expect(items(answersReceived(then, says('counted', 'declined', coordinatorAt)))).toEqual([]);
  });

  describe('a substitute', () => {
    const decided = (state: SessionState, more: Partial<SessionDecision>): SessionState =>
      decidedByForm(state, {
        origin: { formId: 'F-FUP', responseId: JSON.stringify(more), submitted: at('2026-11-26T09:00:00Z') },
        staff: 's1',
        staffName: 'Camille',
        action: 'substitute',
        ...MERE_DECISION,
        colleagues: ['s1', 's3'],
        anySession: true,
        ...more,
      });
    const declined = answersReceived(begin(), says('counted', 'declined', J_6));
    const waiting = decided(declined, { substitute: 's5', answerBy: at('2026-11-27T09:00:00Z') });

    test('who can’t says so, and somebody else is looked for at once', () => {
      expect(items(waiting).map(({ worklist, title }) => [worklist, title])).toContainEqual(['s5', 'Pouvez-vous remplacer Farid ?']);
      const refused = decided(waiting, { staff: 's5', anySession: false });
      expect([
        refused.coFacilitation.replacementRequest,
        notToAsk(refused.coFacilitation),
        isAnswersReadDue(refused, '2026-11-26T09:00:00Z'),
      ]).toEqual([null, ['s5'], true]);
      expect(items(refused).find(({ worklist }) => worklist === 's1')?.title).toContain('Farid ne peut pas venir.');
    });

    test('who says nothing is named to the coordinator after a while', () => {
      const line = items(waiting).find(({ worklist }) => worklist === 's1');
      expect([line?.due.at, line?.title]).toEqual([
        '2026-11-27T09:00:00Z',
        expect.stringContaining('Lucie, à qui un remplacement a été demandé, n’a pas répondu.'),
      ]);
    });

    test('is found for the coordinator herself too, once she says that she can’t come', () => {
      const unable = decided(answersReceived(begin(), says('counted', 'accepted', J_6)), { substitute: null });
      expect(isAnswersReadDue(unable, '2026-11-26T09:00:00Z')).toBe(true);
      const after = answersReceived(unable, says('counted', 'accepted', J_6));
      expect(after.answeredAt).toBeNull();
      expect(items(after).map(({ worklist, title, urgent }) => [worklist, title, urgent])).toEqual([
        ['s1', 'Vous ne pouvez pas venir. Personne d’autre dans sa structure : une autre date ?', false],
      ]);
      expect(linesForStaff(after, '2026-12-02T08:00:00Z').map(({ urgent }) => urgent)).toEqual([true]);
    });
  });

  test('of a session that is gone are none: the event is looked for at once', () => {
    const lost = missed(begin());
    expect((readsEventAt(lost) ?? '') < questionAt.at).toBe(true);
  });
});

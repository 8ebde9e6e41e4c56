import { describe, expect, test } from 'vitest';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, finish, followUp, informed, outbox, REGISTERED, seated, view } from './path-fixtures.ts';

const FIRST = at('2026-12-10T09:00:00.000Z');
const NEXT = at('2026-12-17T09:00:00.000Z');
const BEFORE = at('2026-12-05T10:00:00.000Z');
const AFTER = at('2026-12-10T11:00:00.000Z');

const fixed = (state = informed()) => finish(path.followedUp(state, followUp({ appointment: FIRST }, BEFORE)));
const unable = (state: path.PathState, answer: 'cannotCome' | 'anotherDate' | 'withdraw', when = BEFORE) =>
  path.unable(state, { origin: { formId: 'F-UNA', responseId: `u-${answer}-${when.at}`, submitted: when }, answer });
const lines = (state: path.PathState) => linesForStaff(state).map(({ title }) => title);

describe('an appointment', () => {
  test('that has not been yet is moved: the same event, the next sequence', () => {
    const moved = path.followedUp(fixed(), followUp({ appointment: NEXT }, BEFORE));
    expect(moved.appointments).toMatchObject([{ id: 'GC-7K3M-9QXD-rdv', sequence: 1, start: NEXT }]);
    expect(moved.outbox).toMatchObject([{ kind: 'appointment', change: 'moved', why: 'appointmentMoved' }]);
  });

  test('after one that is past is another one, whatever day the interview is noted for', () => {
    const recorded = followUp({ contact: 'interview', appointment: NEXT }, AFTER);
    for (const date of [AFTER, at('2026-12-10T08:00:00.000Z')]) {
      const second = path.followedUp(fixed(), { ...recorded, date });
      expect(second.appointments.at(-1)).toMatchObject({ id: 'GC-7K3M-9QXD-rdv-2', sequence: 0, start: NEXT });
      expect(second.outbox).toMatchObject([{ kind: 'appointment', change: 'fixed', why: 'appointmentFixed' }]);
    }
  });

  test('that was over when it was noted is another one: the one ahead stands', () => {
    const noted = path.followedUp(fixed(), followUp({ contact: 'interview', appointment: at('2026-12-05T08:00:00.000Z') }, BEFORE));
    expect(noted.appointments.map(({ start }) => start)).toEqual([at('2026-12-05T08:00:00.000Z'), FIRST]);
    expect(outbox(noted)).toEqual([]);
  });

  test('is numbered on: the third is no second one, and a move of it is a move', () => {
    const [second, third, later] = [NEXT, at('2026-12-24T09:00:00.000Z'), at('2026-12-28T09:00:00.000Z')];
    const twice = path.followedUp(fixed(), followUp({ appointment: second }, AFTER));
    const thrice = path.followedUp(twice, followUp({ appointment: third }, at('2026-12-17T11:00:00.000Z')));
    expect(thrice.appointments.at(-1)).toMatchObject({ id: 'GC-7K3M-9QXD-rdv-3', sequence: 0, start: third });
    const moved = path.followedUp(thrice, followUp({ appointment: later }, at('2026-12-18T11:00:00.000Z')));
    expect(moved.appointments.at(-1)).toMatchObject({ id: 'GC-7K3M-9QXD-rdv-3', sequence: 1, start: later });
  });
});

describe('« empêchement » from the mail of an appointment', () => {
  test('is a line of the referent’s, with the form of a new one: the appointment stands until they say another', () => {
    const next = unable(fixed(), 'cannotCome');
    expect(next.appointments[0]?.start).toEqual(FIRST);
    expect([outbox(next), next.stage]).toEqual([[], 'informed']);
    const [line, ...others] = linesForStaff(next);
    expect([line, others]).toMatchObject([{ kind: 'decide', worklist: 's3', urgent: false }, []]);
    expect(line?.title).toBe(`Ne peut pas venir au rendez-vous du ${FIRST.label} : proposer une autre date.`);
    expect(line?.answers.map(({ label, values }) => [label, values])).toEqual([
      ['Nouveau rendez-vous', { reference: 'GC-7K3M-9QXD', ofAppointment: '1' }],
      ['Annuler le rendez-vous', { reference: 'GC-7K3M-9QXD', ofAppointment: '1', decision: 'cancelAppointment' }],
      ['Contacté', { reference: 'GC-7K3M-9QXD', contact: 'phone' }],
      ['Sans réponse', { reference: 'GC-7K3M-9QXD', contact: 'attempt' }],
    ]);
  });

  test('« une autre date » is the same line, and no information session', () => {
    const next = unable(fixed(), 'anotherDate');
    expect([lines(next), outbox(next), path.ownView(next)?.attendance]).toEqual([
      [`Demande une autre date que le rendez-vous du ${FIRST.label} : en proposer une.`],
      [],
      'attended',
    ]);
  });

  test('within 48 hours is told at once; said twice it is one line', () => {
    const eve = at('2026-12-09T09:00:00.000Z');
    const next = unable(fixed(), 'cannotCome', eve);
    expect(linesForStaff(next).map(({ urgent }) => urgent)).toEqual([true]);
    expect(lines(unable(next, 'anotherDate', at('2026-12-09T09:05:00.000Z')))).toHaveLength(1);
  });

  test('goes with a new appointment, or with any contact', () => {
    const next = unable(fixed(), 'cannotCome');
    expect(lines(path.followedUp(next, followUp({ appointment: NEXT }, BEFORE)))).toEqual([]);
    expect(lines(path.followedUp(next, followUp({ contact: 'phone' }, BEFORE)))).toEqual([]);
    expect(lines(path.followedUp(next, followUp({ contact: 'attempt' }, BEFORE)))).toHaveLength(1);
  });

  test('speaks of whatever is first: a seat before the appointment is given back, and the appointment stands', () => {
    const both = finish(path.followedUp(seated(), followUp({ appointment: FIRST }, REGISTERED)));
    const free = unable(both, 'cannotCome', at('2026-11-20T09:00:00.000Z'));
    expect([outbox(free), lines(free), free.appointments[0]?.start]).toEqual([['release', 'invite'], [], FIRST]);
    const later = finish(path.followedUp(seated(), followUp({ appointment: at('2026-12-01T09:00:00.000Z') }, REGISTERED)));
    const next = unable(later, 'cannotCome', at('2026-11-20T09:00:00.000Z'));
    expect([outbox(next), path.ownView(next)?.sessionId, lines(next)]).toMatchObject([
      [],
      view().sessionId,
      [expect.stringContaining('rendez-vous')],
    ]);
  });
});

describe('from the information session on', () => {
  test('« une autre date » without anything ahead is a line of the referent’s, and no invitation', () => {
    const met = path.followedUp(informed(), followUp({ contact: 'interview' }, BEFORE));
    for (const [state, answer] of [
      [met, 'anotherDate'],
      [fixed(met), 'cannotCome'],
    ] as const) {
      const next = unable(state, answer, AFTER);
      expect([outbox(next), lines(next)]).toMatchObject([[], [expect.stringContaining('reprendre contact')]]);
      expect(lines(path.followedUp(next, followUp({ contact: 'phone' }, AFTER)))).toEqual([]);
    }
  });

  test('another date asked for by phone is no invitation either', () => {
    expect(outbox(path.followedUp(informed(), followUp({ callAnswer: 'anotherDate' }, BEFORE)))).toEqual([]);
  });
});

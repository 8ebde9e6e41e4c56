import { describe, expect, test } from 'vitest';
import { details } from './details.ts';
import { worklistItems } from './liveness.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, outbox, plan, registration, seated, view } from './path-fixtures.ts';

const REQUESTED_AT = at('2026-11-10T09:00:00.000Z');
const AFTER_SESSION = at('2026-12-20T09:00:00.000Z');
const MEETING = at('2026-12-10T13:00:00.000Z');

/** With an interview that stands in the referent's Outlook. */
const meeting = (state = seated()) => {
  const next = path.followedUp(state, followUp({ appointment: MEETING }, REQUESTED_AT), REQUESTED_AT.at);
  return path.appointmentKept({ ...next, outbox: [] }, 'GC-7K3M-9QXD-rdv', { referent: 's3', inOutlook: true, lookAt: MEETING });
};
const erased = (state: path.PathState, now = REQUESTED_AT) => path.carryOutErasure(path.beginErasure(state, now), now.at);

describe('a person who is erased', () => {
  test('has their seat given back and their interview removed, and is told nothing', () => {
    const waiting = path.addCommand(meeting(), { kind: 'mail', mail: 'reminderDay', why: 'dayBefore', notBefore: MEETING });
    const state = erased(waiting);
    expect(outbox(state)).toEqual(['release', 'referentAppointment']);
    expect(state.outbox[1]).toMatchObject({ change: 'cancelled', inOutlook: true, appointment: { id: 'GC-7K3M-9QXD-rdv' } });
    expect(path.isErased(state)).toBe(false);
    expect(path.isErased(finish(finish(state)))).toBe(true);
  });

  test('is on nobody’s worklist, and found by no search', () => {
    const state = erased(path.noteNear(meeting(), ['GC-0000-0001'], REQUESTED_AT));
    expect([worklistItems(state), state.matchKeys, path.nextWake({ ...state, outbox: [] }, REQUESTED_AT.at)]).toEqual([[], [], null]);
    expect(outbox(path.tick(state, '2028-01-01T00:00:00.000Z'))).toEqual(outbox(state));
  });

  test('gives back a seat whose invitation was under way, and sends no mail of it', () => {
    const invited = begin();
    const begun = path.beginErasure(invited, REQUESTED_AT);
    const answered = path.invited(begun, { seq: invited.search.seq, view: view(), plan: plan(), at: REQUESTED_AT, mail: 'confirmation' });
    const state = path.carryOutErasure(path.mailLater(answered, { mail: 'confirmation', why: 'registered' }), REQUESTED_AT.at);
    expect(outbox(state)).toEqual(['release']);
    expect(state.bookings).toEqual([]);
  });

  test('keeps what a session knows of them once it has begun: it makes that nameless itself', () => {
    expect(outbox(erased(seated(), AFTER_SESSION))).toEqual([]);
  });

  test('has a past interview taken out of Outlook, and nobody is mailed of one that is over', () => {
    expect(outbox(erased({ ...meeting(), bookings: [] }, AFTER_SESSION))).toEqual(['referentAppointment']);
    const mailed = path.appointmentKept(meeting(), 'GC-7K3M-9QXD-rdv', { referent: 's3', inOutlook: false, lookAt: null });
    expect(outbox(erased({ ...mailed, bookings: [] }, AFTER_SESSION))).toEqual([]);
  });

  test('is erased once, however often it is asked', () => {
    const once = erased(meeting());
    expect(erased(once, AFTER_SESSION)).toEqual(once);
    const other = meeting();
    expect(path.carryOutErasure(other, REQUESTED_AT.at)).toBe(other);
  });
});

describe('the traces of a person', () => {
  test('are counted before anything is erased: responses, seats, mails, interviews, and no words', () => {
    const again = path.registeredAgain(meeting(), registration({}, 'r2', at('2026-11-08T09:00:00.000Z')));
    const waiting = path.addCommand(again, { kind: 'mail', mail: 'reminderDay', why: 'dayBefore', notBefore: MEETING });
    const found = path.traces(waiting, REQUESTED_AT.at);
    expect(found).toMatchObject({ seats: 1, mails: 1, appointments: 1, matchKeys: ['k1'], near: [] });
    expect(found.responses.filter(({ formId }) => formId === 'F-REG').map(({ responseId }) => responseId)).toEqual(['r1', 'r2']);
    expect(JSON.stringify(found)).not.toMatch(/Léa|Martin|café/);
  });
});

describe('a path that was taken for a possible duplicate of one that is erased', () => {
  test('compares itself with nobody any more', () => {
    const before = path.noteNear(seated(), ['GC-0000-0001', 'GC-0000-0002'], REQUESTED_AT);
    const state = path.forgetNear(before, 'GC-0000-0001');
    expect(state.near).toEqual(['GC-0000-0002']);
    expect(JSON.stringify(state) + details(state)).not.toContain('GC-0000-0001');
    expect(worklistItems(state).filter(({ kind }) => kind === 'possibleDuplicate')).toHaveLength(1);
    expect(path.forgetNear(state, 'GC-0000-0001')).toBe(state);
  });
});

import { describe, expect, test } from 'vitest';
import { callNote } from '../../domain/answer-notes.ts';
import type { FollowUp } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import { lastNote } from './notes.ts';
import * as path from './path.ts';
import { ASSIGNMENT, at, begin, followUp, informed, MINOR, outbox, plan, seated, view } from './path-fixtures.ts';

const ON = at('2026-12-07T10:00:00.000Z');
const LATER = at('2026-12-20T10:00:00.000Z');
const record = (state: path.PathState, fact: Partial<FollowUp>, when = ON) => path.followedUp(state, followUp(fact, when));
const nudged = (state: path.PathState) => path.tick({ ...state, plan: plan({ referent: LATER, coordinator: [] }) }, LATER.at);
const lines = (state: path.PathState) => linesForStaff(state).map(({ kind, title, missing }) => [kind, title.split('.')[0], missing]);
const MET = at('2027-01-15T09:00:00.000Z');

describe('what is fixed for a date stops the clock', () => {
  test('of a first interview: nobody asks for it before it, and the reminder of before is taken back', () => {
    const waiting = nudged(informed());
    expect(waiting.ladder.referent).toBe(true);
    const fixed = record(waiting, { appointment: MET }, LATER);
    expect([fixed.stale, path.planRequest(fixed).clockFrom]).toEqual([true, MET.at]);
    const planned = path.planned(fixed, plan({ referent: at('2027-01-29T09:00:00.000Z'), madeAt: LATER }));
    expect(linesForStaff(planned).filter(({ kind }) => kind === 'nudge')).toEqual([]);
    const met = record(fixed, { contact: 'interview' }, at('2027-01-16T09:00:00.000Z'));
    expect(path.planRequest(met).clockFrom).toBe('2027-01-16T09:00:00.000Z');
  });

  test('of an interview with somebody registered: nobody lacks a session before it', () => {
    const fixed = record(begin(), { appointment: MET });
    expect(path.planRequest(fixed).clockFrom).toBe(MET.at);
    expect(path.planRequest(record(fixed, { decision: 'cancelAppointment' }, LATER)).clockFrom).toBe(begin().clockFrom.at);
  });

  test('of a workshop: the clock runs again from its end, or at once where the seat is gone', () => {
    const exploring = record(informed(), { contact: 'interview' });
    const next = record(exploring, { registerFor: 'atelier-1' });
    const workshop = view({ sessionId: 'atelier-1', kind: 'workshop', start: MET, end: at('2027-01-15T12:00:00.000Z') });
    const placed = path.placed(next, {
      seq: path.staffBookings(next)[0]?.seq ?? 0,
      sessionId: 'atelier-1',
      view: { ...workshop, seq: path.staffBookings(next)[0]?.seq ?? 0 },
      plan: plan(),
      at: ON,
    });
    expect([path.planRequest(placed).clockFrom, placed.stale]).toEqual(['2027-01-15T12:00:00.000Z', true]);
    const cancelled = path.seatChanged(placed, { ...workshop, rev: 5, status: 'cancelled', attendance: 'revoked' }, LATER);
    expect([path.planRequest({ ...cancelled, stale: false }).clockFrom, cancelled.stale]).toEqual([ON.at, true]);
    // Nobody ever enters its sheet: the referent asks the person.
    const silent = path.seatChanged(placed, { ...placed.bookings[0]?.view, ...workshop, rev: 5, attendance: 'unknown' }, LATER);
    expect(linesForStaff(silent).map(({ key, worklist }) => [key, worklist])).toEqual([['sheet-missing-atelier-1', 's3']]);
  });
});

test('a minor is never escalated as somebody without a session: what lacks is a decision, with its answers', () => {
  const waits = path.tick({ ...begin({ birthDate: '2010-01-01' }, MINOR), plan: plan({ assignment: MINOR, coordinator: [ON] }) }, ON.at);
  const escalation = linesForStaff(waits).find(({ kind }) => kind === 'escalation');
  expect([escalation?.missing, escalation?.answers.map(({ label }) => label)]).toEqual([
    'Une décision : moins de 18 ans, clore ou inviter malgré l’âge',
    ['Clore', 'Inviter'],
  ]);
});

test('a transfer that a person decided is not proposed back by the age', () => {
  const transferred = record(informed(begin({ birthDate: '1996-05-01' })), { decision: 'transfer', adviser: 's5', staff: 's1' });
  const past = { organisation: 'Association AILE', worklist: 's1', moment: at('2022-05-01T06:00:00.000Z') };
  const planned = path.planned(transferred, plan({ assignment: { ...ASSIGNMENT, referent: 's5', firstRung: 's5' }, ageLimit: past }));
  expect(path.tick(planned, LATER.at).open.map(({ key }) => key)).not.toContain('age-limit');
  const coming = path.planned(transferred, plan({ assignment: ASSIGNMENT, ageLimit: { ...past, moment: at('2026-12-15T06:00:00.000Z') } }));
  expect(path.tick(coming, LATER.at).open.map(({ key }) => key)).toContain('age-limit');
});

describe('a reopening', () => {
  test('starts afresh: absences and attempts of before do not count', () => {
    const absent = path.seatChanged(seated(), view({ rev: 2, attendance: 'noShow' }), ON);
    const tried = record(record(absent, { contact: 'attempt' }), { contact: 'attempt' }, LATER);
    const back = record(record(tried, { decision: 'close', reason: 'déménagement' }, LATER), { decision: 'reopen' }, MET);
    expect([back.noShows, back.attempts, back.tried]).toEqual([0, 0, []]);
  });

  test('of a settled path goes back to the stage before, and its outcome stays in the history', () => {
    const building = record(record(informed(), { contact: 'interview' }), { stage: 'building' }, LATER);
    const settled = record(building, { stage: 'settled', outcome: 'association créée' }, MET);
    const back = record(settled, { decision: 'reopen' }, at('2027-02-01T10:00:00.000Z'));
    expect([back.stage, back.outcomes.map(({ words }) => words)]).toEqual(['building', ['association créée']]);
    const closed = record(settled, { decision: 'close', reason: 'doublon' }, at('2027-02-01T10:00:00.000Z'));
    const reopened = record(closed, { decision: 'reopen' }, at('2027-02-02T10:00:00.000Z'));
    expect([reopened.stage, reopened.outcome]).toEqual(['settled', 'association créée']);
  });

  test('of a settled path that was closed as a double counts six months from the outcome', () => {
    const settled = record(informed(), { stage: 'settled', outcome: 'association créée' }, MET);
    const closed = record(settled, { decision: 'close', reason: 'doublon' }, at('2027-05-01T10:00:00.000Z'));
    const reopened = record(closed, { decision: 'reopen' }, at('2027-05-02T10:00:00.000Z'));
    expect(path.planRequest(reopened).clockFrom).toBe(MET.at);
  });

  test('of a paused path ends the pause', () => {
    const paused = record(informed(), { decision: 'pause', until: MET });
    expect(record(paused, { decision: 'reopen' }, LATER).paused).toBeNull();
  });

  test('of a path that is neither left nor settled keeps its stage', () => {
    const exploring = record(informed(), { contact: 'interview' });
    const again = record(exploring, { decision: 'reopen' }, LATER);
    expect([again.stage, again.interviewedAt, outbox(again)]).toEqual(['exploring', ON, []]);
  });
});

test('a workshop before any interview leaves the first interview to be asked for', () => {
  const workshop = record(informed(), { contact: 'workshop' });
  expect([workshop.stage, workshop.interviewedAt, path.planRequest(workshop).stage]).toEqual(['exploring', null, 'informed']);
  expect(lines(nudged(workshop))).toEqual([['nudge', 'Sans nouvelles', 'Le premier entretien individuel']]);
  const met = record(workshop, { contact: 'interview' }, LATER);
  expect([path.planRequest(met).stage, met.interviewedAt]).toEqual(['exploring', LATER]);
});

describe('an answer to a call', () => {
  const phoneOnly = () => seated(begin({ email: null }));
  const both = () => record(phoneOnly(), { appointment: MET });
  const calls = (state: path.PathState) => state.open.filter(({ kind }) => kind === 'call').map(({ about }) => about);

  test('closes the call that it names, and no other', () => {
    const state = both();
    expect(calls(state)).toEqual(['seat', 'appointment']);
    const appointment = state.open.find(({ about }) => about === 'appointment');
    const answered = record(state, { callAnswer: 'comes', note: callNote(appointment?.key ?? '') }, LATER);
    expect([calls(answered), path.ownBooking(answered)?.notifiedAt]).toEqual([['seat'], null]);
  });

  test('typed by hand is about the seat, where there is one', () => {
    expect(calls(record(both(), { callAnswer: 'comes' }, LATER))).toEqual(['appointment']);
  });

  test('that another date is wanted for an appointment leaves the seat alone', () => {
    const state = both();
    const key = state.open.find(({ about }) => about === 'appointment')?.key ?? '';
    const answered = record(state, { callAnswer: 'anotherDate', note: callNote(key) }, LATER);
    expect([path.ownView(answered)?.status, answered.open.some((one) => one.key.startsWith('appointment-declined'))]).toEqual([
      'reserved',
      true,
    ]);
  });
});

test('staff who choose another information session replace the seat that the path had found', () => {
  const next = record(seated(), { registerFor: 'info-2027-01-a' }, at('2026-11-20T10:00:00.000Z'));
  const seq = path.staffBookings(next)[0]?.seq ?? 0;
  const other = view({ sessionId: 'info-2027-01-a', seq, start: MET, end: at('2027-01-15T11:00:00.000Z') });
  const placed = path.placed(next, { seq, sessionId: 'info-2027-01-a', view: other, plan: plan(), at: at('2026-11-20T10:00:05.000Z') });
  expect([path.ownView(placed)?.sessionId, placed.stage, path.sessionsOf(placed)]).toEqual([
    'info-2027-01-a',
    'invited',
    ['info-2027-01-a'],
  ]);
  expect(outbox(placed)).toEqual(['register', 'release', 'mail released']);
  const absent = path.seatChanged(placed, { ...other, rev: 3, attendance: 'noShow' }, MET);
  expect([absent.noShows, outbox(absent).at(-1)]).toEqual([1, 'invite']);
});

test('a firm seat is not given up for a place in the waiting list that staff chose', () => {
  const next = record(seated(), { registerFor: 'info-2027-01-a' }, at('2026-11-20T10:00:00.000Z'));
  const seq = path.staffBookings(next)[0]?.seq ?? 0;
  const full = view({ sessionId: 'info-2027-01-a', seq, status: 'waiting', rank: 3, start: MET, end: MET });
  const placed = path.placed(next, { seq, sessionId: 'info-2027-01-a', view: full, plan: plan(), at: at('2026-11-20T10:00:05.000Z') });
  expect([path.ownView(placed)?.sessionId, path.ownView(placed)?.status]).toEqual(['info-2026-12-a', 'reserved']);
});

describe('the call that a session is cancelled', () => {
  const cancelled = () =>
    path.seatChanged(
      seated(begin({ email: null })),
      view({ rev: 2, status: 'cancelled', attendance: 'revoked' }),
      at('2026-12-01T10:00:00.000Z'),
    );
  const calls = (state: path.PathState) => state.open.filter(({ title }) => title.includes('est annulée')).length;

  test('stays until it is made, whatever becomes of the path', () => {
    expect(calls(cancelled())).toBe(1);
    expect(calls(record(cancelled(), { decision: 'close', reason: 'déménagement' }, at('2026-12-02T10:00:00.000Z')))).toBe(1);
    expect(calls(record(cancelled(), { decision: 'correct', newEmail: 'lea@example.org' }, at('2026-12-02T10:00:00.000Z')))).toBe(1);
  });
});

test('an answer to a call that is gone changes nothing of the seat that the person has now', () => {
  const gone = { note: callNote('call-seat-2026-10-01') };
  const state = seated(begin({ email: null }));
  expect(path.ownBooking(record(state, { callAnswer: 'comes', ...gone }))?.notifiedAt).toBeNull();
  expect(path.ownView(record(state, { callAnswer: 'anotherDate', ...gone }))?.status).toBe('reserved');
});

test('a person who is spoken to during a training is not proposed as unreachable', () => {
  const end = at('2027-06-30T10:00:00.000Z');
  const training = record(informed(), { stage: 'training', until: end });
  const tried = [1, 2, 3].reduce((state) => record(state, { contact: 'attempt' }, LATER), training);
  const spoken = record(tried, { contact: 'phone' }, MET);
  expect([spoken.attempts, spoken.open.length, spoken.clockFrom]).toEqual([0, 0, end]);
});

describe('notes', () => {
  test('are kept with author and date, the latest first found, and an edit replaces its own', () => {
    const first = followUp({ note: 'Cherche un local.' }, ON);
    const edited = { ...first, note: 'Cherche un local aux Aunettes.', origin: { ...first.origin, submitted: LATER } };
    const state = path.followedUp(path.followedUp(informed(), first), edited);
    expect(state.notes.map(({ staff, words }) => [staff, words])).toEqual([['s3', 'Cherche un local aux Aunettes.']]);
    expect(lastNote(state)?.words).toBe('Cherche un local aux Aunettes.');
  });

  test('are not what a prefilled answer writes in the form', () => {
    const state = record(record(informed(), { note: 'Vu (doubt-seat-1)' }), { callAnswer: 'comes', note: 'Appel (call-seat-1)' });
    expect(state.notes).toEqual([]);
  });

  test('are bounded', () => {
    let state = informed();
    for (let index = 0; index < 30; index++) state = record(state, { note: 'x'.repeat(5000) });
    expect([state.notes.length, state.notes[0]?.words.length]).toEqual([20, 2000]);
  });
});

test('attempts in a row count on while only the service acts, also when the seat goes meanwhile', () => {
  const phoneOnly = seated(begin({ email: null }));
  const once = record(phoneOnly, { callAnswer: 'notReached' }, at('2026-11-10T10:00:00.000Z'));
  const holdUntil = at('2026-12-01T13:30:00.000Z');
  const lost = path.tick(path.planned(once, plan({ holdUntil })), holdUntil.at);
  expect([lost.stage, lost.attempts]).toEqual(['registered', 1]);
});

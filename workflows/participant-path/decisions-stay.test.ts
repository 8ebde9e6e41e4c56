import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import * as path from './path.ts';
import { ASSIGNMENT, at, begin, finish, followUp, MINOR, outbox, plan, registration, seated, view } from './path-fixtures.ts';

/**
 * What the service does by itself never undoes what a person of staff decided. Every decision that the follow-up form takes stands in the first
 * table with what must stay, every step of the service in the second one with where it starts from; each of the one meets each of the other.
 */
const DECIDED = at('2026-11-10T10:00:00.000Z');
const THEN = at('2026-11-12T10:00:00.000Z');
const UNTIL = at('2027-03-01T10:00:00.000Z');
const SOONER = at('2027-01-08T09:00:00.000Z');
const MET = at('2027-01-15T09:00:00.000Z');

const record = (state: path.PathState, fact: Partial<FollowUp>, when = DECIDED) => path.followedUp(state, followUp(fact, when));

interface Decision {
  readonly decide: (state: path.PathState) => path.PathState;
  readonly stays: (state: path.PathState) => unknown;
}

const invitations = (state: path.PathState) =>
  path.dueCommands(state, THEN.at).filter((one) => one.kind === 'invite' && path.isStillAsked(state, one)).length;
const contactDetails = ({ person }: path.PathState) => [person.email, person.phone];
const address = ({ person, addressConfirmed }: path.PathState) => [person.email, addressConfirmed];
const referent = ({ plan: { assignment }, lent }: path.PathState) => [assignment.referent, lent?.until.at ?? null];
const stage = (state: path.PathState) => [state.stage, invitations(state)];
const interviews = ({ appointments }: path.PathState) => appointments.map(({ id, start }) => [id, start.at]);

const DECISIONS: Record<string, Decision> = {
  'a pause until a date': {
    decide: (state) => record(state, { decision: 'pause', until: UNTIL }),
    stays: (state) => [state.paused, invitations(state)],
  },
  'a closing': { decide: (state) => record(state, { decision: 'close', reason: 'déménagement' }), stays: stage },
  'a closing as a double': { decide: (state) => record(state, { decision: 'close', reason: 'doublon' }), stays: stage },
  'a reopening': {
    decide: (state) =>
      record(record(state, { decision: 'close', reason: 'erreur' }), { decision: 'reopen' }, at('2026-11-11T10:00:00.000Z')),
    stays: (state) => state.stage === 'left',
  },
  'an invitation despite the age': {
    decide: (state) => record(path.planned(state, plan({ assignment: MINOR })), { decision: 'reopen' }),
    stays: ({ open }) => open.some(({ topic }) => topic === 'eligibility'),
  },
  'an adviser who was named': { decide: (state) => record(state, { decision: 'name', adviser: 's5' }), stays: referent },
  'a transfer': { decide: (state) => record(state, { decision: 'transfer', adviser: 's5' }), stays: referent },
  'a transfer until a date': {
    decide: (state) => record(state, { decision: 'transfer', adviser: 's5', until: UNTIL }),
    stays: referent,
  },
  'contact details that were corrected': {
    decide: (state) => record(state, { decision: 'correct', newEmail: 'lea.martin@example.org', newPhone: '+33698765432' }),
    stays: contactDetails,
  },
  'an address that was confirmed': {
    decide: (state) =>
      record({ ...state, person: { ...state.person, email: null, unconfirmedEmail: 'lea@example.org' } }, { decision: 'confirm' }),
    stays: address,
  },
  'an appointment': { decide: (state) => record(state, { decision: 'addAppointment', appointment: MET }), stays: interviews },
  'an appointment that was cancelled': {
    decide: (state) => record(record(state, { appointment: MET }), { decision: 'cancelAppointment' }),
    stays: interviews,
  },
  'an appointment that was moved': {
    decide: (state) => record(record(state, { appointment: SOONER }), { appointment: MET }),
    stays: interviews,
  },
  'a seat at a workshop': {
    decide: (state) => record(state, { registerFor: 'atelier-1' }),
    stays: (state) => path.sessionsOf(state).includes('atelier-1'),
  },
  'the stage « construction »': { decide: (state) => record(state, { stage: 'building' }), stays: stage },
  'a training': {
    decide: (state) => record(state, { stage: 'training', until: UNTIL }),
    stays: (state) => [...stage(state), state.clockFrom],
  },
  'an outcome': {
    decide: (state) => record(state, { stage: 'settled', outcome: 'emploi' }),
    stays: (state) => [...stage(state), state.stageSince, state.outcome],
  },
};

interface Step {
  readonly from: () => path.PathState;
  readonly happens: (state: path.PathState) => path.PathState;
}

const found = (state: path.PathState, seat: Parameters<typeof view>[0] | null) =>
  path.invited(state, {
    seq: state.search.seq,
    view: seat === null ? null : view({ seq: state.search.seq, ...seat }),
    plan: null,
    at: THEN,
    mail: 'confirmation',
  });
const waiting = () => finish(found(begin(), { status: 'waiting', rank: 1 }));
const news =
  (more: Parameters<typeof view>[0], when = THEN) =>
  (state: path.PathState) =>
    path.seatChanged(state, view({ seq: state.search.seq, rev: 5, ...more }), when);
const minor = () => begin({ birthDate: '2010-01-01' }, MINOR);
const planned = (assignment: typeof ASSIGNMENT) => (state: path.PathState) =>
  path.planned(state, plan({ madeAt: THEN, assignment: { ...assignment, referent: state.plan.assignment.referent } }));
const edited = (more: Parameters<typeof registration>[0], responseId: string) => (state: path.PathState) => {
  const again = path.registeredAgain(state, registration(more, responseId, THEN));
  return path.planned(again, { ...again.plan, madeAt: THEN });
};
/** An interview that stands in the referent's Outlook. */
const inOutlook = () => {
  const fixed = record(seated(), { appointment: SOONER });
  const kept = { referent: 's3', inOutlook: true, lookAt: THEN };
  return path.appointmentKept(fixed, fixed.appointments[0]?.id ?? '', kept);
};
const readBefore = (state: path.PathState) =>
  state.appointments.reduce((next, appointment) => {
    const looked = path.tick(next, THEN.at);
    const isRead = looked.outbox.some(
      (one) => one.kind === 'lookAtAppointment' && one.appointment === appointment.id && path.isStillAsked(looked, one),
    );
    return isRead ? path.appointmentSeen(looked, appointment, { found: { start: SOONER }, at: THEN, lookAt: UNTIL }) : looked;
  }, state);
const provisional = () => path.begin({ ...SHEET, ref: 'GC-7K3M-9QXD', plan: plan() });
const onSheet = (more: Parameters<typeof registration>[0]) => (state: path.PathState) => {
  const { registration: again } = registration({ email: null, ...more }, 'w1', THEN);
  return path.registeredAgain(state, { ...SHEET, registration: again });
};
const walkIn = { sessionId: 'permanence-1', kind: 'dropIn' as const, title: 'Permanence', start: THEN, staff: 's3' };
const SHEET = { ...registration({ email: null }, 'w1'), walkIn };

const STEPS: Record<string, Step> = {
  'an invitation finds a seat': { from: begin, happens: (state) => found(state, {}) },
  'an invitation finds nothing': { from: begin, happens: (state) => found(state, null) },
  'a session opens': { from: () => finish(found(begin(), null)), happens: path.lookAgain },
  'a session opens, for whoever waits in a list': { from: waiting, happens: path.lookAgain },
  'a seat comes free': { from: waiting, happens: news({ status: 'reserved' }) },
  'no seat comes free': { from: waiting, happens: news({ status: 'released' }) },
  'the session is moved': { from: seated, happens: news({ icsSequence: 1, start: at('2026-12-04T13:30:00.000Z') }) },
  'the session is cancelled': { from: seated, happens: news({ status: 'cancelled', attendance: 'revoked' }) },
  'the sheet says absent': { from: seated, happens: news({ attendance: 'noShow' }) },
  'the sheet says excused': { from: seated, happens: news({ attendance: 'excused' }) },
  'nobody enters the sheet': { from: seated, happens: news({ attendance: 'unknown' }) },
  'the person was not reached in time': {
    from: () => seated(begin({ email: null })),
    happens: (state) => path.tick(path.planned(state, { ...state.plan, holdUntil: THEN }), THEN.at),
  },
  'every deadline comes': {
    from: seated,
    happens: (state) =>
      path.tick({ ...state, plan: { ...state.plan, referent: THEN, coordinator: [THEN, THEN, THEN], followUp: THEN } }, THEN.at),
  },
  'the age says under 18': { from: seated, happens: planned(MINOR) },
  'the age says 18': { from: minor, happens: planned(ASSIGNMENT) },
  'the age says 18, then under 18 again': { from: minor, happens: (state) => planned(MINOR)(planned(ASSIGNMENT)(state)) },
  'the person corrects the birth date': { from: seated, happens: edited({ birthDate: '1980-01-01' }, 'r1') },
  'the person corrects an old address': { from: seated, happens: edited({ email: 'old@example.org', phone: '+33611111111' }, 'r1') },
  'the person registers again': { from: seated, happens: edited({ email: 'old@example.org', phone: '+33611111111' }, 'r2') },
  'the person comes to a drop-in': {
    from: seated,
    happens: (state) => path.registeredAgain(state, { ...registration({ email: null, phone: '+33611111111' }, 'w1', THEN), walkIn }),
  },
  'the sheet that made the person known is corrected': { from: provisional, happens: onSheet({ phone: '+33611111111' }) },
  'whom a sheet made known registers': { from: provisional, happens: edited({ email: 'old@example.org', phone: '+33611111111' }, 'r2') },
  'Outlook is read before the change is written there': { from: inOutlook, happens: readBefore },
  'another path may be the same person’s': { from: seated, happens: (state) => path.noteNear(state, ['GC-2222-2222'], THEN) },
  'the configuration changes': { from: seated, happens: (state) => path.planned(path.withConfiguration(state, 'v2'), state.plan) },
};

/** What a person does outweighs what was decided before; a stage that a fact moves forward moves. */
const BUT: Record<string, string> = {
  'a closing × the person registers again': 'the path is reopened',
  'a closing as a double × the person registers again': 'the path is reopened',
  'a closing × the person comes to a drop-in': 'the path is reopened',
  'a closing as a double × the person comes to a drop-in': 'the path is reopened',
  'a closing × whom a sheet made known registers': 'the path is reopened',
  'a closing as a double × whom a sheet made known registers': 'the path is reopened',
  'an address that was confirmed × the person corrects an old address': 'it is their own word',
};

describe.each(Object.entries(DECISIONS))('%s stays', (decision, { decide, stays }) => {
  const others = Object.entries(STEPS).filter(([step]) => BUT[`${decision} × ${step}`] === undefined);
  test.each(others)('when %s', (_, { from, happens }) => {
    const decided = decide(from());
    expect(stays(happens(decided))).toEqual(stays(decided));
  });
});

describe('an invitation that waits in the outbox', () => {
  const cancelled = () => STEPS['the session is cancelled']?.happens(seated()) ?? seated();

  test('is not sent during a pause where nobody asked for it, and is at its end', () => {
    expect(outbox(cancelled())).toContain('invite');
    const paused = record(cancelled(), { decision: 'pause', until: UNTIL }, THEN);
    expect(path.dueCommands(paused, THEN.at).map(({ kind }) => kind)).toEqual(['mail']);
    expect(path.dueCommands(path.tick(paused, UNTIL.at), UNTIL.at).map(({ kind }) => kind)).toContain('invite');
  });

  test('is sent during a pause where the person asked for it', () => {
    const paused = record(begin(), { decision: 'pause', until: UNTIL });
    expect(path.dueCommands(paused, THEN.at).map(({ kind }) => kind)).toEqual(['invite']);
  });

  test.each([
    ['closed the path', { decision: 'close' as const }],
    ['recorded a stage', { stage: 'building' as const }],
  ])('is not sent once somebody %s', (_, fact) => {
    const decided = record(begin(), fact);
    expect(decided.outbox.filter((one) => path.isStillAsked(decided, one))).toEqual([]);
  });

  test('to a workshop is not sent once the path is closed', () => {
    const next = record(seated(), { registerFor: 'atelier-1' });
    expect(next.outbox.filter((one) => path.isStillAsked(next, one)).map(({ kind }) => kind)).toEqual(['register']);
    const closed = record(next, { decision: 'close' });
    const kinds = closed.outbox.filter((one) => path.isStillAsked(closed, one)).map(({ kind }) => kind);
    expect(kinds).not.toContain('register');
  });
});

test('an adviser who was named while an invitation was on its way stays named', () => {
  const invited = begin();
  const request = path.planRequest(invited);
  expect(path.currentPlan(invited, request, plan())).toEqual(plan());
  const named = record(invited, { decision: 'name', adviser: 's5' });
  expect(path.currentPlan(named, request, plan())).toBeNull();
});

test('an age under 18 takes back what was to be offered after a pause', () => {
  const paused = record(seated(), { decision: 'pause', until: UNTIL });
  const cancelled = news({ status: 'cancelled', attendance: 'revoked' })(paused);
  const young = planned(MINOR)(cancelled);
  expect(outbox(path.tick(young, UNTIL.at))).not.toContain('invite');
});

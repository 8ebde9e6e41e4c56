import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, followUp, informed, outbox, plan, seated, view } from './path-fixtures.ts';

const ON = at('2026-11-10T10:00:00.000Z');
const LATER = at('2026-11-11T10:00:00.000Z');
const FIRST = at('2026-12-10T09:00:00.000Z');
const NEXT = at('2026-12-17T09:00:00.000Z');
const WEEKS_LATER = '2027-01-04T10:00:00.000Z';

const record = (state: path.PathState, fact: Partial<FollowUp>, when = ON, now?: string) =>
  path.followedUp(state, followUp(fact, when), now);
const phoneOnly = () => seated(begin({ email: null }));
const news = (more: Parameters<typeof view>[0]) => path.seatChanged(phoneOnly(), view({ rev: 3, ...more }), ON);
const fixed = (state = informed(phoneOnly())) => record(state, { appointment: FIRST });
const calls = (state: path.PathState) => state.open.filter(({ kind }) => kind === 'call').map(({ title }) => title);
const mails = (state: path.PathState) =>
  state.outbox.flatMap((one) => (one.kind === 'mail' ? one.mail : one.kind === 'appointment' ? `${one.mail} ${one.change}` : []));
/** The outbox of a person without an address was carried out: nothing could be mailed. */
const idle = (state: path.PathState) => ({ ...state, outbox: [] });

const atWorkshop = () => {
  const next = record(informed(phoneOnly()), { registerFor: 'atelier-1' });
  const seq = path.staffBookings(next)[0]?.seq ?? 0;
  const seat = view({ sessionId: 'atelier-1', kind: 'workshop', seq, start: FIRST, end: FIRST });
  return path.placed(next, { seq, sessionId: 'atelier-1', view: seat, plan: plan(), at: ON });
};
const workshopChanged = (more: Parameters<typeof view>[0]) => {
  const state = atWorkshop();
  const current = path.staffBookings(state)[0]?.view ?? view();
  return path.seatChanged(state, { ...current, rev: 5, ...more }, ON);
};
const settled = () => {
  const state = record(informed(phoneOnly()), { stage: 'settled', outcome: 'emploi' });
  return path.tick({ ...state, plan: plan({ followUp: LATER }) }, LATER.at);
};

/** Everything that somebody without an address is told by phone. */
const CALLS: Record<string, () => path.PathState> = {
  'a seat': phoneOnly,
  'a session that is moved': () => news({ icsSequence: 1, start: NEXT }),
  'a session that is cancelled': () => news({ status: 'cancelled', attendance: 'revoked' }),
  'a seat that is lost': () => path.tick(path.planned(phoneOnly(), plan({ holdUntil: ON })), ON.at),
  'a workshop': atWorkshop,
  'a workshop that is moved': () => workshopChanged({ icsSequence: 1, start: NEXT }),
  'a workshop that is cancelled': () => workshopChanged({ status: 'cancelled', attendance: 'revoked' }),
  'an appointment': fixed,
  'an appointment that is moved': () => record(fixed(), { appointment: NEXT }),
  'an appointment that is cancelled': () => record(fixed(), { decision: 'cancelAppointment' }),
  'the situation after six months': settled,
};

describe('once the person has an address, what was to be said by phone is mailed or stays a call', () => {
  test.each(Object.entries(CALLS))('%s', (_, make) => {
    const state = idle(make());
    expect(calls(state)).not.toEqual([]);
    const next = record(state, { decision: 'correct', newEmail: 'lea@example.org' }, LATER);
    expect(mails(next).length + calls(next).length).toBeGreaterThanOrEqual(calls(state).length);
  });
});

describe('the call that an appointment is cancelled', () => {
  const cancelled = () => idle(record(fixed(), { decision: 'cancelAppointment' }));
  const title = `Dire que le rendez-vous est annulé : ${FIRST.label}.`;

  test('stays until it is made, whatever becomes of the path', () => {
    expect(calls(cancelled())).toEqual([title]);
    expect(calls(record(cancelled(), { decision: 'close', reason: 'déménagement' }, LATER))).toEqual([title]);
    const both = record(fixed(), { decision: 'cancelAppointment' });
    expect(calls(record(both, { decision: 'close' }, LATER))).toEqual([title]);
  });

  test('is no seat’s: a new one leaves it, and no other date of a session is asked', () => {
    const early = idle(record(record(phoneOnly(), { appointment: FIRST }), { decision: 'cancelAppointment' }));
    const line = linesForStaff(early).find((item) => item.title === title);
    expect(line?.answers.map(({ label }) => label)).toEqual(['C’est dit', 'Pas joint']);
    const again = record(
      early,
      { callAnswer: 'anotherDate', note: `Appel (${early.open.find(({ about }) => about === 'seat')?.key})` },
      LATER,
    );
    const { seq } = again.search;
    const found = path.invited(again, { seq, view: view({ seq, sessionId: 'info-2' }), plan: null, at: LATER, mail: 'seat' });
    expect(calls(found)).toContain(title);
    expect(calls(record(found, { note: line?.answers[0]?.values['note'] ?? null }, LATER))).not.toContain(title);
  });

  test('is one line, also once its mail has found no address', () => {
    const [command] = record(fixed(), { decision: 'cancelAppointment' }).outbox.slice(-1);
    const appointment = command?.kind === 'appointment' ? command.appointment : null;
    const mail = { kind: 'appointmentCancelled' as const, n: 1, at: ON, why: 'appointmentCancelled' as const, outcome: 'dropped' as const };
    expect(calls(path.mailed(cancelled(), mail, appointment))).toEqual([title]);
  });
});

describe('what is over when it reaches the path is neither mailed nor called, and stands in the journal', () => {
  const outside = (state: path.PathState) => [outbox(state), calls(state)];
  const journal = (state: path.PathState) => state.log.filter(({ what }) => what.includes('rien n’est envoyé')).length;

  test.each([
    ['with an address', informed],
    ['by phone', () => idle(informed(phoneOnly()))],
  ])('an appointment, %s', (_, make) => {
    const state = record(make(), { appointment: FIRST }, ON, WEEKS_LATER);
    expect([...outside(state), journal(state)]).toEqual([[], [], 1]);
    expect(state.appointments.map(({ start }) => start)).toEqual([FIRST]);
  });

  test('an appointment that is cancelled leaves the calendar only', () => {
    const kept = path.appointmentKept(idle(record(informed(), { appointment: FIRST })), 'GC-7K3M-9QXD-rdv', {
      referent: 's3',
      inOutlook: true,
      lookAt: null,
    });
    const state = record(kept, { decision: 'cancelAppointment' }, LATER, WEEKS_LATER);
    expect([state.appointments, ...outside(state), journal(state)]).toEqual([[], ['referentAppointment'], [], 1]);
  });

  test('an appointment that was brought forward: the day that the person knows of is called off', () => {
    const far = at('2027-02-01T09:00:00.000Z');
    const state = record(idle(record(informed(), { appointment: far })), { appointment: FIRST }, LATER, WEEKS_LATER);
    expect(mails(state)).toEqual(['appointmentCancelled cancelled']);
    expect(state.appointments.map(({ start }) => start)).toEqual([FIRST]);
  });

  test.each([
    ['cancelled', { status: 'cancelled' as const, attendance: 'revoked' as const }],
    ['moved', { icsSequence: 1 }],
  ])('a session that is %s', (_, more) => {
    for (const make of [seated, phoneOnly]) {
      const state = path.seatChanged(make(), view({ rev: 3, ...more }), at(WEEKS_LATER));
      expect([mails(state), journal(state)]).toEqual([[], 1]);
      expect(calls(state).filter((title) => title.startsWith('Dire par téléphone'))).toEqual([]);
    }
  });
});

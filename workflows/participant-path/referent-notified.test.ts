import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { ASSIGNMENT, at, finish, followUp, informed, plan } from './path-fixtures.ts';

const NOW = at('2026-12-05T10:00:00.000Z');
const START = at('2026-12-10T09:00:00.000Z');
const AFTER = at('2026-12-11T09:00:00.000Z');
const fixed = () => finish(path.followedUp(informed(), followUp({ appointment: START }, NOW)));
const ID = 'GC-7K3M-9QXD-rdv';
const KEPT = { referent: 's3', inOutlook: true, lookAt: null };
const transfer: Partial<FollowUp> = { decision: 'transfer', adviser: 's2', staff: 's3' };
/** As the plan made anew says: who was named is in charge. */
const replanned = (state: path.PathState, referent = 's2') =>
  path.planned(
    state,
    plan({ assignment: { ...ASSIGNMENT, organisation: 'aile', referent, referentName: 'Inès Moreau', firstRung: referent } }),
  );
const lines = (state: path.PathState) => linesForStaff(state).map(({ worklist, kind, title }) => [worklist, kind, title]);
const TRANSFERRED = 'Vous n’accompagnez plus cette personne : son dossier est transféré.';
const ACCOMPANIES = 'Vous accompagnez désormais cette personne.';

describe('an appointment to come', () => {
  test('of a path that is closed is a line of its referent’s, said once', () => {
    const left = path.followedUp(fixed(), followUp({ decision: 'close', reason: 'déménagement' }, NOW));
    const expected = [['s3', 'info', `Rendez-vous du ${START.label} : le dossier est clos, à annuler ou à reprendre.`]];
    expect(lines(left)).toEqual(expected);
    const origin = { formId: 'F-UNA', responseId: 'u1', submitted: NOW };
    expect(lines(path.unable(left, { origin, answer: 'withdraw' }))).toEqual(expected);
    expect(lines(path.unable(fixed(), { origin, answer: 'withdraw' }))).toEqual(expected);
    const [line] = linesForStaff(left);
    expect(line?.answers.map(({ label }) => label)).toEqual(['Annuler le rendez-vous', 'Donner une autre date', 'Vu']);
    expect(lines(path.followedUp(left, followUp({ note: line?.answers[2]?.values['note'] ?? '' }, NOW)))).toEqual([]);
  });

  test('of a path that is transferred is a line of both referents', () => {
    const moved = replanned(path.followedUp(fixed(), followUp(transfer, NOW)));
    const title = `Rendez-vous du ${START.label} : le dossier est transféré, à annuler ou à reprendre.`;
    expect(lines(moved)).toEqual([
      ['s2', 'info', title],
      ['s3', 'info', title],
      ['s2', 'info', `${ACCOMPANIES} À venir : rendez-vous du ${START.label}.`],
    ]);
    const next = path.followedUp(moved, followUp({ appointment: AFTER, staff: 's2' }, NOW));
    expect(lines(next)).toEqual([['s2', 'info', `${ACCOMPANIES} À venir : rendez-vous du ${AFTER.label}.`]]);
  });

  test('of a path that is transferred is taken over at its date by the new referent: both calendars, and the person', () => {
    const moved = replanned(path.followedUp(path.appointmentKept(fixed(), ID, KEPT), followUp(transfer, NOW)));
    const [line] = linesForStaff(moved);
    expect(line?.answers.map(({ label, values }) => [label, values['decision'] ?? null])).toEqual([
      ['Reprendre le rendez-vous', 'takeAppointment'],
      ['Annuler le rendez-vous', 'cancelAppointment'],
      ['Donner une autre date', null],
      ['Vu', null],
    ]);
    const next = path.followedUp(moved, followUp({ decision: 'takeAppointment', ofAppointment: 1, staff: 's2' }, NOW));
    expect(lines(next)).toEqual([['s2', 'info', `${ACCOMPANIES} À venir : rendez-vous du ${START.label}.`]]);
    expect(next.outbox.slice(-2)).toMatchObject([
      { kind: 'referentAppointment', change: 'takenOver', appointment: { referent: 's3', sequence: 0 }, inOutlook: true },
      { kind: 'appointment', change: 'takenOver', why: 'appointmentTakenOver', appointment: { referent: null, sequence: 1, start: START } },
    ]);
    // Said again, or with the same date instead of the decision, it changes nothing more.
    const again = path.followedUp(next, followUp({ decision: 'takeAppointment', ofAppointment: 1, staff: 's2' }, NOW));
    expect(again.outbox).toEqual(next.outbox);
    expect(path.followedUp(moved, followUp({ appointment: START, staff: 's2' }, NOW)).outbox).toMatchObject(next.outbox);
  });

  test('is not offered to whoever keeps it already, and a phone call says who will be there', () => {
    const own = path.appointmentKept(fixed(), ID, KEPT);
    expect(path.followedUp(own, followUp({ decision: 'takeAppointment' }, NOW)).outbox).toEqual([]);
    const moved = replanned(path.followedUp(own, followUp(transfer, NOW)));
    const phoneOnly = { ...moved, person: { ...moved.person, email: null, phone: '+33639980001' } };
    const next = path.followedUp(phoneOnly, followUp({ decision: 'takeAppointment', staff: 's2' }, NOW));
    expect(lines(next).map(([, , title]) => title)).toContain(`Dire avec qui est le rendez-vous : ${START.label}.`);
  });

  test('that is past is nobody’s concern', () => {
    expect(lines(path.followedUp(fixed(), followUp({ decision: 'close', reason: 'déménagement' }, AFTER)))).toEqual([]);
    expect(lines(replanned(path.followedUp(fixed(), followUp(transfer, AFTER))))).toEqual([['s2', 'info', ACCOMPANIES]]);
  });
});

describe('a referent who is named', () => {
  test.each(['name', 'transfer'] as const)('hears of it (%s), until « Vu »', (decision) => {
    const named = replanned(path.followedUp(informed(), followUp({ ...transfer, decision }, NOW)));
    expect(lines(named)).toEqual([['s2', 'info', ACCOMPANIES]]);
    const [line] = linesForStaff(named);
    expect(lines(path.followedUp(named, followUp({ note: line?.answers[0]?.values['note'] ?? '', staff: 's2' }, NOW)))).toEqual([]);
  });

  test('needs no line where they said so themselves, or accompany the person already; the former one hears of a transfer', () => {
    const own = lines(replanned(path.followedUp(informed(), followUp({ ...transfer, staff: 's2' }, NOW))));
    expect(own).toEqual([['s3', 'info', TRANSFERRED]]);
    const kept = followUp({ decision: 'name', adviser: 's3', staff: 's1' }, NOW);
    expect(lines(replanned(path.followedUp(informed(), kept), 's3'))).toEqual([]);
  });

  test('named in place of another hears that they accompany, and those before them that they don’t any more', () => {
    const first = path.followedUp(informed(), followUp({ decision: 'name', adviser: 's2', staff: 's1' }, NOW));
    const second = path.followedUp(first, followUp({ decision: 'name', adviser: 's4', staff: 's1' }, NOW));
    expect(lines(replanned(second, 's4'))).toEqual([
      ['s3', 'info', TRANSFERRED],
      ['s2', 'info', TRANSFERRED],
      ['s4', 'info', ACCOMPANIES],
    ]);
  });

  test('hears of an interview that stands with the former one, who hears of it too, whether it is named or transferred', () => {
    const named = replanned(path.followedUp(fixed(), followUp({ decision: 'name', adviser: 's2', staff: 's1' }, NOW)));
    expect(lines(named).filter(([, , title]) => title?.includes('à annuler ou à reprendre'))).toEqual([
      ['s2', 'info', expect.anything()],
      ['s3', 'info', expect.anything()],
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, informed, plan, seated } from './path-fixtures.ts';

const FIRST = at('2026-12-10T09:00:00.000Z');
const SECOND = at('2026-12-17T09:00:00.000Z');
const NEW_DATE = at('2026-12-18T13:00:00.000Z');
const BEFORE = at('2026-12-05T10:00:00.000Z');
const EVE = at('2026-12-09T06:45:00.000Z');
const AFTER = at('2026-12-10T11:00:00.000Z');

const fixed = (state = informed()) => finish(path.followedUp(state, followUp({ appointment: FIRST }, BEFORE)));
const two = (state = fixed()) => finish(path.followedUp(state, followUp({ appointment: SECOND, decision: 'addAppointment' }, BEFORE)));
const starts = (state: path.PathState) => state.appointments.map(({ id, sequence, start }) => [id.slice(-5), sequence, start.at]);
const titles = (state: path.PathState) => linesForStaff(state).map(({ title }) => title);
const timed = (state: path.PathState) =>
  path.planned(
    state,
    plan({
      assignment: state.plan.assignment,
      appointments: [{ id: 'GC-7K3M-9QXD-rdv', mail: at('2026-12-09T08:03:00.000Z'), call: EVE, brief: EVE }],
    }),
  );
const inOutlook = (state = fixed()) =>
  path.appointmentKept(state, 'GC-7K3M-9QXD-rdv', { referent: 's2', inOutlook: true, lookAt: at('2026-12-07T06:45:00.000Z') });

describe('several interviews ahead', () => {
  test('stand side by side where the response adds one', () => {
    expect(starts(two())).toEqual([
      ['D-rdv', 0, FIRST.at],
      ['rdv-2', 0, SECOND.at],
    ]);
  });

  test('are moved each by itself: the one that the answer names, else the next', () => {
    const named = path.followedUp(two(), followUp({ appointment: NEW_DATE, ofAppointment: 2 }, BEFORE));
    expect(starts(named)).toEqual([
      ['D-rdv', 0, FIRST.at],
      ['rdv-2', 1, NEW_DATE.at],
    ]);
    expect(starts(path.followedUp(two(), followUp({ appointment: NEW_DATE }, BEFORE)))).toEqual([
      ['rdv-2', 0, SECOND.at],
      ['D-rdv', 1, NEW_DATE.at],
    ]);
  });

  test('are cancelled each by itself', () => {
    const cancelled = path.followedUp(two(), followUp({ decision: 'cancelAppointment', ofAppointment: 2 }, BEFORE));
    expect(starts(cancelled)).toEqual([['D-rdv', 0, FIRST.at]]);
    expect(cancelled.outbox).toMatchObject([
      { kind: 'appointment', mail: 'appointmentCancelled', change: 'cancelled', appointment: { id: 'GC-7K3M-9QXD-rdv-2', sequence: 1 } },
    ]);
  });

  test('« empêchement » speaks of the next one, and its line moves that one', () => {
    const next = path.unable(two(), { origin: { formId: 'F-UNA', responseId: 'u1', submitted: BEFORE }, answer: 'cannotCome' });
    expect(titles(next)).toEqual([`Ne peut pas venir au rendez-vous du ${FIRST.label} : proposer une autre date.`]);
    expect(linesForStaff(next)[0]?.answers[0]?.values).toEqual({ reference: 'GC-7K3M-9QXD', ofAppointment: '1' });
  });

  test('an edit of the response that added one moves that one', () => {
    const added = followUp({ appointment: SECOND, decision: 'addAppointment' }, BEFORE);
    const both = path.followedUp(fixed(), added);
    const edited = { ...added, appointment: NEW_DATE, origin: { ...added.origin, submitted: at('2026-12-05T11:00:00.000Z') } };
    expect(starts(path.followedUp(both, edited))).toEqual([
      ['D-rdv', 0, FIRST.at],
      ['rdv-2', 1, NEW_DATE.at],
    ]);
  });

  test('are at most twenty', () => {
    let state = informed();
    for (let day = 1; day <= 30; day++) {
      const appointment = at(`2027-01-${String(day).padStart(2, '0')}T09:00:00.000Z`);
      state = finish(path.followedUp(state, followUp({ appointment, decision: 'addAppointment' }, BEFORE)));
    }
    expect([state.appointments.length, state.appointmentCount]).toEqual([20, 30]);
  });
});

describe('an interview that is cancelled', () => {
  test('is told by phone where there is no address', () => {
    const phone = fixed(informed(seated(begin({ email: null }))));
    const cancelled = path.followedUp(phone, followUp({ decision: 'cancelAppointment' }, BEFORE));
    expect(linesForStaff(cancelled).map(({ kind, title }) => [kind, title])).toContainEqual([
      'call',
      `Dire que le rendez-vous est annulé : ${FIRST.label}.`,
    ]);
  });

  test('of a path that is closed: the line has the answer for it, and it is taken', () => {
    const left = path.followedUp(fixed(), followUp({ decision: 'close', reason: 'déménagement' }, BEFORE));
    const [line] = linesForStaff(left);
    const answer = line?.answers.find(({ label }) => label === 'Annuler le rendez-vous');
    expect(answer?.values).toMatchObject({ decision: 'cancelAppointment', ofAppointment: '1' });
    const cancelled = path.followedUp(left, followUp({ decision: 'cancelAppointment', ofAppointment: 1 }, BEFORE));
    expect([titles(cancelled), cancelled.stage, cancelled.outbox.map(({ kind }) => kind)]).toEqual([[], 'left', ['appointment']]);
  });

  test('stays cancelled when the same response is edited for something else', () => {
    const response = followUp({ decision: 'cancelAppointment' }, BEFORE);
    const cancelled = path.followedUp(two(), response);
    const edited = { ...response, note: 'Par téléphone.', origin: { ...response.origin, submitted: AFTER } };
    expect(starts(path.followedUp(cancelled, edited))).toEqual([['rdv-2', 0, SECOND.at]]);
  });
});

describe('the working day before', () => {
  test('the person is reminded by mail, once', () => {
    const reminded = path.tick(timed(fixed()), '2026-12-09T08:05:00.000Z');
    expect(reminded.outbox).toMatchObject([{ kind: 'appointment', mail: 'appointmentReminder', why: 'appointmentReminder' }]);
    expect(path.tick(finish(reminded), '2026-12-09T09:00:00.000Z').outbox).toEqual([]);
  });

  test('a person without an address is called, unless the call that tells of it waits still', () => {
    const phone = timed(fixed(informed(seated(begin({ email: null })))));
    const calls = phone.open.filter(({ kind }) => kind === 'call');
    expect(path.tick(phone, EVE.at).open.filter(({ kind }) => kind === 'call')).toEqual(calls);
    const answered = timed(path.followedUp(phone, followUp({ callAnswer: 'comes' }, BEFORE)));
    expect(titles(path.tick(answered, EVE.at))).toContainEqual(`Rappeler le rendez-vous à la personne : ${FIRST.label}.`);
  });

  test('the referent reads the wish in the person’s words, the last note and the journal', () => {
    const noted = finish(path.followedUp(fixed(), followUp({ note: 'A repéré un local.' }, BEFORE)));
    const [line] = linesForStaff(path.tick(timed(noted), EVE.at));
    expect(line).toMatchObject({ worklist: 's3', kind: 'info', due: EVE, who: 'Léa M.' });
    expect(line?.notes.map(({ label, text }) => [label, text])).toEqual([
      ['Son envie, dans ses mots', 'Ouvrir un café associatif'],
      [`Dernière note, ${BEFORE.label}`, 'A repéré un local.'],
      ['Journal', expect.stringContaining('Rendez-vous : 2026-12-10')],
    ]);
    expect(line?.answers.map(({ label }) => label)).toEqual([
      'Entretien fait',
      'Absent(e)',
      'Annuler le rendez-vous',
      'Donner une autre date',
      'Vu',
    ]);
  });

  test('the line stays until the interview is recorded; a call before it says nothing of it', () => {
    const prepared = path.tick(timed(fixed()), EVE.at);
    expect(titles(path.followedUp(prepared, followUp({ contact: 'phone' }, at('2026-12-09T10:00:00.000Z'))))).toHaveLength(1);
    expect(titles(path.followedUp(prepared, followUp({ contact: 'interview' }, AFTER)))).toEqual([]);
  });

  test('a path that has ended reminds nobody', () => {
    const left = timed(path.followedUp(fixed(), followUp({ decision: 'close', reason: 'déménagement' }, BEFORE)));
    expect(path.tick(left, '2026-12-09T09:00:00.000Z').outbox).toEqual([]);
  });
});

describe('« Absent au rendez-vous »', () => {
  const missed = (state = path.tick(timed(fixed()), EVE.at)) => path.followedUp(state, followUp({ contact: 'missed' }, AFTER));

  test('is no contact: the clock goes on, it counts as an attempt, and the referent decides', () => {
    const state = missed();
    expect([state.attempts, state.clockFrom, state.interviewedAt]).toEqual([1, fixed().clockFrom, null]);
    expect(titles(state)).toEqual([`Absent(e) au rendez-vous du ${FIRST.label} : proposer une autre date ?`]);
    expect(state.tried.at(-1)?.what).toBe('absence au rendez-vous');
  });

  test('the line leaves with another date or a contact', () => {
    expect(titles(path.followedUp(missed(), followUp({ contact: 'phone' }, AFTER)))).toEqual([]);
    expect(titles(path.followedUp(missed(), followUp({ appointment: SECOND }, AFTER)))).toEqual([]);
  });
});

describe('an interview in the referent’s Outlook', () => {
  const lookAt = at('2026-12-08T06:45:00.000Z');
  const seen = (state: path.PathState, what: Parameters<typeof path.appointmentSeen>[2]) =>
    state.appointments.slice(0, 1).reduce((next, appointment) => path.appointmentSeen(next, appointment, what), state);

  test('is read before each « Ma journée », until it begins', () => {
    const looking = path.tick(inOutlook(), '2026-12-07T06:45:00.000Z');
    expect(looking.outbox).toMatchObject([{ kind: 'lookAtAppointment', appointment: 'GC-7K3M-9QXD-rdv' }]);
    const after = seen(finish(looking), { found: 'standing', at: BEFORE, lookAt });
    expect([after.appointments[0]?.lookAt, after.outbox]).toEqual([lookAt, []]);
    expect(path.agenda(inOutlook()).some(({ due }) => due === 'appointmentLook')).toBe(true);
    const late = seen(inOutlook(), {
      found: 'standing',
      at: AFTER,
      lookAt: at('2026-12-11T06:45:00.000Z'),
    });
    expect(path.agenda(late).some(({ due }) => due === 'appointmentLook')).toBe(false);
  });

  test('that the referent moved there is moved: the person is told', () => {
    const moved = seen(inOutlook(), { found: { start: NEW_DATE }, at: BEFORE, lookAt });
    expect(starts(moved)).toEqual([['D-rdv', 1, NEW_DATE.at]]);
    expect(moved.outbox).toMatchObject([{ kind: 'appointment', mail: 'appointment', change: 'moved' }]);
  });

  test('that the referent deleted there is asked about, and stands until they answer', () => {
    const gone = seen(inOutlook(), { found: 'gone', at: BEFORE, lookAt });
    expect([titles(gone), gone.outbox, starts(gone)]).toEqual([
      [`Le rendez-vous du ${FIRST.label} n’est plus dans Outlook : l’annuler, ou donner une autre date ?`],
      [],
      [['D-rdv', 0, FIRST.at]],
    ]);
    expect(titles(path.followedUp(gone, followUp({ decision: 'cancelAppointment', ofAppointment: 1 }, BEFORE)))).toEqual([]);
  });

  test('leaves the calendar of the referent who gave the path away, once it is moved', () => {
    const moved = path.followedUp(inOutlook(), followUp({ appointment: NEW_DATE }, BEFORE));
    expect(moved.outbox).toMatchObject([
      { kind: 'referentAppointment', change: 'takenOver', appointment: { referent: 's2', inOutlook: true } },
      { kind: 'appointment', change: 'moved', appointment: { referent: null } },
    ]);
  });
});

test('an interview whose calendar was switched off in the configuration is no more the service’s to write', () => {
  const [kept] = inOutlook().appointments;
  if (kept === undefined) throw new Error('no interview');
  const off = { plan: plan({ keepersWithoutOutlook: ['s2'] }) };
  expect([path.isInOutlook({ plan: plan() }, kept), path.isInOutlook(off, kept)]).toEqual([true, false]);
  expect(path.isInOutlook(off, { ...kept, referent: 's4' })).toBe(true);
});

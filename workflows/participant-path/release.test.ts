import { describe, expect, test } from 'vitest';
import type { MailReason } from '../../domain/mail-reasons.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, outbox, plan, REGISTERED, seated, view } from './path-fixtures.ts';

const BEFORE = at('2026-11-20T10:00:00.000Z');
const PHONE_ONLY = { email: null };
const HOLD = at('2026-12-01T08:00:00.000Z');
const EVE = at('2026-12-02T06:45:00.000Z');
const MOMENTS = plan({ holdUntil: HOLD, callDay: EVE, reminderDay: at('2026-12-02T08:10:00.000Z') });

const closed = (state: path.PathState, reason = 'déménagement') => path.followedUp(state, followUp({ decision: 'close', reason }, BEFORE));
const says = (state: path.PathState, callAnswer: 'comes' | 'notReached', when = at('2026-11-24T10:00:00.000Z')) =>
  path.followedUp(state, followUp({ callAnswer }, when));
const released = (state: path.PathState): readonly MailReason[] =>
  state.outbox.flatMap((command) => (command.kind === 'mail' && command.mail === 'released' ? [command.why] : []));
const calls = (state: path.PathState) => linesForStaff(state).filter(({ kind }) => kind === 'call');
const confirmed = () => path.mailed(seated(), { kind: 'confirmation', n: 1, at: REGISTERED, why: 'registered', outcome: 'sent' });
const unable = (answer: 'withdraw' | 'cannotCome') => ({
  origin: { formId: 'F-UNA', responseId: answer, submitted: BEFORE },
  answer,
});

describe('a seat that the person loses', () => {
  test('is told by mail with its reason, in words that don’t say that they asked for it', () => {
    expect(released(closed(confirmed()))).toEqual(['closed']);
    expect(released(closed(confirmed(), 'doublon'))).toEqual(['duplicate']);
    expect(released(path.followedUp(confirmed(), followUp({ stage: 'left' }, BEFORE)))).toEqual(['closed']);
  });

  test('is confirmed to a person who withdraws', () => {
    expect(released(path.unable(confirmed(), unable('withdraw')))).toEqual(['onRequest']);
  });

  test('is answered by the mail of another date, where one is looked for', () => {
    expect(outbox(path.unable(confirmed(), unable('cannotCome')))).toEqual(['release', 'invite']);
    const further = path.followedUp(confirmed(), followUp({ contact: 'interview' }, REGISTERED));
    expect(outbox(path.unable(further, unable('cannotCome')))).toEqual(['release', 'mail released']);
  });

  test('is a call where there is no address, on the worklist of a closed path too, until it was made', () => {
    const left = closed(says(seated(begin(PHONE_ONLY)), 'comes', REGISTERED));
    const [line, ...others] = calls(left);
    expect([left.stage, line?.worklist, others]).toEqual(['left', 's3', []]);
    expect(line?.title).toContain('n’a plus de place');
    const [said] = line?.answers ?? [];
    expect(said?.label).toBe('C’est dit');
    expect(calls(path.followedUp(left, followUp({ note: said?.values['note'] ?? '' })))).toEqual([]);
  });

  test('needs no call of a person whom nobody had told of it, nor of one who said no on the phone', () => {
    expect(calls(closed(seated(begin(PHONE_ONLY))))).toEqual([]);
    const refused = path.followedUp(seated(begin(PHONE_ONLY)), followUp({ callAnswer: 'refuses' }, BEFORE));
    expect([refused.stage, calls(refused)]).toEqual(['left', []]);
  });

  test('is not told where the person has it again by the time the mail’s turn comes', () => {
    const left = closed(confirmed());
    const [, mail] = left.outbox;
    if (mail?.kind !== 'mail') throw new Error('no mail');
    expect(path.isOutdated(left, mail)).toBe(false);
    expect(path.viewFor(left, mail)?.sessionId).toBe(view().sessionId);
    const again = path.followedUp(left, followUp({ decision: 'reopen' }, at('2026-11-20T11:00:00.000Z')));
    const back = path.invited(again, {
      seq: again.search.seq,
      view: view({ seq: again.search.seq }),
      plan: plan(),
      at: BEFORE,
      mail: 'seat',
    });
    expect(path.isOutdated(back, mail)).toBe(true);
  });

  test('is followed by no confirmation that was held up', () => {
    const held = path.mailLater(seated(), { mail: 'confirmation', why: 'registered' });
    const [confirmation] = held.outbox;
    const left = closed(held);
    if (confirmation?.kind !== 'mail') throw new Error('no mail');
    expect([path.isOutdated(held, confirmation), path.isOutdated(left, confirmation)]).toEqual([false, true]);
  });

  test('that an invitation promised after the path was closed is taken back in words', () => {
    const left = closed(begin());
    const late = path.invited(left, { seq: 1, view: view(), plan: plan(), at: BEFORE, mail: 'confirmation' });
    expect(released(late)).toEqual(['closed']);
  });
});

describe('a person with a phone only', () => {
  const called = () => path.planned(seated(begin(PHONE_ONLY)), MOMENTS);

  test('who said that they come keeps the seat, whatever becomes of the call on the eve', () => {
    const coming = path.planned(says(called(), 'comes'), MOMENTS);
    const eve = path.tick(coming, EVE.at);
    expect([path.ownView(eve)?.status, outbox(eve), calls(eve)]).toMatchObject(['reserved', [], [{ kind: 'call' }]]);
    expect(path.ownView(path.tick(eve, '2026-12-03T09:00:00.000Z'))?.status).toBe('reserved');
  });

  test('keeps the seat when the session moves within two working days', () => {
    const coming = path.planned(says(called(), 'comes'), MOMENTS);
    const when = at('2026-12-02T10:00:00.000Z');
    const moved = path.seatChanged(coming, view({ rev: 2, icsSequence: 1, start: at('2026-12-03T15:00:00.000Z') }), when);
    const later = path.tick(path.planned(moved, MOMENTS), '2026-12-02T11:00:00.000Z');
    expect([path.ownView(later)?.status, calls(later)[0]?.urgent]).toEqual(['reserved', true]);
  });

  test('whose address turns out to be wrong by the reminder’s refusal keeps the seat', () => {
    const reminded = path.tick(path.planned(confirmed(), MOMENTS), '2026-12-02T08:10:00.000Z');
    const refused = path.mailed(finish(reminded), {
      kind: 'reminderDay',
      n: 1,
      at: at('2026-12-02T08:11:00.000Z'),
      why: 'dayBefore',
      outcome: 'refused',
    });
    const later = path.tick(refused, '2026-12-02T09:00:00.000Z');
    expect([path.ownView(later)?.status, calls(later).length]).toEqual(['reserved', 1]);
  });

  test('who isn’t reached in time loses the seat, and the referent has a call to make, with a deadline behind it', () => {
    const late = path.tick(called(), HOLD.at);
    expect([outbox(late), late.stage, path.ownView(late)]).toEqual([['release'], 'registered', null]);
    expect(calls(late)).toMatchObject([{ worklist: 's3', title: expect.stringContaining('Pas joint(e) à temps') }]);
    const waits = path.agenda(path.planned(late, plan({ coordinator: [at('2026-12-04T08:00:00.000Z')] })));
    expect(waits.map(({ due }) => due)).toEqual(['coordinator']);
    const again = path.registeredAgain(late, {
      registration: {
        origin: { formId: 'F-REG', responseId: 'r9', submitted: at('2026-12-05T10:00:00.000Z') },
        person: late.person,
      },
      matchKeys: [],
      near: [],
      turn: 0,
    });
    expect(outbox(again)).toContain('invite');
    expect(calls(path.followedUp(late, followUp({ callAnswer: 'anotherDate' })))).toEqual([]);
  });
});

describe('what a mail could not say', () => {
  const lost = (state: path.PathState, kind: path.SentMail['kind'], outcome: 'refused' | 'dropped' = 'refused') =>
    path.mailed(state, { kind, n: 1, at: BEFORE, why: 'appointmentFixed', outcome });

  test('is said on the phone: an appointment, a cancellation, a seat at a workshop', () => {
    const appointment = at('2026-12-10T09:00:00.000Z');
    const met = path.followedUp(confirmed(), followUp({ appointment }, REGISTERED));
    expect(calls(lost(met, 'appointment')).map(({ title }) => title)).toContainEqual(`Dire le rendez-vous : ${appointment.label}.`);
    const cancelled = path.seatChanged(confirmed(), view({ rev: 2, status: 'cancelled' }), BEFORE);
    expect(calls(lost(cancelled, 'sessionCancelled'))[0]?.title).toContain('« séance annulée »');
    const next = path.followedUp(confirmed(), followUp({ registerFor: 'atelier' }, REGISTERED));
    const seq = path.staffBookings(next)[0]?.seq ?? 0;
    const placed = path.placed(next, {
      seq,
      sessionId: 'atelier',
      view: view({ sessionId: 'atelier', kind: 'workshop', seq }),
      plan: plan(),
      at: REGISTERED,
    });
    expect(calls(lost(placed, 'seat')).map(({ title }) => title)).toContainEqual(expect.stringContaining('Dire l’inscription'));
  });

  test('is said on the phone too where an earlier mail was refused meanwhile', () => {
    const cancelled = path.seatChanged(lost(confirmed(), 'reminderWeek'), view({ rev: 2, status: 'cancelled' }), BEFORE);
    const other = path.mailed(cancelled, { kind: 'released', n: 1, at: BEFORE, why: 'closed', outcome: 'dropped' });
    expect(calls(other).map(({ title }) => title)).toContainEqual(expect.stringContaining('« place libérée »'));
  });

  test('goes by mail once the address is corrected, and no call is lost for it', () => {
    const appointment = at('2026-12-10T09:00:00.000Z');
    const state = path.followedUp(seated(begin(PHONE_ONLY)), followUp({ appointment }, REGISTERED));
    const corrected = path.followedUp(finish(state), followUp({ decision: 'correct', newEmail: 'lea@example.org' }, BEFORE));
    expect([outbox(corrected), calls(corrected)]).toEqual([['mail confirmation', 'appointment'], []]);
    const left = closed(says(seated(begin(PHONE_ONLY)), 'comes', REGISTERED));
    const reached = path.followedUp(left, followUp({ decision: 'correct', newEmail: 'lea@example.org' }));
    expect(calls(reached)).toHaveLength(1);
  });
});

test('a person who says on the phone that they come to a session whose seat is gone is offered another', () => {
  const late = path.tick(path.planned(seated(begin(PHONE_ONLY)), MOMENTS), HOLD.at);
  expect(calls(late)[0]?.answers.map(({ label }) => label)).toEqual(['Proposer une autre séance', 'Pas joint', 'Refuse']);
  expect(outbox(path.followedUp(late, followUp({ callAnswer: 'comes' })))).toContain('invite');
});

test('the call that offers another session stays when an address is corrected, and leaves with the next invitation', () => {
  const late = path.tick(path.planned(seated(begin(PHONE_ONLY)), MOMENTS), HOLD.at);
  const corrected = path.followedUp(late, followUp({ decision: 'correct', newEmail: 'lea@example.org' }));
  expect(calls(corrected)).toHaveLength(1);
  expect(calls(path.followedUp(corrected, followUp({ decision: 'reopen' })))).toEqual([]);
});

test('a session where staff asked for a seat already is not offered as the information session', () => {
  const next = path.followedUp(begin(), followUp({ registerFor: 'info-2026-12-a' }, REGISTERED));
  expect(path.sessionsToAvoid(next)).toEqual(['info-2026-12-a']);
});

test('the mails that count for the limit of one a day are those that answer no act of the person’s own', () => {
  const reminded = path.mailed(confirmed(), { kind: 'reminderWeek', n: 1, at: BEFORE, why: 'weekBefore', outcome: 'sent' });
  const refused = path.mailed(reminded, { kind: 'seat', n: 1, at: HOLD, why: 'sessionOpened', outcome: 'dropped' });
  expect([path.lastMailAt(confirmed()), path.lastMailAt(reminded), path.lastMailAt(refused)]).toEqual([null, BEFORE.at, BEFORE.at]);
});

describe('a session that has begun', () => {
  const called = () => path.planned(seated(begin(PHONE_ONLY)), plan());

  test('needs no call any more: the line leaves the worklist', () => {
    expect(calls(called())).toHaveLength(1);
    expect(calls(path.tick(called(), view().start.at))).toEqual([]);
  });

  test('is neither confirmed nor proposed where an address changes or is refused afterwards', () => {
    const after = at('2026-12-05T14:00:00.000Z');
    const came = path.seatChanged(
      path.followedUp(called(), followUp({ decision: 'close' }, at('2026-12-03T14:00:00.000Z'))),
      view({ rev: 2, attendance: 'attended' }),
      after,
    );
    expect(outbox(path.followedUp(came, followUp({ newEmail: 'lea@example.org' }, after)))).toEqual([]);
    const refused = path.mailed(path.seatChanged(seated(), view({ rev: 2, attendance: 'attended' }), after), {
      kind: 'situation',
      n: 1,
      at: after,
      why: 'sixMonths',
      outcome: 'refused',
    });
    expect(calls(refused).map(({ title }) => title)).toEqual(['Prendre des nouvelles six mois après.']);
  });
});

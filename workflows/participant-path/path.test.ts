import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '../../domain/facts.ts';
import type { Assignment } from '../../domain/plan.ts';
import type { SeatView } from '../../domain/seat.ts';
import type { MailOutcome } from './commands.ts';
import { comingWaits, details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import {
  ASSIGNMENT as assignment,
  at,
  begin as beginWith,
  finish,
  followUp,
  outbox,
  plan,
  REGISTERED,
  registration,
  seated,
  view,
  withOwn,
} from './path-fixtures.ts';

const begin = (more: Partial<Person> = {}, charged: Partial<Assignment> = {}) => beginWith(more, { ...assignment, ...charged });

describe('registration', () => {
  test('asks for a seat at the next session and its confirmation in one command', () => {
    expect(begin().outbox).toEqual([{ id: 1, kind: 'invite', seq: 1, mail: 'confirmation', why: 'registered' }]);
  });

  test('under 18 invites nobody: a person decides', () => {
    const state = begin({}, { eligible: false });
    expect(state.outbox).toEqual([]);
    expect(linesForStaff(state).map(({ kind, worklist }) => [kind, worklist])).toEqual([['decide', 's1']]);
    const invited = path.followedUp(state, followUp({ decision: 'reopen' }));
    expect([linesForStaff(invited), outbox(invited)]).toEqual([[], ['invite']]);
  });

  test('with a phone only becomes a call with its answers, and the seat is held until two working days before', () => {
    const called = seated(begin({ email: null }));
    const held = path.planned(called, plan({ holdUntil: at('2026-12-01T08:00:00.000Z') }));
    const [item] = linesForStaff(held);
    expect(item).toMatchObject({ kind: 'call', worklist: 's3', phone: '+33612345678' });
    expect(item?.answers.map(({ values }) => values['callAnswer'])).toEqual(['comes', 'anotherDate', 'notReached', 'refuses']);
    const late = path.tick(held, '2026-12-01T08:00:00.000Z');
    expect(outbox(late)).toEqual(['release']);
    const coming = path.followedUp(held, followUp({ callAnswer: 'comes' }));
    expect(linesForStaff(coming)).toEqual([]);
    expect(path.agenda(coming).map(({ due }) => due)).not.toContain('holdUntil');
  });

  test('by phone, each thing to say is a line of its own: what was told before does not hide it', () => {
    const called = seated(begin({ email: null }));
    const first = linesForStaff(called).map(({ key }) => key);
    const coming = path.followedUp(called, followUp({ callAnswer: 'comes' }, at('2026-11-10T09:00:00.000Z')));
    const moved = path.seatChanged(coming, view({ rev: 2, icsSequence: 1 }), at('2026-11-12T09:00:00.000Z'));
    const second = linesForStaff(moved).map(({ key }) => key);
    expect([first.length, second.length, first.includes(second[0] ?? '')]).toEqual([1, 1, false]);
  });

  test('a malformed address is a task, and its correction resends at once', () => {
    const state = seated(begin({ email: null, badEmail: 'lea@@example', phone: null }));
    expect(linesForStaff(state).map(({ kind }) => kind)).toEqual(['contactDetails']);
    const mended = path.followedUp(state, followUp({ decision: 'correct', newEmail: 'lea@example.org' }, REGISTERED));
    expect(outbox(mended)).toEqual(['mail confirmation']);
    expect(linesForStaff(mended)).toEqual([]);
  });

  test('an address of three people or more waits for a person; once confirmed, an edit keeps it', () => {
    const shared = { email: null, unconfirmedEmail: 'centre@example.org', sharedAddress: true };
    const state = seated(begin(shared));
    const [item] = linesForStaff(state).filter(({ kind }) => kind === 'contactDetails');
    expect(item).toMatchObject({ title: 'Adresse utilisée par trois personnes ou plus : à confirmer.' });
    expect(item?.answers.map(({ values }) => values['decision'])).toEqual(['confirm', 'correct']);
    expect(JSON.stringify(item?.answers)).not.toContain('@');
    const confirmed = path.followedUp(state, followUp({ decision: 'confirm' }, REGISTERED));
    expect([confirmed.person.email, outbox(confirmed), linesForStaff(confirmed)]).toEqual([
      'centre@example.org',
      ['mail confirmation'],
      [],
    ]);
    const edit = (more: object, day: string) => registration({ ...shared, ...more }, 'r1', at(`2026-12-${day}T09:00:00.000Z`));
    const edited = path.registeredAgain(confirmed, edit({ town: 'Évry' }, '07'));
    expect([edited.person.email, edited.person.town, linesForStaff(edited)]).toEqual(['centre@example.org', 'Évry', []]);
    const other = path.registeredAgain(edited, edit({ unconfirmedEmail: 'autre@example.org' }, '08'));
    expect([other.person.email, linesForStaff(other).map(({ key }) => key)]).toEqual([null, ['shared-address']]);
    // Typed by staff, it is vouched for as well.
    const typed = path.followedUp(state, followUp({ decision: 'correct', newEmail: 'centre@example.org' }));
    expect(linesForStaff(path.registeredAgain(typed, edit({}, '09')))).toEqual([]);
    // One of staff who has nothing to confirm changes nothing.
    expect(path.followedUp(confirmed, followUp({ decision: 'confirm' })).person).toEqual(confirmed.person);
  });

  test('the same response again changes nothing; an edit corrects; a second one joins', () => {
    const state = seated();
    expect(path.registeredAgain(state, registration())).toBe(state);
    const edited = path.registeredAgain(state, registration({ phone: '+33700000000' }, 'r1', at('2026-11-03T09:00:00.000Z')));
    expect(edited.person.phone).toBe('+33700000000');
    const joined = path.registeredAgain(state, {
      ...registration({ town: 'Évry' }, 'r2', at('2026-11-03T09:00:00.000Z')),
      near: ['GC-AAAA-AAAA'],
    });
    expect(joined.person.town).toBe('Évry');
    expect(joined.outbox).toEqual([]);
    expect(linesForStaff(joined).map(({ kind, worklist }) => [kind, worklist])).toEqual([['possibleDuplicate', 's1']]);
  });
});

describe('seats', () => {
  test('no session: told once, looked for again when some open', () => {
    const none = finish(path.invited(begin(), { seq: 1, view: null, plan: null, at: REGISTERED, mail: 'confirmation' }));
    expect(none.stage).toBe('registered');
    expect(path.lookAgainAt(none)).toBe('2026-11-03T09:00:00.000Z');
    const again = path.lookAgain(none);
    expect(outbox(again)).toEqual(['invite']);
    expect(path.lookAgain(again)).toBe(again);
  });

  test('an absence is re-invited once, the second time the referent decides', () => {
    const absent = path.seatChanged(seated(), view({ rev: 2, attendance: 'noShow' }), REGISTERED);
    expect(absent.stage).toBe('noShow');
    expect(absent.outbox.map((command) => (command.kind === 'invite' ? command.mail : ''))).toEqual(['reinvitation']);
    const again = seated(absent);
    expect(again.stage).toBe('invited');
    const twice = path.seatChanged(again, view({ seq: again.search.seq, rev: 3, attendance: 'noShow' }), REGISTERED);
    expect(twice.stage).toBe('noShow');
    expect(twice.outbox).toEqual([]);
  });

  test('a seat that came free, a move and a cancellation each make one mail', () => {
    const waiting = finish(
      path.invited(begin(), { seq: 1, view: view({ status: 'waiting', rank: 2 }), plan: plan(), at: REGISTERED, mail: 'confirmation' }),
    );
    expect(outbox(path.seatChanged(waiting, view({ rev: 2 }), REGISTERED))).toEqual(['mail seat']);
    const late = path.seatChanged(waiting, view({ rev: 2, status: 'released' }), REGISTERED);
    expect(path.ownView(late)).toBeNull();
    expect(outbox(late)).toEqual(['invite']);
    // Nothing to offer: their clock runs again, so that somebody hears of it.
    const nowhere = path.invited(late, { seq: late.search.seq, view: null, plan: null, at: REGISTERED, mail: 'seat' });
    expect(nowhere.stage).toBe('registered');
    expect(outbox(path.seatChanged(seated(), view({ rev: 2, icsSequence: 1 }), REGISTERED))).toEqual(['mail sessionMoved']);
    const cancelled = path.seatChanged(seated(), view({ rev: 2, status: 'cancelled' }), REGISTERED);
    expect(outbox(cancelled)).toEqual(['mail sessionCancelled', 'invite']);
    // The mail speaks of the session that is gone, and they come first in the next waiting list.
    expect(cancelled.outbox[0]).toMatchObject({ view: { sessionId: 'info-2026-12-a' } });
    expect([path.ownView(cancelled), cancelled.search.displaced]).toEqual([null, true]);
    expect(cancelled.noShows).toBe(0);
    expect(path.seatChanged(seated(), view({ rev: 1, status: 'cancelled' }), REGISTERED).outbox).toEqual([]);
  });

  const answered = (seq: number) => ({ seq, view: view({ seq }), plan: plan(), at: REGISTERED, mail: 'confirmation' as const });

  test('what the session says while the invitation is on its way is heard once the seat is known', () => {
    const early = path.seatChanged(begin(), view({ rev: 2, icsSequence: 1 }), REGISTERED);
    expect([path.ownView(early), outbox(early)]).toEqual([null, ['invite']]);
    const older = path.seatChanged(early, view({ rev: 1 }), REGISTERED);
    const moved = path.invited(older, answered(1));
    expect([path.ownView(moved), moved.search.early]).toMatchObject([{ rev: 2, icsSequence: 1 }, null]);
    expect(outbox(moved)).toEqual(['invite', 'mail sessionMoved']);
    const gone = path.invited(path.seatChanged(begin(), view({ rev: 2, status: 'cancelled' }), REGISTERED), answered(1));
    expect(outbox(gone)).toEqual(['invite', 'mail sessionCancelled', 'invite']);
    // Of another wish, or of nobody's: not theirs.
    expect(path.seatChanged(begin(), view({ seq: 9, rev: 2 }), REGISTERED).search.early).toBeNull();
    expect(path.ownView(path.invited(begin(), answered(1)))?.rev).toBe(1);
  });

  test('a seat that comes after the person withdrew goes back at once, before anything else', () => {
    const origin = { formId: 'F-UNA', responseId: 'u9', submitted: at('2026-11-20T09:00:00.000Z') };
    const gone = path.invited(path.unable(begin(), { origin, answer: 'withdraw' }), answered(1));
    expect(gone.outbox[0]).toMatchObject({ kind: 'release', seq: 2, sessionId: view().sessionId });
    expect([path.ownView(gone), gone.stage]).toEqual([null, 'left']);
    const refused = path.invited(path.unable(begin(), { origin, answer: 'withdraw' }), {
      ...answered(1),
      view: view({ status: 'refused' }),
    });
    expect(outbox(refused)).toEqual(['invite']);
  });

  test('several moves that wait for the mail server make one mail, and none where the seat is gone', () => {
    const once = path.seatChanged(seated(), view({ rev: 2, icsSequence: 1 }), REGISTERED);
    const twice = path.seatChanged(once, view({ rev: 3, icsSequence: 2 }), REGISTERED);
    const outdated = (state: path.PathState) => state.outbox.map((command) => command.kind === 'mail' && path.isOutdated(state, command));
    expect([outbox(twice), outdated(twice)]).toEqual([
      ['mail sessionMoved', 'mail sessionMoved'],
      [true, false],
    ]);
    const cancelled = path.seatChanged(once, view({ rev: 3, status: 'cancelled' }), REGISTERED);
    expect([outbox(cancelled), outdated(cancelled)]).toEqual([
      ['mail sessionMoved', 'mail sessionCancelled', 'invite'],
      [true, false, false],
    ]);
  });

  const EVENING = at('2026-11-20T21:00:00.000Z');
  const MORNING = at('2026-11-23T08:00:00.000Z');
  /** What comes out of the office's opening: every mail of the outbox, one after the other, as the activity would put it off in the evening. */
  const putOff = (state: path.PathState): path.PathState =>
    path.dueCommands(state, EVENING.at).reduce((next, one) => {
      const waiting = one.kind === 'mail' ? path.putOff(next, one, MORNING, EVENING.at) : next;
      return path.done(waiting, one.id);
    }, state);
  const inTheMorning = (state: path.PathState) =>
    path.dueCommands(state, MORNING.at).filter((one) => one.kind !== 'mail' || !path.isOutdated(state, one));

  test('what waits for the office wakes the path then, and is not due before', () => {
    const moved = putOff(path.seatChanged(seated(), view({ rev: 2, icsSequence: 1 }), EVENING));
    expect(path.dueCommands(moved, EVENING.at)).toEqual([]);
    expect(path.waitingMails(moved)).toEqual([{ mail: 'sessionMoved', moment: MORNING }]);
    expect(comingWaits(moved)[0]).toEqual({ what: 'l’e-mail « séance déplacée » part', moment: MORNING });
    expect(inTheMorning(moved)).toMatchObject([{ mail: 'sessionMoved', notBefore: MORNING }]);
  });

  test('moved twice in one night is one mail, which knows when the person would have come', () => {
    const later = { start: at('2026-12-10T13:30:00.000Z'), end: at('2026-12-10T15:30:00.000Z') };
    const once = putOff(path.seatChanged(seated(), view({ rev: 2, icsSequence: 1, ...later }), EVENING));
    const twice = putOff(path.seatChanged(once, view({ rev: 3, icsSequence: 2, ...later }), EVENING));
    expect(inTheMorning(twice)).toMatchObject([{ mail: 'sessionMoved', was: view().start.at }]);
  });

  test('moved and then cancelled in one night is the cancellation alone; a place of a workshop likewise', () => {
    const moved = putOff(path.seatChanged(seated(), view({ rev: 2, icsSequence: 1 }), EVENING));
    const cancelled = putOff(path.seatChanged(moved, view({ rev: 3, status: 'cancelled' }), EVENING));
    expect(inTheMorning(cancelled).flatMap((one) => (one.kind === 'mail' ? [one.mail] : []))).toEqual(['sessionCancelled']);
    const workshop = (more: Partial<SeatView>) => view({ sessionId: 'atelier', kind: 'workshop', seq: 9, ...more });
    const next = path.followedUp(finish(seated()), followUp({ registerFor: 'atelier' }));
    const { seq } = path.staffBookings(next)[0] ?? { seq: 0 };
    const placed = finish(path.placed(next, { seq, sessionId: 'atelier', view: workshop({ seq }), plan: null, at: EVENING }));
    const away = putOff(path.seatChanged(placed, workshop({ seq, rev: 2, icsSequence: 1 }), EVENING));
    expect(inTheMorning(away)).toHaveLength(1);
    const gone = putOff(path.seatChanged(away, workshop({ seq, rev: 3, status: 'cancelled' }), EVENING));
    expect(inTheMorning(gone)).toMatchObject([{ mail: 'sessionCancelled' }]);
  });

  test('a seat that came free and moved in one night is one mail: whoever reads of the seat reads its new day', () => {
    const waiting = finish(
      path.invited(begin(), { seq: 1, view: view({ status: 'waiting', rank: 1 }), plan: plan(), at: REGISTERED, mail: 'confirmation' }),
    );
    const freed = putOff(path.seatChanged(waiting, view({ rev: 2 }), EVENING));
    const moved = putOff(path.seatChanged(freed, view({ rev: 3, icsSequence: 1 }), EVENING));
    expect(inTheMorning(moved).map((one) => one.kind === 'mail' && one.mail)).toEqual(['seat', 'sessionMoved']);
    expect(outbox(path.notifiedOfSeat(moved, 'seat', view({ rev: 3, icsSequence: 1 })))).toEqual(['mail seat']);
    // It was written before the move was known.
    expect(outbox(path.notifiedOfSeat(moved, 'seat', view({ rev: 2 })))).toEqual(['mail seat', 'mail sessionMoved']);
    const declined = path.unable(freed, { origin: { formId: 'F-UNA', responseId: 'u5', submitted: EVENING }, answer: 'cannotCome' });
    expect(inTheMorning(declined).map(({ kind }) => kind)).toEqual(['release', 'invite']);
  });

  test('a reminder speaks of its own session, and of none where the person has gone to another', () => {
    const reminderDay = at('2026-12-02T08:10:00.000Z');
    const state = path.tick(path.planned(seated(), plan({ reminderDay })), reminderDay.at);
    const [mail] = state.outbox;
    if (mail?.kind !== 'mail') throw new Error('No reminder');
    expect(path.viewFor(state, mail)?.sessionId).toBe('info-2026-12-a');
    const elsewhere = withOwn(state, { sessionId: 'info-2', view: view({ sessionId: 'info-2' }) });
    expect(path.viewFor(elsewhere, mail)).toBeNull();
  });

  test('a move makes the reminders due again, but not those that would have gone by now', () => {
    const reminded = withOwn(seated(), { reminders: { week: true, day: true } });
    const moved = path.seatChanged(reminded, view({ rev: 2, icsSequence: 1 }), at('2026-12-02T10:00:00.000Z'));
    const later = path.planned(moved, plan({ reminderDay: at('2026-12-09T08:00:00.000Z') }));
    expect(path.agenda(later).map(({ due }) => due)).toEqual(['reminderDay']);
    const sooner = path.planned(moved, plan({ reminderDay: at('2026-12-02T08:00:00.000Z') }));
    expect(path.agenda(sooner)).toEqual([]);
  });

  test('by phone, J-1 is a call in the worklist’s mail of that morning', () => {
    const moments = plan({ reminderDay: at('2026-12-02T08:10:00.000Z'), callDay: at('2026-12-02T06:45:00.000Z') });
    const day = (state: path.PathState) => path.agenda(state).find(({ due }) => due === 'reminderDay')?.moment.at;
    expect(day(path.planned(seated(), moments))).toBe('2026-12-02T08:10:00.000Z');
    const called = path.planned(path.followedUp(seated(begin({ email: null })), followUp({ callAnswer: 'comes' })), moments);
    expect(day(called)).toBe('2026-12-02T06:45:00.000Z');
    const items = linesForStaff(path.tick(called, '2026-12-02T06:45:00.000Z'));
    expect(items.map(({ kind, due, urgent }) => [kind, due.at, urgent])).toEqual([['call', '2026-12-02T06:45:00.000Z', false]]);
    expect(items[0]?.title).toContain('Rappeler la séance à la personne');
  });

  test('by phone, a change within 48 hours is urgent, of where the session was as well as of where it is', () => {
    const called = seated(begin({ email: null }));
    const urgent = (state: path.PathState) => linesForStaff(state).map((item) => item.urgent);
    const later = { rev: 2, icsSequence: 1, start: at('2026-12-08T13:30:00.000Z'), end: at('2026-12-08T15:30:00.000Z') };
    const far = path.seatChanged(called, view(later), at('2026-11-20T10:00:00.000Z'));
    expect(urgent(far)).toEqual([false]);
    expect(linesForStaff(far)[0]?.title).toBe(
      'Dire par téléphone : la séance « Information collective » est déplacée au 2026-12-08T13:30:00.000Z, Maison de quartier.',
    );
    const eve = path.seatChanged(called, view(later), at('2026-12-02T10:00:00.000Z'));
    expect(urgent(eve)).toEqual([true]);
    // Nobody has called yet: the person would still come tomorrow.
    const again = { ...later, rev: 3, icsSequence: 2, start: at('2026-12-09T13:30:00.000Z') };
    expect(urgent(path.seatChanged(eve, view(again), at('2026-12-02T11:00:00.000Z')))).toEqual([true]);
    const cancelled = path.seatChanged(called, view({ rev: 2, status: 'cancelled' }), at('2026-12-02T10:00:00.000Z'));
    expect(urgent(cancelled)).toEqual([true]);
  });

  test('« empêchement » frees the seat and offers another; a withdrawal ends the path', () => {
    const origin = { formId: 'F-UNA', responseId: 'u1', submitted: at('2026-11-20T09:00:00.000Z') };
    expect(outbox(path.unable(seated(), { origin, answer: 'cannotCome' }))).toEqual(['release', 'invite']);
    // Another session, never the one that they said no to.
    expect(path.unable(seated(), { origin, answer: 'cannotCome' }).search.declined).toEqual([view().sessionId]);
    expect(path.unable(seated(), { origin, answer: 'anotherDate' }).search.declined).toEqual([view().sessionId]);
    const gone = path.unable(seated(), { origin, answer: 'withdraw' });
    expect([gone.stage, outbox(gone)]).toEqual(['left', ['release', 'mail released']]);
  });
});

describe('the ladder', () => {
  const informed = () => path.seatChanged(seated(), view({ rev: 2, attendance: 'attended' }), REGISTERED);
  const ladder = plan({
    referent: at('2026-12-17T15:30:00.000Z'),
    coordinator: [at('2026-12-24T15:30:00.000Z'), at('2027-01-03T15:30:00.000Z')],
  });
  const silent = () => path.planned(informed(), ladder);

  test('reminds the referent, then tells the coordinator with first name only, and the lead with everything', () => {
    const before = path.tick(silent(), '2026-12-17T15:29:59.999Z');
    expect(linesForStaff(before)).toEqual([]);
    const reminded = path.tick(silent(), '2026-12-17T15:30:00.000Z');
    expect(linesForStaff(reminded).map(({ kind, worklist }) => [kind, worklist])).toEqual([['nudge', 's3']]);
    const escalated = path.tick(reminded, '2026-12-24T15:30:00.000Z');
    const items = linesForStaff(escalated);
    expect(items.map(({ kind, worklist, who }) => [kind, worklist, who])).toEqual([
      ['nudge', 's3', 'Léa M.'],
      ['escalation', 's1', 'Léa'],
      ['escalation', 'lead-mission-locale', 'Léa M.'],
    ]);
    expect(items[1]?.tried).toEqual([]);
    const repeated = path.tick(escalated, '2027-01-03T15:30:00.000Z');
    expect(linesForStaff(repeated)[1]?.key).not.toBe(items[1]?.key);
    expect(path.agenda(repeated)).toEqual([]);
  });

  test('a contact restarts the clock, an attempt does not, and the third proposes to close', () => {
    const due = path.tick(silent(), '2026-12-17T15:30:00.000Z');
    const contacted = path.followedUp(due, followUp({ contact: 'phone' }, at('2026-12-18T10:00:00.000Z')));
    expect([contacted.clockFrom.at, contacted.stale, linesForStaff(contacted)]).toEqual(['2026-12-18T10:00:00.000Z', true, []]);
    let tried = due;
    for (const day of ['18', '19', '20'])
      tried = path.followedUp(tried, followUp({ contact: 'attempt' }, at(`2026-12-${day}T10:00:00.000Z`)));
    expect(tried.clockFrom).toEqual(due.clockFrom);
    expect(linesForStaff(tried).map(({ kind }) => kind)).toEqual(['nudge', 'decide']);
  });

  test('a pause silences everything until its date, a reopening starts afresh', () => {
    const paused = path.followedUp(
      silent(),
      followUp({ decision: 'pause', until: at('2027-02-01T08:00:00.000Z'), reason: 'congé maternité' }),
    );
    expect(path.agenda(paused).map(({ due }) => due)).toEqual(['resume']);
    expect(linesForStaff(path.tick(paused, '2027-01-15T08:00:00.000Z'))).toEqual([]);
    const resumed = path.tick(paused, '2027-02-01T08:00:00.000Z');
    expect([resumed.paused, resumed.clockFrom.at]).toEqual([null, '2027-02-01T08:00:00.000Z']);
    const closed = path.followedUp(silent(), followUp({ decision: 'close', reason: 'déménagement' }));
    expect([closed.stage, closed.outcome]).toEqual(['left', 'déménagement']);
    expect(path.followedUp(closed, followUp({ decision: 'reopen' }, at('2027-03-01T08:00:00.000Z'))).stage).toBe('informed');
  });
});

describe('stages', () => {
  test('are no gates: any fact moves the path forward, and what was skipped is logged', () => {
    const met = path.followedUp(seated(), followUp({ contact: 'interview' }));
    expect([met.stage, met.interviewedAt?.at, outbox(met)]).toEqual(['exploring', '2026-12-05T10:00:00.000Z', []]);
    expect(met.log.at(-1)?.what).toBe('Étape : exploration (sans passer par : informé).');
  });

  test('an appointment becomes one command, and the same one again none', () => {
    const fixed = path.followedUp(seated(), followUp({ appointment: at('2026-12-10T09:00:00.000Z') }));
    expect(outbox(fixed)).toEqual(['appointment']);
    expect(outbox(path.followedUp(finish(fixed), followUp({ appointment: at('2026-12-10T09:00:00.000Z') })))).toEqual([]);
    const moved = path.followedUp(finish(fixed), followUp({ appointment: at('2026-12-11T09:00:00.000Z') }));
    expect(moved.appointments).toMatchObject([{ id: 'GC-7K3M-9QXD-rdv', sequence: 1 }]);
  });

  test('settled asks for the situation after six months, once, and any contact answers', () => {
    const settled = path.planned(
      path.followedUp(seated(), followUp({ stage: 'settled', outcome: 'entreprise créée' })),
      plan({ followUp: at('2027-06-05T10:00:00.000Z'), referent: at('2027-06-12T10:00:00.000Z') }),
    );
    expect(path.tick(settled, '2027-06-01T00:00:00.000Z').situation.askedAt).toBeNull();
    const next = path.tick(finish(settled), '2027-06-05T10:00:00.000Z');
    expect(outbox(next)).toEqual(['mail situation']);
    expect(path.agenda(next).map(({ due }) => due)).toEqual(['referent']);
    const answered = path.followedUp(next, followUp({ contact: 'phone' }, at('2027-06-06T10:00:00.000Z')));
    expect([answered.situation.knownAt?.at, path.agenda(answered)]).toEqual(['2027-06-06T10:00:00.000Z', []]);
  });
});

describe('proposals', () => {
  const elsewhere = { organisation: 'Association AILE', worklist: 's2' };

  test('« déjà suivi » elsewhere is proposed to both organisations, and a meeting settles it', () => {
    const state = begin({}, { followedElsewhere: elsewhere });
    expect(linesForStaff(state).map(({ key, worklist }) => [key, worklist])).toEqual([
      ['followed-elsewhere', 's3'],
      ['followed-elsewhere', 's2'],
    ]);
    expect(linesForStaff(state)).toMatchObject([
      { who: 'Léa M.', reference: 'GC-7K3M-9QXD' },
      { who: 'Léa', reference: null, tried: [] },
    ]);
    const labelled = linesForStaff(state).map(({ title, answers }) => [
      title,
      answers.map(({ label, values }) => [label, values['adviser']]),
    ]);
    expect(labelled).toEqual([
      [
        'Se dit déjà suivi(e) par Association AILE : garder ou transférer ?',
        [
          ['Transférer', 'Association AILE'],
          ['Garder', 'Maud Lefèvre'],
        ],
      ],
      [
        'Se dit déjà suivi(e) par Association AILE : Association AILE reprend ce dossier, ou le laisse où il est ?',
        [
          ['Reprendre', 'Association AILE'],
          ['Laisser', 'Maud Lefèvre'],
        ],
      ],
    ]);
    expect(state.plan.assignment.organisation).toBe('mission-locale');
    expect(linesForStaff(path.followedUp(seated(state), followUp({ contact: 'interview' })))).toEqual([]);
  });

  test('on the birthday a transfer is proposed to both, once, and nothing happens by itself', () => {
    const limit = { ...elsewhere, moment: at('2030-05-01T06:00:00.000Z') };
    const state = path.planned(seated(), plan({ ageLimit: limit }));
    expect(linesForStaff(path.tick(state, '2030-05-01T05:59:59.999Z'))).toEqual([]);
    const next = path.tick(state, '2030-05-01T06:00:00.000Z');
    expect(linesForStaff(next).map(({ key, worklist }) => [key, worklist])).toEqual([
      ['age-limit', 's3'],
      ['age-limit', 's2'],
    ]);
    expect(linesForStaff(next)[1]).toMatchObject({
      who: 'Léa',
      reference: null,
      title: 'Changement d’âge : Association AILE reprend ce dossier, ou le laisse où il est ?',
      answers: [{ label: 'Reprendre' }, { label: 'Laisser' }],
    });
    expect(path.agenda(next)).toEqual([]);
    const moved = path.followedUp(next, followUp({ decision: 'transfer', adviser: 's2' }));
    expect([moved.plan.assignment.referent, moved.stale]).toEqual(['s2', true]);
    expect(linesForStaff(moved).map(({ worklist, kind }) => [worklist, kind])).toEqual([['s2', 'info']]);
  });
});

describe('mails', () => {
  test('a refused address becomes a task and a call, a mail in doubt a line on the worklist', () => {
    const refused = path.mailed(seated(), { kind: 'confirmation', n: 1, at: REGISTERED, why: 'dayBefore', outcome: 'refused' });
    expect(linesForStaff(refused).map(({ kind }) => kind)).toEqual(['contactDetails', 'call']);
    const doubted = path.mailed(seated(), { kind: 'reminderDay', n: 1, at: REGISTERED, why: 'dayBefore', outcome: 'inDoubt' });
    expect(linesForStaff(doubted).map(({ kind }) => kind)).toEqual(['mailInDoubt']);
    expect(path.mailNumber(doubted, 'reminderDay')).toBe(2);
  });

  test('a referent who was not told of an appointment is a line of the coordinator’s, closed by « Vu »', () => {
    const fixed = path.followedUp(seated(), followUp({ appointment: at('2026-12-10T09:00:00.000Z') }));
    const notified = (outcome: MailOutcome) =>
      path.referentNotified(fixed, { outcome, at: REGISTERED, n: 1, to: 's3', start: at('2026-12-10T09:00:00.000Z') });
    expect([linesForStaff(notified('sent')), notified('sent').log.at(-1)?.what]).toEqual([
      [],
      'E-mail du rendez-vous au référent (s3) envoyé.',
    ]);
    for (const outcome of ['inDoubt', 'refused', 'dropped'] as const) {
      const items = linesForStaff(notified(outcome));
      expect(items.map(({ kind, worklist, who, answers }) => [kind, worklist, who, answers.map(({ label }) => label)])).toEqual([
        ['mailInDoubt', 's1', 'Léa', ['Vu']],
      ]);
      expect(linesForStaff(path.followedUp(notified(outcome), followUp({ note: 'Vu' })))).toEqual([]);
    }
  });
});

test('facts in any order, twice and through JSON never throw, never loop and keep the details readable', () => {
  const fact = fc.oneof(
    fc.record({ contact: fc.constantFrom('interview' as const, 'phone' as const, 'workshop' as const, 'attempt' as const) }),
    fc.record({ stage: fc.constantFrom('exploring' as const, 'settled' as const, 'left' as const) }),
    fc.record({ decision: fc.constantFrom('pause' as const, 'close' as const, 'reopen' as const) }),
    fc.record({ callAnswer: fc.constantFrom('comes' as const, 'anotherDate' as const, 'refuses' as const) }),
  );
  const news = fc.record({
    rev: fc.integer({ min: 1, max: 9 }),
    status: fc.constantFrom('reserved' as const, 'cancelled' as const),
    attendance: fc.constantFrom(null, 'attended' as const, 'noShow' as const, 'excused' as const),
  });
  let looked = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(fact, news), { maxLength: 25 }), (steps) => {
      let state = seated();
      for (const step of steps) {
        const before = state;
        state =
          'rev' in step
            ? path.seatChanged(state, view({ ...step, seq: state.search.seq }), REGISTERED)
            : path.followedUp(state, followUp(step));
        state = JSON.parse(JSON.stringify(path.tick(state, '2027-01-01T00:00:00.000Z')));
        if (state.outbox[0]?.kind === 'invite') state = seated(state);
        else state = finish(state);
        expect(state.log.length).toBeGreaterThanOrEqual(Math.min(before.log.length, 200));
        expect(details(state)).toContain('### Journal');
        looked += linesForStaff(state).length + 1;
      }
    }),
  );
  expect(looked).toBeGreaterThan(100);
});

import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import type { Plan } from '../../domain/plan.ts';
import { details } from './details.ts';
import { worklistItems } from './liveness.ts';
import * as path from './path.ts';
import { at, begin, followUp, informed, outbox, plan, registration, seated } from './path-fixtures.ts';
import { lastActivity } from './retention.ts';

const NOTICE = at('2028-11-05T05:00:00.000Z');
const DUE = at('2028-12-05T05:00:00.000Z');
const LEFT = at('2026-12-05T10:00:00.000Z');
const ANSWERED = at('2028-11-07T10:00:00.000Z');

/** As the calendar would answer, were each month that is added to the last activity a day. */
const planned = (state: path.PathState, madeAt: string, erasure: Partial<NonNullable<Plan['erasure']>> | null = {}) =>
  path.planned(
    state,
    plan({
      assignment: state.plan.assignment,
      madeAt: at(madeAt),
      erasure: erasure && { lastActivity: lastActivity(state), notice: NOTICE, due: DUE, ...erasure },
    }),
  );

/** Closed, with everything known; nothing more is asked of anybody. */
const closed = () =>
  planned(path.followedUp({ ...informed(), outbox: [] }, followUp({ stage: 'left', reason: 'déménagement' }, LEFT)), LEFT.at);

const notified = (state = closed()) => planned(path.tick(state, NOTICE.at), NOTICE.at);
const answered = (more: Partial<FollowUp>, state = notified()) => path.followedUp(state, followUp(more, ANSWERED));
const line = (state: path.PathState) => worklistItems(state).find(({ key }) => key.startsWith('erasure-'));

describe('the end of the retention', () => {
  test('is the only thing that a closed path waits for', () => {
    expect(worklistItems(closed())).toEqual([]);
    expect(path.nextWake(closed(), LEFT.at)).toBe(NOTICE.at);
    expect(details(closed())).toContain('effacement du dossier annoncé');
  });

  test('is told to whoever accompanies, with its date and two answers', () => {
    const item = line(notified());
    expect(item).toMatchObject({ worklist: 's3', kind: 'decide', who: 'Léa M.', reference: 'GC-7K3M-9QXD', due: NOTICE });
    expect(item?.title).toContain(`prévu ${DUE.label}`);
    expect(item?.answers.map(({ label, values }) => [label, values['note']])).toEqual([
      ['Effacer à cette date', `Vu (erasure-${DUE.at})`],
      ['Garder encore (pourquoi ?)', 'Garder encore :'],
    ]);
    expect(path.nextWake(notified(), NOTICE.at)).toBe(DUE.at);
  });

  test('asks for the erasure, once, on the day that was told', () => {
    expect(outbox(path.tick(notified(), '2028-12-05T04:59:59.000Z'))).toEqual([]);
    const due = path.tick(notified(), DUE.at);
    expect(outbox(due)).toEqual(['erase']);
    expect(outbox(path.tick(due, '2030-01-01T00:00:00.000Z'))).toEqual(['erase']);
    expect([line(due), path.nextWake(due, DUE.at)]).toEqual([undefined, null]);
    // Done, it isn't asked for again; the erasure asks the path in its turn.
    expect(outbox(path.tick(path.done(due, due.outbox[0]?.id ?? 0), '2030-01-01T00:00:00.000Z'))).toEqual([]);
  });

  test('is told once more where its day was missed: answers of these days may not be known yet', () => {
    const missed = '2028-12-07T09:00:00.000Z';
    const late = path.tick(planned(answered({ note: `Vu (erasure-${DUE.at})` }), ANSWERED.at), missed);
    const again = planned(late, missed, { due: at('2029-01-06T05:00:00.000Z') });
    expect([outbox(again), path.planRequest(again).retention.notifiedAt]).toEqual([[], missed]);
    expect(line(again)?.title).toContain('2029-01-06');
  });

  test('concerns who took their consent back, and who is paused', () => {
    const [response = ''] = Object.keys(begin().seen);
    const [formId = '', responseId = ''] = response.split('|');
    const refused = path.consentWithdrawn(seated(), { formId, responseId, submitted: LEFT });
    const off = planned({ ...refused, outbox: [] }, LEFT.at);
    expect(line(notified(off))?.worklist).toBe('s3');
    expect(outbox(path.tick(notified(off), DUE.at))).toEqual(['erase']);
    const paused = planned(
      path.followedUp(informed(), followUp({ decision: 'pause', until: at('2029-01-01T00:00:00.000Z') }, LEFT)),
      LEFT.at,
    );
    expect(line(notified({ ...paused, outbox: [] }))).toBeDefined();
  });

  test('is neither told nor due while a funder’s date is unknown, and an administrator reads why', () => {
    const kept = planned(closed(), LEFT.at, null);
    expect([path.nextWake(kept, LEFT.at), worklistItems(kept), outbox(path.tick(kept, '2040-01-01T00:00:00.000Z'))]).toEqual([
      null,
      [],
      [],
    ]);
    expect(details(kept)).toContain('evidenceUntil');
  });
});

describe('an answer', () => {
  test('« Effacer à cette date » takes the line away, and the date stays', () => {
    const agreed = planned(answered({ note: `Vu (erasure-${DUE.at})` }), ANSWERED.at);
    expect([line(agreed), path.nextWake(agreed, ANSWERED.at)]).toEqual([undefined, DUE.at]);
    expect(agreed.notes).toEqual([]);
  });

  test('« Garder encore » keeps the path until its day, with the reason as a note and in the journal', () => {
    const until = at('2029-06-01T10:00:00.000Z');
    const kept = answered({ note: 'Garder encore : recours en cours', until });
    expect(path.planRequest(kept).retention).toMatchObject({ kept: { since: ANSWERED.at, until: until.at }, notifiedAt: NOTICE.at });
    expect(kept.log.at(-1)?.what).toContain('recours en cours');
    expect(kept.notes.at(-1)?.words).toContain('recours en cours');
    // Its new date is announced anew.
    const notice = at('2029-05-02T04:00:00.000Z');
    const later = planned(kept, ANSWERED.at, { notice, due: until });
    expect([line(later), path.nextWake(later, ANSWERED.at)]).toEqual([undefined, notice.at]);
    expect(path.planRequest(later).retention.kept).toEqual({ since: ANSWERED.at, until: until.at });
  });

  test('« Garder encore » without reason or day keeps it too, and is no answer to what became of the person', () => {
    const met = path.followedUp(notified(), followUp({ contact: 'interview' }, LEFT));
    const silent = { ...met, exitKnownAt: null, ladder: { referent: true, coordinator: 0 } };
    const kept = answered({ note: 'Garder encore :' }, silent);
    expect(path.planRequest(kept).retention.kept).toEqual({ since: ANSWERED.at, until: null });
    expect([kept.exitKnownAt, kept.log.at(-1)?.what]).toEqual([null, expect.stringContaining('sans motif')]);
    expect(kept.notes).toEqual([]);
  });

  test('« Garder encore » typed before anybody was told counts too, and another note is no agreement', () => {
    expect(path.planRequest(answered({ note: 'Garder encore : recours' }, closed())).retention.kept).toEqual({
      since: ANSWERED.at,
      until: null,
    });
    expect(answered({ note: 'Dossier relu.' }, closed()).retention).toEqual(closed().retention);
  });

  test('on the line of another date changes nothing', () => {
    expect(line(planned(answered({ note: 'Vu (erasure-2028-11-20T05:00:00.000Z)' }), ANSWERED.at))).toBeDefined();
  });
});

describe('a path that lives again', () => {
  const LATER = { notice: at('2030-10-08T04:00:00.000Z'), due: at('2030-11-07T05:00:00.000Z') };

  test('by a reopening, a contact or a registration is announced no more', () => {
    const again = [
      answered({ decision: 'reopen' }),
      answered({ contact: 'phone' }),
      path.registeredAgain(notified(), { ...registration({}, 'r9', ANSWERED) }),
    ];
    for (const state of again) {
      expect(lastActivity(state)).toBe(ANSWERED.at);
      const alive = planned(state, ANSWERED.at, LATER);
      expect([line(alive), outbox(path.tick({ ...alive, outbox: [] }, DUE.at)).includes('erase')]).toEqual([undefined, false]);
    }
  });

  test('is not erased though the erasure was asked for, unless it is under way', () => {
    const due = path.tick(notified(), DUE.at);
    const [command] = due.outbox;
    const alive = planned(path.followedUp(due, followUp({ contact: 'phone' }, DUE)), DUE.at, LATER);
    expect(command && path.isStillAsked(due, command)).toBe(true);
    expect(command && path.isStillAsked(alive, command)).toBe(false);
  });

  test('has its dates made anew first, whatever had it live', () => {
    const state = { ...notified(), lastResponseAt: ANSWERED.at };
    const due = path.tick(state, DUE.at);
    expect([due.stale, outbox(due)]).toEqual([true, []]);
  });
});

describe('the last activity', () => {
  test('is what the person did or what is agreed with them, not a note, an attempt or another referent', () => {
    const state = closed();
    expect(lastActivity(state)).toBe(LEFT.at);
    for (const more of [
      { note: 'Son dossier est complet.' },
      { contact: 'attempt' as const },
      { decision: 'name' as const, adviser: 's5' },
    ])
      expect(lastActivity(answered(more, state))).toBe(LEFT.at);
    expect(lastActivity(path.followedUp(state, followUp({ contact: 'interview' }, ANSWERED)))).toBe(ANSWERED.at);
  });

  test('is ahead while a seat, an interview or the end of a pause is', () => {
    const seat = seated();
    expect(lastActivity(seat)).toBe(seat.bookings[0]?.view?.end.at);
    const meeting = at('2027-02-01T10:00:00.000Z');
    expect(lastActivity(path.followedUp(informed(), followUp({ appointment: meeting }, LEFT)))).toBe(meeting.at);
    const until = at('2027-03-01T00:00:00.000Z');
    expect(lastActivity(path.followedUp(informed(), followUp({ decision: 'pause', until }, LEFT)))).toBe(until.at);
  });
});

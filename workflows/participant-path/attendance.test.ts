import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FollowUp, Person } from '../../domain/facts.ts';
import type { WalkIn } from '../../domain/path-start.ts';
import type { Assignment, Plan } from '../../domain/plan.ts';
import type { SessionKind } from '../../domain/programme/programme.ts';
import type { SeatView } from '../../domain/seat.ts';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { plan as anyPlan, view as anyView, at, COORDINATORS_OWN, followUp as fact, outbox, PERSON, REGISTERED } from './path-fixtures.ts';

const REF = 'GC-7K3M-9QXD';

/** Zoé is 40: a path of AILE, accompanied by a colleague of the coordinator. */
const assignment: Assignment = {
  ...COORDINATORS_OWN,
  reason: '40 ans : AILE',
  referent: 's2',
  referentName: 'Inès Moreau',
  firstRung: 's2',
  secondRung: 's1',
  replyTo: 's2@example.org',
};
const plan = (more: Partial<Plan> = {}): Plan => anyPlan({ assignment, ...more });

const person: Person = {
  ...PERSON,
  firstName: 'Zoé',
  lastName: 'Diop',
  email: 'zoe@example.org',
  phone: '+33639980009',
  birthDate: '1986-05-01',
  neighbourhood: null,
  priorityNeighbourhood: false,
  wish: null,
};
const NO_MAIL = { email: null };

const message = (more: Partial<Person> = {}, responseId = 'r1', submitted = REGISTERED) => ({
  registration: { origin: { formId: 'F-REG', responseId, submitted }, person: { ...person, ...more } },
  matchKeys: ['k1'],
  near: [],
  turn: 0,
});
const begin = (more: Partial<Person> = {}) => path.begin({ ref: REF, plan: plan(), ...message(more) });

const CAME = at('2026-11-01T14:00:00.000Z');
const walkIn = (kind: SessionKind = 'info', sessionId = 'info-a'): WalkIn => ({
  sessionId,
  kind,
  title: 'Information collective',
  start: CAME,
  staff: 's3',
});
const ofSheet = (kind: SessionKind = 'info', responseId = 'sheet#1', submitted = REGISTERED, more: Partial<Person> = {}) => ({
  ...message({ email: null, birthDate: null, ...more }, responseId, submitted),
  walkIn: walkIn(kind),
});
const walksIn = (kind: SessionKind = 'info', near: readonly string[] = []) =>
  path.begin({ ref: REF, plan: plan(), ...ofSheet(kind), near });

const view = (more: Partial<SeatView> = {}): SeatView => anyView({ sessionId: 'info-a', ...more });
const workshop = (more: Partial<SeatView> = {}) => view({ sessionId: 'atelier', kind: 'workshop', title: 'Atelier statuts', ...more });

const followUp = (more: Partial<FollowUp> = {}, date = at('2026-11-05T10:00:00.000Z')) => fact({ staff: 's2', ...more }, date);
let responses = 0;
const unable = (answer: 'cannotCome' | 'anotherDate' | 'withdraw', when = at('2026-11-20T10:00:00.000Z')) => ({
  origin: { formId: 'F-UNA', responseId: `u${(responses += 1)}`, submitted: when },
  answer,
});

function finish(state: path.PathState): path.PathState {
  return state.outbox.reduce((next, command) => path.done(next, command.id), state);
}
const seated = (state = begin(), more: Partial<SeatView> = {}) =>
  finish(
    path.invited(state, {
      seq: state.search.seq,
      view: view({ seq: state.search.seq, ...more }),
      plan: plan(),
      at: REGISTERED,
      mail: 'confirmation',
    }),
  );
const calls = (state: path.PathState) => linesForStaff(state).filter(({ kind }) => kind === 'call');

describe('walk-ins', () => {
  test('of an information session are informed at once, nobody is invited, and the referent calls', () => {
    const state = walksIn();
    expect([state.stage, outbox(state), state.stale]).toEqual(['informed', [], true]);
    expect(calls(state)).toMatchObject([{ worklist: 's2', phone: '+33639980009', who: 'Zoé D.' }]);
    expect(calls(state)[0]?.title).toContain('Venu(e) sans inscription');
    expect(details(state)).toContain('présent(e) sans inscription');
    expect(calls(path.followedUp(state, followUp({ contact: 'attempt' })))).toHaveLength(1);
    expect(calls(path.followedUp(state, followUp({ contact: 'phone' })))).toEqual([]);
  });

  test('begin where their session leads: a workshop explores, a drop-in informs, the street leads to an information session', () => {
    expect(walksIn('workshop').stage).toBe('exploring');
    expect(walksIn('dropIn').stage).toBe('informed');
    expect([walksIn('outreach').stage, outbox(walksIn('outreach'))]).toEqual(['registered', ['invite']]);
  });

  test('are possible duplicates where only the name is known already', () => {
    expect(linesForStaff(walksIn('info', ['GC-0000-0000'])).map(({ kind }) => kind)).toContain('possibleDuplicate');
  });

  test('who are known already count as attended, on their own path: the seat elsewhere stays theirs', () => {
    const state = path.registeredAgain(seated(begin(), { sessionId: 'info-b' }), ofSheet());
    expect([state.stage, outbox(state), calls(state)]).toEqual(['informed', [], []]);
    expect(path.ownView(state)?.sessionId).toBe('info-b');
    expect(state.person).toEqual(person);
  });

  test('who have a seat at this very session keep it, and the sheet that says so again changes nothing', () => {
    const state = path.registeredAgain(seated(), ofSheet());
    expect([state.stage, outbox(state), path.ownView(state)?.attendance]).toEqual(['informed', [], 'attended']);
    const next = path.seatChanged(state, view({ rev: 2, attendance: 'attended' }), REGISTERED);
    expect([next.log.length, next.attended.length]).toEqual([state.log.length, 1]);
  });

  test('count once however often their sheet is read, edited or moved to another line', () => {
    let state = walksIn();
    const before = state.log.length;
    for (const [line, minute] of [
      ['sheet#1', '10'],
      ['sheet#2', '11'],
      ['sheet#1', '09'],
      ['other#1', '12'],
    ] as const) // prettier-ignore
      state = path.registeredAgain(state, ofSheet('info', line, at(`2026-11-02T09:${minute}:00.000Z`)));
    expect([state.log.length, state.attended.length, calls(state).length]).toEqual([before, 1, 1]);
  });

  test('are corrected by their sheet, until they register themselves', () => {
    const corrected = path.registeredAgain(walksIn(), ofSheet('info', 'sheet#1', at('2026-11-02T10:00:00.000Z'), { lastName: 'Dioup' }));
    expect(corrected.person.lastName).toBe('Dioup');
    const own = path.registeredAgain(corrected, message({ wish: 'Un café' }, 'r9', at('2026-11-03T10:00:00.000Z')));
    expect([own.person.lastName, own.person.email, own.person.wish, outbox(own)]).toEqual(['Diop', null, 'Un café', []]);
    const late = path.registeredAgain(own, ofSheet('info', 'sheet#1', at('2026-11-04T10:00:00.000Z'), { lastName: 'Autre' }));
    expect(late.person).toEqual(own.person);
  });

  test('who had left come back', () => {
    const left = path.followedUp(seated(), followUp({ decision: 'close', reason: 'injoignable' }));
    expect(path.registeredAgain(left, ofSheet()).stage).toBe('informed');
  });
});

describe('a later response corrects', () => {
  const marked = (attendance: SeatView['attendance']) => path.seatChanged(seated(), view({ rev: 2, attendance }), REGISTERED);

  test('absent, then present after all: informed, and the new seat stays theirs', () => {
    const absent = seated(marked('noShow'), { sessionId: 'info-b' });
    const state = path.seatChanged(absent, view({ rev: 3, attendance: 'attended' }), REGISTERED);
    expect([state.stage, state.noShows, outbox(state)]).toEqual(['informed', 0, []]);
    expect(details(state)).toContain('Information collective, présent(e)');
  });

  test('absent, then excused: no absence is counted; older news changes nothing', () => {
    const state = path.seatChanged(marked('noShow'), view({ rev: 3, attendance: 'excused' }), REGISTERED);
    expect([state.noShows, state.attended[0]?.mark]).toEqual([0, 'excused']);
    expect(path.seatChanged(state, view({ rev: 2, attendance: 'noShow' }), REGISTERED)).toEqual(state);
  });

  test('a cancellation by the service is never an absence', () => {
    const state = path.seatChanged(seated(), view({ rev: 2, status: 'cancelled', attendance: 'revoked' }), REGISTERED);
    expect([state.noShows, state.attended ?? [], outbox(state)]).toEqual([0, [], ['mail sessionCancelled', 'invite']]);
  });
});

describe('seats at workshops', () => {
  const withRequest = (state = begin()) => path.followedUp(finish(state), followUp({ registerFor: 'atelier' }));
  const answered = (state: path.PathState, answer: SeatView | null, moments: Partial<Plan> = {}) => {
    const seq = path.staffBookings(state)[0]?.seq ?? 0;
    const plans = answer && plan(moments);
    return finish(path.placed(state, { seq, sessionId: 'atelier', view: answer && { ...answer, seq }, plan: plans, at: REGISTERED }));
  };
  const holds = (more: Partial<Person> = {}, moments: Partial<Plan> = {}) => answered(withRequest(begin(more)), workshop(), moments);

  test('are asked for once, beside the seat that the path looks for', () => {
    const state = withRequest(seated());
    expect(outbox(state)).toEqual(['register']);
    expect([state.search, path.ownBooking(state)]).toEqual([seated().search, path.ownBooking(seated())]);
    expect(outbox(withRequest(state))).toEqual([]);
    expect(path.sessionsOf(answered(state, workshop()))).toEqual(['info-a', 'atelier']);
  });

  test('that can’t be had are told to the referent', () => {
    const state = answered(withRequest(), null);
    expect(path.staffBookings(state)).toEqual([]);
    expect(linesForStaff(state).map(({ title }) => title)).toEqual([expect.stringContaining('Inscription impossible')]);
  });

  test('are told by phone without an address, and stay whatever becomes of the other seat', () => {
    expect(calls(holds(NO_MAIL))).toHaveLength(1);
    expect(path.staffBookings(path.followedUp(holds(), followUp({ contact: 'interview' })))).toHaveLength(1);
    const left = path.followedUp(holds(), followUp({ decision: 'close', reason: 'x' }));
    expect([path.staffBookings(left), outbox(left).slice(-2)]).toEqual([[], ['release', 'mail released']]);
  });

  test('attended, they are a contact and the exploration; missed, neither a re-invitation nor an absence that counts', () => {
    const came = path.seatChanged(holds(), workshop({ rev: 2, attendance: 'attended' }), REGISTERED);
    expect([came.stage, came.clockFrom.at, path.staffBookings(came)]).toEqual(['exploring', '2026-12-03T15:30:00.000Z', []]);
    expect(details(came)).toContain('Atelier statuts, présent(e)');
    const missed = path.seatChanged(holds(), workshop({ rev: 2, attendance: 'noShow' }), REGISTERED);
    expect([missed.noShows, outbox(missed), missed.stage]).toEqual([0, [], 'registered']);
    expect(path.seatChanged(missed, workshop({ rev: 3, attendance: 'attended' }), REGISTERED).stage).toBe('exploring');
  });

  test('moved or cancelled, each makes one mail, and deadlines are made anew', () => {
    const moved = path.seatChanged(holds(), workshop({ rev: 2, icsSequence: 1 }), REGISTERED);
    expect([outbox(moved), path.staleBooking(moved)?.sessionId]).toEqual([['mail sessionMoved'], 'atelier']);
    const stale = path.staleBooking(moved);
    expect(stale && path.staleBooking(path.bookingPlanned(moved, stale, plan()))).toBeNull();
    const gone = path.seatChanged(holds(), workshop({ rev: 2, status: 'cancelled', attendance: 'revoked' }), REGISTERED);
    expect([outbox(gone), path.staffBookings(gone)]).toEqual([['mail sessionCancelled'], []]);
    // The mail promises another one, and only a person can find it.
    expect(linesForStaff(gone).map(({ title }) => title)).toEqual([expect.stringContaining('Une autre séance est à proposer')]);
  });

  test('what the session says while the registration is on its way is heard once the seat is known', () => {
    const seq = path.staffBookings(withRequest())[0]?.seq ?? 0;
    const early = [workshop({ seq, rev: 3, icsSequence: 2 }), workshop({ seq, rev: 2, icsSequence: 1 })];
    const changed = early.reduce((state, news) => path.seatChanged(state, news, REGISTERED), withRequest());
    const state = path.placed(changed, { seq, sessionId: 'atelier', view: workshop({ seq }), plan: plan(), at: REGISTERED });
    expect([path.staffBookings(state)[0]?.view?.icsSequence, outbox(state)]).toEqual([2, ['register', 'mail sessionMoved']]);
    // Of a wish that was given up since, nothing is heard.
    const other = path.seatChanged(withRequest(), workshop({ seq: seq + 1, rev: 3, icsSequence: 2 }), REGISTERED);
    expect(path.staffBookings(answered(other, workshop()))[0]?.view?.icsSequence).toBe(workshop().icsSequence);
  });

  test('a person who can’t come frees the first session ahead, whichever it is', () => {
    const both = answered(withRequest(seated()), workshop({ start: at('2026-12-01T09:00:00.000Z') }));
    const first = path.unable(both, unable('cannotCome'));
    expect([path.staffBookings(first), path.ownView(first)?.sessionId, outbox(first)]).toEqual([
      [],
      'info-a',
      ['release', 'mail released'],
    ]);
    const second = path.unable(finish(finish(first)), unable('cannotCome'));
    expect(outbox(second)).toEqual(['release', 'invite']);
    expect(path.staffBookings(path.unable(both, unable('withdraw')))).toEqual([]);
  });

  test('a mail whose turn comes speaks of the seat as it stands then', () => {
    const moved = path.seatChanged(holds(), workshop({ rev: 2, icsSequence: 1 }), REGISTERED);
    expect(path.viewFor(moved, { mail: 'seat', view: workshop() })?.icsSequence).toBe(1);
    expect(path.viewFor(path.unable(moved, unable('cannotCome')), { mail: 'seat', view: workshop() })).toBeNull();
  });
});

describe('a seat that comes free', () => {
  const hold = at('2026-12-01T13:30:00.000Z');
  const waiting = (more: Partial<Person> = {}, holdUntil: Plan['holdUntil'] = hold) =>
    path.planned(seated(begin(more), { status: 'waiting', rank: 1 }), plan({ holdUntil }));
  const freed = (state: path.PathState, now: string) => path.seatChanged(state, view({ rev: 2 }), at(now));

  test('is a mail two working days before and earlier, a call after that', () => {
    expect(outbox(freed(waiting(), '2026-12-01T13:29:59.000Z'))).toEqual(['mail seat']);
    const late = freed(waiting(), '2026-12-01T13:30:00.000Z');
    expect([outbox(late), calls(late).map(({ urgent }) => urgent)]).toEqual([[], [true]]);
    // Nobody releases that seat for a deadline of the time before.
    expect(path.ownView(path.tick(late, '2026-12-03T12:00:00.000Z'))?.status).toBe('reserved');
  });

  test('is a call for whoever was invited late, and always a mail where there is no phone', () => {
    expect(outbox(freed(waiting({}, null), '2026-12-02T10:00:00.000Z'))).toEqual([]);
    expect(outbox(freed(waiting({}, null), '2026-11-20T10:00:00.000Z'))).toEqual(['mail seat']);
    expect(outbox(freed(waiting({ phone: null }), '2026-12-03T10:00:00.000Z'))).toEqual(['mail seat']);
  });

  test('is one call where there is no address, in place of the one about the waiting list', () => {
    const state = freed(waiting(NO_MAIL), '2026-11-20T10:00:00.000Z');
    expect(calls(state)).toHaveLength(1);
    expect(calls(state)[0]?.title).toContain('Une place s’est libérée');
  });
});

describe('reminders', () => {
  const DAY = 24 * 3600_000;
  const instant = (ms: number) => new Date(ms).toISOString();
  /** The rule of the deadlines, simply: J-7 for those invited a fortnight ahead, J-1, neither for whoever was invited after it. */
  const moments = (start: string, invitedAt: string): Pick<Plan, 'reminderWeek' | 'reminderDay' | 'holdUntil'> => {
    const [begins, invited] = [Date.parse(start), Date.parse(invitedAt)];
    const after = (ms: number) => (invited < ms ? at(instant(ms)) : null);
    return {
      reminderWeek: begins - invited >= 14 * DAY ? after(begins - 7 * DAY) : null,
      reminderDay: after(begins - DAY),
      holdUntil: null,
    };
  };

  test('nobody gets two of one kind for one session at one time, one of a session that began, or one planned before the invitation', () => {
    const base = Date.parse('2026-11-02T09:00:00.000Z');
    const step = fc.oneof(
      fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ do: fc.constant('move' as const), days: fc.integer({ min: 1, max: 40 }), place: fc.boolean() }),
      fc.record({ do: fc.constantFrom('pause' as const, 'unable' as const, 'otherDate' as const, 'news' as const) }),
    );
    let mailed = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (steps, ahead) => {
        let now = base;
        let sessions = 0;
        const sent = new Set<string>();
        const wrong: string[] = [];
        const carryOut = (state: path.PathState): path.PathState => {
          const [next] = state.outbox;
          if (next === undefined) return state;
          let after = state;
          if (next.kind === 'invite' && next.seq === state.search.seq) {
            const start = instant(now + ahead * DAY);
            sessions += 1;
            const seat = view({ sessionId: `info-${sessions}`, seq: next.seq, start: at(start), end: at(start) });
            const plans = plan(moments(start, instant(now)));
            after = path.invited(state, { seq: next.seq, view: seat, plan: plans, at: at(instant(now)), mail: next.mail });
          }
          if (next.kind === 'register') {
            const start = instant(now + ahead * DAY);
            const seat = workshop({ seq: next.seq, start: at(start), end: at(start) });
            const plans = plan(moments(start, instant(now)));
            after = path.placed(state, { seq: next.seq, sessionId: next.sessionId, view: seat, plan: plans, at: at(instant(now)) });
          }
          if (next.kind === 'mail' && (next.mail === 'reminderDay' || next.mail === 'reminderWeek')) {
            const spoken = path.viewFor(state, next);
            if (spoken !== null) {
              const key = `${next.mail} ${spoken.sessionId} ${spoken.start.at}`;
              if (sent.has(key)) wrong.push(`twice: ${key}`);
              if (spoken.start.at <= instant(now)) wrong.push(`too late: ${key}`);
              if (sent.has(key.replace('Week', 'Day')) && next.mail === 'reminderWeek') wrong.push(`the wrong way round: ${key}`);
              sent.add(key);
              mailed += 1;
            }
          }
          return carryOut(path.done(after, next.id));
        };
        const replan = (state: path.PathState): path.PathState => {
          const { view: seat = null, invitedAt = null } = path.ownBooking(state) ?? {};
          const fresh = path.planned(state, plan(seat && invitedAt ? moments(seat.start.at, invitedAt) : {}));
          const stale = path.staleBooking(fresh);
          return stale?.view && stale.invitedAt
            ? path.bookingPlanned(fresh, stale, plan(moments(stale.view.start.at, stale.invitedAt)))
            : fresh;
        };
        const wake = (state: path.PathState): path.PathState => {
          const planned = JSON.parse(JSON.stringify(replan(state))) as path.PathState;
          return carryOut(path.tick(planned, instant(now)));
        };
        let state = wake(path.followedUp(begin(), followUp({ registerFor: 'atelier' })));
        let rev = 1;
        for (const one of steps) {
          rev += 1;
          if (one.do === 'wait') now += one.days * DAY;
          const when = at(instant(now));
          if (one.do === 'move') {
            const current = one.place ? path.staffBookings(state)[0]?.view : path.ownView(state);
            const start = at(instant(now + one.days * DAY));
            if (current) state = path.seatChanged(state, { ...current, rev, icsSequence: rev, start, end: start }, when);
          }
          const own = path.ownView(state);
          if (one.do === 'news' && own) state = path.seatChanged(state, { ...own, rev }, when);
          if (one.do === 'pause') state = path.followedUp(state, followUp({ decision: 'pause', until: at(instant(now + 5 * DAY)) }, when));
          if (one.do === 'unable') state = path.unable(state, unable('cannotCome', when));
          if (one.do === 'otherDate') state = path.unable(state, unable('anotherDate', when));
          state = wake(state);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(mailed).toBeGreaterThan(300);
  });
});

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttendanceMark, SessionAction } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import type { Seat, SessionState } from './session.ts';
import * as session from './session.ts';
import { at, EMPTY_SHEET, MERE_DECISION, start } from './session-fixtures.ts';

const [FIRST_DAY, SECOND_DAY] = ['2026-12-03', '2026-12-04'];
const [BEFORE_LIST, AFTER_LIST] = ['2026-12-01T08:00:00.000Z', '2026-12-02T12:00:00.000Z'];

const REFS = ['A', 'B', 'C', 'D', 'E', 'F', 'G'] as const;

/** What one person asks: `step` raises their seq, repeats it, or comes late with a lower one. */
interface Wish {
  readonly ref: (typeof REFS)[number];
  readonly step: 1 | 0 | -1;
  readonly want: SeatRequest['want'];
}

/** Where they live and when they registered: what their rank in a waiting list comes from. */
type People = Readonly<Record<(typeof REFS)[number], Pick<SeatRequest, 'priority' | 'arrival'>>>;

type Command =
  | { readonly does: 'ask'; readonly wishes: readonly Wish[] }
  | { readonly does: 'sendList' }
  | { readonly does: 'freezeNumbers' }
  | { readonly does: 'closeWaitingList' }
  | { readonly does: 'readChanges' }
  | { readonly does: 'hearChanges' }
  | { readonly does: 'touch' }
  | { readonly does: 'look' }
  | { readonly does: 'cancel' }
  | {
      readonly does: 'attendance';
      readonly rows: Readonly<Record<string, AttendanceMark>>;
      readonly response: string;
      readonly hour: number;
    }
  | { readonly does: 'decide'; readonly action: SessionAction }
  | { readonly does: 'move'; readonly late: boolean; readonly otherDay: boolean };

/** What comes without anything besides. */
type Plain = Exclude<Command['does'], 'ask' | 'attendance' | 'decide' | 'move'>;

const wish: fc.Arbitrary<Wish> = fc.record({
  ref: fc.constantFrom(...REFS),
  step: fc.constantFrom(1, 1, 1, 0, -1),
  want: fc.constantFrom('seat', 'seatOrWait', 'seatOrWait', 'none'),
});
const person = fc.record({
  priority: fc.boolean(),
  arrival: fc.integer({ min: 1, max: 5 }).map((day) => `2026-11-0${day}T08:00:00.000Z`),
});
const people: fc.Arbitrary<People> = fc.record({ A: person, B: person, C: person, D: person, E: person, F: person, G: person });
const plainly = (...does: readonly Plain[]) => fc.constantFrom(...does).map((one): Command => ({ does: one }));
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 60, arbitrary: fc.record({ does: fc.constant('ask' as const), wishes: fc.array(wish, { minLength: 1, maxLength: 4 }) }) },
  { weight: 20, arbitrary: plainly('readChanges', 'hearChanges') },
  { weight: 8, arbitrary: plainly('touch', 'look', 'closeWaitingList') },
  { weight: 2, arbitrary: plainly('sendList', 'freezeNumbers') },
  { weight: 1, arbitrary: plainly('cancel') },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('move' as const), late: fc.boolean(), otherDay: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('decide' as const),
      action: fc.constantFrom<SessionAction>('accept', 'move', 'cancel', 'propose', 'substitute'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('attendance' as const),
      rows: fc.dictionary(
        fc.constantFrom('1', '2', '3', '9'),
        fc.constantFrom<AttendanceMark>('attended', 'excused', 'noShow'),
        { maxKeys: 3 }, // prettier-ignore
      ),
      response: fc.constantFrom('r1', 'r2'),
      hour: fc.integer({ min: 10, max: 20 }),
    }),
  },
);

/** One session and what its participants were told, from the outside: what a path asks and hears, what a list says. */
class World {
  state: SessionState;
  readonly met: Record<string, number>;
  readonly #people: People;
  readonly #seqs = new Map<string, number>();
  /** The last view that each path heard, by an answer or by news. */
  readonly #views = new Map<string, SeatView>();
  /** On a list that was sent: number → whose it is. */
  #rows = new Map<number, string>();
  #news: readonly SeatView[] = [];

  constructor(capacity: number, population: People, met: Record<string, number>) {
    this.#people = population;
    this.state = session.openSession(start(capacity));
    this.met = met;
  }

  run(one: Command): void {
    const before = this.state;
    if (one.does === 'ask') this.#ask(one.wishes);
    else if (one.does === 'readChanges') this.#readChanges();
    else if (one.does === 'hearChanges') this.#hearChanges();
    else this.state = changed(before, one);
    if (one.does === 'touch' || one.does === 'look' || (one.does === 'decide' && one.action !== 'cancel'))
      agree(this.state.seats, before.seats);
    if (one.does === 'decide' && one.action === 'cancel')
      agree(
        occupiedSeats(this.state).filter(({ attendance }) => attendance === null),
        [],
      );
    if (one.does === 'move' && this.state.mailed.list.length === 0) this.#rows = new Map();
    this.#count(one, before);
    this.#holds(before);
  }

  /** Whatever is still owed is told; then every path knows what the session knows. */
  end(): void {
    this.#news = session.unsentViews(this.state);
    this.#hearChanges();
    agree(session.unsentViews(this.state), []);
    for (const [ref, view] of this.#views) agree(whatCounts(view), whatCounts(this.#view(ref)));
  }

  /** As at continue-as-new: what was answered is found again after it. */
  throughJson(): void {
    this.state = JSON.parse(JSON.stringify(this.state)) as SessionState;
    this.#answersAreFoundAgain();
  }

  #ask(wishes: readonly Wish[]): void {
    const requests = wishes.map((one) => this.#request(one));
    const isVain = session.wouldAllBeRefused(this.state, requests);
    const before = this.state;
    const { state, views } = session.setSeats(before, requests, BEFORE_LIST);
    this.state = state;
    agree(views.length, requests.length);
    for (const [index, request] of requests.entries()) this.#answered(request, views[index]);
    // The validator refuses without an event only what would have given nobody a place.
    if (isVain) agree(occupiedSeats(state), occupiedSeats(before));
    this.#meet('refusedByValidator', isVain);
  }

  #request({ ref, step, want }: Wish): SeatRequest {
    const last = this.#seqs.get(ref) ?? 0;
    const seq = Math.max(1, last + step);
    this.#seqs.set(ref, Math.max(last, seq));
    this.#meet('repeated', step === 0 && last > 0);
    this.#meet('stale', step === -1 && last > 1);
    return { ref, seq, want, name: `${ref} M.`, ...this.#people[ref] };
  }

  /** What the recorded wish is answered, any other is refused. */
  #answered({ ref, seq }: SeatRequest, view: SeatView | undefined): void {
    const own = this.#view(ref);
    if (own?.seq !== seq) {
      agree([view?.ref, view?.seq, view?.status, view?.rev], [ref, seq, 'refused', 0]);
      this.#meet('refused', true);
      return;
    }
    agree(view, own);
    const lastView = this.#views.get(ref);
    agree(own.rev >= (lastView?.rev ?? 0), true);
    // The answer to a request that comes a second time, late, reaches nobody any more.
    if (seq > (lastView?.seq ?? 0)) this.#views.set(ref, own);
  }

  /** News are on their way from here on: answers and changes may overtake them. */
  #readChanges(): void {
    this.#news = session.unsentViews(this.state);
    for (const view of this.#news) {
      agree(view, this.#view(view.ref));
      agree(view.rev > (this.#views.get(view.ref)?.rev ?? 0), true);
    }
    agree(new Set(this.#news.map(({ ref }) => ref)).size, this.#news.length);
  }

  #hearChanges(): void {
    for (const view of this.#news) if (view.rev > (this.#views.get(view.ref)?.rev ?? 0)) this.#views.set(view.ref, view);
    this.#meet('news', this.#news.length > 0);
    this.state = session.markSent(this.state, this.#news);
    this.#news = [];
  }

  #holds(before: SessionState): void {
    const { state } = this;
    const reserved = session.reservedSeats(state);
    const waiting = waitersOf(state);
    agree(reserved.slice(state.start.capacity), []);
    agree(session.seatsLeft(state), state.start.capacity - reserved.length);
    if (waiting.length > 0) agree([reserved.length, state.cancelled], [state.start.capacity, false]);
    const ranks = waiting.toSorted((one, other) => (comesBefore(one, other) ? -1 : 1)).map(({ ref }) => this.#view(ref)?.rank);
    agree(
      [...ranks.entries()],
      [...ranks.keys()].map((index) => [index, index + 1]),
    );
    this.#nobodyIsPassedOver(before);
    this.#numbersStay(reserved);
    const younger = Object.values(state.seats).filter(({ ref, rev }) => rev < (before.seats[ref]?.rev ?? 0));
    agree(younger, []);
  }

  /** Whoever got a seat: nobody who waited all the while, and still waits, comes before them. */
  #nobodyIsPassedOver(before: SessionState): void {
    const seated = session.reservedSeats(this.state).filter(({ ref }) => before.seats[ref]?.status !== 'reserved');
    const patient = waitersOf(this.state).filter(
      ({ ref, seq }) => before.seats[ref]?.status === 'waiting' && before.seats[ref].seq === seq,
    );
    for (const seat of seated)
      agree(
        patient.filter((waiter) => comesBefore(waiter, seat)),
        [],
      );
    this.#meet(
      'promoted',
      seated.some(({ ref }) => before.seats[ref]?.status === 'waiting'),
    );
    this.#meet('promotedPastOthers', seated.length > 0 && patient.length > 0);
  }

  #numbersStay(reserved: readonly Seat[]): void {
    const numbered = reserved.flatMap(({ ref, number }) => (number === null ? [] : [[number, ref] as const]));
    agree(new Set(numbered.map(([number]) => number)).size, numbered.length);
    if (this.state.mailed.list.length === 0) return;
    for (const [number, ref] of numbered) {
      agree([number, this.#rows.get(number) ?? ref], [number, ref]);
      this.#rows.set(number, ref);
    }
    this.#meet('numbered', numbered.length > 0);
  }

  /** The same question at the equal seq, whatever it asks for now: the recorded answer, and no seat moves. */
  #answersAreFoundAgain(): void {
    const seats = Object.values(this.state.seats);
    const again = session.setSeats(
      this.state,
      seats.map(({ ref, seq }) => ({ ref, seq, want: 'none', priority: true, name: 'X', arrival: '2026-01-01T00:00:00.000Z' })),
      BEFORE_LIST,
    );
    agree(
      again.views,
      seats.map(({ ref }) => this.#view(ref)),
    );
    agree(untoldLess(again.state), untoldLess(this.state));
  }

  #view(ref: string): SeatView | null {
    return session.viewOf(this.state, ref);
  }

  #count(one: Command, before: SessionState): void {
    this.#meet(one.does, true);
    this.#meet('listClosed', one.does === 'closeWaitingList' && waitersOf(before).length > 0);
    this.#meet('cancelledWithPeople', one.does === 'cancel' && session.reservedSeats(before).length > 0);
    this.#meet(
      'attended',
      Object.values(this.state.seats).some(({ attendance }) => attendance === 'attended'),
    );
  }

  #meet(what: string, met: boolean): void {
    this.met[what] = (this.met[what] ?? 0) + Number(met);
  }
}

type Outside = Exclude<Command, { readonly does: 'ask' | 'readChanges' | 'hearChanges' }>;

/** What is no longer heard once staff have cancelled. */
const OF_A_STANDING_SESSION: ReadonlySet<Command['does']> = new Set(['look', 'move', 'cancel', 'sendList', 'closeWaitingList']);

function changed(state: SessionState, one: Outside): SessionState {
  if (state.cancelled && OF_A_STANDING_SESSION.has(one.does)) return state;
  switch (one.does) {
    case 'sendList':
      return { ...session.freezeNumbers(state), mailed: { ...state.mailed, list: state.start.facilitators } };
    case 'freezeNumbers':
      return session.freezeNumbers(state);
    case 'closeWaitingList':
      return session.closeWaitingList(state);
    case 'touch':
      return session.touched(state, { eventId: 'e1', fingerprint: 'staff', answered: true }, BEFORE_LIST);
    case 'look':
      return session.followed(state, standing(BEFORE_LIST));
    case 'move':
      return session.followed(state, { ...standing(one.late ? AFTER_LIST : BEFORE_LIST), moved: elsewhere(state, one) });
    case 'cancel':
      return session.followed(state, { found: 'gone', at: at(BEFORE_LIST) });
    case 'decide':
      return session.decidedByForm(state, decision(one.action));
    case 'attendance':
      return session.takeAttendance(state, sheet(one));
  }
}

type Standing = Extract<Parameters<typeof session.followed>[1], { readonly found: 'standing' }>;

function standing(when: string): Standing {
  const event = { eventId: 'e1', mailbox: 'groupement@aile.example.org', fingerprint: 'f1', title: 'Information collective' };
  return { found: 'standing', at: at(when), ...event, moved: null, isAllDay: false, mended: false, unmended: false };
}

/** To another room; on the same day, what was printed stays right. */
function elsewhere({ start: { plan } }: SessionState, { otherDay }: { readonly otherDay: boolean }): NonNullable<Standing['moved']> {
  const day = plan.start.at.slice(0, 10) === FIRST_DAY ? SECOND_DAY : FIRST_DAY;
  const on = (moment: Moment) => (otherDay ? at(`${day}${moment.at.slice(10)}`) : moment);
  return { plan: { ...plan, start: on(plan.start), end: on(plan.end) }, place: { name: 'Mairie annexe', address: '' } };
}

function decision(action: SessionAction): Parameters<typeof session.decidedByForm>[1] {
  const newStart = at('2026-12-10T13:30:00.000Z');
  const origin = { formId: 'F-FUP', responseId: action, submitted: at(BEFORE_LIST) };
  return {
    origin,
    staff: 's3',
    staffName: 'Farid',
    action,
    ...MERE_DECISION,
    anySession: true,
    newStart,
    newStartTyped: '2026-12-10 14:30',
  };
}

function sheet({ rows, response, hour }: Extract<Command, { readonly does: 'attendance' }>): Parameters<typeof session.takeAttendance>[1] {
  const origin = { formId: 'F-ATT', responseId: response, submitted: at(`2026-12-06T${hour}:00:00.000Z`) };
  return { origin, staff: 's1', ...EMPTY_SHEET, rows };
}

function occupiedSeats({ seats }: SessionState): readonly Seat[] {
  return Object.values(seats).filter(({ status }) => status === 'reserved' || status === 'waiting');
}

function waitersOf({ seats }: SessionState): readonly Seat[] {
  return Object.values(seats).filter(({ status }) => status === 'waiting');
}

/** Said anew, not asked of the code under test: priority neighbourhoods first, then order of arrival, then the reference. */
function comesBefore(one: Seat, other: Seat): boolean {
  if (one.priority !== other.priority) return one.priority;
  return one.arrival === other.arrival ? one.ref < other.ref : one.arrival < other.arrival;
}

/** Whoever has or awaits a seat must know time and place too; a rank moves without a word. */
function whatCounts(view: SeatView | null): Partial<SeatView> | null {
  if (view === null) return null;
  const { ref, seq, rev, status, attendance } = view;
  const isComing = (status === 'reserved' || status === 'waiting') && attendance === null;
  return isComing ? { ...view, rank: null } : { ref, seq, rev, status, attendance };
}

/** Without what was told: an answer tells, and changes nothing else. */
function untoldLess({ seats }: SessionState): readonly Seat[] {
  return Object.values(seats).map((seat) => ({ ...seat, notifiedRev: 0 }));
}

/** A matcher compares slowly, and this is asked a million times: only where it differs does it have to show how. */
function agree(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}

test('seats: whatever comes in whatever order, through JSON, none is lost, given twice, jumped for or left unsaid', () => {
  const met: Record<string, number> = {};
  const step = fc.record({ command, json: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), people, fc.array(step, { minLength: 10, maxLength: 40 }), (capacity, population, steps) => {
      const world = new World(capacity, population, met);
      for (const { command: one, json } of steps) {
        if (json) world.throughJson();
        world.run(one);
      }
      world.end();
    }),
    { numRuns: RUNS },
  );
  // Each of these must have come about many times, or nothing was shown of it.
  expect(MUST_BE_MET.filter((what) => (met[what] ?? 0) < OFTEN)).toEqual([]);
});

const RUNS = 1200;
const OFTEN = 30;
const MUST_BE_MET =
  `ask sendList freezeNumbers closeWaitingList readChanges hearChanges touch look cancel attendance decide move refusedByValidator repeated stale
  refused news promoted promotedPastOthers numbered listClosed cancelledWithPeople attended`.split(/\s+/);

test('whoever gave their seat back, and comes again once the session is postponed, is on the next list like everybody', () => {
  const request = (ref: string, seq: number, want: SeatRequest['want']) => ({ ref, seq, want, name: ref, priority: false, arrival: ref });
  const ask = (state: SessionState, ...requests: SeatRequest[]) => session.setSeats(state, requests, BEFORE_LIST).state;
  const seated = ask(session.openSession(start(5)), request('A', 1, 'seat'), request('B', 1, 'seat'));
  const without = ask(changed(seated, { does: 'sendList' }), request('A', 2, 'none'));
  const postponed = changed(without, { does: 'move', late: false, otherDay: true });
  const back = ask(postponed, request('A', 3, 'seat'), request('C', 1, 'seat'));
  expect(session.reservedSeats(session.freezeNumbers(back)).map(({ ref, number }) => [ref, number])).toEqual([
    ['A', 1],
    ['B', 2],
    ['C', 3],
  ]);
});

import { fileURLToPath } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Moment } from '../../domain/moment.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import type { Invitation } from '../../workflows/participant-path/contract.ts';
import { linesForStaff } from '../../workflows/participant-path/lines-for-staff.ts';
import * as path from '../../workflows/participant-path/path.ts';
import { begin } from '../../workflows/participant-path/path-fixtures.ts';
import { seatsLeft, setSeats, viewOf } from '../../workflows/session/seats.ts';
import { start } from '../../workflows/session/session-fixtures.ts';
import { openSession, type SessionState } from '../../workflows/session/state.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import type { SeatClient } from '../session/seat-client.ts';
import { createInvitationActivities } from './invitations.ts';

/** Sessions as they decide, paths as they decide, and the activity between them: only Temporal is left out. */
const REF = 'GC-7K3M-9QXD';
const shipped = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const programme = { ...shipped, officeHours: { always: true as const } };
const deadlines = createDeadlines(programme);

/** Whatever the clock says when the tests run, these sessions are to come. */
function later(session: SessionStart): SessionStart {
  const { start: begins, end } = session.plan;
  const far = ({ at, label }: Moment): Moment => ({ at: at.replace('2026', '2099'), label });
  return { ...session, plan: { ...session.plan, start: far(begins), end: far(end) } };
}

class Town {
  readonly sessions = new Map<string, SessionState>();
  readonly mails: string[] = [];
  /** What happens between the new seat and the giving back of the old place. */
  meanwhile: () => void = () => undefined;
  /** What happens once the seat is found and before its mail leaves. */
  beforeMail: (messageId: string) => void = () => undefined;
  /** Message-IDs of which nobody heard whether they arrived. */
  readonly submitted = new Set<string>();

  session(id: string, capacity: number): this {
    this.sessions.set(id, openSession({ ...later(start(capacity)), id }));
    return this;
  }
  async set(id: string, request: SeatRequest): Promise<SeatView | null> {
    const session = this.sessions.get(id);
    if (!session) return null;
    const { state, views } = setSeats(session, [request], '2026-11-20T08:00:00Z');
    this.sessions.set(id, state);
    return views[0] ?? null;
  }
  ask(id: string, ref: string, want: SeatRequest['want'], { priority = false, seq = 1, arrival = '2026-11-01T08:00:00Z' } = {}) {
    return this.set(id, { ref, seq, want, priority, name: ref, arrival });
  }
  of(id: string, ref = REF): SeatView | null {
    const state = this.sessions.get(id);
    return state ? viewOf(state, ref) : null;
  }
  readonly worklist: SeatClient = {
    openSessions: () => Promise.resolve([...this.sessions.keys()]),
    areAnySilent: () => false,
    takeIfRoom: async (id, request) => {
      const session = this.sessions.get(id);
      return session && seatsLeft(session) > 0 ? await this.set(id, request) : null;
    },
    set: (id, request) => this.set(id, request),
    view: (id, ref) => {
      this.meanwhile();
      return Promise.resolve(this.of(id, ref));
    },
  };
  readonly activities = createInvitationActivities({
    programme,
    deadlines,
    checkpoint: { claim: () => Promise.resolve(), last: () => undefined, beat: () => Promise.resolve() },
    seats: this.worklist,
    personal: (ref) => ref,
    sender: {
      isInDoubt: (messageId) => this.submitted.has(messageId),
      send: (mail) => {
        if (this.submitted.has(mail.messageId)) return Promise.resolve('inDoubt');
        this.beforeMail(mail.messageId);
        this.mails.push(mail.messageId);
        return Promise.resolve('sent');
      },
    },
    links: { prefilled: () => Promise.resolve('https://forms.example.org/') },
    composer: { compose: () => ({ subject: '', text: '', html: '', attachments: [] }) },
  });

  /** Carries out the outbox as the path's workflow does. */
  async carryOut(state: path.PathState): Promise<path.PathState> {
    let next = state;
    for (let [command] = next.outbox; command; [command] = next.outbox) {
      const request = this.requestOf(next, command.kind === 'invite' || command.kind === 'release' ? command.seq : 0);
      if (command.kind === 'release') await this.activities.releaseSeat({ sessionId: command.sessionId, request });
      if (command.kind === 'invite' && command.seq === next.search.seq) {
        const { seq, mail: kind, why, quiet = false, from } = command;
        const to = { ref: REF, firstName: 'Léa', email: 'lea@example.org', assignment: next.plan.assignment, lastMailAt: null };
        const mail = { kind, n: path.mailNumber(next, kind), why, to, quiet };
        const search = {
          request,
          plan: path.planRequest(next),
          mail,
          except: next.search.declined ?? [],
          ...(from === undefined ? {} : { waitingAt: from }),
        };
        const answer = (await new MockActivityEnvironment().run(this.activities.invite, search)) as Invitation;
        next = path.invited(next, {
          seq,
          view: answer.view,
          plan: answer.plan,
          at: answer.at,
          mail: kind,
          ...(from === undefined ? {} : { from }),
        });
        next = path.releasePlaces(next, { seq, toRelease: answer.toRelease });
        if (answer.mail) next = path.mailed(next, { kind, n: mail.n, at: answer.at, why, outcome: answer.mail });
      }
      next = path.done(next, command.id);
    }
    return next;
  }

  private requestOf(state: path.PathState, seq: number): SeatRequest {
    return { ref: REF, seq, want: 'seat', priority: state.person.priorityNeighbourhood, name: 'Léa M.', arrival: state.registeredAt.at };
  }
}

/** Everybody's seat is taken at `full`; Léa waits there behind two, before one. */
async function waits(): Promise<{ readonly town: Town; readonly state: path.PathState }> {
  const town = new Town().session('full', 1);
  await town.ask('full', 'GC-HELD', 'seat');
  await town.ask('full', 'GC-FIRST', 'seatOrWait', { priority: true, arrival: '2026-10-01T08:00:00Z' });
  await town.ask('full', 'GC-SECOND', 'seatOrWait', { priority: true, arrival: '2026-10-02T08:00:00Z' });
  const state = await town.carryOut(begin());
  await town.ask('full', 'GC-LAST', 'seatOrWait', { arrival: '2026-11-20T08:00:00Z' });
  expect(town.of('full')).toMatchObject({ status: 'waiting', rank: 3 });
  expect(town.mails).toHaveLength(1);
  return { town, state };
}

test('a session that opens gives a seat to whoever waits elsewhere: one mail, and their place in the other list goes', async () => {
  const { town, state } = await waits();
  const seated = await town.carryOut(path.lookAgain(state));
  expect(path.ownView(seated)?.sessionId).toBe('full');
  town.session('new', 4);
  const moved = await town.carryOut(path.lookAgain(seated));
  expect(path.ownView(moved)).toMatchObject({ sessionId: 'new', status: 'reserved' });
  expect([town.of('full')?.status, town.of('full', 'GC-LAST')?.rank]).toEqual(['released', 3]);
  expect(town.mails).toEqual([expect.stringContaining('.confirmation.1@'), expect.stringContaining('.seat.1@')]);
  // They hold a seat now: the next session is nothing to them.
  expect(path.lookAgain(moved)).toBe(moved);
});

test('where nothing is found nothing changes: the same rank, no mail, and nothing left to do', async () => {
  const { town, state } = await waits();
  town.session('full-too', 1);
  await town.ask('full-too', 'GC-OTHER', 'seat');
  const before = town.of('full');
  const looked = await town.carryOut(path.lookAgain(state));
  expect([town.of('full'), town.of('full-too'), town.mails.length]).toEqual([before, null, 1]);
  const { search: _, commands: __, ...rest } = looked;
  const { search: ___, commands: ____, ...others } = state;
  expect(rest).toEqual(others);
  expect([path.ownView(looked), path.lookAgainAt(looked)]).toEqual([path.ownView(state), null]);
});

test('a worker dies before its answer arrives, and the session that it found is cancelled meanwhile: the place in the list is still theirs', async () => {
  const { town, state } = await waits();
  town.session('new', 4);
  town.beforeMail = (messageId) => {
    town.submitted.add(messageId);
    throw new Error('killed');
  };
  const looking = path.lookAgain(state);
  await expect(town.carryOut(looking)).rejects.toThrow('killed');
  town.sessions.delete('new');
  const looked = await town.carryOut(looking);
  expect(path.ownView(looked)).toMatchObject({ sessionId: 'full', status: 'waiting', rank: 3 });
  expect(town.of('full')).toMatchObject({ status: 'waiting', rank: 3 });
  // The mail that spoke of the other seat may have arrived.
  expect(looked.mails.at(-1)).toMatchObject({ kind: 'seat', outcome: 'inDoubt' });
  expect(linesForStaff(looked).map(({ kind }) => kind)).toEqual(['mailInDoubt']);
});

test('a place that comes free in the same moment is kept, and the other seat goes back', async () => {
  const { town, state } = await waits();
  town.session('new', 4);
  town.meanwhile = () => {
    town.meanwhile = () => undefined;
    for (const ref of ['GC-HELD', 'GC-FIRST', 'GC-SECOND']) void town.ask('full', ref, 'none', { seq: 2 });
  };
  const looked = await town.carryOut(path.lookAgain(state));
  expect([town.of('full')?.status, town.of('new')?.status, town.mails.length]).toEqual(['reserved', 'released', 1]);
  const promoted = path.seatChanged(looked, { ...viewAt(town, 'full') }, begin().registeredAt);
  expect([path.ownView(promoted)?.status, promoted.outbox.map(({ kind }) => kind)]).toEqual(['reserved', ['mail']]);
  // A later wish is understood by the session that took the seat back.
  const declined = path.unable(
    { ...promoted, outbox: [] },
    { origin: { formId: 'F-UNA', responseId: 'u1', submitted: begin().registeredAt }, answer: 'cannotCome' },
  );
  expect(path.ownView(await town.carryOut(declined))).toMatchObject({ sessionId: 'new', status: 'reserved' });
});

test('told of sessions in any order, a path asks once each time, never mails in vain, and never loses its rank', async () => {
  let looked = 0;
  const opening = fc.record({ capacity: fc.integer({ min: 1, max: 2 }), isTaken: fc.boolean(), times: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(opening, { maxLength: 6 }), async (openings) => {
      const { town, state } = await waits();
      let next = state;
      for (const [index, { capacity, isTaken, times }] of openings.entries()) {
        town.session(`session-${index}`, capacity);
        if (isTaken) for (let seat = 0; seat < capacity; seat += 1) await town.ask(`session-${index}`, `GC-${seat}`, 'seat');
        for (let time = 0; time < times; time += 1) {
          const looking = path.lookAgain(next);
          expect(looking.outbox.length).toBe(path.ownView(next)?.status === 'waiting' ? 1 : 0);
          // Told again before it is done: once is enough.
          expect(path.lookAgain(looking)).toBe(looking);
          next = JSON.parse(JSON.stringify(await town.carryOut(looking))) as path.PathState;
          expect(next.outbox).toEqual([]);
          looked += 1;
        }
      }
      const found = openings.some(({ isTaken }) => !isTaken);
      expect(path.ownView(next)).toMatchObject(found ? { status: 'reserved' } : { sessionId: 'full', status: 'waiting', rank: 3 });
      expect(town.mails).toHaveLength(found ? 2 : 1);
      expect(town.of('full')).toMatchObject(found ? { status: 'released' } : { status: 'waiting', rank: 3 });
    }),
    { numRuns: 60 },
  );
  expect(looked).toBeGreaterThan(60);
});

function viewAt(town: Town, id: string): SeatView {
  const view = town.of(id);
  if (view === null) throw new Error('no seat');
  return view;
}

import { createHash } from 'node:crypto';
import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { expect } from 'vitest';
import { nameOf, registered } from '../../acceptance/people.ts';
import type { FollowUp } from '../../domain/facts.ts';
import { makeReference } from '../../domain/reference.ts';
import type { SeatRequest } from '../../domain/seat.ts';
import { followUpRecorded } from '../../workflows/participant-path/contract.ts';
import { seatSet, seatView } from '../../workflows/session/contract.ts';
import { roomFor, sessionAt } from '../support/programme.ts';
import { SAYS_NOTHING } from '../support/says-nothing.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Where people who are nobody's path take seats and give them back while it continues as new. */
const SESSION = 'atelier-orage';
const MONTH = 30 * 24 * 3600;
const TAKERS = 4;
const ROUNDS_OF_TAKERS = 7;
/** A path's journal keeps 200 lines, five for four signals: what was sent is counted before it falls out. */
const COUNTED_AT_ONCE = 140;

export interface Measured {
  /** Forced continue-as-news, by type of workflow. */
  readonly renewals: Readonly<Record<string, number>>;
  readonly signals: number;
  readonly updates: number;
  readonly worklistMails: number;
}

/** Twice the seats that are needed: nobody finds the last one gone. */
const offeredTo = (people: number) => roomFor(2 * people, 'info-orage', 30);

/** A stack whose server asks every workflow to continue as new after 20 events, with seats for `people`. */
export async function startStormyStack(people: number): Promise<Stack> {
  return await startStack({
    dynamicConfig: ['limit.historyCount.suggestContinueAsNew=20'],
    config: { sessions: [...offeredTo(people), sessionAt(SESSION, [MONTH, MONTH + 7200], { kind: 'workshop' })] },
  });
}

/**
 * Traffic to `people` paths, one session and the worklists until `renewals` continue-as-news were forced; then counts every message where it
 * must have arrived: each signal exactly once in its path's journal, each update's answer in the session, each item in a worklist's mail.
 */
export async function storm(stack: Stack, { people, renewals }: { readonly people: number; readonly renewals: number }): Promise<Measured> {
  const { sandbox, server } = stack;
  const responses = await sandbox.import(Array.from({ length: people }, (_, index) => registered(nameOf(index))));
  const refs = responses.map((id) => server.reference(id));
  await stack.until(async () => (await server.paths("GcStage = 'invited'")).length === people, 'everybody is invited');

  const sent = new Map<string, string[]>(refs.map((ref) => [ref, []]));
  const seats = new Map<string, SeatRequest>();
  let signals = 0;
  let updates = 0;
  for (let round = 0; ; round++) {
    const byType = await renewalsOf(stack);
    const calm = sum(byType) >= renewals;
    if (calm && Object.values(byType).every((count) => count > 0)) break;
    const most = Math.max(...[...sent.values()].map(({ length }) => length));
    if (most >= COUNTED_AT_ONCE) await checkJournals();
    const mailsBefore = (await worklistMailsNow()).length;
    await Promise.all([...refs.map((ref) => signalAll(ref, round)), updateSeats(round)]);
    // Worklists wait until no more comes before they write: once only they are behind, each round waits for their word.
    if (calm) await stack.until(async () => (await worklistMailsNow()).length > mailsBefore, 'a worklist says what is new');
  }
  await checkJournals();
  expect(signals).toBeGreaterThan(people);
  await checkSeats();
  const worklistMails = await checkWorklists();
  return { renewals: await renewalsOf(stack), signals, updates, worklistMails };

  /** A contact, then three attempts without an answer: « injoignable » is proposed on the referent's worklist. */
  async function signalAll(ref: string, round: number): Promise<void> {
    const path = server.client.workflow.getHandle(`participant-${ref}`);
    for (const [index, contact] of (['phone', 'attempt', 'attempt', 'attempt'] as const).entries()) {
      const label = `envoi ${round}.${index}`;
      await path.signal(followUpRecorded, factOf(ref, label, contact));
      sent.get(ref)?.push(label);
    }
  }

  /** Seats taken, and those of the round before given back: several updates in flight while the session continues as new. */
  async function updateSeats(round: number): Promise<void> {
    const session = server.client.workflow.getHandle(`session-${SESSION}`);
    await Promise.all(
      Array.from({ length: TAKERS }, async (_, index) => {
        const ref = makeReference(
          createHash('sha256')
            .update(`orage ${round % ROUNDS_OF_TAKERS} ${index}`)
            .digest(),
        );
        const seat = seats.get(ref);
        const request: SeatRequest = {
          ref,
          seq: (seat?.seq ?? 0) + 1,
          want: seat?.want === 'seat' ? 'none' : 'seat',
          priority: false,
          name: 'Orage T.',
          arrival: new Date().toISOString(),
        };
        const [view] = await withRetries(async () => await session.executeUpdate(seatSet, { args: [[request]] }));
        expect(view).toMatchObject({ ref, seq: request.seq, status: request.want === 'seat' ? 'reserved' : 'released' });
        seats.set(ref, request);
        updates += 1;
      }),
    );
  }

  /** Each signal since the last look stands in its path's journal exactly once. */
  async function checkJournals(): Promise<void> {
    for (const [ref, labels] of sent) {
      const journal = await stack.until(async () => {
        const details = await server.details(`participant-${ref}`);
        return labels.every((label) => details.includes(`- ${label} :`)) ? details : null;
      }, `every signal is in the journal of ${ref}`);
      for (const label of labels) expect([ref, label, journal.split(`- ${label} : T`).length - 1]).toEqual([ref, label, 1]);
      signals += labels.length;
      sent.set(ref, []);
    }
  }

  async function checkSeats(): Promise<void> {
    const session = server.client.workflow.getHandle(`session-${SESSION}`);
    for (const [ref, { seq, want }] of seats)
      expect(await session.query(seatView, ref)).toMatchObject({ seq, status: want === 'seat' ? 'reserved' : 'released' });
    const held = [...seats.values()].filter(({ want }) => want === 'seat').length;
    expect(seats.size).toBeGreaterThan(0);
    expect(await server.details(`session-${SESSION}`)).toContain(`${held} prises sur `);
    const offered = offeredTo(people).map(({ id }) => server.client.workflow.getHandle(`session-${String(id)}`));
    for (const ref of refs) {
      const views = await Promise.all(offered.map(async (one) => await one.query(seatView, ref)));
      expect(views.filter((view) => view?.status === 'reserved')).toHaveLength(1);
    }
  }

  async function worklistMailsNow() {
    return (await sandbox.mails()).filter(({ messageId }) => messageId.startsWith('<worklist-'));
  }

  /** The last round's items are all told, and no number of a worklist's mails is left out or used twice. */
  async function checkWorklists(): Promise<number> {
    await stack.until(async () => {
      const texts = (await worklistMailsNow()).map(({ text, html }) => text + html);
      return refs.every((ref) => texts.some((text) => text.includes(ref)));
    }, 'every file that nobody reaches is in a worklist’s mail');
    const ids = (await worklistMailsNow()).flatMap(({ messageId }) => (/^<worklist-[^.]+\./.test(messageId ?? '') ? [messageId] : []));
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    return ids.length;
  }
}

/** Of gRPC: what the server answers for an update whose workflow task failed. */
const FAILED_PRECONDITION = 9;

/**
 * An update may be given back: the task that carried it wanted to continue as new, a message came meanwhile, so the server fails that task and
 * answers « not ready ». The activity that asks for a seat is tried again then, with the same request; so is this.
 */
async function withRetries<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const cause = error instanceof ServiceError ? error.cause : null;
      if (!isGrpcServiceError(cause) || ![FAILED_PRECONDITION].includes(cause.code)) throw error;
    }
  }
}

async function renewalsOf({ server }: Stack): Promise<Readonly<Record<string, number>>> {
  const types = ['participantPath', 'session', 'staffWorklist'];
  const counts = await Promise.all(
    types.map(async (type) => {
      const { count } = await server.client.workflow.count(`WorkflowType = '${type}' AND ExecutionStatus = 'ContinuedAsNew'`);
      return [type, count] as const;
    }),
  );
  return Object.fromEntries(counts);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function factOf(ref: string, label: string, contact: 'phone' | 'attempt'): FollowUp {
  const now = { at: new Date().toISOString(), label };
  return {
    ...SAYS_NOTHING,
    origin: { formId: 'F-FUP', responseId: `${ref} ${label}`, submitted: now },
    staff: 's1',
    date: now,
    contact,
  };
}

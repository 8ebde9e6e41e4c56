import { createHash } from 'node:crypto';
import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { expect, test } from 'vitest';
import { type Random, seeded } from '../../acceptance/random.ts';
import { makeReference } from '../../domain/reference.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { seatSet, seatView } from '../../workflows/session/contract.ts';
import { sessionAt } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';

const SESSION = 'info-course';
const WORKFLOW = `session-${SESSION}`;
const MONTH = 30 * 24 * 3600;
const CAPACITY = 3;
const REFS = 12;
const CLIENTS = 4;
const UPDATES_EACH = 75;
/** A workflow takes ten updates at once; the paths' own come besides. */
const AT_ONCE = 2;

const ALL = Array.from({ length: REFS }, (_, index) => makeReference(createHash('sha256').update(`course ${index}`).digest()));

/** The side of three paths: what they asked last, and the newest that they heard. */
class Asker {
  readonly views = new Map<string, SeatView>();
  /** Greatest seq of each that was given a place in the session's memory. */
  readonly kept = new Map<string, number>();
  readonly counts = { updates: 0, requests: 0, refusedAtTheDoor: 0, retried: 0, stale: 0, repeated: 0 };
  readonly #client: Client;
  readonly #refs: readonly string[];
  readonly #random: Random;
  readonly #last = new Map<string, SeatRequest>();

  constructor(client: Client, refs: readonly string[], random: Random) {
    this.#client = client;
    this.#refs = refs;
    this.#random = random;
  }

  async run(): Promise<void> {
    const left = Array.from({ length: UPDATES_EACH }).entries();
    const one = async () => {
      for (const _ of left) await this.send(this.#batch());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  /** As after an answer that got lost: at the seq that the session remembers. */
  async askAgain(): Promise<readonly SeatView[]> {
    const again = await this.send([...this.kept].map(([ref, seq]) => this.#wish(ref, seq, 'none')));
    return again ?? [];
  }

  /** As the service's own activities: an error of the server's is asked again, a refusal at the door is an answer. */
  async send(requests: readonly SeatRequest[]): Promise<readonly SeatView[] | null> {
    this.counts.updates += 1;
    this.counts.requests += requests.length;
    for (let attempt = 1; ; attempt++) {
      try {
        const views = await this.#client.workflow.getHandle(WORKFLOW).executeUpdate(seatSet, { args: [requests] });
        for (const [index, { ref, seq }] of requests.entries()) this.#hear({ ref, seq }, views[index]);
        return views;
      } catch (error) {
        if (error instanceof WorkflowUpdateFailedError) {
          this.counts.refusedAtTheDoor += 1;
          return null;
        }
        if (attempt === 5) throw error;
        this.counts.retried += 1;
      }
    }
  }

  #hear({ ref, seq }: Pick<SeatRequest, 'ref' | 'seq'>, view: SeatView | undefined): void {
    if (view?.ref !== ref || view.seq !== seq) throw new Error(`${ref} asked with ${seq}, and is answered ${JSON.stringify(view)}`);
    // A refusal leaves nothing behind.
    if (view.rev === 0) return;
    this.kept.set(view.ref, Math.max(this.kept.get(view.ref) ?? 0, view.seq));
    if (view.rev > (this.views.get(view.ref)?.rev ?? 0)) this.views.set(view.ref, view);
  }

  #batch(): readonly SeatRequest[] {
    return Array.from({ length: this.#random.between(1, 4) }, () => this.#request());
  }

  #request(): SeatRequest {
    const ref = this.#refs[this.#random.between(0, this.#refs.length - 1)] ?? '';
    const last = this.#last.get(ref);
    const dice = this.#random.next();
    if (last !== undefined && dice < 0.15) {
      this.counts.repeated += 1;
      return last;
    }
    if (last !== undefined && last.seq > 1 && dice < 0.25) {
      this.counts.stale += 1;
      return { ...last, seq: last.seq - 1, want: 'none' };
    }
    const want = (['seat', 'seatOrWait', 'seatOrWait', 'none', 'none'] as const)[this.#random.between(0, 4)] ?? 'none';
    const request = this.#wish(ref, (last?.seq ?? 0) + 1, want);
    this.#last.set(ref, request);
    return request;
  }

  #wish(ref: string, seq: number, want: SeatRequest['want']): SeatRequest {
    const index = ALL.indexOf(ref);
    return {
      ref,
      seq,
      want,
      priority: index % 3 === 0,
      name: `Course ${index}`,
      arrival: new Date(2026, 0, 1 + (index % 7)).toISOString(),
    };
  }
}

test('300 updates at once from four sides to one session that continues as new again and again: no seat is lost, given twice or untold', async () => {
  await using stack = await startStack({
    workers: 2,
    dynamicConfig: ['limit.historyCount.suggestContinueAsNew=20'],
    config: { sessions: [sessionAt(SESSION, [MONTH, MONTH + 7200], { capacity: CAPACITY })] },
  });
  const { server, until } = stack;
  await until(async () => (await server.list(`WorkflowId = '${WORKFLOW}' AND ExecutionStatus = 'Running'`)).length === 1, 'the session');
  await Promise.all(ALL.map((ref) => openPath(stack, ref)));

  const askers = Array.from({ length: CLIENTS }, (_, index) => {
    const own = ALL.filter((_ref, at) => at % CLIENTS === index);
    return new Asker(server.client, own, seeded(index + 1));
  });
  await Promise.all(askers.map((asker) => asker.run()));
  const total = (count: keyof Asker['counts']) => sum(askers.map(({ counts }) => counts[count]));
  expect(total('updates')).toBe(CLIENTS * UPDATES_EACH);
  for (const count of ['stale', 'repeated'] as const) expect([count, total(count) > 10]).toEqual([count, true]);

  // Whoever asks the same once more hears what the session remembers, and nothing moves.
  const before = await viewsOf(stack);
  const again = (await Promise.all(askers.map((asker) => asker.askAgain()))).flat();
  expect(again.length).toBe(REFS);
  const after = await viewsOf(stack);
  expect(after).toEqual(before);

  const held = ALL.filter((ref) => after.get(ref)?.status === 'reserved');
  const waiting = ALL.flatMap((ref) => (after.get(ref)?.status === 'waiting' ? [after.get(ref)?.rank ?? 0] : []));
  expect(held.length).toBeLessThanOrEqual(CAPACITY);
  if (waiting.length > 0) expect(held).toHaveLength(CAPACITY);
  expect(waiting.toSorted((a, b) => a - b)).toEqual(waiting.map((_, index) => index + 1));
  await until(
    async () => {
      const [found] = await server.list(`WorkflowId = '${WORKFLOW}' AND ExecutionStatus = 'Running'`);
      return found?.searchAttributes['GcSeatsLeft']?.[0] === CAPACITY - held.length;
    },
    `${CAPACITY - held.length} seats left, as everybody may read`,
  );

  // No update was lost or carried out twice: each that was answered stands once in the session's histories.
  const runs = await runsOf(stack);
  const accepted = total('updates') - total('refusedAtTheDoor');
  expect(runs.length).toBeGreaterThan(10);
  expect(sum(runs)).toBeGreaterThanOrEqual(accepted);
  expect(sum(runs)).toBeLessThanOrEqual(accepted + total('retried'));
  for (const { kept } of askers) for (const [ref, seq] of kept) expect([ref, after.get(ref)?.seq]).toEqual([ref, seq]);

  const changes = await Promise.all(askers.flatMap(({ views }) => [...views.values()].map((answer) => changesAfter(stack, answer, after))));
  expect(changes).toHaveLength(REFS);
  expect(sum(changes)).toBeGreaterThan(5);
});

/** Told in order, each word once; whoever is told nothing more knows what is true. Gives how much news there was. */
async function changesAfter(stack: Stack, answer: SeatView, views: ReadonlyMap<string, SeatView>): Promise<number> {
  const { ref } = answer;
  const truth = views.get(ref);
  const news = await stack.until(async () => {
    const found = await changesSentTo(stack, ref);
    return Math.max(answer.rev, ...found.map(({ rev }) => rev)) === truth?.rev && found;
  }, `${ref} hears the last word`);
  const revs = news.map(({ rev }) => rev);
  expect([ref, revs]).toEqual([ref, [...new Set(revs)].toSorted((a, b) => a - b)]);
  const last = news.findLast(({ rev }) => rev > answer.rev) ?? answer;
  // A rank moves without a word.
  expect({ ...last, rank: null }).toEqual({ ...truth, rank: null });
  return news.length;
}

/** A path that nobody works on: what the session tells it stays in its history as it came. */
async function openPath({ server }: Stack, ref: string): Promise<void> {
  await server.client.workflow.start('participantPath', { workflowId: `participant-${ref}`, taskQueue: 'nobody', args: [] });
}

async function changesSentTo({ server }: Stack, ref: string): Promise<readonly SeatView[]> {
  const { events } = await server.client.workflow.getHandle(`participant-${ref}`).fetchHistory();
  const signals = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.input?.payloads?.[0] ?? []);
  const bodies = await decodeArrayFromPayloads(server.client.options.loadedDataConverter, signals);
  return (bodies as { readonly view: SeatView }[]).map(({ view }) => view);
}

async function viewsOf({ server }: Stack): Promise<ReadonlyMap<string, SeatView>> {
  const session = server.client.workflow.getHandle(WORKFLOW);
  const views = await Promise.all(ALL.map((ref) => session.query(seatView, ref)));
  return new Map(views.flatMap((view) => (view === null ? [] : [[view.ref, view] as const])));
}

/** How many updates each run of the session carried out, the last run first. */
async function runsOf({ server }: Stack): Promise<readonly number[]> {
  const runs: number[] = [];
  for (let runId: string | undefined; ; ) {
    const { events } = await server.client.workflow.getHandle(WORKFLOW, runId).fetchHistory();
    runs.push((events ?? []).filter((event) => event.workflowExecutionUpdateCompletedEventAttributes).length);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId === undefined) return runs;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((before, count) => before + count, 0);
}

import { type Client, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { expect, test, vi } from 'vitest';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { createSeatClient } from './seat-client.ts';

/** Sessions as visibility lists them, and as they are: the list may be a moment old, and slow. */
class Town {
  readonly requests: string[] = [];
  listed: Record<string, number>;
  free: Record<string, number>;
  lists = 0;
  /** Sessions that never answer. */
  readonly silent = new Set<string>();
  listing: Promise<unknown> = Promise.resolve();
  answering: Promise<unknown> = Promise.resolve();

  constructor(listed: Record<string, number>, free = listed) {
    this.listed = listed;
    this.free = { ...free };
  }

  readonly seats = createSeatClient({
    client: {
      options: { namespace: 'default' },
      workflowService: { listWorkflowExecutions: () => this.list() },
      workflow: { getHandle: (id: string) => this.handle(id) },
      withDeadline: <Answer>(deadline: number, ask: () => Promise<Answer>) => Promise.race([ask(), passed(deadline)]),
    } as unknown as Client,
    answersWithinMs: 50,
  });

  private async list() {
    this.lists++;
    const sessions = { ...this.listed };
    await this.listing;
    const { seatsLeft, sessionStart } = SEARCH_ATTRIBUTES;
    const payload = (value: unknown) => ({ data: Buffer.from(JSON.stringify(value)) });
    const executions = Object.entries(sessions).map(([id, left], index) => ({
      execution: { workflowId: `session-${id}` },
      searchAttributes: { indexedFields: { [seatsLeft.name]: payload(left), [sessionStart.name]: payload(new Date(index)) } },
    }));
    return { executions, nextPageToken: [] };
  }

  private handle(workflowId: string) {
    const id = workflowId.replace('session-', '');
    return {
      executeUpdate: async (_update: unknown, { args: [requests] }: { args: [readonly SeatRequest[]] }) => {
        await this.answering;
        if (this.silent.has(id)) await new Promise(() => undefined);
        return requests.map(({ ref }) => {
          this.requests.push(`${ref} ${id}`);
          const left = this.free[id] ?? 0;
          this.free[id] = Math.max(0, left - 1);
          return { sessionId: id, ref, status: left > 0 ? 'reserved' : 'refused' } as unknown as SeatView;
        });
      },
    };
  }

  async take(ref: string, id: string): Promise<SeatView['status'] | null> {
    const request: SeatRequest = { ref, seq: 1, want: 'seat', priority: false, name: ref, arrival: '2026-11-01T08:00:00Z' };
    return (await this.seats.takeIfRoom(id, request, async () => undefined))?.status ?? null;
  }
}

async function passed(deadline: number): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, deadline - Date.now()));
  throw new WorkflowUpdateRPCTimeoutOrCancelledError('deadline');
}

const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

test('no more people ask a session at once than it has seats left', async () => {
  const town = new Town({ first: 3, second: 10 });
  expect(await town.seats.openSessions('info')).toEqual(['first', 'second']);
  const views = await Promise.all(people(8).map((ref) => town.take(ref, 'first')));
  expect(views).toEqual(['reserved', 'reserved', 'reserved', null, null, null, null, null]);
  expect(town.requests).toHaveLength(3);
});

test('a session that refuses somebody, being fuller than the list says, is asked by nobody else until the next list', async () => {
  const town = new Town({ first: 5 }, { first: 0 });
  await town.seats.openSessions('info');
  expect(await town.take('p0', 'first')).toBe('refused');
  expect(await town.take('p1', 'first')).toBeNull();
  expect(town.requests).toEqual(['p0 first']);
});

test('a new list leaves out what is being asked for while it is made; until it is there the one before counts', async () => {
  vi.useFakeTimers({ toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'setTimeout'] });
  try {
    const town = new Town({ first: 3 });
    await town.seats.openSessions('info');
    vi.advanceTimersByTime(5_000);
    const slow = Promise.withResolvers<void>();
    town.listing = slow.promise;
    town.answering = slow.promise;
    const relisted = town.seats.openSessions('info');
    const one = town.take('p0', 'first');
    await new Promise(setImmediate);
    slow.resolve();
    expect(await relisted).toEqual(['first']);
    expect(town.lists).toBe(2);
    expect(await one).toBe('reserved');
    // Three were listed, of which one was asked for meanwhile.
    expect(await Promise.all(people(4).map((ref) => town.take(ref, 'first')))).toEqual(['reserved', 'reserved', null, null]);
  } finally {
    vi.useRealTimers();
  }
});

test('a claim that fails asks nothing', async () => {
  const town = new Town({ first: 1 });
  await town.seats.openSessions('info');
  const request: SeatRequest = { ref: 'p0', seq: 1, want: 'seat', priority: false, name: 'p0', arrival: '2026-11-01T08:00:00Z' };
  await expect(town.seats.takeIfRoom('first', request, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(town.requests).toEqual([]);
});

test('a session that does not answer in time is said to be silent, and is left alone for a while', async () => {
  const town = new Town({ stuck: 3, next: 3 });
  town.silent.add('stuck');
  expect(await town.seats.openSessions('info')).toEqual(['stuck', 'next']);
  await expect(town.take('p0', 'stuck')).rejects.toMatchObject({ code: 'session-silent' });
  expect(await town.seats.openSessions('info')).toEqual(['next']);
  expect(await town.take('p0', 'next')).toBe('reserved');
});

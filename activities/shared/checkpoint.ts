import { setTimeout } from 'node:timers/promises';
import { CancelledFailure, Context } from '@temporalio/activity';
import { ActivityCancelledError, type Client } from '@temporalio/client';
import type { ActivitySerializationContext } from '@temporalio/common';

/** What an activity recorded before it acted: name → details. Survives the death of the worker, because it stands in the server. */
type ClaimRecord = Readonly<Record<string, unknown>>;

/**
 * What the activity that runs now has recorded of itself on the server: the details of its heartbeats. An activity that claims must never call
 * the SDK's `heartbeat()` itself: that one is sent later, at a moment nobody knows, and would write over a claim; `beat()` is for staying alive.
 */
export interface Checkpoint {
  /** Resolves when the server holds `details` under `name`, beside the claims of other names; throws when the activity is no longer ours to run. */
  claim(name: string, details: unknown): Promise<void>;
  /** What this attempt or an earlier one claimed last under `name`; undefined when none did, or when it is of another shape than `is` says. */
  last<T>(name: string, is: (details: unknown) => details is T): T | undefined;
  /** Stays alive: heartbeats with the same claims. */
  beat(): Promise<void>;
}

/**
 * A checkpoint goes out as an awaited heartbeat through the client (8 ms measured; survived kill -9), encoded by its data converter and codec.
 * The activity needs no heartbeat timeout for them. Not for local activities: those have no record on the server.
 */
export function createCheckpoint(client: { readonly activity: Pick<Client['activity'], 'heartbeat'> }): Checkpoint {
  const records = new WeakMap<Context, ClaimRecord>();
  const recordOf = (context: Context): ClaimRecord => records.get(context) ?? earlier(context.info.heartbeatDetails);
  // Several claims of one activity at the same time (two mails) leave one after the other, so that the last to arrive holds them all.
  const queues = new WeakMap<Context, Promise<void>>();

  const clock = createWorkersClock();

  const heartbeat = async (context: Context): Promise<void> => {
    try {
      await client.activity.heartbeat(context.info.taskToken, recordOf(context), { serializationContext: ownerOf(context) });
    } catch (error) {
      if (error instanceof ActivityCancelledError) throw new CancelledFailure('cancelled', undefined, error);
      throw error;
    }
  };
  const inTurn = (context: Context, before?: () => Promise<void>): Promise<void> => {
    const turn = (queues.get(context) ?? Promise.resolve())
      .catch(() => undefined)
      .then(before)
      .then(() => heartbeat(context));
    queues.set(context, turn);
    return turn;
  };

  return {
    async claim(name, details) {
      const context = Context.current();
      records.set(context, { ...recordOf(context), [name]: details });
      await inTurn(context, () => clock.follow(context, () => recordOf(context)));
    },
    last(name, is) {
      const details = recordOf(Context.current())[name];
      return is(details) ? details : undefined;
    },
    async beat() {
      const context = Context.current();
      clock.feed(context, recordOf(context));
      await inTurn(context);
    },
  };
}

/** To whom the codec binds a heartbeat: the client knows an activity by its token only, which doesn't say. */
function ownerOf({ info }: Context): ActivitySerializationContext {
  const { namespace, activityId, workflowExecution, isLocal } = info;
  return { type: 'activity', namespace, activityId, isLocal, ...(workflowExecution ? { workflowId: workflowExecution.workflowId } : {}) };
}

/** Of the heartbeat time-out: an activity that is over by then never feeds the clock. */
const FIRST_FEED = 0.5;
/** The worker sends a heartbeat at once when the one before it is older than eight tenths of the time-out, and keeps it until then otherwise. */
const NEXT_FEED = 0.9;
/** A heartbeat that left this long ago has arrived. */
const ON_ITS_WAY_MS = 3_000;

/**
 * The worker times activities by the heartbeats that it sends itself, and sees none of those that go through the client: it would end one
 * five seconds after its heartbeat time-out. So its clock is fed, as seldom as it bears, and always with the whole record: nobody hears when
 * such a heartbeat arrives, and one that was overtaken by a claim would write over it.
 */
function createWorkersClock() {
  const fedAt = new WeakMap<Context, number>();
  const seenAt = new WeakMap<Context, number>();
  return {
    feed(context: Context, record: ClaimRecord): void {
      const { heartbeatTimeoutMs } = context.info;
      // Without a time-out the server says 0.
      if (!heartbeatTimeoutMs) return;
      const now = performance.now();
      const seen = seenAt.get(context) ?? now;
      seenAt.set(context, seen);
      const last = fedAt.get(context);
      if (now - (last ?? seen) < heartbeatTimeoutMs * (last === undefined ? FIRST_FEED : NEXT_FEED)) return;
      fedAt.set(context, now);
      context.heartbeat(record);
    },
    /** Before a claim: waits until no older heartbeat of the worker's own is on its way. What it says when the attempt fails is the newest, too. */
    async follow(context: Context, record: () => ClaimRecord): Promise<void> {
      const fed = fedAt.get(context);
      if (fed === undefined) return;
      await setTimeout(Math.max(0, fed + ON_ITS_WAY_MS - performance.now()));
      context.heartbeat(record());
    },
  };
}

const BEAT_MS = 4_000;
const beating = new WeakSet<Context>();

/** Runs something that may take long (a slow mail server) with a heartbeat every four seconds, so that nobody takes this attempt for dead. */
export async function staysAlive<T>(checkpoint: Pick<Checkpoint, 'beat'>, run: () => Promise<T>): Promise<T> {
  const context = Context.current();
  if (beating.has(context)) return await run();
  beating.add(context);
  // A heartbeat that is refused changes nothing here: what was begun is better finished, and its outcome is what counts.
  const beat = setInterval(() => void checkpoint.beat().catch(() => undefined), BEAT_MS);
  try {
    return await run();
  } finally {
    clearInterval(beat);
    beating.delete(context);
  }
}

function earlier(details: unknown): ClaimRecord {
  return typeof details === 'object' && details !== null ? { ...details } : {};
}

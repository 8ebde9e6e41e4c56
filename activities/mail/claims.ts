import { setTimeout } from 'node:timers/promises';
import { CancelledFailure, Context } from '@temporalio/activity';
import { ActivityCancelledError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { Mail, Mailer } from '../../integrations/mail/port.ts';

/** What an activity recorded before it acted: name → details. Survives the death of the worker, because it stands in the server. */
type ClaimRecord = Readonly<Record<string, unknown>>;

/**
 * Claims of the activity that runs now. An activity that claims must never call the SDK's `heartbeat()` itself: that one is sent later,
 * at a moment nobody knows, and would write over a claim; `beat()` is for staying alive.
 */
export interface Claims {
  /** Resolves when the server holds `details` under `name`, beside the claims of other names; throws when the activity is no longer ours to run. */
  claim(name: string, details: unknown): Promise<void>;
  /** What this attempt or an earlier one claimed last under `name`; undefined when none did, or when it is of another shape than `is` says. */
  last<T>(name: string, is: (details: unknown) => details is T): T | undefined;
  /** Stays alive: heartbeats with the same claims. */
  beat(): Promise<void>;
}

/**
 * Claims go out as awaited heartbeats through the client (8 ms measured; survived kill -9), encoded by its data converter and codec.
 * The activity needs no heartbeat timeout for them. Not for local activities: those have no record on the server.
 */
export function createClaims(client: { readonly activity: Pick<Client['activity'], 'heartbeat'> }): Claims {
  const records = new WeakMap<Context, ClaimRecord>();
  const recordOf = (context: Context): ClaimRecord => records.get(context) ?? earlier(context.info.heartbeatDetails);
  // Several claims of one activity at the same time (two mails) leave one after the other, so that the last to arrive holds them all.
  const queues = new WeakMap<Context, Promise<void>>();

  const clock = createWorkersClock();

  const heartbeat = async (context: Context): Promise<void> => {
    try {
      await client.activity.heartbeat(context.info.taskToken, recordOf(context));
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
export async function staysAlive<T>(claims: Pick<Claims, 'beat'>, run: () => Promise<T>): Promise<T> {
  const context = Context.current();
  if (beating.has(context)) return await run();
  beating.add(context);
  // A heartbeat that is refused changes nothing here: what was begun is better finished, and its outcome is what counts.
  const beat = setInterval(() => void claims.beat().catch(() => undefined), BEAT_MS);
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

/** Where a mail stands, as far as the server knows. `doubts` counts submissions whose answer nobody heard. */
interface MailClaim {
  readonly phase: 'submitting' | 'answered';
  readonly messageId: string;
  readonly doubts: number;
  /** Of `answered`. */
  readonly code?: ServiceErrorCode | 'accepted';
}

function isMailClaim(details: unknown): details is MailClaim {
  return typeof details === 'object' && details !== null && 'phase' in details && 'doubts' in details && 'messageId' in details;
}

function nameOf(messageId: string): string {
  return `mail ${messageId}`;
}

/** A submission without an answer counts as one: its attempt died between the two. */
function doubtsOf(claim: MailClaim | undefined): number {
  return (claim?.doubts ?? 0) + (claim?.phase === 'submitting' ? 1 : 0);
}

/** A confirmation in doubt is sent again this many times at most: then it is a line on the desk like any other. */
const MOST_DOUBTS = 3;

export interface Sender {
  /** An earlier attempt of this activity submitted the mail and nobody heard the answer. */
  isInDoubt(messageId: string): boolean;
  /**
   * Sends one mail, claimed before it is submitted. `inDoubt`: one submission got no answer, so the person has it once, or not at all;
   * with `again` (confirmations) it was then sent again under the same Message-ID, without it never.
   * A refusal is thrown as `ServiceError`. `more`: this activity goes on after the mail, so its acceptance is recorded too.
   */
  send(mail: Mail, options: { readonly again: boolean; readonly more?: boolean }): Promise<'sent' | 'inDoubt'>;
}

export function createSender({ mailer, claims }: { readonly mailer: Mailer; readonly claims: Claims }): Sender {
  const lastOf = (messageId: string): MailClaim | undefined => claims.last(nameOf(messageId), isMailClaim);
  return {
    isInDoubt: (messageId) => doubtsOf(lastOf(messageId)) > 0,

    async send(mail, { again, more = false }) {
      const { messageId } = mail;
      const claim = (state: Omit<MailClaim, 'messageId'>): Promise<void> => claims.claim(nameOf(messageId), { messageId, ...state });

      const before = lastOf(messageId);
      const doubts = doubtsOf(before);
      if (before?.code === 'accepted') return doubts > 0 ? 'inDoubt' : 'sent';
      if (doubts > 0 && (!again || doubts >= MOST_DOUBTS)) return 'inDoubt';

      try {
        // Claimed when its turn comes: whoever waits in line when the worker dies was never submitted.
        await staysAlive(claims, () => mailer.send(mail, () => claim({ phase: 'submitting', doubts })));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.code !== 'mail-in-doubt') {
          // Should this fail, the next attempt reads a claim without an answer: in doubt, which is less than we know, but true.
          await claim({ phase: 'answered', doubts, code: error.code }).catch(() => undefined);
          throw error;
        }
        if (!again) return 'inDoubt';
        // The claim stays without an answer: the next attempt finds it, and sends again.
        throw ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable: false, cause: error });
      }
      if (more) await claim({ phase: 'answered', doubts, code: 'accepted' });
      return doubts > 0 ? 'inDoubt' : 'sent';
    },
  };
}

import { CancelledFailure, Context } from '@temporalio/activity';
import { ActivityCancelledError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { ServiceError, type ServiceErrorCode } from '../domain/service-error.ts';
import type { Mail, Mailer } from '../integrations/mail/port.ts';

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

  // Those that have fed the worker's own clock: what it still holds back must follow each new claim.
  const fed = new WeakSet<Context>();

  const heartbeat = async (context: Context): Promise<void> => {
    if (fed.has(context)) context.heartbeat(recordOf(context));
    try {
      await client.activity.heartbeat(context.info.taskToken, recordOf(context));
    } catch (error) {
      if (error instanceof ActivityCancelledError) throw new CancelledFailure('cancelled', undefined, error);
      throw error;
    }
  };
  const inTurn = (context: Context): Promise<void> => {
    const turn = (queues.get(context) ?? Promise.resolve()).catch(() => undefined).then(() => heartbeat(context));
    queues.set(context, turn);
    return turn;
  };

  return {
    async claim(name, details) {
      const context = Context.current();
      records.set(context, { ...recordOf(context), [name]: details });
      await inTurn(context);
    },
    last(name, is) {
      const details = recordOf(Context.current())[name];
      return is(details) ? details : undefined;
    },
    async beat() {
      const context = Context.current();
      // The worker times activities by the heartbeats it sends itself, and sees none of those that go through the client: it would end
      // this one five seconds after its heartbeat time-out. Always the whole record, so that whichever arrives last holds it all.
      if (context.info.heartbeatTimeoutMs !== undefined) fed.add(context);
      await inTurn(context);
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

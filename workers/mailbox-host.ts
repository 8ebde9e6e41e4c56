import { setTimeout } from 'node:timers/promises';
import { CancelledFailure, Context } from '@temporalio/activity';
import { ActivityNotFoundError, ActivityPausedError, ActivityResetError, type Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { type Claims, createClaims } from '../activities/claims.ts';
import type { Programme } from '../domain/programme/programme.ts';
import type { MailboxHostActivities } from '../workflows/mailbox-host/messages.ts';

export const ORGANISER_QUEUE = 'outlook-organiser';
/** Exchange allows four at once per application and mailbox; three leave room for a call that outlives its host. */
export const CALLS_AT_ONCE = 3;

/** Task queues of every mailbox the service may write: the organiser's, and those of staff with `outlook`. */
export function mailboxQueues(programme: Programme): readonly string[] {
  const staff = programme.organisations.flatMap((organisation) => organisation.staff).filter(({ outlook }) => outlook);
  return [ORGANISER_QUEUE, ...staff.map(({ code }) => `outlook-${code}`)];
}

/** One sign of life a second; after four without an answer the host stops, a second before the server gives its place away. */
const BEAT_MS = 1_000;
const ALONE_AFTER_MS = 4_000;
/** Shorter than the activity's day: the place is handed on by stopping first, not by a time-out with two hosts at once. */
const TERM_MS = 23 * 3600_000;

/**
 * The activity that makes its worker the one host of a mailbox's queue. `createWorker` makes a worker without workflows on that queue,
 * with these options; it is run and shut down here.
 */
export function createMailboxHostActivities({
  client,
  queues,
  createWorker,
  termMs = TERM_MS,
}: {
  readonly client: Client;
  /** Of the mailboxes that are configured. */
  readonly queues: readonly string[];
  readonly createWorker: (taskQueue: string, options: { readonly maxConcurrentActivityTaskExecutions: number }) => Promise<Worker>;
  readonly termMs?: number;
}): MailboxHostActivities {
  const claims = createClaims(client);
  return {
    async hostMailbox({ queue }) {
      if (!queues.includes(queue)) return { gone: true };
      const { cancellationSignal } = Context.current();
      const begun = performance.now();
      const isTermOver = (): boolean => performance.now() - begun >= termMs;
      const worker = await createWorker(queue, { maxConcurrentActivityTaskExecutions: CALLS_AT_ONCE });
      const ended = new AbortController();
      const run = worker.run().finally(() => ended.abort());
      // Handled below, once the loop is left: until then it must not count as unhandled.
      run.catch(() => undefined);
      await keepPlace(claims, AbortSignal.any([cancellationSignal, ended.signal]), isTermOver);
      // Calls in flight end first (twenty seconds at most): the activity is over only when nothing of it runs any more.
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await run;
      if (cancellationSignal.aborted) throw new CancelledFailure('the host stops');
      if (!isTermOver()) throw new Error(`the host of ${queue} lost its place`);
      return { gone: false };
    },
  };
}

/** Returns when this process must stop hosting: told to, refused, left without an answer, or its term is over. */
async function keepPlace(claims: Claims, stop: AbortSignal, isTermOver: () => boolean): Promise<void> {
  let heard = performance.now();
  while (!stop.aborted && !isTermOver() && performance.now() - heard < ALONE_AFTER_MS) {
    const asked = performance.now();
    const answer = await Promise.race([heartbeat(claims), setTimeout(ALONE_AFTER_MS, 'none' as const, { ref: false })]);
    if (answer === 'refused') return;
    if (answer === 'heard') heard = asked;
    await setTimeout(BEAT_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function heartbeat(claims: Claims): Promise<'heard' | 'refused' | 'none'> {
  try {
    await claims.beat();
    return 'heard';
  } catch (error) {
    const refusals = [CancelledFailure, ActivityNotFoundError, ActivityPausedError, ActivityResetError];
    return refusals.some((refusal) => error instanceof refusal) ? 'refused' : 'none';
  }
}

/** Starts the host of each queue; those that run already go on. */
export async function ensureMailboxHosts(
  client: Client,
  { queues, taskQueue }: { readonly queues: readonly string[]; readonly taskQueue: string },
): Promise<void> {
  await Promise.all(
    queues.map((queue) =>
      client.workflow.start('mailboxHost', {
        workflowId: `mailbox-host-${queue}`,
        taskQueue,
        args: [{ queue }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `Appels à Outlook : ${queue}`,
      }),
    ),
  );
}

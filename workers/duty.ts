import { setTimeout } from 'node:timers/promises';
import { CancelledFailure, Context } from '@temporalio/activity';
import { ActivityNotFoundError, ActivityPausedError, ActivityResetError, type Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { type Checkpoint, createCheckpoint } from '../activities/shared/checkpoint.ts';
import type { Programme } from '../domain/programme/programme.ts';
import type { DutyActivities } from '../workflows/duty/contract.ts';
import type { GiveBack } from './give-back.ts';

export const ORGANISER_QUEUE = 'outlook-organiser';
/** Exchange allows four at once per application and mailbox; three leave room for a call that outlives its host. */
export const CALLS_AT_ONCE = 3;

/** Task queues of every mailbox the service may write: the organiser's, and those of staff with `outlook`. */
export function mailboxQueues(programme: Programme): readonly string[] {
  const staff = programme.organisations.flatMap((organisation) => organisation.staff).filter(({ outlook }) => outlook);
  return [ORGANISER_QUEUE, ...staff.map(({ code }) => `outlook-${code}`)];
}

/** Of the heartbeat time-out: two signs of life come in it, and without an answer the process gives up a while before the server does. */
const BEAT = 0.45;
const ALONE = 0.9;
/** A sign of life that the server didn't take is given again at once, or nearly. */
const BEAT_AGAIN_MS = 1_000;
/** Shorter than the activity's day: the place is handed on by stopping first, not by a time-out with two processes at once. */
const TERM_MS = 23 * 3600_000;
/** Between two looks for tasks that were lost; one is given back at the second. */
const LOOK_FOR_LOST_MS = 60_000;

/** The activity that puts its process on duty. */
export function createDutyActivities({
  client,
  giveBack,
  createWorkers,
  termMs = TERM_MS,
  lookForLostMs = LOOK_FOR_LOST_MS,
}: {
  readonly client: Client;
  readonly giveBack: GiveBack;
  /** Workers without workflows, on the queues that only one process polls; they are run and shut down here. */
  readonly createWorkers: () => Promise<readonly Worker[]>;
  readonly termMs?: number;
  readonly lookForLostMs?: number;
}): DutyActivities {
  const checkpoint = createCheckpoint(client);
  return {
    async standDuty() {
      const { cancellationSignal, info } = Context.current();
      const begun = performance.now();
      const termLeft = (): number => begun + termMs - performance.now();
      const patience = info.heartbeatTimeoutMs || termMs;
      const ended = new AbortController();
      const place = keepPlace(checkpoint, { stop: AbortSignal.any([cancellationSignal, ended.signal]), termLeft, patience });
      const work = serve(place).finally(() => ended.abort());
      await Promise.all([place, work]);
      if (cancellationSignal.aborted) throw new CancelledFailure('the process stops');
      if (termLeft() > 0) throw new Error('the process on duty lost its place');
    },
  };

  /** Calls in flight end first (twenty seconds at most): the activity is over only when nothing of it runs any more. */
  async function serve(place: Promise<void>): Promise<void> {
    await giveBack.ofEarlier();
    const workers = await createWorkers();
    const runs = workers.map((worker) => worker.run());
    const left = new AbortController();
    void lookForLost(left.signal);
    await Promise.race([place, ...runs]).catch(() => undefined);
    left.abort();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(runs);
  }

  /** A server that doesn't answer is asked again at the next look. */
  async function lookForLost(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await setTimeout(lookForLostMs, undefined, { signal: stop }).catch(() => undefined);
      if (!stop.aborted) await giveBack.ofLost(stop).catch(() => undefined);
    }
  }
}

/** Returns when this process must leave its place: told to, refused, left without an answer, or its term is over. */
async function keepPlace(
  checkpoint: Checkpoint,
  { stop, termLeft, patience }: { readonly stop: AbortSignal; readonly termLeft: () => number; readonly patience: number },
): Promise<void> {
  const alone = patience * ALONE;
  let answeredAt = performance.now();
  while (!stop.aborted && termLeft() > 0 && performance.now() - answeredAt < alone) {
    const askedAt = performance.now();
    const answer = await Promise.race([heartbeat(checkpoint), setTimeout(alone - (askedAt - answeredAt), 'none' as const, { ref: false })]);
    if (answer === 'refused') return;
    if (answer === 'answered') answeredAt = askedAt;
    const pause = answer === 'answered' ? patience * BEAT : BEAT_AGAIN_MS;
    await setTimeout(Math.min(pause, Math.max(0, termLeft()) + 1), undefined, { signal: stop }).catch(() => undefined);
  }
}

async function heartbeat(checkpoint: Checkpoint): Promise<'answered' | 'refused' | 'none'> {
  try {
    await checkpoint.beat();
    return 'answered';
  } catch (error) {
    const refusals = [CancelledFailure, ActivityNotFoundError, ActivityPausedError, ActivityResetError];
    return refusals.some((refusal) => error instanceof refusal) ? 'refused' : 'none';
  }
}

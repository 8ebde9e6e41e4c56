import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import { findTroubled } from '../activities/troubled-workflows.ts';
import { LONG_LIVED } from '../domain/troubled-workflow.ts';

export const EVERY_MS = 5 * 60_000;

/** How many workflows do nothing more, for a metric. */
export type Gauge = (count: number, tags: { readonly what: 'stuck' | 'ended' }) => void;

/**
 * Looks after what must run for as long as the service is installed, until `stop`: starts again what has ended, counts what is stuck or ended.
 * The coordinator reads of the same on her worklist (activities/desk.ts).
 */
export async function watchOver({
  client,
  ensure,
  gauge,
  logger,
  stop,
  everyMs = EVERY_MS,
}: {
  readonly client: Client;
  readonly ensure: () => Promise<void>;
  readonly gauge: Gauge;
  readonly logger: Logger;
  readonly stop: AbortSignal;
  readonly everyMs?: number;
}): Promise<void> {
  while (!stop.aborted) {
    try {
      await look();
    } catch (error) {
      // The server is away: the worker itself says so, and the next look comes soon.
      logger.warn('workflows could not be looked after', { error });
    }
    await setTimeout(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }

  async function look(): Promise<void> {
    await ensure();
    const troubled = await findTroubled(client);
    for (const what of ['stuck', 'ended'] as const) {
      const found = troubled.filter((one) => one.what === what);
      gauge(found.length, { what });
      for (const { workflowId, type } of found) logger.warn(`workflow ${what}`, { workflowId, workflowType: type });
    }
  }
}

/** Why the service is not well, one line each: for a health check. A single path or session that is stuck is a person's matter, no health check's. */
export async function illnesses(client: Client): Promise<readonly string[]> {
  const troubled = (await findTroubled(client)).filter(({ type }) => type in LONG_LIVED);
  const counts = await Promise.all(Object.keys(LONG_LIVED).map((type) => runningOf(client, type)));
  const missing = Object.keys(LONG_LIVED).filter((_, index) => counts[index] === 0);
  return [...troubled.map(({ workflowId, what }) => `${workflowId} ${what}`), ...missing.map((type) => `no ${type} runs`)];
}

async function runningOf({ workflowService, options: { namespace } }: Client, type: string): Promise<number> {
  const { count } = await workflowService.countWorkflowExecutions({
    namespace,
    query: `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`,
  });
  return Number(count);
}

import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@temporalio/common';
import type { Overview } from '../activities/duty/overview.ts';
import { LONG_LIVED } from '../domain/failing-workflow.ts';

export const EVERY_MS = 5 * 60_000;

/** How many workflows do nothing more, for a metric. */
export type Gauge = (count: number, tags: { readonly what: 'stuck' | 'ended' }) => void;

/**
 * Looks after what must run for as long as the service is installed, until `stop`: starts again what has ended, counts what is stuck or ended.
 * The coordinator reads of the same on her worklist (activities/staff-worklist/worklist.ts).
 */
export async function watchOver({
  overview,
  startMissing,
  gauge,
  tell,
  logger,
  stop,
  everyMs = EVERY_MS,
}: {
  readonly overview: () => Promise<Overview>;
  /** Starts the parts of the service that are not among these. */
  readonly startMissing: (running: ReadonlySet<string>) => Promise<void>;
  readonly gauge: Gauge;
  /** Told why the service is not well, after each look, one line each: for a health check. */
  readonly tell: (illnesses: readonly string[]) => void;
  readonly logger: Logger;
  readonly stop: AbortSignal;
  readonly everyMs?: number;
}): Promise<void> {
  while (!stop.aborted) {
    try {
      await look();
    } catch (error) {
      tell(['the Temporal server does not answer']);
      logger.warn('workflows could not be looked after', { error });
    }
    await setTimeout(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }

  async function look(): Promise<void> {
    const seen = await overview();
    tell(illnesses(seen));
    await startMissing(new Set(seen.running.keys()));
    for (const what of ['stuck', 'ended'] as const) {
      const found = seen.failing.filter((one) => one.what === what);
      gauge(found.length, { what });
      for (const { workflowId, type } of found) logger.warn(`workflow ${what}`, { workflowId, workflowType: type });
    }
  }
}

/** Why the service is not well, one line each. A single path or session that is stuck is a person's matter, no health check's. */
export function illnesses({ failing, running }: Overview): readonly string[] {
  const types = new Set(running.values());
  return [
    ...failing.filter(({ type }) => type in LONG_LIVED).map(({ workflowId, what }) => `${workflowId} ${what}`),
    ...Object.keys(LONG_LIVED).flatMap((type) => (types.has(type) ? [] : [`no ${type} runs`])),
  ];
}

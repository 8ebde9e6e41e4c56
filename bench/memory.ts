import { setTimeout as sleep } from 'node:timers/promises';
import { hoursAgo, makeBed, residentMemory } from './bed.ts';
import { registrations } from './people.ts';
import { INVITED, openSessions, sessionsFor } from './throughput.ts';

export interface Memory {
  readonly before: number;
  readonly after: number;
  readonly perThousand: number;
}

const FIRST = 200;
/** After which the collector has had its turn. */
const REST_MS = 5_000;

/** Resident memory of one worker that keeps all paths in its cache, before and after `items` more of them. Bytes. */
export async function measureMemory(items: number): Promise<Memory> {
  const sessions = sessionsFor(items + FIRST);
  await using bed = await makeBed({ plan: [], sessions });
  await openSessions(bed, sessions.length);
  const worker = await bed.stack.startWorker({
    env: { CACHED_WORKFLOWS: '20000', NODE_OPTIONS: `--import ${new URL('./collect.ts', import.meta.url).href}` },
  });
  const grown = async (first: number, count: number, from: Date) => {
    await bed.submit(registrations({ first, count, from }));
    await bed.untilCount(INVITED, first + count);
    await sleep(REST_MS);
    return residentMemory(worker.pid);
  };
  const before = await grown(0, FIRST, hoursAgo(20));
  const after = await grown(FIRST, items, hoursAgo(18));
  return { before, after, perThousand: ((after - before) * 1000) / items };
}

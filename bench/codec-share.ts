import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hoursAgo, makeBed, processorTime } from './bed.ts';
import { registrations } from './people.ts';
import { INVITED, openSessions, sessionsFor } from './throughput.ts';

export interface CodecShare {
  /** Milliseconds of processor time of the worker, each registration. */
  readonly worker: number;
  /** Of these, in our codec and what it calls: encryption, randomness, protobuf. */
  readonly codec: number;
}

/** What V8's profiler writes: a tree of functions, and which of them ran at each sample. */
const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.infer<typeof Profile>;

/**
 * One run of registrations like that of the throughput, with V8's profiler in the worker. The profiler counts time by the wall, so on a machine
 * that is busy with other things the codec's part is at most what is said here. Its own cost is part of the worker's.
 */
export async function measureCodec(items: number): Promise<CodecShare> {
  const sessions = sessionsFor(items);
  await using bed = await makeBed({ plan: [], sessions });
  await openSessions(bed, sessions.length);
  const dir = join(bed.dir, 'profiles');
  mkdirSync(dir);
  const worker = await bed.stack.startWorker({ name: 'worker-profiled', env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${dir}` } });
  const before = processorTime(worker.pid) ?? 0;
  await bed.submit(registrations({ first: 0, count: items, from: hoursAgo(20) }));
  await bed.untilCount(INVITED, items);
  const spent = (processorTime(worker.pid) ?? 0) - before;
  await worker.stop();
  const profiles = globSync('*.cpuprofile', { cwd: dir }).map((file) => Profile.parse(JSON.parse(readFileSync(join(dir, file), 'utf8'))));
  if (profiles.length === 0) throw new Error('The worker left no profile.');
  const codec = profiles.reduce((sum, profile) => sum + timeIn(profile, isCodec), 0);
  return { worker: (spent * 1000) / items, codec: codec / items };
}

function isCodec(url: string): boolean {
  return url.endsWith('/workers/codec.ts');
}

/** Milliseconds in functions of a file and all that they call. */
function timeIn({ nodes, samples, timeDeltas }: Profile, isWanted: (url: string) => boolean): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const inside = new Set<number>();
  const enter = (id: number): void => {
    inside.add(id);
    for (const child of byId.get(id)?.children ?? []) enter(child);
  };
  for (const { id, callFrame } of nodes) if (isWanted(callFrame.url)) enter(id);
  return samples.reduce((sum, id, index) => sum + (inside.has(id) ? (timeDeltas[index] ?? 0) : 0), 0) / 1000;
}

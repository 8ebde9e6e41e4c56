import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive } from './is-alive.ts';

/**
 * How a worker of this machine is, in a file: its own looks say it, since a process that asked the server each half minute would ask it more than
 * the service does. In production each worker has a machine (a container) of its own.
 */
const FILE = join(tmpdir(), 'parcours-health.json');

const Health = z.object({
  pid: z.number().int(),
  /** Epoch, in milliseconds. */
  at: z.number(),
  /** Why the service is not well, one line each. */
  illnesses: z.array(z.string()),
});

/** After each look. */
export function writeHealth(illnesses: readonly string[], file = FILE): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, at: Date.now(), illnesses }));
  renameSync(draft, file);
}

/** Why the worker of this machine, or the service, is not well. @param freshMs a look older than this is none */
export function readHealth(freshMs: number, file = FILE): readonly string[] {
  const health = parsed(file);
  if (health === null) return ['no worker of this machine has looked yet'];
  if (!isAlive(health.pid)) return ['the worker of this machine has ended'];
  const isOld = Date.now() - health.at > freshMs;
  return [...(isOld ? ['the worker of this machine has not looked for long'] : []), ...health.illnesses];
}

function parsed(file: string): z.output<typeof Health> | null {
  try {
    return Health.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../workers/is-alive.ts';

/** The command line of a process, or null when there is none: a pid kept from yesterday may belong to another program today. */
export function commandOf(pid: number): string | null {
  if (!isAlive(pid)) return null;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
  } catch {
    return commandFromPs(pid);
  }
}

function commandFromPs(pid: number): string | null {
  try {
    return (
      execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ||
      null
    );
  } catch {
    return null;
  }
}

/** SIGTERM, then SIGKILL once patience ends. */
export async function end(pid: number, patienceMs = 10_000): Promise<void> {
  for (const [signal, patience] of [
    ['SIGTERM', patienceMs],
    ['SIGKILL', 2_000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < patience && isAlive(pid); waited += 50) await sleep(50);
  }
}

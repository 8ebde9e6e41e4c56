import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { parseDocument } from 'yaml';
import { freePorts } from '../cli/stack/ports.ts';
import { ROOT, type Stack, type StackOptions, startStack } from '../cli/stack/stack.ts';
import type { Programme } from '../domain/programme/programme.ts';
import { dataConverter } from '../workers/codec.ts';
import { parseKeys } from '../workers/codec-key.ts';
import { loadProgramme } from '../workers/configuration/groupement.ts';

/** Server, sandbox and worker as separate processes on free ports, with a programme of their own, in a folder that goes away. */
export interface Bed extends AsyncDisposable {
  readonly stack: Stack;
  readonly programme: Programme;
  readonly client: Client;
  readonly dir: string;
  /** Puts responses into a form as one request: a reader sees none of them or all. */
  submit(responses: readonly object[]): Promise<void>;
  count(query: string): Promise<number>;
  /** Looks until `query` counts as many; resolves with the moment (epoch, milliseconds). @throws after `patience` seconds */
  untilCount(query: string, wanted: number, patience?: number): Promise<number>;
}

/**
 * @param changes top-level keys of the shipped configuration that are replaced. With BENCH_SERVER=external in the environment, on the server of
 * TEMPORAL_ADDRESS, which somebody started for this alone, instead of one of its own.
 */
export async function makeBed(
  changes: Readonly<Record<string, unknown>>,
  { metricsPort }: Pick<StackOptions, 'metricsPort'> = {},
): Promise<Bed> {
  const dir = mkdtempSync(join(tmpdir(), 'parcours-bench-'));
  const configPath = join(dir, 'groupement.yaml');
  cpSync(join(ROOT, 'config', 'logos'), join(dir, 'logos'), { recursive: true });
  const document = parseDocument(readFileSync(join(ROOT, 'config', 'groupement.yaml'), 'utf8'));
  for (const [key, value] of Object.entries(changes)) document.set(key, value);
  // What the service can do is measured, not what a provider takes.
  document.setIn(['mail', 'perMinute'], 100_000);
  document.setIn(['mail', 'newPathsAnHour'], 1_000_000);
  document.setIn(['mail', 'perDay'], 10_000_000);
  document.setIn(['programme', 'startsAt'], hoursAgo(24).toISOString());
  writeFileSync(configPath, document.toString());
  const programme = await loadProgramme(configPath);
  const stack = await startStack({
    mode: 'sandbox',
    dataDir: dir,
    ports: await freePorts(),
    configPath,
    env: { ...(isServerExternal() ? process.env : withoutTemporal(process.env)), TAKE_OVER_AFTER: NOT_SET },
    report: () => undefined,
    ...(metricsPort === undefined ? {} : { metricsPort }),
  });
  const { connection, namespace } = stack;
  const client = new Client({ connection, namespace, dataConverter: dataConverter(parseKeys('PAYLOAD_KEY', stack.env['PAYLOAD_KEY'])) });
  const count = async (query: string) => (await client.workflow.count(query)).count;

  return {
    stack,
    programme,
    client,
    dir,
    count,
    submit: async (responses) => {
      const answer = await fetch(`${stack.web ?? ''}/control/responses.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(responses),
      });
      if (!answer.ok) throw new Error(`The sandbox refused the responses (${answer.status}): ${await answer.text()}`);
    },
    untilCount: async (query, wanted, patience = 600) => {
      const until = Date.now() + patience * 1000;
      for (let seen = -1; ; await sleep(LOOK_MS)) {
        seen = await count(query);
        if (seen >= wanted) return Date.now();
        if (Date.now() > until) throw new Error(`${seen} of ${wanted} after ${patience} s: ${query}`);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await stack.stop();
      if (!process.env['BENCH_KEEP']) rmSync(dir, { recursive: true, force: true });
    },
  };
}

function isServerExternal(): boolean {
  return process.env['BENCH_SERVER'] === 'external';
}

/** The Temporal server and its database, by name: the dev server's one process, or all those of a cluster. */
export function serverProcesses({ stack }: Bed): Readonly<Record<string, readonly number[]>> {
  if (!isServerExternal()) return { Temporal: [stack.children.get('temporal')?.pid ?? 0] };
  return { Temporal: processesNamed('temporal-server'), PostgreSQL: processesNamed('postgres') };
}

function processesNamed(name: string): readonly number[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.filter((pid) => commandOf(pid) === name).map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** An empty variable is a missing one: the worker's own value, not the sandbox's. */
const NOT_SET = '';

/** How exactly the end of a run is known. */
const LOOK_MS = 200;

export function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3600_000);
}

/** A bench never runs on somebody's server. */
function withoutTemporal(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(TEMPORAL_|PAYLOAD_KEY|REF_KEY)/.test(name)));
}

/** Processor time of a process so far, in seconds (Linux counts hundredths); null: it has ended. */
export function processorTime(pid: number): number | null {
  if (!existsSync(`/proc/${pid}/stat`)) return null;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process in bytes. */
export function residentMemory(pid: number): number {
  if (!existsSync(`/proc/${pid}/status`)) return 0;
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** Of processes that may share memory, as those of a database do: what each has of its own, and the largest shared part once. Bytes. */
export function memoryOfAll(pids: readonly number[]): number {
  const shares = pids.filter((pid) => existsSync(`/proc/${pid}/statm`)).map(pagesOf);
  const own = shares.reduce((sum, { resident, shared }) => sum + resident - shared, 0);
  return (own + Math.max(0, ...shares.map(({ shared }) => shared))) * PAGE_BYTES;
}

const PAGE_BYTES = 4096;

function pagesOf(pid: number): { readonly resident: number; readonly shared: number } {
  const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
  return { resident, shared };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

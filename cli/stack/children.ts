import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { PlainError } from './plain-error.ts';
import { commandOf, end } from './processes.ts';

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All that it gets to see. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The first line on stdout says that it is ready. */
  readonly announces?: boolean;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** What it wrote first on stdout; rejects with its own last line when it ends before. */
  readonly announcement: Promise<string>;
  /** Resolves once it has ended, with its last line on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly lastLine: string }>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const MAX_LOG = 20 * 1024 * 1024;
const PATIENCE_MS = 20_000;
const Running = z.object({
  supervisor: z.object({ pid: z.number(), command: z.string() }),
  children: z.record(z.string(), z.object({ pid: z.number(), command: z.string() })),
});

/**
 * Children in process groups of their own (Ctrl-C reaches only the supervisor, which ends them in order), with a log file each, a list of
 * their pids for the next start, and a watchdog for the day when this process is killed outright.
 */
export class Children {
  readonly #dir: string;
  readonly #logs: string;
  readonly #running = new Map<string, Child>();
  readonly #order: string[] = [];
  readonly #watchdog: ChildProcess;

  /** @param dir where pids and logs are kept */
  constructor(dir: string) {
    this.#dir = dir;
    this.#logs = join(dir, 'logs');
    mkdirSync(this.#logs, { recursive: true });
    const script = fileURLToPath(new URL('./watchdog.ts', import.meta.url));
    this.#watchdog = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.#watchdog.stdin?.on('error', () => undefined); // ended before us: the list of pids still serves the next start
    this.#watchdog.unref();
  }

  start({ name, command, args, env, announces = false }: ChildOptions): Child {
    const child = spawn(command, [...args], { detached: true, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const tail: string[] = [];
    let announced: (line: string) => void = () => undefined;
    const firstLine = new Promise<string>((resolve) => {
      announced = resolve;
    });
    const log = createWriteStream(this.#logFile(name), { flags: 'a' });
    for (const [stream, onLine] of [
      [child.stdout, (line: string) => announced(line)],
      [child.stderr, (line: string) => void (line.trim() && tail.splice(0, tail.length, line.trim()))],
    ] as const)
      createInterface({ input: stream }).on('line', (line) => {
        if (!(announces && stream === child.stdout)) log.write(`${line}\n`); // an announcement holds keys
        onLine(line);
      });
    const ended = new Promise<{ code: number | null; lastLine: string }>((resolve) => {
      child.once('error', (error) =>
        resolve({ code: null, lastLine: `${command} could not be started (${'code' in error ? String(error.code) : error.name}).` }),
      );
      child.once('close', (code) => resolve({ code, lastLine: tail.at(-1) ?? '' }));
    });
    const announcement = Promise.race([
      firstLine,
      ended.then(({ lastLine }) => {
        throw new PlainError(lastLine || `${name} ended at once: ${this.#logFile(name)} may say why.`);
      }),
    ]);
    announcement.catch(() => undefined);
    const pid = child.pid ?? 0;
    const started: Child = { name, pid, announcement, ended, stop: (signal) => stop(child, ended, signal) };
    this.#running.set(name, started);
    this.#order.push(name);
    this.#tell(`+${pid}`);
    this.#keep();
    void ended.then(() => {
      log.end();
      this.#tell(`-${pid}`);
      if (this.#running.get(name) === started) this.#running.delete(name);
      this.#keep();
    });
    return started;
  }

  get(name: string): Child | undefined {
    return this.#running.get(name);
  }

  /** The youngest first: who uses a service ends before it. */
  async stopAll(): Promise<void> {
    for (const name of this.#order.toReversed()) await this.#running.get(name)?.stop();
    this.#watchdog.ref();
    this.#watchdog.stdin?.end();
    if (this.#watchdog.exitCode === null) await once(this.#watchdog, 'exit');
    rmSync(this.#pidFile(), { force: true });
  }

  /** At once, for the second Ctrl-C. */
  killAll(): void {
    for (const { pid } of this.#running.values()) if (pid) process.kill(pid, 'SIGKILL');
  }

  logFile(name: string): string {
    return join(this.#logs, `${name}.log`);
  }

  #logFile(name: string): string {
    const file = this.logFile(name);
    if (existsSync(file) && statSync(file).size > MAX_LOG) renameSync(file, `${file}.1`);
    return file;
  }

  #tell(line: string): void {
    if (this.#watchdog.exitCode === null) this.#watchdog.stdin?.write(`${line}\n`);
  }

  #keep(): void {
    const children = Object.fromEntries([...this.#running.values()].map(({ name, pid }) => [name, { pid, command: commandOf(pid) ?? '' }]));
    writeFileSync(this.#pidFile(), JSON.stringify({ supervisor: { pid: process.pid, command: commandOf(process.pid) ?? '' }, children }));
  }

  #pidFile(): string {
    return pidFile(this.#dir);
  }
}

/**
 * Children that a start killed outright left behind, watchdog and all, are ended; their state is on disk and goes on.
 * @throws PlainError when the other start is alive
 */
export async function takeOver(dir: string): Promise<readonly string[]> {
  const left = readRunning(dir);
  if (left === null) return [];
  const { supervisor, children } = left;
  if (supervisor.pid !== process.pid && isStill(supervisor))
    throw new PlainError(
      `The service already runs from this folder (process ${supervisor.pid}): use it, or stop it with Ctrl-C in its terminal first.`,
    );
  const orphans = Object.entries(children).filter(([, child]) => isStill(child));
  for (const [, { pid }] of orphans.toReversed()) await end(pid);
  rmSync(pidFile(dir), { force: true });
  return orphans.map(([name]) => name);
}

function isStill({ pid, command }: { readonly pid: number; readonly command: string }): boolean {
  return pid > 0 && command !== '' && commandOf(pid) === command;
}

function readRunning(dir: string): z.infer<typeof Running> | null {
  if (!existsSync(pidFile(dir))) return null;
  try {
    return Running.parse(JSON.parse(readFileSync(pidFile(dir), 'utf8')));
  } catch {
    return null; // cut short when the machine went down: nothing of that run is alive
  }
}

function pidFile(dir: string): string {
  return join(dir, 'running.json');
}

async function stop(child: ChildProcess, ended: Promise<unknown>, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(timer);
}

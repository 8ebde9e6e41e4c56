import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Patience, until } from '../../acceptance/drive/until.ts';
import { onFreePorts, surroundings } from '../../acceptance/stack.ts';
import { judgeAnswers } from '../../acceptance/vendors.ts';
import type { Child } from '../../cli/stack/children.ts';
import { ROOT, type Stack as Running, startStack as start } from '../../cli/stack/stack.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { type ConfigChange, testConfig } from './programme.ts';
import { SandboxPeer } from './sandbox.ts';
import { Server } from './server.ts';

export interface StackOptions {
  /** Laid over the programme for tests (see programme.ts). */
  readonly config?: ConfigChange;
  /** Delays of seconds instead of hours. */
  readonly fastDelays?: boolean;
  /** More arguments of sandbox/main.ts: `['--page-size', '7']`. */
  readonly sandboxArgs?: readonly string[];
  /** How many begin at once. Default 1; 0: the story starts them. */
  readonly workers?: number;
  /** More variables for the workers. */
  readonly env?: Readonly<Record<string, string>>;
  readonly dynamicConfig?: readonly string[];
  /** A codec server beside it, for a story that opens the Web UI or the codec server's pages. Default false. */
  readonly decodes?: boolean;
  /** PAYLOAD_KEY and REF_KEY of this stack; made anew where left out. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** One worker process. */
export interface WorkerProcess {
  readonly name: string;
  readonly pid: number;
  readonly ended: Promise<unknown>;
  /** As it says goodbye: it finishes what it does. */
  stop(): Promise<void>;
  /** SIGKILL, wherever it stands; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it neither reads nor writes any more, and what is on its way to it is never read if it is killed then. */
  freeze(): void;
  thaw(): void;
  log(): string;
}

/** Temporal's dev server, the sandbox and workers, each a process of its own with a folder and ports of its own. */
export interface Stack extends AsyncDisposable {
  readonly dir: string;
  readonly programme: Programme;
  readonly configPath: string;
  readonly sandbox: SandboxPeer;
  readonly server: Server;
  /** Temporal's Web UI, which reads through the codec server of this stack where there is one. */
  readonly uiUrl: string;
  /** Where the codec server's own pages are. */
  readonly codecPages: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workers: readonly WorkerProcess[];
  /** Resolves once it says that it is ready. */
  startWorker(env?: Readonly<Record<string, string>>): Promise<WorkerProcess>;
  /** Writes another configuration; workers started from then on read it. */
  configure(config: ConfigChange): void;
  /** `until` (see until.ts) that shows the workers' last words when patience ends. */
  until: typeof until;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const dir = mkdtempSync(join(tmpdir(), 'story-'));
  const configPath = join(dir, 'groupement.yaml');
  cpSync(join(ROOT, 'config', 'logos'), join(dir, 'logos'), { recursive: true });
  const configure = (config: ConfigChange | undefined) =>
    writeFileSync(configPath, stringify(testConfig({ config, fastDelays: options.fastDelays })));
  configure(options.config);
  const programme = await loadProgramme(configPath);
  const running = await onFreePorts((ports) =>
    start({
      mode: 'sandbox',
      dataDir: dir,
      ports,
      configPath,
      env: { ...surroundings(), ...options.keys },
      report: () => undefined,
      decodes: options.decodes ?? false,
      ...(options.sandboxArgs ? { sandboxArgs: options.sandboxArgs } : {}),
      ...(options.dynamicConfig ? { dynamicConfig: options.dynamicConfig } : {}),
    }),
  );
  const workers: WorkerProcess[] = [];
  const gone = new AbortController();
  const stack: Stack = {
    dir,
    programme,
    configPath,
    sandbox: new SandboxPeer(running.web ?? '', running.env),
    server: new Server(running.connection, running.namespace, running.env),
    uiUrl: running.uiUrl ?? '',
    codecPages: running.codecPages,
    env: running.env,
    workers,
    startWorker: async (env = {}) => {
      const worker = await startWorker(running, `worker-${workers.length + 1}`, { ...options.env, ...env });
      workers.push(worker);
      return worker;
    },
    configure,
    until: (ask, description, patience?: Patience) =>
      until(ask, description, { evidence: () => lastWords(workers), signal: gone.signal, ...patience }),
    [Symbol.asyncDispose]: async () => {
      await end();
      try {
        await judgeAnswers(dir);
      } finally {
        clear();
      }
    },
  };
  const end = async () => {
    gone.abort();
    // Nothing is lost with them, and a graceful end would wait for activities that poll for an hour.
    await Promise.all(workers.map(({ kill }) => kill()));
    await running.stop();
  };
  const clear = () => {
    if (!process.env['KEEP_STORIES']) rmSync(dir, { recursive: true, force: true });
  };
  try {
    // One after the other by name, at the same time by the clock.
    await Promise.all(
      Array.from({ length: options.workers ?? 1 }, async (_, index) => {
        workers[index] = await startWorker(running, `worker-${index + 1}`, options.env ?? {});
      }),
    );
    return stack;
  } catch (error) {
    // Not as a story ends: why it couldn't begin is what counts, not what the partner tools answered until then.
    await end();
    clear();
    throw error;
  }
}

async function startWorker(running: Running, name: string, env: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const child: Child = await running.startWorker({ name, env });
  const file = running.children.logFile(name);
  const log = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await until(() => log().includes('worker ready'), `${name} says that it is ready`, { evidence: log });
  return {
    name,
    pid: child.pid,
    ended: child.ended,
    stop: () => child.stop(),
    kill: () => child.stop('SIGKILL'),
    freeze: () => void process.kill(child.pid, 'SIGSTOP'),
    thaw: () => void process.kill(child.pid, 'SIGCONT'),
    log,
  };
}

function lastWords(workers: readonly WorkerProcess[]): string {
  return workers.map(({ name, log }) => `--- ${name}\n${log().split('\n').slice(-25).join('\n')}`).join('\n');
}

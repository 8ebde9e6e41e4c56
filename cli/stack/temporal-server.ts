import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type ConnectionOptions } from '@temporalio/client';
import { searchAttributeFlags } from '../../workers/search-attributes.ts';
import { machineEnvironment } from './child-environment.ts';
import type { Child, Children } from './children.ts';
import { PlainError } from './plain-error.ts';
import type { Ports } from './ports.ts';

export interface DevServer {
  readonly executable: string;
  /** SQLite file: what survives a stop. */
  readonly database: string;
  readonly namespace: string;
  readonly ports: Pick<Ports, 'temporal' | 'ui'>;
  /** Where the Web UI has payloads decoded. The dev server has no other setting for it: what opens the codec server stands in this address. */
  readonly codecUrl: string;
  /** Where the server's own metrics are read, on loopback; a free port unless given. */
  readonly metricsPort?: number;
  /** `key=value` pairs of dynamic configuration. */
  readonly dynamicConfig?: readonly string[];
}

/** As in deploy/dynamicconfig.yaml, which says why. */
const ORDER_OF_MAILS = ['matching.numTaskqueueReadPartitions=1', 'matching.numTaskqueueWritePartitions=1', 'matching.enableFairness=true'];

/**
 * The dev server would read the namespace and its search attributes from the database again for each workflow that is listed or shows something
 * new: half of all its reads. A production server doesn't (the server's default).
 */
const AS_IN_PRODUCTION = 'system.forceSearchAttributesCacheRefreshOnRead=false';

/**
 * Writes go to the end of a log, and the disk is waited for once in a while, not for each of them: twice as fast. After a loss of power the last
 * writes may be missing, and the file is sound (https://sqlite.org/wal.html).
 */
const QUICK_ENOUGH = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** Temporal's dev server with its Web UI, on loopback. */
export function startTemporal(
  children: Children,
  { executable, database, namespace, ports, codecUrl, metricsPort, dynamicConfig = [] }: DevServer,
): Child {
  const loopback = ['--ip', '127.0.0.1', '--port', String(ports.temporal), '--ui-port', String(ports.ui)];
  const kept = ['--db-filename', database, '--namespace', namespace, '--log-level', 'error'];
  const args = [
    'server',
    'start-dev',
    ...loopback,
    ...kept,
    ...QUICK_ENOUGH.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    '--ui-codec-endpoint',
    codecUrl,
    '--ui-disable-news-fetch',
    ...(metricsPort === undefined ? [] : ['--metrics-port', String(metricsPort)]),
    ...searchAttributeFlags().flatMap((flag) => ['--search-attribute', flag]),
    ...[AS_IN_PRODUCTION, ...ORDER_OF_MAILS, ...dynamicConfig].flatMap((pair) => ['--dynamic-config-value', pair]),
  ];
  return children.start({ name: 'temporal', command: executable, args, env: machineEnvironment(process.env) });
}

/** Resolves when the server answers for the namespace. @throws PlainError when its process ends before, or nothing answers in time */
export async function untilAnswers(options: ConnectionOptions, namespace: string, child?: Child, timeoutMs = 60_000): Promise<void> {
  let end: string | null = null;
  void child?.ended.then(({ lastLine }) => {
    end = lastLine || 'no reason given';
  });
  const until = Date.now() + timeoutMs;
  for (;;) {
    if (end !== null) throw new PlainError(`The Temporal server could not start: ${String(end)}`);
    if (await answers(options, namespace)) return;
    if (Date.now() > until)
      throw new PlainError(
        `No Temporal server answers at ${options.address ?? 'its address'} for namespace ${namespace}: check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, or unset them for a server of its own.`,
      );
    await sleep(100);
  }
}

/** Between its look for free ports and their use another program may take one that the server has inside: then it ends, and is started again. */
const MOST_STARTS = 3;

/** Resolves when the started server answers. @throws PlainError when it can't be started at all */
export async function untilServes(children: Children, server: DevServer, options: ConnectionOptions): Promise<void> {
  for (let starts = 1; ; starts += 1) {
    const child = children.get('temporal') ?? startTemporal(children, server);
    try {
      return await untilAnswers(options, server.namespace, child);
    } catch (error) {
      const isRunning = children.get('temporal') === child;
      if (isRunning || starts === MOST_STARTS) throw error;
    }
  }
}

async function answers(options: ConnectionOptions, namespace: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: 2_000 });
    try {
      await connection.workflowService.describeNamespace({ namespace });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

/** Resolves when some worker polls the task queue that did not before `since`. */
export async function untilPolled(
  connection: Connection,
  namespace: string,
  taskQueue: string,
  worker: Child,
  since: Date,
  timeoutMs = 120_000,
): Promise<void> {
  const dead = worker.ended.then(({ lastLine }) => {
    throw new PlainError(lastLine || 'The worker ended while it started.');
  });
  dead.catch(() => undefined);
  const until = Date.now() + timeoutMs;
  for (;;) {
    const { pollers } = await Promise.race([
      dead,
      connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType: 1 }),
    ]);
    if ((pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 >= since.getTime() - 1000)) return;
    if (Date.now() > until) throw new PlainError('The worker does not begin its work: its log says why.');
    await Promise.race([dead, sleep(200)]);
  }
}

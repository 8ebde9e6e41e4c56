import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { ensureBundle } from '../../workers/bundle.ts';
import { encryptionCodec } from '../../workers/codec.ts';
import { parseKeys } from '../../workers/codec-key.ts';
import { codecEnvironment, machineEnvironment, serviceEnvironment } from './child-environment.ts';
import { type Child, Children, takeOver } from './children.ts';
import { makeDataFolder } from './data-folder.ts';
import { codecToken, sandboxKeys } from './keys.ts';
import type { Mode } from './mode.ts';
import { PlainError } from './plain-error.ts';
import { checkPorts, type Ports } from './ports.ts';
import { startTemporal, untilAnswers, untilPolled, untilServes } from './temporal-server.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TASK_QUEUE = 'parcours';

export interface StackOptions {
  readonly mode: Mode;
  /** Database, keys, sandbox, logs and pids of this stack. */
  readonly dataDir: string;
  readonly ports: Ports;
  readonly configPath: string;
  /** The environment to build on; the sandbox replaces what leads to the partner tools, keys set here are kept. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly report: (line: string) => void;
  /** More arguments of `sandbox/main.ts`: `--page-size 7`. */
  readonly sandboxArgs?: readonly string[];
  readonly dynamicConfig?: readonly string[];
  /** Where the Temporal server's own metrics are read, on loopback; a free port unless given. */
  readonly metricsPort?: number;
  /** Whether a codec server decodes for the Web UI. Default true; false where no page of it is read. */
  readonly decodes?: boolean;
}

/** Server, partner tools, codec server: all that a worker needs, and how to start one. */
export interface Stack {
  readonly children: Children;
  readonly connection: Connection;
  readonly address: string;
  readonly namespace: string;
  /** Null where a Temporal server of somebody else's is used and TEMPORAL_UI_URL doesn't say. */
  readonly uiUrl: string | null;
  /** Whether it is the one of this stack, which knows how to have payloads decoded. */
  readonly isOwnUi: boolean;
  /** Where its pages are: views, and access for a browser. */
  readonly codecPages: string;
  /** Where payloads are decoded, its token included. */
  readonly codecUrl: string;
  /** Encrypts what a client asks; what it is told is decoded by the codec server. */
  readonly encoder: Pick<PayloadCodec, 'encode'>;
  /** The sandbox's web address; null on the real services. */
  readonly web: string | null;
  /** What a worker gets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves once it polls. Another name is another process beside the first; `env` is added to the stack's. */
  startWorker(options?: { readonly name?: string; readonly env?: Readonly<Record<string, string>> }): Promise<Child>;
  /** Runs a script of ours to its end. @throws PlainError with its last line when it fails */
  run(name: string, script: string, args: readonly string[]): Promise<void>;
  /** Ends everything, workers first, and waits for it. */
  stop(): Promise<void>;
}

const Announcement = z.object({ web: z.url(), env: z.record(z.string(), z.string()) });

/** @throws PlainError in one line that says what to do; nothing is left running then */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, report } = options;
  makeDataFolder(dataDir);
  const orphans = await takeOver(dataDir);
  if (orphans.length > 0) report(`Ended what an interrupted start had left behind (${orphans.join(', ')}).`);
  await checkPorts(options.ports, portsNeeded(options));
  const children = new Children(dataDir);
  try {
    return await startAll({ ...options, env: { ...KEEPS_COMPILED, ...options.env } }, children);
  } catch (error) {
    await children.stopAll();
    throw error;
  }
}

/** For Node: what it compiled once is there at the next start, which takes a quarter less. */
const KEEPS_COMPILED = { NODE_COMPILE_CACHE: join(ROOT, '.cache', 'compiled') };

/** Seconds: where nobody pays for signs of life, nobody waits for two minutes when a worker was killed. */
const SOON = '5';

async function startAll(options: StackOptions, children: Children): Promise<Stack> {
  const { mode, dataDir, env, report } = options;
  const place = placeOf(options);
  const { own, address, namespace, codecUrl } = place;
  report(own ? 'Starting the Temporal server …' : `Using the Temporal server at ${address} …`);
  const server = own ? { ...serverOptions(options), namespace, codecUrl } : null;
  if (server !== null) startTemporal(children, server);
  const sandbox = mode === 'sandbox' ? await startSandbox(options, children) : null;
  if (!existsSync(join(ROOT, '.cache', 'workflow-bundle.js'))) report('Bundling the workflows (once) …');
  await ensureBundle();
  const { connectionOptions } = loadClientConnectConfig({ overrideEnvVars: defined({ ...env, TEMPORAL_ADDRESS: address }) }); // API key and TLS too
  if (server === null) await untilAnswers(connectionOptions, namespace);
  else await untilServes(children, server, connectionOptions);
  const keys = mode === 'sandbox' ? sandboxKeys(dataDir, env) : {};
  const common = {
    ...(mode === 'sandbox' ? { TAKE_OVER_AFTER: SOON } : {}),
    ...serviceEnvironment(env),
    ...sandbox?.env,
    ...keys,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    GROUPEMENT_CONFIG: options.configPath,
  };
  await startCodec(options, children, codecEnvironment({ ...env, ...common, CODEC_TOKEN: place.token }), place.uiUrl);
  const connection = await Connection.connect(connectionOptions);
  const { PAYLOAD_KEY: payloadKey }: StackOptions['env'] = { ...env, ...keys };
  return stackOf(place, { children, connection, env: common, payloadKey, web: sandbox?.web ?? null });
}

interface Place extends Pick<Stack, 'address' | 'namespace' | 'uiUrl' | 'codecPages' | 'codecUrl'> {
  /** Whether the Temporal server is one of this stack. */
  readonly own: boolean;
  readonly token: string;
}

function placeOf({ dataDir, ports, env }: StackOptions): Place {
  const own = !env['TEMPORAL_ADDRESS'];
  const token = codecToken(dataDir, env);
  const codecPages = `http://127.0.0.1:${ports.codec}`;
  return {
    own,
    token,
    address: env['TEMPORAL_ADDRESS'] || `127.0.0.1:${ports.temporal}`,
    namespace: env['TEMPORAL_NAMESPACE'] || 'default',
    uiUrl: own ? `http://127.0.0.1:${ports.ui}` : (env['TEMPORAL_UI_URL'] ?? null),
    codecPages,
    codecUrl: `${codecPages}/with/${encodeURIComponent(token)}`,
  };
}

interface Parts extends Pick<Stack, 'children' | 'connection' | 'env' | 'web'> {
  readonly payloadKey: string | undefined;
}

function stackOf({ own, address, namespace, uiUrl, codecPages, codecUrl }: Place, { payloadKey, ...parts }: Parts): Stack {
  const { children, connection, env } = parts;
  return {
    ...parts,
    address,
    namespace,
    uiUrl,
    isOwnUi: own,
    codecPages,
    codecUrl,
    encoder: {
      encode: async (payloads, context) => await encryptionCodec(parseKeys('PAYLOAD_KEY', payloadKey)).encode(payloads, context),
    },
    startWorker: async ({ name = 'worker', env: more = {} } = {}) => {
      const since = new Date();
      const worker = children.start({ name, command: process.execPath, args: [join(ROOT, 'workers/main.ts')], env: { ...env, ...more } });
      await untilPolled(connection, namespace, TASK_QUEUE, worker, since);
      return worker;
    },
    run: async (name, script, args) => {
      const { code, lastLine } = await children.start({ name, command: process.execPath, args: [join(ROOT, script), ...args], env }).ended;
      if (code !== 0) throw new PlainError(lastLine || `${name} failed: ${children.logFile(name)} says why.`);
    },
    stop: async () => {
      await connection.close();
      await children.stopAll();
    },
  };
}

function portsNeeded({ mode, env }: StackOptions): (keyof Ports)[] {
  const own = env['TEMPORAL_ADDRESS'] ? [] : (['temporal', 'ui'] as const);
  return [...own, 'codec', ...(mode === 'sandbox' ? (['web', 'tls', 'smtp'] as const) : [])];
}

function serverOptions({ dataDir, ports, dynamicConfig, metricsPort }: StackOptions) {
  const executable = join(ROOT, '.tools', 'bin', process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (!existsSync(executable))
    throw new PlainError('The Temporal server is missing: run npm start (or node scripts/setup.mjs), which installs it.');
  return {
    executable,
    database: join(dataDir, 'temporal.db'),
    ports,
    ...(dynamicConfig ? { dynamicConfig } : {}),
    ...(metricsPort ? { metricsPort } : {}),
  };
}

/** Prints one JSON line once it answers: its addresses and a worker's environment. */
async function startSandbox({ dataDir, ports, env, report, sandboxArgs = [] }: StackOptions, children: Children) {
  report('Starting the partner tools in miniature (forms, calendar, mailbox) …');
  const args = [
    '--data',
    join(dataDir, 'sandbox'),
    '--web-port',
    String(ports.web),
    '--tls-port',
    String(ports.tls),
    '--smtp-port',
    String(ports.smtp),
    ...sandboxArgs,
  ];
  const child = children.start({
    name: 'sandbox',
    command: process.execPath,
    args: [join(ROOT, 'sandbox/main.ts'), ...args],
    env: machineEnvironment(env),
    announces: true,
  });
  return Announcement.parse(JSON.parse(await child.announcement));
}

async function startCodec({ ports }: StackOptions, children: Children, env: StackOptions['env'], uiUrl: string | null): Promise<void> {
  const child = children.start({
    name: 'codec',
    command: process.execPath,
    args: [join(ROOT, 'workers/codec-server-main.ts')],
    env: {
      ...env,
      CODEC_PORT: String(ports.codec),
      ...(uiUrl === null ? {} : { TEMPORAL_UI_URL: uiUrl }),
    },
    announces: true,
  });
  await child.announcement;
}

function defined(env: StackOptions['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

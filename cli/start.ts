// npm start: the whole service on one machine. Set-up has been done by scripts/setup.mjs.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadProgramme } from '../workers/configuration/groupement.ts';
import { withSecretFiles } from '../workers/configuration/secret-files.ts';
import { offerDigests } from './digest-button.ts';
import { recentAreServed, seedOnce } from './seed/seed.ts';
import type { Child } from './stack/children.ts';
import { decideMode } from './stack/mode.ts';
import { PlainError } from './stack/plain-error.ts';
import { usualPorts } from './stack/ports.ts';
import { ROOT, type Stack, startStack } from './stack/stack.ts';
import { links, table } from './stack/table.ts';

const RESTARTS = 5;

const report = (line: string) => console.log(line);
const started = performance.now();
let stack: Stack | null = null;
let stopping = false;

endWithNpm();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  await main();
} catch (error) {
  // What a person can mend is one line, not a stack.
  if (!stopping)
    console.error(`\n${isPlain(error) ? error.message : Error.isError(error) ? (error.stack ?? error.message) : String(error)}`);
  await stop(1);
}

async function main(): Promise<void> {
  const env = withSecretFiles(process.env);
  const mode = decideMode(env);
  const dataDir = env['PARCOURS_DATA'] || join(ROOT, '.data');
  const configPath = env['GROUPEMENT_CONFIG'] || join(ROOT, 'config', 'groupement.yaml');
  const programme = await loadProgramme(configPath);
  if (mode === 'real')
    report('Credentials are set: running on the REAL services (Google Forms, Outlook, mail). Nothing of the sandbox is started.');
  stack = await startStack({ mode, dataDir, ports: usualPorts(env['TEMPORAL_PORT']), configPath, env, report });
  const isNew = mode === 'sandbox' && (await seedOnce(stack, { dataDir, configPath, report }));
  report('Starting the worker …');
  const worker = await stack.startWorker();
  void keepAlive(stack, worker);
  if (stack.web !== null) await offerDigests(stack, { web: stack.web, programme });
  report(`\nReady in ${Math.round((performance.now() - started) / 1000)} s. Ctrl-C stops everything; the next start goes on from here.\n`);
  report(table(links(programme, stack)));
  if (isNew) await sendFirstDigests(stack);
}

/** So that nobody has to wait until the next working day's eight o'clock to see what the service is for. */
async function sendFirstDigests(on: Stack): Promise<void> {
  try {
    await recentAreServed(on);
    await on.run('digests', 'workers/digest-main.ts', []);
    report('Each member of staff has « Ma journée » in the mailbox. Send it again by its button, or with: npm run digest');
  } catch (error) {
    if (!stopping) report(`« Ma journée » could not be sent (${messageOf(error)}); try again with: npm run digest`);
  }
}

/** A worker that ends by itself is started again: its work is in the server, nothing is lost. */
async function keepAlive(on: Stack, first: Child): Promise<void> {
  let worker = first;
  for (let restarts = 0; ; restarts++) {
    const { lastLine } = await worker.ended;
    if (stopping) return;
    if (restarts === RESTARTS) {
      console.error(`\nThe worker ended ${RESTARTS + 1} times: ${on.children.logFile('worker')} says why.`);
      return stop(1);
    }
    console.error(`The worker ended${lastLine ? ` (${lastLine})` : ''}: starting another …`);
    await sleep(1_000 * 2 ** restarts);
    if (stopping) return;
    try {
      worker = await on.startWorker();
    } catch (error) {
      console.error(`\n${messageOf(error)}`);
      return stop(1);
    }
  }
}

/** The first time in order and with patience, the second time at once. */
async function stop(code: number): Promise<void> {
  if (stopping) {
    stack?.children.killAll();
    process.exit(130);
  }
  stopping = true;
  if (stack !== null) {
    report('\nStopping …');
    await stack.stop();
  }
  process.exit(code);
}

/** npm does not pass a SIGTERM on to its script: when npm is gone, stop as at Ctrl-C. */
function endWithNpm(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !stopping) void stop(0);
  }, 500).unref();
}

function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}

function isPlain(error: unknown): error is Error {
  return (
    error instanceof PlainError ||
    (Error.isError(error) && ['ConfigurationError', 'KeyError', 'SearchAttributesError'].includes(error.name))
  );
}

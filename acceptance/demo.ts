// npm run demo -- --json FILE: the whole story on a stack of its own, then what the world outside shows of it. Exits 1 when a check fails.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlainError } from '../cli/stack/plain-error.ts';
import { allChecks, figures } from './checks/all.ts';
import { collect } from './collect.ts';
import { castOf } from './demo/cast.ts';
import { parseOptions } from './demo/options.ts';
import { writeProgramme } from './demo/programme.ts';
import { play } from './demo/story.ts';
import { table } from './demo/table.ts';
import type { Check } from './evidence.ts';
import { seeded } from './random.ts';
import { type OwnStack, openStack } from './stack.ts';

const { json, keep, seed, kill } = parseOptions(process.argv.slice(2));
const begun = performance.now();
const work = mkdtempSync(join(tmpdir(), 'parcours-demo-'));
const report = (line: string) => console.log(line);
let stack: OwnStack | null = null;
let ending: Promise<void> | null = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(130));
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void stop(130); // npm passes no SIGTERM on
}, 500).unref();

try {
  const ok = await main();
  await stop(ok ? 0 : 1);
} catch (error) {
  if (ending === null)
    console.error(
      `\n${error instanceof PlainError ? error.message : Error.isError(error) ? (error.stack ?? error.message) : String(error)}`,
    );
  await stop(1);
}

async function main(): Promise<boolean> {
  const random = seeded(seed);
  const cast = castOf(random, new Date().toISOString().slice(0, 10));
  report(`Seed ${seed}${kill === null ? '' : ', the worker will be killed'}.`);
  stack = await openStack({
    dir: work,
    configure: (file) => writeProgramme({ file, start: new Date(), seated: cast.seated }),
    report,
    sandboxArgs: ['--page-size', '7'],
  });
  const start = new Date();
  writeProgramme({ file: stack.programmeFile, start, seated: cast.seated });
  const hitches: string[] = [];
  const kills = await play({
    stack,
    cast,
    random,
    start,
    report,
    kill: kill === 'worker',
    fail: (error) => hitches.push(Error.isError(error) ? error.message : 'unknown'),
  });
  report('Reading back what happened …');
  const evidence = await collect({ ...stack, kills });
  const checks: Check[] = [
    ...allChecks(evidence),
    { name: 'the story was played to its end', ok: hitches.length === 0, detail: hitches.join(' ; ') || `seed ${seed}` },
  ];
  const result = { ...figures(evidence), durationSeconds: Math.round((performance.now() - begun) / 100) / 10, checks };
  if (json !== null) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  report(table(result));
  return checks.every(({ ok }) => ok);
}

/** Ends everything, keeps what was asked for, leaves nothing behind. */
async function stop(code: number): Promise<void> {
  const again = ending !== null;
  if (again && code === 130) {
    stack?.children.killAll();
    process.exit(130);
  }
  ending ??= (async () => {
    await stack?.stop();
    if (keep !== null) keepIn(keep);
    rmSync(work, { recursive: true, force: true });
  })();
  await ending;
  process.exit(code);
}

function keepIn(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const kept: readonly (readonly [string, string])[] = [
    ['logs', 'logs'],
    ['groupement.yaml', 'groupement.yaml'],
    ['logos', 'logos'],
    ...['temporal.db', 'temporal.db-wal', 'temporal.db-shm'].map((name) => [name, name] as const),
  ];
  for (const [from, to] of kept) if (existsSync(join(work, from))) cpSync(join(work, from), join(folder, to), { recursive: true });
  const mailbox = join(work, 'sandbox', 'mail');
  if (existsSync(mailbox)) cpSync(mailbox, join(folder, 'mail'), { recursive: true, filter: (path) => !path.endsWith('.json') });
  report(`Kept in ${folder}: temporal.db, mail/*.eml, logs/.`);
}

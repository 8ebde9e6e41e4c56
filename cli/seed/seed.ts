import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { HISTORY } from '../../acceptance/people.ts';
import { PlainError } from '../stack/plain-error.ts';
import type { Stack } from '../stack/stack.ts';

interface Options {
  readonly dataDir: string;
  readonly configPath: string;
  readonly report: (line: string) => void;
}

const PATIENCE_MS = 120_000;
const RECENT_PATIENCE_MS = 30_000;
const IN_THE_PAST = HISTORY.filter(({ steps }) => steps.length > 0).length;

/**
 * Two months of the Groupement, once for each data folder. People of the past register and staff record what they became while no session is on
 * offer (or each of them would be invited anew to the next one); then come those who wait for a session. A seed cut short is simply repeated.
 * True when it was made up now.
 */
export async function seedOnce(stack: Stack, options: Options): Promise<boolean> {
  const note = join(options.dataDir, 'seeded');
  if (existsSync(note)) return false;
  options.report(`Making up two months of history: ${HISTORY.length} people, two information sessions a month …`);
  await stack.run('seed', 'cli/seed/main.ts', ['past']);
  const past = configOfThePast(options);
  const worker = await stack.startWorker({ name: 'seed-worker', env: { GROUPEMENT_CONFIG: past } });
  await until(
    stack,
    undefined,
    (count) => count >= IN_THE_PAST,
    (count) => options.report(`  ${count} of ${IN_THE_PAST} paths have begun …`),
  );
  await stack.run('seed', 'cli/seed/main.ts', ['followUps']);
  await until(
    stack,
    'registered',
    (count) => count === 0,
    (count) => options.report(`  ${IN_THE_PAST - count} of ${IN_THE_PAST} have a history …`),
  );
  await worker.stop();
  rmSync(past);
  await stack.run('seed', 'cli/seed/main.ts', ['recent']);
  writeFileSync(note, new Date().toISOString());
  return true;
}

/** Until the recent ones among them were read and offered their sessions, or half a minute: a few may find no session. */
export async function recentAreServed(stack: Stack): Promise<void> {
  const deadline = Date.now() + RECENT_PATIENCE_MS;
  while ((await countPaths(stack)) < HISTORY.length || (await countPaths(stack, 'registered')) > 0) {
    if (Date.now() > deadline) return;
    await sleep(1000);
  }
}

/** The configuration without a session to come, so without a sheet that carries logos, and with forms read every other second. Returns its path. */
export function configOfThePast({ dataDir, configPath }: Pick<Options, 'dataDir' | 'configPath'>): string {
  const written = parse(readFileSync(configPath, 'utf8')) as { readonly organisations: readonly object[]; readonly mail: object };
  const past = {
    ...written,
    organisations: written.organisations.map((organisation) => ({ ...organisation, logo: null })),
    funders: [],
    plan: [],
    sessions: [],
    polling: { forms: 'PT2S', calendar: 'PT30S' },
    mail: { ...written.mail, perMinute: 6_000, newPathsAnHour: 100_000 },
  };
  const path = join(dataDir, 'groupement-of-the-past.yaml');
  writeFileSync(path, stringify(past), { mode: 0o600 }); // holds the staff's form codes
  return path;
}

/** @param stage all paths where none is given */
async function countPaths({ connection, namespace }: Stack, stage?: string): Promise<number> {
  const query = `WorkflowType = 'participantPath'${stage === undefined ? '' : ` AND GcStage = '${stage}'`}`;
  return Number((await connection.workflowService.countWorkflowExecutions({ namespace, query })).count);
}

async function until(
  stack: Stack,
  stage: string | undefined,
  enough: (count: number) => boolean,
  tell: (count: number) => void,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let before = -1; ; await sleep(500)) {
    const count = await countPaths(stack, stage);
    if (count !== before) tell(count);
    before = count;
    if (enough(count)) return;
    if (Date.now() > deadline)
      throw new PlainError('The history could not be made up in time: .data/logs/seed-worker.log says why; the next start tries again.');
  }
}

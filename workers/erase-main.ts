// node workers/erase-main.ts GC-XXXX-XXXX: what erasing this person would change. With --yes it is done, by the service: the command waits for it, and may
// be killed and run again. Ends with 1 where no path has this reference, or it isn't done yet. Uses TEMPORAL_…, PAYLOAD_KEY.
import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { parseReference } from '../domain/reference.ts';
import type { ErasureProgress } from '../workflows/erasure/contract.ts';
import { KeyError, parseKeys } from './codec-key.ts';
import { ConfigurationError } from './configuration/problem.ts';
import { withSecretFiles } from './configuration/secret-files.ts';
import { doneWords, planWords, said } from './erasure-words.ts';
import { beginErasure, planErasure, progressOf } from './erasures.ts';
import { createClient, TASK_QUEUE } from './service.ts';
import { connectTemporal } from './temporal-connection.ts';

type Environment = ReturnType<typeof withSecretFiles>;

/** A partner that is away holds it up; the service goes on by itself. */
const PATIENCE_MS = 180_000;
const LOOK_EVERY_MS = 500;

if (import.meta.main) await erase(process.argv.slice(2), withSecretFiles(process.env));

/** @param args a reference, and perhaps `--yes` */
export async function erase(args: readonly string[], env: Environment): Promise<void> {
  const [typed, ...others] = args.filter((one) => one !== '--yes');
  const ref = typed === undefined ? null : parseReference(typed);
  if (ref === null || others.length > 0) return refuse(typed === undefined || others.length > 0 ? said.usage : said.unreadable(typed));
  try {
    const payloadKeys = parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']);
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: env });
    const connection = await connectTemporal({ connectionOptions, namespace });
    try {
      await tell(createClient({ connection, namespace, payloadKeys }), ref, args.includes('--yes'));
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!(error instanceof KeyError || error instanceof ConfigurationError)) throw error;
    refuse(error.message);
  }
}

async function tell(client: Client, ref: string, isMeant: boolean): Promise<void> {
  const plan = await planErasure(client, ref);
  const { runs, sessions, begun } = plan;
  if (runs === 0 && begun === null) return refuse(said.unknown(ref));
  const isDone = begun?.step === 'done' && runs === 0 && sessions.length === 0;
  if (!isMeant || isDone) return print(planWords(plan));
  await beginErasure(client, plan, TASK_QUEUE);
  const progress = await followed(client, ref);
  if (progress?.step === 'done') return print(doneWords(ref, progress));
  refuse(progress === null ? said.noWorker : said.goesOn(ref));
}

/** Says each step as it comes. Null: no worker has answered. */
async function followed(client: Client, ref: string): Promise<ErasureProgress | null> {
  const end = Date.now() + PATIENCE_MS;
  let last: ErasureProgress | null = null;
  while (Date.now() < end) {
    const progress: ErasureProgress | null = await progressOf(client, ref);
    if (progress?.step === 'done') return progress;
    if (progress !== null && progress.step !== last?.step) print([said.step(progress)]);
    last = progress ?? last;
    await setTimeout(LOOK_EVERY_MS);
  }
  return last;
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

function refuse(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

// Dumps of PostgreSQL, as a backup would hold them: nobody can be read in one, and an erased person leaves no more than the ids of timers.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mailsAfter } from '../../acceptance/collect.ts';
import { identify } from '../../acceptance/mailbox.ts';
import { ROOT, type Stack } from '../../cli/stack/stack.ts';
import { referenceIn } from '../../domain/workflow-ids.ts';
import { Server } from '../support/server.ts';

const DATABASES = ['temporal', 'temporal_visibility'];
const PATIENCE_MS = 60_000;
/** Timers of the runs that are gone, until they would have fired: at most 90 days (docs/decisions/0060). */
const TIMERS = 'temporal.public.timer_tasks';

/** Tables of a dump in which an address of a participant stands that was written to. */
export async function readableAddresses({ web }: Stack): Promise<{ readonly addresses: number; readonly found: readonly string[] }> {
  const mails = await mailsAfter(web ?? '', 0);
  const addresses = [...new Set(mails.filter((mail) => identify(mail).kind === 'participant').flatMap(({ envelope }) => envelope.to))];
  return { addresses: addresses.length, found: tablesWith(addresses) };
}

/** Erases one person. `before`: tables that said something of them; `left`: those that still do, but for the ids of timers. */
export async function eraseOne(stack: Stack): Promise<{ readonly before: number; readonly left: readonly string[] }> {
  const server = new Server(stack.connection, stack.namespace, stack.env);
  const [path] = await server.paths("GcStage = 'invited'");
  if (path === undefined) throw new Error('nobody has a seat');
  const { ids, hashes } = await wordsOf(server, path.workflowId);
  const tables = () => [...tablesWith(ids).filter((table) => table !== TIMERS), ...tablesWith(hashes)];
  const before = tables().length;
  const args = [join(ROOT, 'workers/erase-main.ts'), referenceIn(path.workflowId) ?? '', '--yes'];
  const erased = spawnSync(process.execPath, args, { env: { ...stack.env }, encoding: 'utf8' });
  if (erased.status !== 0) return { before, left: [erased.stderr] };
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = tables();
    if (left.length === 0 || Date.now() > end) return { before, left };
    await sleep(2_000);
  }
}

/** The path's id and its runs; hashes that nobody else has. */
async function wordsOf(
  server: Server,
  workflowId: string,
): Promise<{ readonly ids: readonly string[]; readonly hashes: readonly string[] }> {
  const { client } = server;
  const runs = await server.list(`WorkflowId = '${workflowId}'`);
  const { searchAttributes } = await client.workflow.getHandle(workflowId).describe();
  // The key of the response stays with the erasure, so that the response in the form opens no path again.
  const own = ((searchAttributes['GcMatchKeys'] ?? []) as readonly string[]).filter((hash) => !hash.startsWith('or'));
  const counts = await Promise.all(own.map(async (hash) => (await client.workflow.count(`GcMatchKeys = '${hash}'`)).count));
  return { ids: [workflowId, ...runs.map(({ runId }) => runId)], hashes: own.filter((_, index) => counts[index] === 1) };
}

/** A dump writes bytes in hexadecimal; a run's id is sixteen of them, or text among others. */
function spellings(word: string): readonly string[] {
  const isUuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(word);
  return [
    word,
    Buffer.from(word).toString('hex'),
    Buffer.from(word, 'utf16le').toString('hex'),
    ...(isUuid ? [word.replaceAll('-', '')] : []),
  ];
}

function tablesWith(words: readonly string[]): readonly string[] {
  const wanted = words.flatMap(spellings);
  return DATABASES.flatMap((database) =>
    dumpOf(database)
      .split(/^COPY /m)
      .filter((table) => wanted.some((word) => table.includes(word)))
      .map((table) => `${database}.${table.split(' ')[0]}`),
  );
}

/** Of the server that PGHOST, PGPORT, PGUSER and PGPASSWORD name. */
function dumpOf(database: string): string {
  const { status, stdout, stderr } = spawnSync(process.env['PG_DUMP'] ?? 'pg_dump', [database], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

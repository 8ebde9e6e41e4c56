// node workers/export-main.ts GC-XXXX-XXXX [--to FOLDER]: everything that the service holds about one person, as JSON and as PDF, into ./exports unless
// told otherwise; with session-… who changed that session, as JSON. Changes nothing. Ends with 1 where there is no such path or session. Uses TEMPORAL_…, PAYLOAD_KEY, GROUPEMENT_CONFIG; the worker must run.
import { parseArgs } from 'node:util';
import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { PathRecord } from '../domain/personal-data.ts';
import { parseReference } from '../domain/reference.ts';
import type { SessionRecord } from '../domain/session-record.ts';
import { isSessionId, workflowIds } from '../domain/workflow-ids.ts';
import { everythingHeld } from '../workflows/participant-path/contract.ts';
import { sessionRecord } from '../workflows/session/contract.ts';
import { KeyError, parseKeys } from './codec-key.ts';
import { ConfigurationError, loadProgramme } from './configuration/groupement.ts';
import { withSecretFiles } from './configuration/secret-files.ts';
import { writeExport, writeSessionExport } from './export-files.ts';
import { said } from './export-words.ts';
import { personalData } from './personal-data.ts';
import { createClient } from './service.ts';
import { sessionData } from './session-data.ts';
import { connectTemporal } from './temporal-connection.ts';

type Environment = ReturnType<typeof withSecretFiles>;

const USUAL_FOLDER = 'exports';

/** What a person can mend, in one line. */
class ExportError extends Error {
  override readonly name = 'ExportError';
}

if (import.meta.main) await exportOne(process.argv.slice(2), withSecretFiles(process.env));

/** @param args the reference of a path or the workflow id of a session, and the folder after `--to` */
export async function exportOne(args: readonly string[], env: Environment): Promise<void> {
  try {
    for (const line of await exported(optionsIn(args), env)) console.log(line);
  } catch (error) {
    if (!(error instanceof KeyError || error instanceof ConfigurationError || error instanceof ExportError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

interface Options {
  readonly what: { readonly reference: string } | { readonly sessionWorkflow: string };
  readonly folder: string;
}

function optionsIn(args: readonly string[]): Options {
  const { typed, folder } = argumentsOf(args);
  if (typed === undefined) throw new ExportError(said.usage);
  if (isSessionId(typed)) return { what: { sessionWorkflow: typed }, folder };
  const reference = parseReference(typed);
  if (reference === null) throw new ExportError(said.unreadable);
  return { what: { reference }, folder };
}

function argumentsOf(args: readonly string[]): { readonly typed: string | undefined; readonly folder: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { to: { type: 'string' } }, allowPositionals: true });
    if (positionals.length > 1) throw new ExportError(said.usage);
    return { typed: positionals[0], folder: values.to || USUAL_FOLDER };
  } catch (error) {
    throw new ExportError(said.usage, { cause: error });
  }
}

async function exported({ what, folder }: Options, env: Environment): Promise<readonly string[]> {
  const programme = await loadProgramme(env['GROUPEMENT_CONFIG'] || 'config/groupement.yaml');
  const payloadKeys = parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: env });
  const connection = await connectTemporal({ connectionOptions, namespace });
  try {
    const client = createClient({ connection, namespace, payloadKeys });
    const now = new Date().toISOString();
    if ('sessionWorkflow' in what) {
      const held = await recordOf(client, what.sessionWorkflow);
      return [...(await writeSessionExport(folder, sessionData(held, programme, now))), ...sessionToRead(held)];
    }
    const record = await everythingOf(client, what.reference);
    return [...(await writeExport(folder, personalData(record, programme, now))), ...toRead(record)];
  } finally {
    await connection.close();
  }
}

function everythingOf({ workflow }: Pick<Client, 'workflow'>, reference: string): Promise<PathRecord> {
  return ask('path', reference, () => workflow.getHandle(workflowIds.path(reference)).query(everythingHeld));
}

function recordOf({ workflow }: Pick<Client, 'workflow'>, workflowId: string): Promise<SessionRecord> {
  return ask('session', workflowId, () => workflow.getHandle(workflowId).query(sessionRecord));
}

/** @throws ExportError where nothing has this name, and where no worker answers */
async function ask<T>(what: 'path' | 'session', name: string, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new ExportError(said[what].unknown(name), { cause: error });
    if (error instanceof ServiceError) throw new ExportError(said[what].noWorker, { cause: error });
    throw error;
  }
}

function sessionToRead({ remarks }: SessionRecord): readonly string[] {
  return remarks.length === 0 ? [] : [said.remarks(remarks.length)];
}

/** What no program can judge, before the files are handed over. */
function toRead({ notes, contactDetails }: PathRecord): readonly string[] {
  const { proposed } = contactDetails;
  return [
    said.rightPerson,
    ...(notes.length === 0 ? [] : [said.notes(notes.length)]),
    ...(proposed.length === 0 ? [] : [said.proposed(proposed.length)]),
  ];
}

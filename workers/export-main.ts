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
import { personalData } from './personal-data.ts';
import { createClient } from './service.ts';
import { sessionData } from './session-data.ts';
import { connectTemporal } from './temporal-connection.ts';

type Environment = ReturnType<typeof withSecretFiles>;

const USUAL_FOLDER = 'exports';
const USAGE = 'Attendu : npm run export -- GC-XXXX-XXXX (ou session-…) [--to DOSSIER]';

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
  if (typed === undefined) throw new ExportError(USAGE);
  if (isSessionId(typed)) return { what: { sessionWorkflow: typed }, folder };
  const reference = parseReference(typed);
  if (reference === null)
    throw new ExportError('Cette référence est mal recopiée : elle s’écrit GC-XXXX-XXXX, celle d’une séance session-….');
  return { what: { reference }, folder };
}

function argumentsOf(args: readonly string[]): { readonly typed: string | undefined; readonly folder: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { to: { type: 'string' } }, allowPositionals: true });
    if (positionals.length > 1) throw new ExportError(USAGE);
    return { typed: positionals[0], folder: values.to || USUAL_FOLDER };
  } catch (error) {
    throw new ExportError(USAGE, { cause: error });
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
  const unknown = `Aucun dossier ne porte la référence ${reference} : il a pu être effacé.`;
  return ask('Le dossier', unknown, () => workflow.getHandle(workflowIds.path(reference)).query(everythingHeld));
}

function recordOf({ workflow }: Pick<Client, 'workflow'>, workflowId: string): Promise<SessionRecord> {
  const unknown = `Aucune séance ne s’appelle ${workflowId} : son historique n’est plus gardé, ou elle n’a jamais existé.`;
  return ask('La séance', unknown, () => workflow.getHandle(workflowId).query(sessionRecord));
}

async function ask<T>(who: string, unknown: string, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new ExportError(unknown, { cause: error });
    if (error instanceof ServiceError)
      throw new ExportError(`${who} ne répond pas : le service doit tourner pendant l’export. Relancez la commande.`, { cause: error });
    throw error;
  }
}

function sessionToRead({ remarks }: SessionRecord): readonly string[] {
  return remarks.length === 0 ? [] : [`À relire : ${remarks.length} remarque(s), qui peuvent nommer des personnes.`];
}

/** What no program can judge, before the files are handed over. */
function toRead({ notes, contactDetails }: PathRecord): readonly string[] {
  const { proposed } = contactDetails;
  return [
    'À vérifier avant de remettre : que la personne est bien celle du dossier.',
    ...(notes.length === 0 ? [] : [`À relire : ${notes.length} note(s), qui peuvent nommer d’autres personnes.`]),
    ...(proposed.length === 0
      ? []
      : [`À relire : ${proposed.length} coordonnée(s) que personne n’a confirmée(s), peut-être d’une autre personne.`]),
  ];
}

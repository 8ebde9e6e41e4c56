// node workers/export-main.ts GC-XXXX-XXXX [--to FOLDER]: everything that the service holds about one person, as JSON and as PDF, into ./exports unless
// told otherwise. Changes nothing. Ends with 1 where there is no such path. Uses TEMPORAL_…, PAYLOAD_KEY, GROUPEMENT_CONFIG; the worker must run.
import { parseArgs } from 'node:util';
import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { PathRecord } from '../domain/personal-data.ts';
import { parseReference } from '../domain/reference.ts';
import { workflowIds } from '../domain/workflow-ids.ts';
import { everythingHeld } from '../workflows/participant-path/contract.ts';
import { KeyError, parseKeys } from './codec-key.ts';
import { ConfigurationError, loadProgramme } from './configuration/groupement.ts';
import { withSecretFiles } from './configuration/secret-files.ts';
import { writeExport } from './export-files.ts';
import { personalData } from './personal-data.ts';
import { createClient } from './service.ts';
import { connectTemporal } from './temporal-connection.ts';

type Environment = ReturnType<typeof withSecretFiles>;

const USUAL_FOLDER = 'exports';
const USAGE = 'Attendu : npm run export -- GC-XXXX-XXXX [--to DOSSIER]';

/** What a person can mend, in one line. */
class ExportError extends Error {
  override readonly name = 'ExportError';
}

if (import.meta.main) await exportPerson(process.argv.slice(2), withSecretFiles(process.env));

/** @param args the reference, and the folder after `--to` */
export async function exportPerson(args: readonly string[], env: Environment): Promise<void> {
  try {
    for (const line of await exported(optionsIn(args), env)) console.log(line);
  } catch (error) {
    if (!(error instanceof KeyError || error instanceof ConfigurationError || error instanceof ExportError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

interface Options {
  readonly reference: string;
  readonly folder: string;
}

function optionsIn(args: readonly string[]): Options {
  const { typed, folder } = argumentsOf(args);
  const reference = typed === undefined ? null : parseReference(typed);
  if (typed === undefined) throw new ExportError(USAGE);
  if (reference === null) throw new ExportError('Cette référence est mal recopiée : elle s’écrit GC-XXXX-XXXX.');
  return { reference, folder };
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

async function exported({ reference, folder }: Options, env: Environment): Promise<readonly string[]> {
  const programme = await loadProgramme(env['GROUPEMENT_CONFIG'] || 'config/groupement.yaml');
  const payloadKeys = parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: env });
  const connection = await connectTemporal({ connectionOptions, namespace });
  try {
    const record = await ask(createClient({ connection, namespace, payloadKeys }), reference);
    const data = personalData(record, programme, new Date().toISOString());
    return [...(await writeExport(folder, data)), ...toRead(record)];
  } finally {
    await connection.close();
  }
}

async function ask({ workflow }: Pick<Client, 'workflow'>, reference: string): Promise<PathRecord> {
  try {
    return await workflow.getHandle(workflowIds.path(reference)).query(everythingHeld);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError)
      throw new ExportError(`Aucun dossier ne porte la référence ${reference} : il a pu être effacé.`, { cause: error });
    if (error instanceof ServiceError)
      throw new ExportError('Le dossier ne répond pas : le service doit tourner pendant l’export. Relancez la commande.', { cause: error });
    throw error;
  }
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

// node workers/digest-main.ts CODE …: « Ma journée » of these worklists now, of all of them where none is named; the mail of their next hour comes all the
// same. Ends with 1 where one could not be sent. Uses TEMPORAL_…, PAYLOAD_KEY, GROUPEMENT_CONFIG; the worker must run.
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { worklistCodes } from '../activities/staff-worklist/reader.ts';
import { KeyError, parseKeys } from './codec-key.ts';
import { ConfigurationError, loadProgramme } from './configuration/groupement.ts';
import { withSecretFiles } from './configuration/secret-files.ts';
import { sendDigests } from './digests.ts';
import { createClient } from './service.ts';
import { connectTemporal } from './temporal-connection.ts';

type Environment = ReturnType<typeof withSecretFiles>;

if (import.meta.main) await digest(process.argv.slice(2), withSecretFiles(process.env));

/** @param named codes of worklists; none: all */
export async function digest(named: readonly string[], env: Environment): Promise<void> {
  try {
    await send(named, env);
  } catch (error) {
    if (!(error instanceof KeyError || error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function send(named: readonly string[], env: Environment): Promise<void> {
  const programme = await loadProgramme(env['GROUPEMENT_CONFIG'] || 'config/groupement.yaml');
  const payloadKeys = parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: env });
  const connection = await connectTemporal({ connectionOptions, namespace });
  try {
    const client = createClient({ connection, namespace, payloadKeys });
    const digests = await sendDigests(client, named.length > 0 ? named : worklistCodes(programme));
    for (const { code, said } of digests) console.log(`${code.padEnd(24)} ${said}`);
    if (digests.some(({ isDone }) => !isDone)) process.exitCode = 1;
  } finally {
    await connection.close();
  }
}

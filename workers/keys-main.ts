// npm run keys: which payload keys there are, and how many open workflows still need each; with 1 at its end where one is missing.
// npm run keys -- FILE: the fingerprint of a copy of the key, for PAYLOAD_KEY_COPY. Uses TEMPORAL_…, PAYLOAD_KEY.
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { fingerprintOf, KeyError, keyId, parseKeys } from './codec-key.ts';
import { ConfigurationError } from './configuration/problem.ts';
import { withSecretFiles } from './configuration/secret-files.ts';
import { keysInUse } from './keys-in-use.ts';
import { keysTable, missingKeys } from './keys-table.ts';
import { connectTemporal } from './temporal-connection.ts';

try {
  const [copy] = process.argv.slice(2);
  if (copy === undefined) await tellUse();
  else for (const key of parseKeys('The copy', copy)) console.log(`${fingerprintOf(key)}  key ${keyId(key)}`);
} catch (error) {
  if (!(error instanceof KeyError || error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exit(1);
}

async function tellUse(): Promise<void> {
  const env = withSecretFiles(process.env);
  const ids = parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']).map(keyId);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: env });
  const connection = await connectTemporal({ connectionOptions, namespace });
  try {
    const use = await keysInUse({ workflowService: connection.workflowService, options: { namespace } });
    console.log(keysTable(ids, use));
    if (missingKeys(ids, use).length > 0) process.exitCode = 1;
  } finally {
    await connection.close();
  }
}

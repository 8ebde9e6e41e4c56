// Registers the search attributes and waits until they can be searched, then ends: a step of its own before the first worker of an installation.

import { loadClientConnectConfig } from '@temporalio/envconfig';
import { ConfigurationError } from './configuration/problem.ts';
import { ensureSearchAttributes, SearchAttributesError, WANTED } from './search-attributes.ts';
import { connectTemporal } from './temporal-connection.ts';

try {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await connectTemporal({ connectionOptions, namespace });
  await ensureSearchAttributes(connection, namespace, { timeoutMs: 120_000 });
  await connection.close();
  console.log(`${Object.keys(WANTED).length} search attributes stand in namespace ${namespace}.`);
} catch (error) {
  const isPlain = error instanceof SearchAttributesError || error instanceof ConfigurationError;
  const words = isPlain ? error.message : 'Temporal does not answer: start it, or set TEMPORAL_ADDRESS.';
  console.error(words);
  process.exitCode = 1;
}

// The codec server as a process of its own: beside the worker in production, a child of `npm start` on a first run.
// CODEC_PORT (8234), CODEC_HOST (127.0.0.1), CODEC_HOSTS (its names besides those of loopback, comma-separated), CODEC_ORIGINS (the Web UI's
// addresses, comma-separated), PAYLOAD_KEY; whom it decodes for: CODEC_TOKEN, CODEC_OIDC_…; for its page of saved views TEMPORAL_UI_URL,
// TEMPORAL_NAMESPACE and GROUPEMENT_CONFIG (the organisations).
import { readFile } from 'node:fs/promises';
import { CodecAccess } from './codec-access.ts';
import { parseKeys } from './codec-key.ts';
import { originsOf, startCodecServer } from './codec-server.ts';
import { readCodecAccess } from './configuration/codec-access.ts';
import { parseProgramme } from './configuration/groupement.ts';
import { withSecretFiles } from './configuration/secret-files.ts';
import { createLogger } from './logger.ts';

try {
  const env = withSecretFiles(process.env);
  const uiUrl = env['TEMPORAL_UI_URL'];
  const server = await startCodecServer({
    keys: parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']),
    access: new CodecAccess(readCodecAccess(env)),
    port: Number(env['CODEC_PORT'] ?? 8234),
    host: env['CODEC_HOST'] ?? '127.0.0.1',
    hosts: (env['CODEC_HOSTS'] ?? '').split(',').map((host) => host.trim()),
    logger: createLogger(),
    origins: originsOf(env['CODEC_ORIGINS'] || uiUrl || 'http://localhost:8233'),
    ...(uiUrl
      ? {
          ui: {
            url: uiUrl,
            namespace: env['TEMPORAL_NAMESPACE'] ?? 'default',
            organisations: await organisations(env['GROUPEMENT_CONFIG']),
          },
        }
      : {}),
  });
  console.log(JSON.stringify({ codec: server.url }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
} catch (error) {
  console.error(Error.isError(error) ? error.message : 'The codec server could not start.');
  process.exit(1);
}

/** The worker stops on a configuration that can't be read and says why; whoever looks for the reason in the Web UI still reads its workflows. */
async function organisations(file: string | undefined): Promise<readonly { readonly id: string; readonly name: string }[]> {
  if (!file) return [];
  try {
    return parseProgramme(await readFile(file, 'utf8'), file).organisations;
  } catch (error) {
    console.error(`No view by organisation: ${Error.isError(error) ? error.message : `${file} can't be read`}`);
    return [];
  }
}

// The codec server as a process of its own: beside the worker in production, a child of `npm start` on a first run.
// CODEC_PORT (8234), CODEC_HOST (127.0.0.1), CODEC_ORIGINS (the Web UI's addresses, comma-separated), PAYLOAD_KEY,
// TEMPORAL_UI_URL, TEMPORAL_NAMESPACE and CODEC_ORGANISATIONS (JSON) for its page of saved views.
import { parseKey } from './codec-key.ts';
import { startCodecServer } from './codec-server.ts';

const { env } = process;
try {
  const uiUrl = env['TEMPORAL_UI_URL'];
  const server = await startCodecServer({
    key: parseKey('PAYLOAD_KEY', env['PAYLOAD_KEY']),
    port: Number(env['CODEC_PORT'] ?? 8234),
    host: env['CODEC_HOST'] ?? '127.0.0.1',
    origins: (env['CODEC_ORIGINS'] ?? uiUrl ?? 'http://localhost:8233').split(',').map((origin) => origin.trim().replace(/\/$/, '')),
    ...(uiUrl
      ? { ui: { url: uiUrl, namespace: env['TEMPORAL_NAMESPACE'] ?? 'default', organisations: organisations(env['CODEC_ORGANISATIONS']) } }
      : {}),
  });
  console.log(JSON.stringify({ codec: server.url }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
} catch (error) {
  console.error(Error.isError(error) ? error.message : 'The codec server could not start.');
  process.exit(1);
}

function organisations(json: string | undefined): { id: string; name: string }[] {
  const parsed: unknown = JSON.parse(json ?? '[]');
  if (!Array.isArray(parsed)) throw new Error('CODEC_ORGANISATIONS must be a JSON list of { "id", "name" }.');
  return parsed.map((item: { id?: unknown; name?: unknown }) => ({ id: String(item.id), name: String(item.name) }));
}

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { SandboxEnv } from './core.ts';
import { listenHttp } from './servers.ts';

/** More than Node's own limit for a connection at rest. */
const REST_MS = 6_500;

test('a connection at rest is the client’s to end: on a machine that stalls its next request would be lost', async () => {
  const app = new Hono<SandboxEnv>();
  app.get('/', (context) => context.text('here'));
  const server = await listenHttp(app, 0);
  const socket = connect(server.port, '127.0.0.1');
  const ask = async () => {
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString();
  };
  try {
    expect(await ask()).toMatch(/^HTTP\/1\.1 200/);
    await sleep(REST_MS);
    expect(socket.readyState).toBe('open');
    expect(await ask()).toMatch(/^HTTP\/1\.1 200/);
  } finally {
    socket.destroy();
    await server.close();
  }
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Children } from './children.ts';
import { freePorts } from './ports.ts';
import { ROOT } from './stack.ts';
import { untilServes } from './temporal-server.ts';

let children: Children;
afterEach(() => children.stopAll());

/** A server that ends `times` times before it starts. */
async function serverThatEnds(times: number) {
  const dir = mkdtempSync(join(tmpdir(), 'server-'));
  const executable = join(dir, 'temporal');
  const count = `n=$(cat "${dir}/starts" 2>/dev/null || echo 0); echo $((n + 1)) > "${dir}/starts"`;
  const script = `#!/bin/sh\n${count}\nif [ "$n" -lt ${times} ]; then echo "listen tcp: address already in use" >&2; exit 1; fi\nexec "${ROOT}.tools/bin/temporal" "$@"\n`;
  writeFileSync(executable, script, { mode: 0o755 });
  children = new Children(dir);
  const ports = await freePorts();
  const server = { executable, database: join(dir, 'temporal.db'), namespace: 'default', ports, codecUrl: 'http://127.0.0.1:8234' };
  return untilServes(children, server, { address: `127.0.0.1:${ports.temporal}` });
}

test('a server that lost a port to another program is started again', async () => {
  await serverThatEnds(1);
  expect(children.get('temporal')).toBeDefined();
});

test('one that can’t be started says why', async () => {
  await expect(serverThatEnds(9)).rejects.toThrow('The Temporal server could not start: listen tcp: address already in use');
});

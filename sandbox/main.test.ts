import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Announcement } from './sandbox.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = () => mkdtempSync(join(tmpdir(), 'sandbox-main-'));

async function started(child: ChildProcess): Promise<Announcement> {
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Announcement;
  throw new Error('the sandbox ended without a word');
}

test('says where it listens, keeps what it got through a kill, and ends on SIGTERM', async () => {
  const data = folder();
  const first = spawn(process.execPath, [MAIN, '--data', data, '--page-size', '7']);
  const { web, graph, smtp, env } = await started(first);
  expect([web, graph, smtp].map((url) => new URL(url).protocol)).toEqual(['http:', 'https:', 'smtp:']);
  expect(env['GOOGLE_APPLICATION_CREDENTIALS']).toBe(join(data, 'service-account.json'));
  expect(env['NODE_EXTRA_CA_CERTS']).toBe(join(data, 'ca.pem'));
  const body = JSON.stringify({ formId: 'F-UNA', responseId: 'R1', answers: { Référence: 'GC-1' } });
  expect((await fetch(`${web}/control/responses.json`, { method: 'POST', body })).status).toBe(201);
  first.kill('SIGKILL');
  await once(first, 'exit');

  const second = spawn(process.execPath, [MAIN, '--data', data]);
  const again = await started(second);
  const page = await fetch(`${again.web}/forms/d/F-UNA/viewform?edit2=2_R1`);
  expect(await page.text()).toContain('value="GC-1"');
  second.kill('SIGTERM');
  expect(await once(second, 'exit')).toEqual([0, null]);
});

test('ends when its parent is gone', async () => {
  const script = `const {spawn} = require('node:child_process');
    const child = spawn(process.execPath, [${JSON.stringify(MAIN)}, '--data', ${JSON.stringify(folder())}, '--follow-parent'], {stdio: ['ignore', 'pipe', 'ignore']});
    child.stdout.once('data', (line) => { process.stdout.write(JSON.stringify({pid: child.pid, ...JSON.parse(line)}) + '\\n'); process.exit(0); });`;
  const parent = spawn(process.execPath, ['-e', script]);
  const { web } = await started(parent);
  // Refused as soon as it has gone; an answer means that it still runs.
  let answering = true;
  while (answering) {
    answering = await fetch(web).then(
      () => true,
      () => false,
    );
  }
  expect(answering).toBe(false);
});

test.each([
  ['a port that is taken', async () => ['--web-port', String(await occupiedPort())], /port \d+ is taken/],
  ['forms that are none', () => Promise.resolve(['--forms', brokenForms()]), /is not a list of forms/],
])('%s is one clear line and a failure', async (_, args, expected) => {
  const child = spawn(process.execPath, [MAIN, '--data', folder(), ...(await args())]);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toMatch(expected);
  expect(said.trim().split('\n')).toHaveLength(1);
});

async function occupiedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function brokenForms(): string {
  const file = join(folder(), 'forms.json');
  writeFileSync(file, '[{"title": "sans numéro"}]');
  return file;
}

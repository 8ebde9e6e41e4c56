import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isAlive } from '../../workers/is-alive.ts';
import { Children, takeOver } from './children.ts';

const HERE = fileURLToPath(new URL('./children.ts', import.meta.url));
const WAITS = `process.on('SIGTERM', () => setTimeout(() => process.exit(0), 50)); setInterval(() => undefined, 1000);`;

const folder = () => mkdtempSync(join(tmpdir(), 'children-'));
const script = (code: string) => ['-e', code];

async function gone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 8_000 && isAlive(pid); waited += 50) await sleep(50);
  return !isAlive(pid);
}

/** A supervisor with one child, as a process of its own that can be killed; tells the pids of itself, its child and its watchdog. */
async function supervisor(dir: string): Promise<{ process: ChildProcess; child: number }> {
  const code = `
    const { Children } = await import(${JSON.stringify(HERE)});
    const children = new Children(${JSON.stringify(dir)});
    const child = children.start({ name: 'one', command: process.execPath, args: ['-e', ${JSON.stringify(`console.log('up'); ${WAITS}`)}], announces: true, env: process.env });
    await child.announcement;
    console.log(child.pid);
    setInterval(() => undefined, 1000);`;
  const made = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: made.stdout }), 'line')) as [string];
  return { process: made, child: Number(line) };
}

test('starts, hears the announcement, keeps the rest in a log, stops', async () => {
  const dir = folder();
  const children = new Children(dir);
  const code = `console.log('{"ready":true}'); console.log('next'); console.error('oh'); ${WAITS}`;
  const child = children.start({ name: 'one', command: process.execPath, args: script(code), announces: true, env: process.env });
  expect(await child.announcement).toBe('{"ready":true}');
  expect(JSON.parse(readFileSync(join(dir, 'running.json'), 'utf8'))).toMatchObject({ children: { one: { pid: child.pid } } });
  await children.stopAll();
  expect(await gone(child.pid)).toBe(true);
  expect(children.get('one')).toBeUndefined();
});

test('a child that ends before it is ready says its own last line; a missing program is one line too', async () => {
  const children = new Children(folder());
  const failed = children.start({
    name: 'bad',
    command: process.execPath,
    args: script(`console.error('Port 1 is taken.'); process.exit(1)`),
    announces: true,
    env: process.env,
  });
  await expect(failed.announcement).rejects.toThrow('Port 1 is taken.');
  expect(await failed.ended).toMatchObject({ code: 1 });
  const missing = children.start({ name: 'none', command: '/no/such/program', args: [], announces: true, env: process.env });
  await expect(missing.announcement).rejects.toThrow('/no/such/program could not be started (ENOENT).');
  await children.stopAll();
});

test('children follow a supervisor that is killed outright', async () => {
  const dir = folder();
  const { process: parent, child } = await supervisor(dir);
  expect(isAlive(child)).toBe(true);
  parent.kill('SIGKILL');
  expect(await gone(child)).toBe(true);
  expect(await takeOver(dir)).toEqual([]);
});

test('a second start is refused while the first is alive', async () => {
  const dir = folder();
  const { process: parent, child } = await supervisor(dir);
  await expect(takeOver(dir)).rejects.toThrow(`The service already runs from this folder (process ${parent.pid})`);
  parent.kill('SIGKILL');
  await gone(child);
});

test('an orphan of yesterday is ended, another program under its pid is left alone', async () => {
  const dir = folder();
  const orphan = spawn(process.execPath, script(WAITS), { stdio: 'ignore' });
  const stranger = spawn(process.execPath, script(WAITS), { stdio: 'ignore' });
  await Promise.all([once(orphan, 'spawn'), once(stranger, 'spawn')]);
  const running = {
    supervisor: { pid: 2 ** 22 + 1, command: 'node cli/start.ts' },
    children: {
      one: { pid: orphan.pid, command: `${process.execPath} -e ${WAITS}` },
      other: { pid: stranger.pid, command: 'temporal server start-dev' },
    },
  };
  writeFileSync(join(dir, 'running.json'), JSON.stringify(running));
  expect(await takeOver(dir)).toEqual(['one']);
  expect(isAlive(stranger.pid ?? 0)).toBe(true);
  stranger.kill('SIGKILL');
  writeFileSync(join(dir, 'running.json'), '{"cut');
  expect(await takeOver(dir)).toEqual([]);
});

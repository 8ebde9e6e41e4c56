import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isAlive } from './is-alive.ts';

const HERE = new URL('./npm-parent.ts', import.meta.url).href;
const FOLLOWER = `
  const { followNpm } = await import(${JSON.stringify(HERE)});
  followNpm(() => process.exit(0));
  console.log(process.pid);
  setTimeout(() => process.exit(1), 20_000);`;
const STARTER = `
  const { spawn } = await import('node:child_process');
  spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(FOLLOWER)}], { stdio: ['ignore', 'inherit', 'inherit'] });
  setTimeout(() => process.exit(1), 20_000);`;

/** Whether a process goes on when the one that started it is killed. */
async function outlivesItsParent(env: Readonly<Record<string, string>>): Promise<boolean> {
  const { npm_lifecycle_event: _, ...rest } = process.env;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', STARTER], {
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const pid = Number(line);
  parent.kill('SIGTERM');
  await sleep(3_000);
  const alive = isAlive(pid);
  if (alive) process.kill(pid, 'SIGKILL');
  return alive;
}

test('the script of an npm that was ended ends with it', async () => {
  expect(await outlivesItsParent({ npm_lifecycle_event: 'worker' })).toBe(false);
});

test('a worker that npm did not start goes on', async () => {
  expect(await outlivesItsParent({})).toBe(true);
  expect(await outlivesItsParent({ npm_lifecycle_event: 'test' })).toBe(true);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../cli/stack/stack.ts';

/** What `--json FILE` holds, as far as it is looked at here. */
interface Figures {
  readonly registrations: number;
  readonly duplicates: number;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

/** Two minutes on a quiet machine. */
const PATIENCE_MS = 600_000;
/** With a SIGKILL at a moment that the seed decides, a second worker besides. */
const TAKEN_OVER = 'another worker took over';

describe('the demonstration', () => {
  test.each([1, 2, 3])(
    'seed %i: every check',
    async (seed) => {
      const { checks } = await demonstrated(['--seed', String(seed)]);
      expect(checks.map(({ name }) => name)).not.toContain(TAKEN_OVER);
    },
    PATIENCE_MS,
  );

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'its worker killed, seed %i: every check',
    async (seed) => {
      const { checks } = await demonstrated(['--kill', 'worker', '--seed', String(seed)]);
      expect(checks.map(({ name }) => name)).toContain(TAKEN_OVER);
    },
    PATIENCE_MS,
  );
});

/** `npm run demo -- …` to its end: what it read back from outside, all of it as it should be. */
async function demonstrated(options: readonly string[]): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'demonstrated-'));
  try {
    const file = join(dir, 'demo.json');
    const { NODE_OPTIONS: _, ...env } = process.env;
    const demo = spawn(process.execPath, [join(ROOT, 'acceptance/demo.ts'), '--json', file, ...options], { env });
    const said: string[] = [];
    for (const stream of [demo.stdout, demo.stderr]) stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const [code] = (await once(demo, 'close')) as [number | null];
    if (code !== 0) throw new Error(`npm run demo -- ${options.join(' ')} ended with ${code}:\n${said.join('').slice(-4_000)}`);
    const figures = JSON.parse(readFileSync(file, 'utf8')) as Figures;
    expect(figures.registrations).toBeGreaterThanOrEqual(30);
    expect(figures.duplicates).toBe(0);
    expect(figures.checks.length).toBeGreaterThan(20);
    expect(figures.checks.filter(({ ok }) => !ok)).toEqual([]);
    return figures;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDataFolder } from './data-folder.ts';

test('the folder of the data is its owner’s only, made now or before', () => {
  const [made, found] = ['made', 'found'].map((name) => join(mkdtempSync(join(tmpdir(), 'data-')), name));
  mkdirSync(found ?? '', { mode: 0o755 });
  for (const dir of [made ?? '', found ?? '']) {
    makeDataFolder(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  }
});

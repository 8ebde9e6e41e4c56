import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFresh, sourcesHash } from './bundle.ts';

test('the hash changes with workflows, rules and packages, and with nothing else', () => {
  const root = mkdtempSync(join(tmpdir(), 'bundle-'));
  const write = (file: string, content: string) => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), content);
    return sourcesHash(root);
  };
  const first = write('workflows/index.ts', '1');
  expect(write('activities/mail.ts', '1')).toBe(first);
  expect(write('domain/x.test.ts', '1')).toBe(first);
  expect(write('workflows/index.ts', '1')).toBe(first);
  const hashes = [first, write('workflows/index.ts', '2'), write('domain/plan.ts', '1'), write('package-lock.json', '1')];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('a bundle that is not there is not fresh', () => {
  expect(isFresh(join(mkdtempSync(join(tmpdir(), 'bundle-')), 'none.js'))).toBe(false);
});

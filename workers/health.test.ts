import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readHealth, writeHealth } from './health.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'health-')), 'health.json');
});

test('a worker that looks and finds nothing wrong is well', () => {
  writeHealth([], file);
  expect(readHealth(60_000, file)).toEqual([]);
});

test('what its look found is said', () => {
  writeHealth(['calendar-watch stuck'], file);
  expect(readHealth(60_000, file)).toEqual(['calendar-watch stuck']);
});

test('a worker that does not look any more is not well', () => {
  writeHealth([], file);
  expect(readHealth(-1, file)).toEqual(['the worker of this machine has not looked for long']);
});

test('one that has ended, or has not begun, is not well', () => {
  expect(readHealth(60_000, file)).toEqual(['no worker of this machine has looked yet']);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ pid, at: Date.now(), illnesses: [] }));
  expect(readHealth(60_000, file)).toEqual(['the worker of this machine has ended']);
  writeFileSync(file, '{"pid":');
  expect(readHealth(60_000, file)).toEqual(['no worker of this machine has looked yet']);
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigurationError } from './problem.ts';
import { SECRETS, withSecretFiles } from './secret-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

test.each(SECRETS)('%s is read from a file', (name) => {
  expect(withSecretFiles({ [`${name}_FILE`]: file(name, ' hush\n'), OTHER: 'other', EMPTY: ' ' })).toEqual({
    [name]: 'hush',
    OTHER: 'other',
  });
});

test('every secret that the service or the codec server reads is one of them', () => {
  const read = ['environment.ts', 'codec-access.ts'].flatMap((name) => [
    ...readFileSync(new URL(name, import.meta.url), 'utf8').matchAll(/\b[A-Z][A-Z_]+_(?:SECRET|TOKEN|PASSWORD|KEY)\b|\bSMTP_URL\b/g),
  ]);
  const names = new Set(read.map(([name]) => name));
  expect(names.size).toBeGreaterThanOrEqual(6);
  expect([...names].filter((name) => !SECRETS.some((secret) => secret === name))).toEqual([]);
});

test('a file that is missing or empty, and a secret that is given twice, are a line each, without a value', () => {
  const lines = (variables: Readonly<Record<string, string>>): readonly string[] => {
    try {
      withSecretFiles(variables);
      return [];
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      return error.lines;
    }
  };
  expect(lines({ SMTP_URL_FILE: '/nowhere/hush', REF_KEY_FILE: file('empty', '\n') })).toEqual([
    expect.stringMatching(/^SMTP_URL_FILE names no readable file/),
    expect.stringMatching(/^REF_KEY_FILE names no readable file/),
  ]);
  expect(lines({ SMTP_URL: 'hush', SMTP_URL_FILE: file('smtp', 'hush') })).toEqual([
    'SMTP_URL and SMTP_URL_FILE are both set: keep one of them.',
  ]);
});

import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOMS = ['domain', 'workflows', 'activities', 'integrations', 'workers', 'cli', 'acceptance', 'sandbox', 'test'];

const RESTRICTED = 'eslint(no-restricted-imports)';
const GLOBAL = 'eslint(no-restricted-globals)';

/** One file with one violation: where it stands, what it says, which rule must find it. */
const PLANTED: readonly (readonly [file: string, code: string, rule: string])[] = [
  // The arrows between rooms.
  ...['workflows', 'activities', 'integrations', 'workers', 'cli', 'acceptance', 'sandbox', 'test', 'bench'].flatMap((room) =>
    arrow('domain', room),
  ),
  ['domain/a-node.ts', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;", RESTRICTED],
  ['domain/b-package.ts', "import { z } from 'zod';\nexport const x = z;", RESTRICTED],
  ['domain/c-scoped.ts', "import { sleep } from '@temporalio/workflow';\nexport const x = sleep;", RESTRICTED],
  ...['integrations', 'workers', 'cli', 'acceptance', 'sandbox', 'test', 'bench', 'activities'].flatMap((room) => arrow('workflows', room)),
  ['workflows/a-types.ts', "import type { x } from '../activities/form-intake/intake.ts';\nexport type y = x;", RESTRICTED],
  ['workflows/a-node.ts', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;", RESTRICTED],
  ['workflows/b-package.ts', "import { z } from 'zod';\nexport const x = z;", RESTRICTED],
  ['workflows/c-client.ts', "import { Client } from '@temporalio/client';\nexport const x = Client;", RESTRICTED],
  ...['workers', 'cli', 'acceptance', 'sandbox', 'test', 'bench'].flatMap((room) => arrow('activities', room)),
  ['activities/a-state.ts', "import { x } from '../workflows/session/state.ts';\nexport { x };", RESTRICTED],
  ['activities/b-adapter.ts', "import { x } from '../integrations/mail/smtp.ts';\nexport { x };", RESTRICTED],
  ...['workflows', 'activities', 'workers', 'cli', 'acceptance', 'sandbox', 'test', 'bench'].flatMap((room) => arrow('integrations', room)),
  ...['cli', 'acceptance', 'sandbox', 'test', 'bench'].flatMap((room) => arrow('workers', room)),
  ...['acceptance', 'sandbox', 'test', 'bench'].flatMap((room) => arrow('cli', room)),
  ...['domain', 'workflows', 'activities', 'integrations', 'workers', 'sandbox', 'test', 'bench'].flatMap((room) => [
    ...arrow('acceptance', room),
    ...arrow('acceptance/checks', room),
  ]),
  ...arrow('acceptance', 'cli'),
  ['acceptance/checks/a-stack.ts', "import { x } from '../../cli/stack/stack.ts';\nexport { x };", RESTRICTED],
  ['acceptance/checks/b-driver.ts', "import { x } from '../drive/forms.ts';\nexport { x };", RESTRICTED],
  ['acceptance/checks/c-reader.ts', "import { x } from '../collect.ts';\nexport { x };", RESTRICTED],
  ...['domain', 'workflows', 'activities', 'integrations', 'workers', 'cli', 'acceptance', 'test', 'bench'].flatMap((room) =>
    arrow('sandbox', room),
  ),
  [
    'acceptance/checks/d-rule.ts',
    "import type { Evidence } from '../evidence.ts';\nimport { seatsLeft } from '../../workflows/session/seats.ts';\nexport const x = (all: Evidence) => seatsLeft(all);",
    RESTRICTED,
  ],
  // What workflow code and rules must not touch.
  ...['domain', 'workflows'].flatMap((room) => [
    [`${room}/d-zone.ts`, "export const x = new Intl.DateTimeFormat('fr');", GLOBAL] as const,
    [`${room}/e-environment.ts`, 'export const x = process.env;', GLOBAL] as const,
    [`${room}/f-network.ts`, "export const x = () => fetch('https://example.org');", GLOBAL] as const,
  ]),
  // What the whole project keeps to.
  ['domain/g-any.ts', 'export const x = (value: any) => value;', 'typescript(no-explicit-any)'],
  ['domain/h-bang.ts', 'export const x = (value: string | null) => value!.length;', 'typescript(no-non-null-assertion)'],
  ['domain/i-cycle.ts', "import { other } from './j-cycle.ts';\nexport const one = (): unknown => other;", 'import(no-cycle)'],
  ['domain/j-cycle.ts', "import { one } from './i-cycle.ts';\nexport const other = (): unknown => one;", 'import(no-cycle)'],
  ['workers/a-floating.ts', 'const run = async () => 1;\nexport const x = () => {\n  run();\n};', 'typescript(no-floating-promises)'],
  [
    'test/a-skipped.test.ts',
    "import { expect, test } from 'vitest';\ntest.skip('x', () => {\n  expect(1).toBe(1);\n});",
    'vitest(no-disabled-tests)',
  ],
  [
    'test/b-only.test.ts',
    "import { expect, test } from 'vitest';\ntest.only('x', () => {\n  expect(1).toBe(1);\n});",
    'vitest(no-focused-tests)',
  ],
  ['test/c-empty.test.ts', "import { test } from 'vitest';\ntest('x', () => {});", 'vitest(expect-expect)'],
];

/** What stands on the right side of the arrows: nothing of this is found. */
const ALLOWED: Readonly<Record<string, string>> = {
  'workflows/allowed-domain.ts': "import { x } from '../domain/moment.ts';\nexport { x };",
  'workflows/allowed-sdk.ts': "import { sleep } from '@temporalio/workflow';\nexport const x = sleep;",
  'activities/allowed.ts':
    "import type { x } from '../integrations/mail/port.ts';\nimport { y } from '../workflows/session/contract.ts';\nimport { s } from '../workflows/search-attributes.ts';\nexport const z: typeof x = y ?? s;",
  'integrations/allowed.ts': "import { x } from '../domain/moment.ts';\nexport { x };",
  'cli/allowed.ts': "import { x } from '../acceptance/people.ts';\nexport { x };",
  'acceptance/allowed.ts':
    "import { x } from '../cli/stack/stack.ts';\nimport { y } from '../sandbox/contracts/shapes.ts';\nexport { x, y };",
  'acceptance/checks/allowed.ts': "import { x } from '../evidence.ts';\nexport { x };",
  'workers/allowed.ts':
    "import { x } from '../activities/form-intake/intake.ts';\nimport { y } from '../integrations/mail/smtp.ts';\nexport { x, y };",
};

function arrow(from: string, to: string) {
  const up = '../'.repeat(from.split('/').length);
  return [[`${from}/to-${to}.ts`, `import { x } from '${up}${to}/thing.ts';\nexport { x };`, RESTRICTED] as const];
}

interface Finding {
  readonly code: string;
  readonly filename: string;
}

let dir: string;
let findings: readonly Finding[];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'architecture-'));
  write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', target: 'es2024', noEmit: true, types: [] }, include: ROOMS }),
  );
  for (const file of ['.oxlintrc.json', 'biome.json']) copyFileSync(join(ROOT, file), join(dir, file));
  for (const [file, code] of [...PLANTED, ...Object.entries(ALLOWED)]) write(file, `${code}\n`);
  findings = lint(dir);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), text);
}

function lint(cwd: string): readonly Finding[] {
  const { stdout, stderr } = spawnSync(tool('oxlint'), ['--type-aware', '--format', 'json', '.'], {
    cwd,
    encoding: 'utf8',
    env: plainEnv(),
  });
  try {
    return (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics;
  } catch {
    throw new Error(`oxlint did not answer in JSON: ${stdout}${stderr}`);
  }
}

function tool(name: string): string {
  return join(ROOT, 'node_modules', '.bin', name);
}

/** The linter is a process of its own: a `NODE_OPTIONS` of the tests must not reach it. */
function plainEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

test.each(PLANTED)('%s is found', (file, _code, rule) => {
  expect(findings.filter(({ filename }) => filename === file).map(({ code }) => code)).toContain(rule);
});

test('what the arrows allow is left alone', () => {
  const wronged = findings.filter(({ filename, code }) => filename in ALLOWED && (code === RESTRICTED || code === GLOBAL));
  expect(Object.keys(ALLOWED).length).toBeGreaterThan(0);
  expect(wronged).toEqual([]);
});

test('every arrow of the configuration has its planted violation', () => {
  const { overrides } = JSON.parse(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8')) as {
    overrides: { files: string[]; rules: Record<string, unknown> }[];
  };
  const guarded = overrides.flatMap(({ files, rules }) =>
    Object.keys(rules).flatMap((rule) => files.map((file) => `${rule} ${file.split('/')[0]}`)),
  );
  const planted = new Set(PLANTED.map(([file, , rule]) => `${rule.replace('eslint(', '').replace(')', '')} ${file.split('/')[0]}`));
  expect(guarded.length).toBeGreaterThanOrEqual(7);
  expect(guarded.filter((rule) => !planted.has(rule))).toEqual([]);
});

test('linter, formatter and type check cover every room', () => {
  const rooms = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .filter((name) => globSync(`${name}/**/*.ts`, { cwd: ROOT }).length > 0);
  for (const room of ROOMS) expect(rooms).toContain(room);
  const { include } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as { include: string[] };
  for (const room of rooms) {
    expect(include).toContain(room);
    write(`${room}/uncovered.ts`, 'export const x = (value: any) => {   return value }\n');
  }
  const linted = lint(dir).filter(({ filename }) => filename.endsWith('/uncovered.ts'));
  expect(linted.map(({ filename }) => dirname(filename)).toSorted()).toEqual(rooms.toSorted());
  for (const room of rooms) {
    const { status, stdout, stderr } = spawnSync(tool('biome'), ['check', '--vcs-enabled=false', `${room}/uncovered.ts`], {
      cwd: dir,
      encoding: 'utf8',
      env: plainEnv(),
    });
    expect(`${room}: ${status}`).toBe(`${room}: 1`);
    expect(`${stdout}${stderr}`).toContain('uncovered.ts');
  }
});

/** `state = f(state, await …)`: the state is read before the wait, and what came meanwhile is lost. No linter of ours sees it. */
const STALE = /\bstate = (?:[\w.]+\(\s*(?:\w+\.)?state,|\{\s*\.\.\.(?:\w+\.)?state,)[^;]*\bawait\b/g;

test('no workflow builds its next state from one that it read before it waited', () => {
  const files = globSync('workflows/*/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(70);
  const found = files.flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(STALE)].map(([code]) => `${file}: ${code}`));
  expect(found).toEqual([]);
  for (const planted of [
    'state = path.next(state, await ask());',
    'state = { ...state, hour: await ask() };',
    'kept.state = path.next(kept.state, await ask());',
    'state = s.done(state, before,\n await ask());',
  ])
    expect(planted).toMatch(STALE);
});

/** A part of a key, or of a title, in place of a topic: a rule that reads its own words back. */
const CUT = /\b(?:key|title)\.(?:startsWith|endsWith|includes|split|slice|match)\(/g;

test('no rule of a workflow reads a part of a key or a sentence of its own', () => {
  const files = globSync('workflows/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(60);
  const found = files.flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(CUT)].map(([code]) => `${file}: ${code}`));
  expect(found).toEqual([]);
  for (const planted of ["open.key.startsWith('unreachable')", "({ key }) => key.includes('-soon-')"]) expect(planted).toMatch(CUT);
});

/** French prose: a letter with an accent, a quotation mark or an apostrophe of French type, or a French word beside another one. */
const FRENCH =
  /[àâäçéèêëîïôöùûüÿœ«»’]|(?:^|[\s(])(?:le|la|les|des|du|de|un|une|et|en|est|pas|pour|par|qui|sur|aux|dans|ce|cette|vous|votre) \p{L}/iu;

/** Tables of French that code reads: titles of questions, labels of options, names of months, letters. */
const TABLES = [
  'activities/forms/field-names.ts',
  'activities/forms/text.ts',
  'activities/calendar/french-calendar.ts',
  'workers/configuration/form-labels.ts',
];

test.each([
  ['workflows', 70],
  ['activities', 70],
  ['workers', 50],
])('French sentences of %s stand in the words.ts of their room, or its folder words', (room, least) => {
  const files = globSync(`${room}/**/*.ts`, { cwd: ROOT }).filter(
    (file) => !/\.test\.ts$|-fixtures\.ts$|[/-]words\.ts$|\/words\//.test(file) && !TABLES.includes(file),
  );
  expect(files.length).toBeGreaterThan(least);
  const found = files.flatMap((file) => frenchIn(readFileSync(join(ROOT, file), 'utf8')).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
  expect(frenchIn(readFileSync(join(ROOT, 'workflows/session/words.ts'), 'utf8')).length).toBeGreaterThan(100);
  for (const planted of [
    "export const x = 'Présences saisies';",
    'export const x = (name: string) => `Bonjour ${name}, rien ne change pour vous`;',
    'export const x = "pas de place";',
    "export const x = 'On l’appelle';",
  ])
    expect(frenchIn(planted)).toHaveLength(1);
  for (const allowed of [
    "export const x = 'session-full';",
    '// Présences saisies\nexport const x = `${1} ms`;',
    'export const x = /à .*$/;',
  ])
    expect(frenchIn(allowed)).toEqual([]);
});

/** What the string literals and templates of a module say in French. */
function frenchIn(code: string): readonly string[] {
  const texts: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, value, raw } = node as { readonly type?: unknown; readonly value?: unknown; readonly raw?: unknown };
    if (type === 'StringLiteral' && typeof value === 'string') texts.push(value);
    if (type === 'TemplateElement' && typeof raw === 'string') texts.push(raw);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(code, { syntax: 'typescript' }).body);
  return texts.filter((text) => FRENCH.test(text));
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { loadProgramme } from './groupement.ts';
import { readLogo } from './logos.ts';
import { ConfigurationError } from './problem.ts';

const CONFIG = fileURLToPath(new URL('../../config/', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'logos-'));
const path = join(dir, 'groupement.yaml');
mkdirSync(join(dir, 'logos'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const shipped = readFileSync(join(CONFIG, 'groupement.yaml'), 'utf8');
const put = (name: string, content: string | Uint8Array) => writeFileSync(join(dir, 'logos', name), content);
const NAMES = ['aile.svg', 'mission-locale.svg', 'fonds-europeen.svg', 'agglomeration.png', 'quartiers.svg'];

async function linesOf(text: string): Promise<readonly string[]> {
  writeFileSync(path, text);
  for (const name of NAMES) put(name, readFileSync(join(CONFIG, 'logos', name)));
  put('readme.png', 'no image');
  put('large.svg', `<svg xmlns="http://www.w3.org/2000/svg">${' '.repeat(1_000_000)}</svg>`);
  try {
    await loadProgramme(path);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.lines.map((line) => line.replace(dir, ''));
  }
}

test('logos are read from the folder of the file, wherever that is', async () => {
  expect(await linesOf(shipped)).toEqual([]);
  const [here, there] = [await loadProgramme(path), await loadProgramme(join(CONFIG, 'groupement.yaml'))];
  expect(here.version).toBe(there.version);
  expect(here.organisations.map(({ logo }) => logo)).toEqual([join(dir, 'logos/aile.svg'), join(dir, 'logos/mission-locale.svg')]);
  expect(here.funders.map(({ logo }) => readLogo(logo).type)).toEqual(['svg', 'image', 'svg']);
});

test('neither logos nor funders are needed', async () => {
  const without = shipped.replaceAll(/^ {4}logo: .*\n/gmu, '').replace(/^funders:\n(?: {2}- .*\n)*/mu, '');
  expect(without).not.toContain('logos/');
  expect(await linesOf(without)).toEqual([]);
  const { organisations, funders } = await loadProgramme(path);
  expect([...organisations.map(({ logo }) => logo), ...funders]).toEqual([null, null]);
});

const MISTAKES: readonly (readonly [string, string, string])[] = [
  [
    'logos/aile.svg',
    'logos/ailes.svg',
    'organisations[0].logo: attendu une image à cet endroit, à partir du dossier de ce fichier (introuvable ou illisible), lu « logos/ailes.svg »',
  ],
  [
    'logos/quartiers.svg',
    'logos',
    'funders[2].logo: attendu une image à cet endroit, à partir du dossier de ce fichier (introuvable ou illisible), lu « logos »',
  ],
  ['logos/agglomeration.png', 'logos/readme.png', 'funders[1].logo: attendu une image PNG, JPEG ou SVG, lu « logos/readme.png »'],
  ['logos/agglomeration.png', 'logos/large.svg', 'funders[1].logo: attendu une image d’un mégaoctet au plus, lu « logos/large.svg »'],
];

test.each(MISTAKES)('%s → %s is told with its line', async (right, wrong, said) => {
  const text = shipped.replace(right, wrong);
  const line = shipped.slice(0, shipped.indexOf(right)).split('\n').length;
  expect(await linesOf(text)).toEqual([`/groupement.yaml:${line}: ${said}`]);
});

test('a missing logo does not hide the other mistakes', async () => {
  const lines = await linesOf(
    shipped.replace('logos/aile.svg', 'rien.svg').replace('monthsAfterLastActivity: 24', 'monthsAfterLastActivity: 0'),
  );
  expect(lines).toHaveLength(2);
});

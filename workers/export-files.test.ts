import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonalData } from '../domain/personal-data.ts';
import { pdfPages } from '../integrations/pdf/test-pdf-text.ts';
import { printPersonalData } from '../integrations/personal-data/pdf.ts';
import { everything } from '../workflows/participant-path/everything.ts';
import * as path from '../workflows/participant-path/path.ts';
import { at, begin, followUp, informed, seated } from '../workflows/participant-path/path-fixtures.ts';
import { loadProgramme } from './configuration/groupement.ts';
import { writeExport } from './export-files.ts';
import { personalData } from './personal-data.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../config/groupement.yaml', import.meta.url)));
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'export-'));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const dataOf = (state: path.PathState) => personalData(everything(state), programme, '2027-01-15T10:00:00.000Z');

/** A year of a person who has a fact of every kind that a path keeps. */
function lived(): path.PathState {
  const answers = {
    town: 'Ville-Exemple',
    situation: 'En emploi',
    referrer: 'PLIE',
    alreadyFollowedBy: 'Mission Locale',
    enteredBy: 'Régie',
    badPhone: '12',
  };
  const mailed = path.mailed(seated(begin(answers)), {
    kind: 'confirmation',
    n: 1,
    at: at('2026-11-02T09:00:10.000Z'),
    why: 'registered',
    outcome: 'sent',
  });
  const facts = [
    followUp({
      contact: 'interview',
      stage: 'exploring',
      note: 'Cherche un local.',
      appointment: at('2027-02-20T09:30:00.000Z'),
      appointmentPlace: 'Café Exemple',
    }),
    followUp({ decision: 'correct', newEmail: 'lea.martin@example.org', newPhone: '+33639980009' }),
    followUp({ stage: 'settled', outcome: 'Association créée' }),
    followUp({ decision: 'pause', until: at('2027-03-01T10:00:00.000Z'), reason: 'déménagement' }),
    followUp({ stage: 'left', reason: 'nouvel emploi' }),
  ];
  return facts.reduce(
    (state, fact) => path.followedUp(state, fact),
    path.noteNear(informed(mailed), ['GC-4P2N-6R0G'], at('2026-12-03T16:00:00.000Z')),
  );
}

/** What a reader sees, in one line: columns break words in the middle of nothing. */
const textOf = (pdf: Uint8Array) =>
  pdfPages(pdf)
    .flatMap(({ pieces }) => pieces.map(({ text }) => text))
    .join(' ')
    .replace(/\s+/gu, ' ');

/** Values that a person reads as they stand, wherever they are in the record. */
const SAID = new Set([
  'words',
  'what',
  'label',
  'title',
  'name',
  'address',
  'place',
  'reason',
  'email',
  'town',
  'situation',
  'referrer',
  'firstName',
  'lastName',
  'outcome',
  'appointmentPlace',
  'newEmail',
  'enteredBy',
  'alreadyFollowedBy',
  'badPhone',
  'functions',
]);

function saidIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return SAID.has(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => saidIn(one, key));
  if (typeof value !== 'object' || value === null) return [];
  // A moment, which is printed with its year.
  if ('at' in value && Object.keys(value).length === 2 && 'label' in value) return [];
  return Object.entries(value).flatMap(([name, one]) => saidIn(one, name));
}

test('everything that is said in the JSON stands in the PDF', async () => {
  const data = dataOf(lived());
  const text = textOf(await printPersonalData(data)).replaceAll(' ', '');
  const said = saidIn(data).filter((one) => one.trim() !== '');
  expect(said.length).toBeGreaterThan(60);
  expect(said.filter((one) => !text.includes(one.replaceAll(/[\s\u00a0]/gu, '')))).toEqual([]);
  for (const words of ['1ermai2004', '0639980009', '24mois', 'cnil.fr', 'groupement@aile.example.org', 'undossierquipourraitêtreundoublon'])
    expect(text).toContain(words);
});

test('a script that the font lacks is said to stand in the other file, never as empty squares', async () => {
  const text = textOf(await printPersonalData(dataOf(begin({ firstName: 'محمد', wish: 'Un café مقهى au coin' }))));
  expect(text).toContain('[caractères à lire dans le fichier JSON]');
  expect(text).toMatch(/Un café \[caractères.*\] au coin/u);
  expect(text).not.toMatch(/[\u0600-\u06ff\ufffd]/u);
});

test('two files that only their owner may read, by the reference alone, whatever stood there', async () => {
  const folder = join(dir, 'new', 'folder');
  const other = join(dir, 'elsewhere.txt');
  mkdirSync(folder, { recursive: true });
  writeFileSync(other, 'of somebody else');
  symlinkSync(other, join(folder, 'GC-7K3M-9QXD.json'));
  writeFileSync(join(folder, 'GC-7K3M-9QXD.pdf'), 'old', { mode: 0o644 });
  const data = dataOf(lived());
  const files = await writeExport(folder, data);
  expect(files).toEqual(['json', 'pdf'].map((kind) => join(folder, `GC-7K3M-9QXD.${kind}`)));
  expect(files.map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(['600', '600']);
  expect(JSON.parse(readFileSync(files[0] ?? '', 'utf8'))).toEqual(JSON.parse(JSON.stringify(data)) as PersonalData);
  expect(readFileSync(other, 'utf8')).toBe('of somebody else');
});

test('a folder that is made belongs to its owner alone', async () => {
  const folder = join(dir, 'made');
  await writeExport(folder, dataOf(begin()));
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
});

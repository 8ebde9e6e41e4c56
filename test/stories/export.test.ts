import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSENT } from '../../acceptance/people.ts';
import { ROOT } from '../../cli/stack/stack.ts';
import type { PersonalData } from '../../domain/personal-data.ts';
import { pdfPages } from '../../integrations/pdf/test-pdf-text.ts';
import type { SessionData } from '../../workers/session-data.ts';
import { localIn, sessionAt } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Whose data is asked for. */
const CONSTANCE = {
  Prénom: 'Constance',
  Nom: 'Ravelomanana',
  'Adresse e-mail': 'constance@boite.example.org',
  Téléphone: '06 39 98 31 01',
  'Date de naissance': '1986-02-03',
  Quartier: 'Les Aunettes',
  Commune: 'Ville-Exemple',
  Situation: 'En recherche d’emploi',
  'Comment nous avez-vous connus ?': 'Rencontre au marché',
  'Votre envie ou projet': 'Une blanchisserie solidaire',
  [CONSENT]: 'Oui',
};
/** Might be the same person by a slip of the pen. */
const NEAR = { ...CONSTANCE, Prénom: 'Constanze', 'Adresse e-mail': 'voisine@boite.example.org', Téléphone: '06 39 98 31 02' };
/** Somebody else at the same session. */
const OTHER = {
  Prénom: 'Barnabé',
  Nom: 'Vandenbroucque',
  'Adresse e-mail': 'barnabe@boite.example.org',
  'Date de naissance': '1979-08-09',
  'Votre envie ou projet': 'Un élevage d’escargots',
  [CONSENT]: 'Oui',
};

let stack: Stack;
let reference: string;
let neighbours: readonly string[];

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  const { sandbox, server } = stack;
  const people = [];
  for (const answers of [NEAR, CONSTANCE, OTHER]) people.push(...(await sandbox.import([{ formId: 'F-REG', answers }])));
  const [near = '', own = '', other = ''] = people.map((id) => server.reference(id));
  reference = own;
  neighbours = [other, near];
  stack.configure({ sessions: [sessionAt('info-export', [40, 42])] });
  await stack.startWorker();
  await stack.until(
    async () => (await server.worklistLines()).some((line) => line.kind === 'possibleDuplicate' && line.reference === reference),
    'a possible duplicate is seen',
  );
  await stack.until(async () => (await sandbox.mails()).some(({ messageId }) => messageId.includes('info-export.attendance')), 'the sheet');
  await sandbox.import([
    {
      formId: 'F-ATT',
      answers: { 'Référence de la séance': 'info-export', Code: 'K7QX-4M2P', Présence: { '1': 'Présent', '2': 'Présent', '3': 'Présent' } },
    },
  ]);
  await stack.until(async () => (await details()).includes('Étape : informé'), 'the attendance is in the journal');
  await sandbox.import([
    followUp({ 'Type de contact': 'Entretien', Note: 'Le local de la rue du Lavoir lui plaît.', 'Prochain rendez-vous': inSixtyDays() }),
    followUp({ Décision: 'Corriger les coordonnées', 'Nouveau téléphone': '06 39 98 31 09' }),
    followUp({
      Décision: 'Mettre en pause',
      "Jusqu'au": inSixtyDays().slice(0, 10),
      Motif: 'un déménagement',
      Note: `Voir ${neighbours.at(-1) ?? ''}`,
    }),
  ]);
  await stack.until(
    async () => /En pause jusqu’au[\s\S]*Coordonnées corrigées|Coordonnées corrigées[\s\S]*En pause jusqu’au/.test(await details()),
    'what staff recorded',
  );
}, 180_000);

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

const details = () => stack.server.details(`participant-${reference}`);

function followUp(answers: Readonly<Record<string, string>>) {
  return { formId: 'F-FUP', answers: { Référence: reference, Code: 'K7QX-4M2P', ...answers } };
}

function inSixtyDays(): string {
  return localIn(60 * 24 * 3600)
    .slice(0, 'YYYY-MM-DDTHH:MM'.length)
    .replace('T', ' ');
}

test('a person is handed everything that was put in about them, in both files, and nothing of anybody else', async () => {
  const folder = join(stack.dir, 'exports');
  const before = await stack.server.paths();
  const { code, out } = await exportOf(reference, '--to', folder);
  expect({ code, out }).toMatchObject({ code: 0 });
  const [json = '', pdf = ''] = ['json', 'pdf'].map((kind) => join(folder, `${reference}.${kind}`));
  expect([json, pdf].map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(['600', '600']);
  expect(out).toContain(json);

  const data = JSON.parse(readFileSync(json, 'utf8')) as PersonalData;
  expect(data).toMatchObject({
    format: 'parcours-createurs/personal-data',
    reference,
    person: { firstName: 'Constance', lastName: 'Ravelomanana', phone: '+33639983109', birthDate: '1986-02-03', town: 'Ville-Exemple' },
    contactDetails: { replacedPhones: ['+33639983101'] },
    neighbourhood: 'Les Aunettes',
    stage: { code: 'exploring' },
    attendance: [{ session: 'info-export', mark: { code: 'attended' } }],
    pause: { reason: 'un déménagement' },
    possibleDuplicates: 1,
    retention: { monthsAfterLastActivity: 24 },
  });
  expect(data.interviews).toHaveLength(1);
  expect(data.notes.map(({ words, by }) => [words, by.name])).toContainEqual(['Le local de la rue du Lavoir lui plaît.', 'Camille Roux']);
  expect(data.journal.find(({ what }) => what === 'Entretien.')?.by?.organisation).toBe('Association AILE');
  expect(data.mails.map(({ kind }) => kind.code)).toContain('confirmation');

  const text = pdfPages(readFileSync(pdf))
    .flatMap(({ pieces }) => pieces.map((piece) => piece.text))
    .join(' ')
    .replaceAll(/\s/gu, '');
  const facts = [
    'Constance',
    'Ravelomanana',
    'constance@boite.example.org',
    '06 39 98 31 01',
    '06 39 98 31 09',
    '3 février 1986',
    'Les Aunettes',
  ];
  const more = [
    'Ville-Exemple',
    'En recherche d’emploi',
    'Rencontre au marché',
    'Une blanchisserie solidaire',
    'Information collective',
    'présent(e)',
  ];
  const staffs = ['Le local de la rue du Lavoir lui plaît.', 'un déménagement', 'Camille Roux', 'doublon', '24 mois', 'CNIL'];
  expect([...facts, ...more, ...staffs].filter((fact) => !text.includes(fact.replaceAll(' ', '')))).toEqual([]);

  const both = `${readFileSync(json, 'utf8')} ${text}`;
  const others = ['Constanze', 'voisine', 'Barnabé', 'Vandenbroucque', 'escargots', ...neighbours];
  expect(others.length).toBe(7);
  expect(others.filter((other) => both.includes(other))).toEqual([]);
  // It has changed nothing.
  expect((await stack.server.paths()).map(({ historyLength }) => historyLength)).toEqual(before.map(({ historyLength }) => historyLength));
});

test('a session: who filled its sheet in, by which response, and no participant’s name', async () => {
  const folder = join(stack.dir, 'sessions');
  const { code, out } = await exportOf('session-info-export', '--to', folder);
  const file = join(folder, 'session-info-export.json');
  expect([code, out.trim().split('\n')[0]]).toEqual([0, file]);
  const data = JSON.parse(readFileSync(file, 'utf8')) as SessionData;
  expect(data.rows.find((row) => row.reference === reference)).toMatchObject({
    attendance: 'attended',
    enteredBy: { name: 'Camille Roux' },
    response: { form: 'F-ATT' },
  });
  const entry = data.journal.findLast(({ response }) => response !== null);
  expect(entry).toMatchObject({ by: { name: 'Camille Roux' }, response: { form: 'F-ATT' } });
  expect(data.responses.map(({ response }) => response)).toContain(entry?.response?.response);
  for (const name of ['Constance', 'Barnabé', 'Ravelomanana']) expect(JSON.stringify(data)).not.toContain(name);
});

test.each([
  ['GC-0000-0000', 'Aucun dossier ne porte la référence GC-0000-0000'],
  ['GC-0000-0001', 'mal recopiée'],
  ['session-nulle-part', 'Aucune séance ne s’appelle session-nulle-part'],
  ['', 'npm run export'],
])('%s: a plain line, code 1, no file', async (typed, words) => {
  const folder = join(stack.dir, 'nothing');
  const { code, out } = await exportOf(...(typed === '' ? [] : [typed]), '--to', folder);
  expect(code).toBe(1);
  expect(out).toContain(words);
  expect(out.trim().split('\n')).toHaveLength(1);
  expect(existsSync(folder)).toBe(false);
});

test('without a worker: a plain line that says so, code 1', async () => {
  await Promise.all(stack.workers.map(({ kill }) => kill()));
  const { code, out } = await exportOf(reference, '--to', join(stack.dir, 'nothing'));
  expect([code, out.trim()]).toEqual([1, 'Le dossier ne répond pas : le service doit tourner pendant l’export. Relancez la commande.']);
});

async function exportOf(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'workers/export-main.ts'), ...args], {
    env: Object.fromEntries(Object.entries(stack.env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    cwd: ROOT,
  });
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out };
}

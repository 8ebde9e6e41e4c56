import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { law } from '../integrations/personal-data/words.ts';
import { everything } from '../workflows/participant-path/everything.ts';
import * as path from '../workflows/participant-path/path.ts';
import { followUp, informed, REGISTERED } from '../workflows/participant-path/path-fixtures.ts';
import { loadProgramme } from './configuration/groupement.ts';
import { personalData } from './personal-data.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../config/groupement.yaml', import.meta.url)));
const NOW = '2027-01-15T10:00:00.000Z';
const dataOf = (state: path.PathState) => personalData(everything(state), programme, NOW);

const MAUD = {
  code: 's3',
  name: 'Maud Lefèvre',
  organisation: 'Mission Locale',
  functions: 'contact de l’organisation, accompagnement, co-animation',
};

test('staff are named as the programme has them, with organisation and function', () => {
  const data = dataOf(path.followedUp(informed(), followUp({ contact: 'phone', note: 's3 a appelé.' })));
  expect(data.accompaniment.referent).toEqual(MAUD);
  expect(data.notes[0]).toMatchObject({ by: MAUD, words: 's3 a appelé.' });
  expect(data.journal.filter(({ by }) => by !== null).map(({ what }) => what)).toEqual(['Note de Maud Lefèvre.', 'Téléphone.']);
});

test('a colleague who left the configuration keeps a code alone', () => {
  const data = dataOf(path.followedUp(informed(), followUp({ contact: 'phone', note: 'Parti.', staff: 's99' })));
  expect(data.notes[0]?.by).toEqual({ code: 's99', name: null, organisation: null, functions: null });
});

test('what staff chose stands with the words of their form', () => {
  const { staffAnswers } = dataOf(path.followedUp(informed(), followUp({ contact: 'dropIn', decision: 'name', adviser: 's5' })));
  expect(staffAnswers).toMatchObject([
    {
      contact: { code: 'dropIn', label: 'Permanence' },
      decision: { code: 'name', label: 'Nommer un conseiller' },
      adviser: { name: 'Karim Diallo' },
    },
  ]);
});

test('a code inside an address is no name', () => {
  const entry = { at: REGISTERED, what: 'Adresse s1@example.org, s1.martin@example.org et s1.', by: null, response: null };
  const { journal } = personalData({ ...everything(informed()), journal: [entry] }, programme, NOW);
  expect(journal[0]?.what).toBe('Adresse s1@example.org, s1.martin@example.org et Camille Roux.');
});

test('says who answers for the data, whom to ask and how long it is kept, by the configuration', () => {
  expect(dataOf(informed())).toMatchObject({
    format: 'parcours-createurs/personal-data',
    version: 1,
    exportedAt: NOW,
    controllers: [{ name: 'Association AILE' }, { name: 'Mission Locale' }],
    contact: 'groupement@aile.example.org',
    retention: { monthsAfterLastActivity: 24, evidence: [] },
    neighbourhood: 'Les Aunettes',
    organisation: 'Mission Locale',
  });
});

test('says of whom a funder may ask for evidence that it is kept longer, and until when', () => {
  const [fse] = programme.retention.evidence;
  if (fse === undefined) throw new Error('no operation');
  const met = path.followedUp(informed(), followUp({ contact: 'interview' }));
  const untilWith = (evidenceUntil: string | null) => {
    const retention = { ...programme.retention, evidence: [{ ...fse, evidenceUntil }] };
    const data = personalData(everything(met), { ...programme, retention }, NOW);
    return [data.retention.evidence, law(data).find(({ title }) => title === 'Combien de temps')?.text];
  };
  expect(untilWith('2035-12-31')).toEqual([[{ funder: fse.funder, until: '2035-12-31' }], expect.stringContaining('jusqu’au 31/12/2035')]);
  expect(untilWith(null)).toEqual([[{ funder: fse.funder, until: null }], expect.stringContaining('pas encore connue')]);
});

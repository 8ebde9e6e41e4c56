import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { links } from './table.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const codecPages = 'http://127.0.0.1:8234';
const decodes = (uiUrl: string | null, isOwnUi: boolean) =>
  links(programme, { web: null, uiUrl, codecPages, isOwnUi, namespace: 'default' }).find(({ what }) => what.includes('decode'))?.url;

test('the Web UI of npm start needs no word about decoding; in any other a browser is let in once, under its own name of this machine', () => {
  expect(decodes('http://127.0.0.1:8233', true)).toBeUndefined();
  expect(decodes(null, false)).toBeUndefined();
  expect(decodes('http://localhost:8080', false)).toBe('http://localhost:8234/access');
  expect(decodes('https://ui.example.org', false)).toBe('http://127.0.0.1:8234/access');
});

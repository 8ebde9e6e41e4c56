import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printableName } from '../pdf/printable.ts';
import { type PdfPage, pdfPages } from '../pdf/test-pdf-text.ts';
import { createSignInSheetPrinter, LogoError } from './pdfmake.ts';
import type { Letterhead, Logo, SignInSheet } from './port.ts';

const file = (name: string) => readFileSync(new URL(`../../config/logos/${name}`, import.meta.url));
const svg = (name: string): Logo => ({ type: 'svg', svg: file(name).toString('utf8') });
const LETTERHEAD: Letterhead = {
  organisations: [
    { name: 'Association AILE', phone: '01 00 00 00 01', logo: svg('aile.svg') },
    { name: 'Mission Locale', phone: null, logo: null },
  ],
  funders: [
    { name: 'Fonds européen', logo: svg('fonds-europeen.svg') },
    { name: 'Agglomération', logo: { type: 'image', dataUrl: `data:image/png;base64,${file('agglomeration.png').toString('base64')}` } },
  ],
  contact: 'groupement@aile.example.org',
  programmeName: 'Groupement de Créateurs',
  timeZone: 'Europe/Paris',
};
const SHEET: SignInSheet = {
  session: {
    sessionId: 'info-decembre',
    kind: 'info',
    title: 'Information collective',
    start: { at: '2026-12-03T13:30:00.000Z', label: '' },
    end: { at: '2026-12-03T15:30:00.000Z', label: '' },
    place: { name: 'Maison de quartier des Aunettes', address: '1 place de l’Exemple' },
  },
  facilitators: [{ name: 'Camille Roux', organisation: 'Association AILE' }],
  rows: [],
};
const FOOT_Y = 842 - 88;

const printer = await createSignInSheetPrinter(LETTERHEAD);
const people = (count: number) => Array.from({ length: count }, (_, index) => ({ number: index + 1, name: `Prénom${index + 1} É.` }));
const print = async (change: Partial<SignInSheet>) => pdfPages((await printer.print({ ...SHEET, ...change })).content);
const textOf = (pages: readonly PdfPage[]) => pages.flatMap(({ lines }) => lines).join('\n');
const count = (text: string, part: string) => text.split(part).length - 1;

describe('the sheet', () => {
  test('is a PDF named after its session', async () => {
    const { filename, contentType, content } = await printer.print(SHEET);
    expect([filename, contentType]).toEqual(['emargement-info-decembre.pdf', 'application/pdf']);
    expect(Buffer.from(content.subarray(0, 5)).toString()).toBe('%PDF-');
  });

  test('says what, when, where, with whom, and who pays', async () => {
    const text = textOf(await print({ rows: people(3) }));
    for (const words of [
      "FEUILLE D'ÉMARGEMENT",
      'Information collective',
      'jeudi 3 décembre 2026 , de 14 h 30 à 16 h 30'.replaceAll(' h', '\u00a0h').replaceAll('h ', 'h\u00a0'),
      'Maison de quartier des Aunettes',
      'info-decembre',
      'Numéro de classement',
      'Camille Roux Association AILE',
      'Fonds européen Agglomération',
      "J'accepte que mes coordonnées",
      'groupement@aile.example.org',
    ])
      expect(text).toContain(words);
    for (const organisation of ['Association AILE', 'Mission Locale']) expect(count(text, organisation)).toBeGreaterThanOrEqual(2);
  });

  test.each([0, 1, 12, 15, 16, 30])('%i registrants: each once, under the number of the form', async (registrants) => {
    const text = textOf(await print({ rows: people(registrants).toReversed() }));
    const rows = [...text.matchAll(/^(\d+) (Prénom\d+ É\.)$/gmu)].map(([, number, name]) => ({ number: Number(number), name }));
    expect(rows).toEqual(people(registrants));
    expect(count(text, 'É.')).toBe(registrants);
  });

  test('numbers that were frozen stay, whoever left since', async () => {
    const rows = [
      { number: 7, name: 'Zoé A.' },
      { number: 2, name: 'Bob B.' },
    ];
    expect(textOf(await print({ rows }))).toMatch(/^2 Bob B\.\n7 Zoé A\.$/mu);
  });

  test('there is no row 31: the form has none', async () => {
    const text = textOf(await print({ rows: people(33) }));
    expect(count(text, 'É.')).toBe(30);
    expect(text).not.toMatch(/^31 |Prénom31/mu);
    expect(text).toContain('3 autres sur la liste reçue par e-mail');
  });

  test('what goes over one page has headers and a page number on each', async () => {
    const pages = await print({ rows: people(30) });
    expect(pages).toHaveLength(2);
    for (const [index, { lines }] of pages.entries()) {
      expect(lines).toContain('N° Prénom et initiale du nom Signature');
      expect(lines).toContain(`Page ${index + 1} / 2`);
      expect(lines.join('\n')).toContain('info-decembre');
    }
  });

  test('blank rows for walk-ins: more when nobody is registered, all on one page', async () => {
    const box = /^J'accepte$/gmu;
    expect(textOf(await print({ rows: people(4) })).match(box)).toHaveLength(5);
    const alone = await print({});
    expect(alone).toHaveLength(1);
    expect(textOf(alone).match(box)?.length).toBeGreaterThan(5);
  });

  test('no facilitator, no funder, no place: still a sheet', async () => {
    const bare = await createSignInSheetPrinter({ ...LETTERHEAD, organisations: [], funders: [] });
    const sheet = { ...SHEET, facilitators: [], session: { ...SHEET.session, title: '', place: { name: '', address: '' } } };
    const text = textOf(pdfPages((await bare.print(sheet)).content));
    expect(text).toContain('Information collective');
    expect(text).not.toContain('Avec le soutien de');
  });
});

describe('names as people give them', () => {
  test('300 characters without a space keep to their column, and the other rows stand', async () => {
    const rows = people(6).with(2, { number: 3, name: 'W'.repeat(300) });
    const [page, ...others] = await print({ rows });
    expect(others).toHaveLength(1);
    const letters = page?.pieces.filter(({ text }) => /^[W…]+$/u.test(text)) ?? [];
    expect(letters).toHaveLength(60);
    const header = page?.pieces.find(({ text, y }) => text.startsWith('Signature') && y > 330);
    for (const { x } of letters) expect(x).toBeLessThan((header?.x ?? 0) - 8);
    expect(textOf(page ? [page] : []).match(/^\d Prénom\d É\.$/gmu)).toHaveLength(5);
  });

  test('Latin letters of any language, Greek and Cyrillic are printed', async () => {
    const names = ['Zoé Œ.', 'Nguyễn T.', 'Łukasz Ś.', 'İbrahim Ç.', 'Ελένη Π.', 'Ольга К.', 'Jean-Noël d’A.', 'E\u0301lise B.'];
    const text = textOf(await print({ rows: names.map((name, index) => ({ number: index + 1, name })) }));
    for (const [index, name] of names.entries()) expect(text).toContain(`${index + 1} ${name.normalize('NFC')}`);
  });

  test('a script the font lacks leaves a line to write on, never empty squares', async () => {
    const rows = ['محمد ع.', '王小明', 'אביגיל כ.', '👍', ''].map((name, index) => ({ number: index + 1, name }));
    const text = textOf(await print({ rows }));
    expect(count(text, 'à écrire à la main')).toBe(5);
    expect(text).not.toMatch(/[\u0590-\u06ff\u4e00-\u9fff\ufffd]/u);
  });

  test('every character that is let through has a glyph in the font', () => {
    // The very font engine that draws the sheet.
    const pdfkit = createRequire(createRequire(import.meta.url).resolve('pdfmake')).resolve('pdfkit');
    const { openSync } = createRequire(pdfkit)('fontkit') as { openSync(path: string): { hasGlyphForCodePoint(code: number): boolean } };
    const { Roboto } = createRequire(import.meta.url)('pdfmake/fonts/Roboto.js') as { Roboto: { normal: string; bold: string } };
    const fonts = [Roboto.normal, Roboto.bold].map((path) => openSync(path));
    const printed = Array.from({ length: 0xd800 }, (_, code) => code).filter((code) => printableName(String.fromCodePoint(code)) !== null);
    expect(printed.length).toBeGreaterThan(500);
    const lost = printed.flatMap((code) =>
      Array.from(printableName(String.fromCodePoint(code)) ?? '').map((one) => one.codePointAt(0) ?? 0),
    );
    for (const font of fonts) expect(lost.filter((code) => !font.hasGlyphForCodePoint(code)).map((code) => code.toString(16))).toEqual([]);
  });

  test('whatever is typed, every row stands above the foot of its page', async () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 120 }), fc.string({ unit: 'grapheme', maxLength: 120 }));
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 30 }), anything, async (names, title) => {
        const pages = await print({
          session: { ...SHEET.session, title },
          rows: names.map((name, index) => ({ number: index + 1, name })),
        });
        const numbers = pages.flatMap(({ pieces }) => pieces.filter(({ text, x, y }) => x < 70 && x > 48 && y > 60 && /^\d+$/u.test(text)));
        expect(numbers.map(({ text }) => Number(text))).toEqual(names.map((_, index) => index + 1));
        for (const { y } of numbers) expect(y).toBeLessThan(FOOT_Y);
      }),
      { numRuns: 12 },
    );
  });
});

describe('logos', () => {
  test('a broken one is found when the service starts, by its owner’s name', async () => {
    const broken: Logo = {
      type: 'image',
      dataUrl: `data:image/png;base64,${file('agglomeration.png').subarray(0, 20).toString('base64')}`,
    };
    const attempt = createSignInSheetPrinter({ ...LETTERHEAD, funders: [{ name: 'Ville', logo: broken }] });
    await expect(attempt).rejects.toMatchObject({ name: 'LogoError', owner: 'Ville' });
    const noDrawing: Logo = { type: 'svg', svg: '<svg' };
    await expect(createSignInSheetPrinter({ ...LETTERHEAD, funders: [{ name: 'Ville', logo: noDrawing }] })).rejects.toThrow(LogoError);
  });
});

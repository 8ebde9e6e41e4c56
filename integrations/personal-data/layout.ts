import type { Content, CustomTableLayout, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { PersonalData } from '../../domain/personal-data.ts';
import { GREY, hasLongWord, header, lined, pageNumber, SIDE, TEXT, WIDTH } from '../pdf/look.ts';
import { printableText, printableWords, printedMoment } from '../pdf/printable.ts';
import { type Column, type Fact, type Section, sectionsOf } from './sections.ts';
import * as words from './words.ts';

const NAMES_WIDTH = 140;
/** Of a page's height: below it, a title would stand without what it is the title of. */
const FOOT = 0.86;

/** The document that a person is handed, as pdfmake draws it. */
export function personalDataLayout(data: PersonalData): TDocumentDefinitions {
  const { programme, reference } = data;
  const day = printedMoment(data.exportedAt, programme.timeZone);
  return {
    pageSize: 'A4',
    pageMargins: [SIDE, 52, SIDE, 50],
    language: 'fr-FR',
    // By reference only: a file manager and a printer's queue show the title.
    info: { title: `${words.TITLE} – ${reference}`, author: printableWords(programme.name, 100) },
    defaultStyle: { ...TEXT, lineHeight: 1.15 },
    header: (page) => (page === 1 ? null : running(reference)),
    footer: (page, pages) => foot(page, pages),
    pageBreakBefore: ({ headlineLevel, startPosition }) => headlineLevel === 1 && startPosition.verticalRatio > FOOT,
    content: [...opening(data, day), ...sectionsOf(data).flatMap(drawn), ...law(data)],
  };
}

function opening(data: PersonalData, day: string): Content[] {
  const name = [data.person.firstName, data.person.lastName].filter((part) => part !== null).join(' ');
  return [
    { text: printableWords(data.programme.name, 100).toUpperCase(), color: GREY, bold: true, fontSize: 9, characterSpacing: 1.2 },
    { text: words.TITLE, bold: true, fontSize: 20, margin: [0, 2, 0, 2] },
    { text: printableText(name), fontSize: 13, margin: [0, 0, 0, 2] },
    { text: words.subtitle(data.reference, day), color: GREY, margin: [0, 0, 0, 10] },
    {
      table: { widths: ['*'], body: [[{ text: words.intro(data), margin: [6, 5, 6, 5], fillColor: '#eef1f6' }]] },
      layout: 'noBorders',
    },
  ];
}

function drawn(section: Section): Content[] {
  if ('facts' in section) return [title(section.title), section.facts.length === 0 ? nothing() : facts(section.facts)];
  const { hint, columns, rows } = section;
  return [title(section.title, rows.length === 0 ? '' : hint), rows.length === 0 ? nothing() : list(columns, rows)];
}

/** It never stands alone at the foot of a page. */
function title(text: string, hint = ''): Content {
  return {
    text: [{ text, bold: true, fontSize: 12 }, ...(hint === '' ? [] : [{ text: `   ${hint}`, color: GREY, fontSize: 8.5 }])],
    margin: [0, 16, 0, 4],
    headlineLevel: 1,
  };
}

function nothing(): Content {
  return { text: words.NOTHING, color: GREY };
}

function facts(all: readonly Fact[]): Content {
  return {
    table: {
      widths: [NAMES_WIDTH, '*'],
      dontBreakRows: true,
      body: all.map(([name, value]) => [{ text: printableText(name), color: GREY }, cell(value, WIDTH - NAMES_WIDTH)]),
    },
    layout: indented,
  };
}

function list(columns: readonly Column[], rows: readonly (readonly string[])[]): Content {
  return {
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: columns.map(({ width }) => width ?? '*'),
      body: [
        header(...columns.map((column) => column.title)),
        ...rows.map((row) => row.map((text, at) => cell(text, columns[at]?.width ?? 200))),
      ],
    },
    layout: indented,
  };
}

const indented: CustomTableLayout = { ...lined, paddingLeft: () => 4, paddingRight: () => 4 };

/** Points that a letter takes. */
const LETTER = 6;

function cell(text: string, width: number): Content {
  const pieces = printableText(text).split(/(?<=\s)(?=\S)/u);
  return {
    text: pieces.map((piece) => (hasLongWord(piece, Math.floor(width / LETTER)) ? { text: piece, wordBreak: 'break-all' } : piece)),
  };
}

function law(data: PersonalData): Content[] {
  return [
    title(words.LAW),
    ...words.law(data).map(
      (paragraph): Content => ({
        text: [{ text: `${paragraph.title}. `, bold: true }, printableText(paragraph.text)],
        margin: [0, 0, 0, 5],
      }),
    ),
  ];
}

function running(reference: string): Content {
  return { text: `${words.TITLE} · ${reference}`, color: GREY, fontSize: 8.5, margin: [SIDE, 26, SIDE, 0] };
}

function foot(page: number, pages: number): Content {
  return {
    margin: [SIDE, 18, SIDE, 0],
    columns: [
      { text: words.CONFIDENTIAL, color: GREY, fontSize: 8.5, width: '*' },
      { ...pageNumber(page, pages), width: 80 },
    ],
  };
}

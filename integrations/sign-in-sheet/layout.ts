import type { Column, Content, ContentText, CustomTableLayout, Margins, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { KIND_NAMES } from '../../domain/session-kinds.ts';
import { GRID_ROWS } from '../../domain/session-start.ts';
import { GREY, hasLongWord, header, INK, LINE, lined, pageNumber, SIDE, TEXT, WIDTH } from '../pdf/look.ts';
import { type PrintedTime, printableName, printableWords, printedTime } from '../pdf/printable.ts';
import { type Letterhead, type Logo, type SignInSheet } from './port.ts';

/** Points: a signature needs about a centimetre. */
const ROW_HEIGHT = 22;
const ROW_TOP = 5;
const WALK_IN_ROWS = 5;
/** Fills the first page. */
const WALK_IN_ROWS_ALONE = 11;

const NO_MARGIN: Margins = [0, 0, 0, 0];

/** The sheet as pdfmake draws it: letterhead, session, facilitators, registrants, walk-ins; funders and page number at every foot. */
export function signInSheetLayout(sheet: SignInSheet, letterhead: Letterhead): TDocumentDefinitions {
  const { session } = sheet;
  const time = printedTime(session.start.at, session.end.at, letterhead.timeZone);
  const title = printableWords(session.title, 120) || KIND_NAMES[session.kind];
  return {
    pageSize: 'A4',
    pageMargins: [SIDE, 46, SIDE, letterhead.funders.length > 0 ? 88 : 50],
    language: 'fr-FR',
    info: { title: `Feuille d'émargement – ${title}, ${time.day}`, author: letterhead.programmeName },
    defaultStyle: TEXT,
    header: (page) => (page === 1 ? null : running(title, time, session.sessionId)),
    footer: (page, pages) => foot(letterhead, page, pages),
    content: [
      organisations(letterhead),
      heading(title),
      facts(sheet, time),
      facilitators(sheet, letterhead),
      ...registrants(sheet),
      walkIns(sheet),
      closing(letterhead),
    ],
  };
}

function organisations({ organisations: all }: Letterhead): Content {
  if (all.length === 0) return '';
  const last = all.length - 1;
  return {
    columns: all.map(({ name, phone, logo }, at): Column => {
      const alignment = at === 0 ? 'left' : at === last ? 'right' : 'center';
      return {
        width: '*',
        stack: [
          logo ? drawn(logo, [150, 38], alignment) : '',
          { text: printableWords(name, 80), bold: true, fontSize: 10.5, alignment, margin: [0, 4, 0, 0] },
          { text: phone === null ? '' : printableWords(phone, 30), color: GREY, fontSize: 9, alignment },
        ],
      };
    }),
    columnGap: 16,
  };
}

function heading(title: string): Content {
  return {
    stack: [
      { text: "FEUILLE D'ÉMARGEMENT", color: GREY, bold: true, fontSize: 9, characterSpacing: 1.2 },
      { text: title, bold: true, fontSize: 17, margin: [0, 1, 0, 0] },
    ],
    margin: [0, 14, 0, 8],
  };
}

function facts({ session }: SignInSheet, { day, hours }: PrintedTime): Content {
  const place = printableWords(session.place.name, 120);
  const address = printableWords(session.place.address, 160);
  return {
    table: {
      widths: [52, '*', 108, 112],
      body: [
        [
          label('Date'),
          { text: [{ text: day, bold: true }, `, ${hours}`] },
          label('Référence'),
          { ...inRow(printableWords(session.sessionId, 60)), margin: NO_MARGIN },
        ],
        [
          label('Lieu'),
          { text: address === '' ? place : [{ text: place, bold: true }, `, ${address}`] },
          label('Numéro de classement'),
          dotted(108),
        ],
        [label('Type'), KIND_NAMES[session.kind], label('Nombre de présents'), dotted(108)],
      ],
    },
    layout: lined,
  };
}

/** An organisation without a facilitator on the list has an empty row: whoever comes in the end signs too. */
function facilitators({ facilitators: listed }: SignInSheet, { organisations: all }: Letterhead): Content {
  const missing = all.filter(({ name }) => !listed.some(({ organisation }) => organisation === name));
  const people = [...listed, ...missing.map(({ name }) => ({ name: '', organisation: name }))];
  return {
    unbreakable: true,
    margin: [0, 10, 0, 0],
    stack: [
      caption('Animation'),
      {
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: [170, 160, '*'],
          heights,
          body: [
            header('Nom', 'Organisme', 'Signature'),
            ...people.map(({ name, organisation }) => [inRow(printableWords(name, 60), true), inRow(printableWords(organisation, 60)), '']),
          ],
        },
        layout: ruled,
      },
    ],
  };
}

function registrants({ rows }: SignInSheet): Content[] {
  const gridRows = rows.filter(({ number }) => number >= 1 && number <= GRID_ROWS).toSorted((one, other) => one.number - other.number);
  const beyond = rows.length - gridRows.length;
  if (gridRows.length === 0) return [];
  return [
    { ...caption('Personnes inscrites', 'Le numéro est celui du formulaire de présence.'), margin: [0, 12, 0, 3] },
    {
      table: {
        headerRows: 1,
        keepWithHeaderRows: 2,
        dontBreakRows: true,
        widths: [24, 220, '*'],
        heights,
        body: [
          header('N°', 'Prénom et initiale du nom', 'Signature'),
          ...gridRows.map(({ number, name }) => [rowNumber(number), nameOf(name), '']),
        ],
      },
      layout: ruled,
    },
    ...(beyond > 0
      ? [note(`${beyond} autre${beyond > 1 ? 's' : ''} sur la liste reçue par e-mail\u00a0: faire signer sur une ligne libre ci-dessous.`)]
      : []),
  ];
}

/** The facilitator has the name in her mail, in its own script: it is written here by hand. */
function nameOf(name: string): Content {
  const text = printableName(name);
  return text === null ? { ...inRow('à écrire à la main (voir l’e-mail)'), italics: true, color: GREY, fontSize: 8.5 } : inRow(text, true);
}

function walkIns({ rows }: SignInSheet): Content {
  const count = rows.length === 0 ? WALK_IN_ROWS_ALONE : WALK_IN_ROWS;
  return {
    unbreakable: true,
    margin: [0, 12, 0, 0],
    stack: [
      caption('Personnes venues sans inscription', 'Téléphone et accord sont facultatifs\u00a0: sans eux, le prénom suffit.'),
      {
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: [150, 95, 130, '*'],
          heights,
          body: [
            header('Prénom et nom', 'Téléphone', "J'accepte que mes coordonnées soient conservées", 'Signature'),
            ...Array.from({ length: count }, () => ['', '', consentBox(), '']),
          ],
        },
        layout: ruled,
      },
    ],
  };
}

/** Made anew for each row: pdfmake keeps its measures in the nodes it is given. */
function consentBox(): Content {
  return {
    columns: [
      { canvas: [{ type: 'rect', x: 0, y: 0, w: 10, h: 10, r: 1.5, lineWidth: 0.8, lineColor: INK }], width: 15 },
      { text: "J'accepte", fontSize: 9, color: GREY, width: '*' },
    ],
    margin: [0, ROW_TOP, 0, 0],
  };
}

function closing({ programmeName, contact }: Letterhead): Content {
  return {
    ...note(
      `Ces données servent au ${printableWords(programmeName, 100)} à organiser la séance et à en rendre compte à ses financeurs. Vous pouvez les consulter, les faire corriger ou effacer (RGPD)\u00a0: ${printableWords(contact, 100)}.`,
    ),
    unbreakable: true,
  };
}

function running(title: string, { day }: PrintedTime, sessionId: string): Content {
  return {
    columns: [
      { text: [{ text: title, bold: true }, `, ${day}`], fontSize: 8.5, width: '*' },
      { text: printableWords(sessionId, 60), fontSize: 8.5, color: GREY, alignment: 'right', width: 170 },
    ],
    margin: [SIDE, 22, SIDE, 0],
  };
}

function foot({ funders }: Letterhead, page: number, pages: number): Content {
  const number = pageNumber(page, pages);
  if (funders.length === 0) return { ...number, margin: [SIDE, 18, SIDE, 0] };
  return {
    margin: [SIDE, 8, SIDE, 0],
    stack: [
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: WIDTH, y2: 0, lineWidth: 0.5, lineColor: LINE }] },
      {
        margin: [0, 4, 0, 3],
        columns: [
          { text: 'Avec le soutien de', fontSize: 8, color: GREY, width: '*' },
          { ...number, width: 80 },
        ],
      },
      {
        columns: funders.map(({ name, logo }) => ({
          width: 'auto',
          stack: [
            drawn(logo, [Math.min(110, WIDTH / funders.length - 12), 28], 'left'),
            { text: printableWords(name, 60), fontSize: 7, color: GREY, margin: [0, 2, 0, 0] },
          ],
        })),
        columnGap: 22,
      },
    ],
  };
}

function drawn(logo: Logo, fit: [number, number], alignment: 'left' | 'center' | 'right'): Content {
  return logo.type === 'svg' ? { svg: logo.svg, fit, alignment } : { image: logo.dataUrl, fit, alignment };
}

function caption(text: string, hint = ''): ContentText {
  return {
    text: [{ text, bold: true, fontSize: 10.5 }, ...(hint === '' ? [] : [{ text: `   ${hint}`, color: GREY, fontSize: 8.5 }])],
    margin: [0, 0, 0, 3],
  };
}

function label(text: string): Content {
  return { text, color: GREY, fontSize: 8.5, margin: [0, 1, 0, 0] };
}

function note(text: string): ContentText {
  return { text, color: GREY, fontSize: 8, margin: [0, 6, 0, 0] };
}

function inRow(text: string, bold = false): ContentText {
  return { text, bold, margin: [0, ROW_TOP, 0, 0], wordBreak: hasLongWord(text) ? 'break-all' : 'normal' };
}

function rowNumber(number: number): Content {
  return { text: String(number), alignment: 'center', margin: [0, ROW_TOP, 0, 0] };
}

function dotted(width: number): Content {
  return { canvas: [{ type: 'line', x1: 0, y1: 11, x2: width, y2: 11, lineWidth: 0.6, lineColor: INK }] };
}

function heights(row: number): number | 'auto' {
  return row === 0 ? 'auto' : ROW_HEIGHT;
}

const ruled: CustomTableLayout = {
  hLineWidth: () => 0.6,
  vLineWidth: () => 0.6,
  hLineColor: () => LINE,
  vLineColor: () => LINE,
  paddingLeft: () => 6,
  paddingRight: () => 6,
  paddingTop: () => 2,
  paddingBottom: () => 2,
};

import { inflateSync } from 'node:zlib';

/** One piece of text as it stands on a page; points from the page's top left corner. */
export interface Piece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface PdfPage {
  readonly pieces: readonly Piece[];
  /** The pieces in the order of reading, line by line; a space after each, but for hyphens, after which pdfmake breaks words too. */
  readonly lines: readonly string[];
}

/** What somebody reads in a PDF as pdfkit writes it: glyphs through their fonts' ToUnicode maps. Not a reader of PDF in general. */
export function pdfPages(pdf: Uint8Array): readonly PdfPage[] {
  const objects = objectsOf(Buffer.from(pdf));
  return [...objects.values()].filter(({ head }) => /\/Type \/Page\b/u.test(head)).map((page) => pageOf(page, objects));
}

interface PdfObject {
  readonly head: string;
  /** Of a stream, inflated. */
  readonly body: string;
}

type Objects = ReadonlyMap<string, PdfObject>;

function objectsOf(pdf: Buffer): Objects {
  const raw = pdf.toString('latin1');
  const found = new Map<string, PdfObject>();
  for (const match of raw.matchAll(/(?:^|\n)(\d+) 0 obj\n/gu)) {
    const from = match.index + match[0].length;
    const stream = raw.indexOf('stream\n', from);
    const end = raw.indexOf('endobj', from);
    if (stream < 0 || stream > end) {
      found.set(match[1] ?? '', { head: raw.slice(from, end), body: '' });
      continue;
    }
    const head = raw.slice(from, stream);
    const start = stream + 'stream\n'.length;
    const bytes = pdf.subarray(start, start + Number(/\/Length (\d+)/u.exec(head)?.[1]));
    const isText = !/\/Subtype \/Image|\/Length1/u.test(head);
    found.set(match[1] ?? '', {
      head,
      body: isText && head.includes('/FlateDecode') ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1'),
    });
  }
  return found;
}

function referred(objects: Objects, head: string, key: string): PdfObject {
  const object = objects.get(new RegExp(`/${key} (\\d+) 0 R`, 'u').exec(head)?.[1] ?? '');
  if (!object) throw new Error(`This PDF has no ${key} where pdfkit writes one.`);
  return object;
}

function pageOf(page: PdfObject, objects: Objects): PdfPage {
  const resources = referred(objects, page.head, 'Resources');
  const fonts = new Map(
    [...resources.head.matchAll(/\/(F\d+) (\d+) 0 R/gu)].map(([, name = '', number = '']) => [
      name,
      charactersOf(referred(objects, objects.get(number)?.head ?? '', 'ToUnicode').body),
    ]),
  );
  const pieces = piecesOf(referred(objects, page.head, 'Contents').body, fonts);
  return { pieces, lines: linesOf(pieces) };
}

/** Glyph, as four hexadecimal digits → text. */
function charactersOf(map: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/giu)) {
    for (const [index, [, code = '']] of [...list.matchAll(/<([0-9a-f ]*)>/giu)].entries()) {
      const glyph = (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0');
      found.set(glyph, Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
    }
  }
  return found;
}

const PAGE_HEIGHT = 842;

function piecesOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly Piece[] {
  return [...content.matchAll(/\bBT\n([\s\S]*?)\bET\b/gu)].flatMap(([, block = '']) => {
    const font = fonts.get(/\/(F\d+) [\d.]+ Tf/u.exec(block)?.[1] ?? '');
    const at = /1 0 0 1 (-?[\d.]+) (-?[\d.]+) Tm/u.exec(block);
    if (!font || !at) throw new Error('This PDF has text without font or place.');
    const glyphs = [...block.matchAll(/\[([^\]]*)\] TJ/gu)].flatMap(([, list = '']) => [...list.matchAll(/<([0-9a-f]+)>/giu)]);
    const text = glyphs.flatMap(([, hex = '']) => hex.match(/.{4}/gu) ?? []).map((glyph) => font.get(glyph.toLowerCase()) ?? '\ufffd');
    return [{ text: text.join(''), x: Number(at[1]), y: PAGE_HEIGHT - Number(at[2]) }];
  });
}

function linesOf(pieces: readonly Piece[]): readonly string[] {
  const lines = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const y = Math.round(piece.y);
    lines.set(y, [...(lines.get(y) ?? []), piece]);
  }
  return [...lines]
    .toSorted(([one], [other]) => one - other)
    .map(([, line]) =>
      line
        .toSorted((one, other) => one.x - other.x)
        .map(({ text }) => text.replace(/(?<![\s-])$/u, ' '))
        .join('')
        .trim(),
    );
}

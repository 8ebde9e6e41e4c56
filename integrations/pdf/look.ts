import type { Content, CustomTableLayout } from 'pdfmake/interfaces.js';

// What every printed document of the service looks like. Lengths in points; A4 is 595 × 842.

export const SIDE = 40;
export const WIDTH = 595 - 2 * SIDE;

export const INK = '#1d2433';
export const GREY = '#5b6475';
export const LINE = '#8d95a5';
const SHADE = '#eef1f6';
const HAIRLINE = '#d5dae3';

export const TEXT = { font: 'Roboto', fontSize: 9.5, color: INK, lineHeight: 1.1 };

/** The head of a table's columns. */
export function header(...titles: readonly string[]): Content[] {
  return titles.map((text) => ({ text, bold: true, fontSize: 8.5, fillColor: SHADE }));
}

export function pageNumber(page: number, pages: number): { text: string; fontSize: number; color: string; alignment: 'right' } {
  return { text: `Page ${page} / ${pages}`, fontSize: 8.5, color: GREY, alignment: 'right' };
}

/** pdfmake lets a word that is wider than its column run over the next ones. */
export function hasLongWord(text: string, letters = 18): boolean {
  return text.split(/[\s-]/u).some((word) => word.length > letters);
}

/** Rows under one another, parted by hairlines. */
export const lined: CustomTableLayout = {
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingRight: () => 8,
  paddingTop: () => 3,
  paddingBottom: () => 3,
  hLineWidth: () => 0.5,
  hLineColor: () => HAIRLINE,
};

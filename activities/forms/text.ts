import { visible } from '../../domain/text.ts';

const LINE = 300;
const TEXT = 5000;

/** How titles, labels and codes are compared: lower case, without accents, punctuation or double spaces. */
export function plain(text: string): string {
  return text
    .slice(0, 2000)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

/** One line of at most 300 characters; null when nothing is left. Markup stays what was typed: whoever shows it escapes it. */
export function oneLine(text: string | undefined, max = LINE): string | null {
  return cut(
    (text ?? '')
      .slice(0, max * 20)
      .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
      .replace(/\s+/gu, ' '),
    max,
  ); // prettier-ignore
}

/** Several lines, at most 5,000 characters. */
export function longText(text: string | undefined, max = TEXT): string | null {
  const lines = (text ?? '').slice(0, max * 20).replace(/\r\n?|[\u2028\u2029]/g, '\n');
  return cut(lines.replace(/[^\P{Cc}\n\t]/gu, ' ').replace(/\n{3,}/g, '\n\n'), max);
}

function cut(text: string, max: number): string | null {
  return Array.from(visible(text).trim()).slice(0, max).join('').trim() || null;
}

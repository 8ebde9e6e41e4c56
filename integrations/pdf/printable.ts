import { Temporal } from 'temporal-polyfill';

const LONGEST_NAME = 60;

/**
 * What Roboto, the font that comes with pdfmake, has glyphs for (read from its character map): Latin with the marks of French, Turkish, Polish,
 * Vietnamese …, Greek, Cyrillic, and the punctuation of names.
 */
const IN_THE_FONT =
  /^[\u0020-\u007e\u00a0-\u017f\u0192\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0386-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u0490-\u0513\u1e80-\u1e85\u1ea0-\u1ef9\u2010\u2011\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u20ac\u2116]*$/u;

/** One line without characters that are not seen or turn the text around; at most `longest` characters. */
function printable(text: string, longest = 200): string {
  const flat = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
  const characters = Array.from(flat);
  return characters.length > longest
    ? `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
    : flat;
}

/** Null when the font can't write it (Arabic, Chinese …): empty squares on paper would help nobody. */
export function printableName(name: string): string | null {
  const text = printable(name, LONGEST_NAME);
  return text !== '' && IN_THE_FONT.test(text) ? text : null;
}

/** Words of the configuration or of a calendar: what the font lacks is left out. */
export function printableWords(text: string, longest?: number): string {
  const inTheFont = Array.from(printable(text)).filter((character) => IN_THE_FONT.test(character));
  return printable(inTheFont.join(''), longest);
}

/** Stands where the font has no letters: nothing may get lost in what a person is handed. */
const NOT_IN_THE_FONT = '[caractères à lire dans le fichier JSON]';

/** Somebody's own words with their line breaks. */
export function printableText(text: string): string {
  return text.split(/\r?\n/u).map(printableLine).join('\n');
}

function printableLine(line: string): string {
  const pieces = printable(line, Number.POSITIVE_INFINITY).split(/(?<=\s)(?=\S)/u);
  const written = pieces.map((piece) => (IN_THE_FONT.test(piece) ? piece : `${NOT_IN_THE_FONT} `)).join('');
  return written.replaceAll(`${NOT_IN_THE_FONT} ${NOT_IN_THE_FONT}`, NOT_IN_THE_FONT).trimEnd();
}

export interface PrintedTime {
  /** « jeudi 3 décembre 2026 » */
  readonly day: string;
  /** « de 14 h 30 à 16 h 30 » */
  readonly hours: string;
}

/** Instants (ISO 8601, UTC) as the people in the room read them. */
export function printedTime(start: string, end: string, timeZone: string): PrintedTime {
  const [from, to] = [start, end].map((at) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone)) as [
    Temporal.ZonedDateTime,
    Temporal.ZonedDateTime,
  ];
  if (from.toPlainDate().equals(to.toPlainDate())) return { day: dayOf(from), hours: `de ${hourOf(from)} à ${hourOf(to)}` };
  return { day: `du ${dayOf(from)}, ${hourOf(from)},`, hours: `au ${dayOf(to)}, ${hourOf(to)}` };
}

/** « 3 décembre 2026, 14 h 30 ». @param at ISO 8601, UTC */
export function printedMoment(at: string, timeZone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  return `${printedDate(local.toPlainDate().toString())}, ${hourOf(local)}`;
}

/** « 3 décembre 2026 ». @param date `YYYY-MM-DD` */
export function printedDate(date: string): string {
  const day = Temporal.PlainDate.from(date);
  return `${day.day === 1 ? '1er' : day.day}\u00a0${day.toLocaleString('fr-FR', { month: 'long' })} ${day.year}`;
}

function dayOf(date: Temporal.ZonedDateTime): string {
  const named = (options: Intl.DateTimeFormatOptions) => date.toPlainDate().toLocaleString('fr-FR', options);
  return `${named({ weekday: 'long' })} ${date.day === 1 ? '1er' : date.day} ${named({ month: 'long' })} ${date.year}`;
}

function hourOf({ hour, minute }: Temporal.ZonedDateTime): string {
  return minute === 0 ? `${hour}\u00a0h` : `${hour}\u00a0h\u00a0${String(minute).padStart(2, '0')}`;
}

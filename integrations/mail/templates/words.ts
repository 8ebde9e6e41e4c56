import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { Temporal } from 'temporal-polyfill';
import { visible } from '../../../domain/text.ts';

const NO_BREAK = '\u00a0';

/** French spacing: a no-break space before « : ; ? ! », inside « », in « 14 h 30 » and « 3 décembre ». Addresses of pages are left alone: they hold no space. */
export function typography(text: string): string {
  return text
    .replace(/ ([;:?!»])(?=[\s.,)»<]|$)/gu, `${NO_BREAK}$1`)
    .replaceAll('« ', `«${NO_BREAK}`)
    .replace(/(\d) h(?: (\d{2}))?(?!\p{L})/gu, (_, hour: string, minute?: string) =>
      minute === undefined ? `${hour}${NO_BREAK}h` : `${hour}${NO_BREAK}h${NO_BREAK}${minute}`,
    )
    .replace(/(\d|1er) (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)/gu, `$1${NO_BREAK}$2`)
    .replaceAll(' –', `${NO_BREAK}–`);
}

/** A French sentence: spacing is set in our words, what is inserted stays as it is. */
export function fr(words: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return words.map((part, at) => typography(part) + String(values[at] ?? '')).join('');
}

const LONGEST = 120;

/**
 * What someone typed, made fit for one line: no line break, control or direction-changing character, at most `longest` characters.
 * A name written from right to left is isolated, so that it does not turn the sentence around it.
 */
export function oneLine(text: string, longest: number = LONGEST): string {
  const flat = visible(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cs}/gu, '')
    .trim();
  const characters = Array.from(flat);
  const short =
    characters.length > longest
      ? `${characters
          .slice(0, longest - 1)
          .join('')
          .trimEnd()}…`
      : flat;
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(short) ? `\u2068${short}\u2069` : short;
}

/** A sentence that came with the content, on one line and with French spacing. */
export function sentence(text: string): string {
  return typography(oneLine(text, 600));
}

export function plural(count: number, one: string, many: string): string {
  return `${count}${NO_BREAK}${count > 1 ? many : one}`;
}

/** Only what a browser may open from a mail. */
export function safeUrl(url: string): string | null {
  return URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol) ? url : null;
}

/** A `mailto:` link. */
export function safeReply(url: string): string | null {
  return URL.canParse(url) && new URL(url).protocol === 'mailto:' ? url : null;
}

export interface PhoneLink {
  /** « 06 12 34 56 78 ». */
  readonly label: string;
  /** `tel:+33612345678`. */
  readonly href: string;
}

/** A number as configured or typed; a French one when it names no country. */
export function phoneLink(phone: string): PhoneLink {
  const parsed = parsePhoneNumberFromString(phone, 'FR');
  if (!parsed?.isPossible()) return { label: oneLine(phone, 30), href: `tel:${phone.replace(/[^+\d]/gu, '')}` };
  const label = parsed.country === 'FR' ? parsed.formatNational() : parsed.formatInternational();
  return { label: label.replaceAll(' ', NO_BREAK), href: `tel:${parsed.number}` };
}

/** `?&body=` is read by Android (`?`) and by every iOS (`&`). */
export function smsLink(phone: string, body: string): string {
  return `${phoneLink(phone).href.replace('tel:', 'sms:')}?&body=${encodeURIComponent(body.toWellFormed())}`;
}

/** Dates as people of one time zone read them. Instants are ISO 8601 UTC. */
export interface Dates {
  /** « jeudi 3 décembre ». */
  day(at: string): string;
  /** « 3 décembre ». */
  shortDay(at: string): string;
  /** « jeudi 3 décembre à 14 h 30 ». */
  moment(at: string): string;
  /** « jeudi 3 décembre, de 14 h 30 à 16 h 30 ». */
  range(start: string, end: string): string;
  /** The same in two lines: « jeudi 3 décembre », « de 14 h 30 à 16 h 30 ». */
  rangeLines(start: string, end: string): readonly string[];
  /** Calendar days from one instant to the other, never negative. */
  daysBetween(from: string, to: string): number;
}

export function datesIn(timeZone: string): Dates {
  const local = (at: string): Temporal.ZonedDateTime => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  // Made once: a formatter takes longer to make than a mail to write.
  const month = new Intl.DateTimeFormat('fr-FR', { timeZone, month: 'long' });
  const weekday = new Intl.DateTimeFormat('fr-FR', { timeZone, weekday: 'long' });
  const shortDay = (at: string): string => {
    const date = local(at).toPlainDate();
    return `${date.day === 1 ? '1er' : date.day}${NO_BREAK}${month.format(Date.parse(at))}`;
  };
  const day = (at: string): string => `${weekday.format(Date.parse(at))} ${shortDay(at)}`;
  const hour = (at: string): string => {
    const { hour: hours, minute } = local(at);
    return minute === 0 ? `${hours}${NO_BREAK}h` : `${hours}${NO_BREAK}h${NO_BREAK}${String(minute).padStart(2, '0')}`;
  };
  const moment = (at: string): string => `${day(at)} à ${hour(at)}`;
  const rangeLines = (start: string, end: string): readonly string[] =>
    local(start).toPlainDate().equals(local(end).toPlainDate())
      ? [day(start), `de ${hour(start)} à ${hour(end)}`]
      : [`du ${moment(start)}`, `au ${moment(end)}`];
  return {
    day,
    shortDay,
    moment,
    rangeLines,
    range: (start, end) => rangeLines(start, end).join(', '),
    daysBetween: (from, to) => Math.max(0, local(from).toPlainDate().until(local(to).toPlainDate(), { largestUnit: 'day' }).days),
  };
}

/** Every kind is handled before: a new one fails to compile here. */
export function neverReached(_content: never): never {
  throw new TypeError('a kind of mail without words');
}

import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { type NumberType, parsePhoneNumberFromString as parseWithType } from 'libphonenumber-js/max';
import { oneLine } from './text.ts';

/** An address or number that can be used, or what was typed where one was expected. */
export interface Read {
  readonly good: string | null;
  readonly bad: string | null;
}

const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** The first usable address, lower case: somebody may type two, or « Prénom <adresse> ». */
export function readEmail(text: string | null): Read {
  const typed = oneLine(text ?? '');
  const words = (typed ?? '')
    .toLowerCase()
    .replaceAll('mailto:', '')
    .split(/[\s<>()[\],;"]+|\/(?=\s)/); // prettier-ignore
  const good = words.map((word) => word.replace(/[.:]+$/, '')).find((word) => word.length <= 254 && ADDRESS.test(word)) ?? null;
  return { good, bad: good ? null : typed };
}

/** The first number of a person as E.164; French where no country is named. One that costs extra, a satellite's or a service's is no person's. */
export function readPhone(text: string | null): Read {
  const typed = oneLine(text ?? '');
  const good = typed ? (candidates(typed).map(e164).find(Boolean) ?? null) : null;
  return { good, bad: good ? null : typed };
}

const OF_SERVICES: ReadonlySet<NumberType> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'TOLL_FREE', 'UAN', 'PAGER', 'VOICEMAIL']);

function candidates(typed: string): readonly string[] {
  return [typed, ...typed.split(/\s*(?:[/;,|]|\bou\b|\bet\b)\s*/i)];
}

function e164(text: string): string | null {
  // The letter O for a zero is a common slip: « O6 12 … ».
  const digits = /^[\do\s.+()-]+$/i.test(text) ? text.replace(/o/gi, '0') : text;
  const number = parsePhoneNumberFromString(digits, { defaultCountry: 'FR', extract: false });
  // A satellite's belongs to no country.
  if (!number?.isValid() || number.country === undefined) return null;
  return OF_SERVICES.has(parseWithType(number.number)?.getType()) ? null : number.number;
}

import { parsePhoneNumberFromString } from 'libphonenumber-js';
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

/** The first usable number as E.164; French where no country is named. */
export function readPhone(text: string | null): Read {
  const typed = oneLine(text ?? '');
  const good = typed ? (candidates(typed).map(e164).find(Boolean) ?? null) : null;
  return { good, bad: good ? null : typed };
}

function candidates(typed: string): readonly string[] {
  return [typed, ...typed.split(/\s*(?:[/;,|]|\bou\b|\bet\b)\s*/i)];
}

function e164(text: string): string | null {
  // The letter O for a zero is a common slip: « O6 12 … ».
  const digits = /^[\do\s.+()-]+$/i.test(text) ? text.replace(/o/gi, '0') : text;
  const number = parsePhoneNumberFromString(digits, { defaultCountry: 'FR', extract: false });
  return number?.isValid() ? number.number : null;
}

import { GraphError } from './errors.ts';
import type { CalendarEvent } from './event.ts';
import { instantOfParameter } from './zones.ts';

type Test = (event: CalendarEvent) => boolean;

const TEXT = "'((?:[^']|'')*)'";
const plainText = (quoted: string | undefined) => (quoted ?? '').replaceAll("''", "'");

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  ge: (a, b) => a >= b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  lt: (a, b) => a < b,
};

const TERMS: readonly { readonly pattern: RegExp; readonly test: (found: RegExpExecArray) => Test }[] = [
  {
    pattern: new RegExp(`^singleValueExtendedProperties/any\\(\\s*(\\w+)\\s*:\\s*\\1/id eq ${TEXT} and \\1/value eq ${TEXT}\\s*\\)$`, 'i'),
    test: ([, , id, value]) => {
      const wanted = plainText(id).toLowerCase();
      return ({ properties }) => properties.some((property) => property.id.toLowerCase() === wanted && property.value === plainText(value));
    },
  },
  {
    pattern: new RegExp(`^iCalUId eq ${TEXT}$`, 'i'),
    test:
      ([, id]) =>
      ({ iCalUId }) =>
        iCalUId === plainText(id),
  },
  {
    pattern: new RegExp(`^subject eq ${TEXT}$`, 'i'),
    test:
      ([, subject]) =>
      ({ details }) =>
        details.subject === plainText(subject),
  },
  {
    pattern: new RegExp(`^startswith\\(subject,\\s*${TEXT}\\)$`, 'i'),
    test:
      ([, start]) =>
      ({ details }) =>
        (details.subject ?? '').startsWith(plainText(start)),
  },
  {
    pattern: new RegExp(`^categories/any\\(\\s*(\\w+)\\s*:\\s*\\1 eq ${TEXT}\\s*\\)$`, 'i'),
    test:
      ([, , category]) =>
      ({ details }) =>
        (details.categories ?? []).includes(plainText(category)),
  },
  {
    pattern: new RegExp(`^(start|end)/dateTime (eq|ne|ge|gt|le|lt) ${TEXT}$`, 'i'),
    test: ([, side, operator, time]) => {
      const limit = instantOfParameter('$filter', plainText(time));
      const compare = OPERATORS[(operator ?? 'eq').toLowerCase()] ?? (() => false);
      return (event) => compare(side?.toLowerCase() === 'start' ? event.start : event.end, limit);
    },
  },
];

/** The part of OData's `$filter` that a calendar is asked with; terms joined by `and`. Anything else is a 400, as Graph answers what it can't read. */
export function filterOf(filter: string | undefined): Test {
  if (filter === undefined || filter.trim() === '') return () => true;
  const tests = termsOf(filter).map(testOf);
  return (event) => tests.every((test) => test(event));
}

/** Cuts at ` and ` outside quotes and brackets. */
function termsOf(filter: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let quoted = false;
  let term = '';
  for (const character of filter) {
    if (character === "'") quoted = !quoted;
    if (!quoted && character === '(') depth += 1;
    if (!quoted && character === ')') depth -= 1;
    term += character;
    if (!quoted && depth === 0 && / and $/i.test(term)) {
      terms.push(term.slice(0, -5).trim());
      term = '';
    }
  }
  return [...terms, term.trim()];
}

function testOf(term: string): Test {
  for (const { pattern, test } of TERMS) {
    const found = pattern.exec(term);
    if (found !== null) return test(found);
  }
  throw new GraphError(400, 'ErrorInvalidUrlQueryFilter', `The query filter contains one or more invalid nodes: ${term}`);
}

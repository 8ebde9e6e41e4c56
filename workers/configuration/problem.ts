import { sentences, wanted } from './words.ts';

/** Where a problem stands in the file, from the top. */
export type KeyPath = readonly (string | number)[];

/** One thing to mend, said to an administrator in French. */
export interface Problem {
  readonly path: KeyPath;
  readonly message: string;
}

/** Everything that is wrong with a configuration, one line each: the service doesn't start. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: ErrorOptions) {
    super(lines.join('\n'), options);
    this.lines = lines;
  }
}

/** Addresses, names and secrets are not repeated: an error may reach a log. */
const NOT_REPEATED = new Set(['formCode', 'email', 'name', 'phone', 'from', 'mailbox', 'redirectTo', 'address', 'url']);

export function expected(path: KeyPath, expectation: string, value: unknown): Problem {
  if (value === undefined) return { path, message: sentences.missing(expectation) };
  return { path, message: sentences.expected(expectation, read(path, value)) };
}

/** « 10 jours » as it was read; null where it must not be repeated. */
function read(path: KeyPath, value: unknown): string | null {
  // `from` of the office hours, of ages and closures is a time, an age and a date; that of the mail is an address.
  const key = path.at(-1);
  const harmless = key === 'from' && path[0] !== 'mail';
  if (typeof key === 'string' && NOT_REPEATED.has(key) && !harmless) return null;
  return describe(value);
}

function describe(value: unknown): string {
  if (value === null) return sentences.nothing;
  if (Array.isArray(value)) return wanted.list;
  if (typeof value === 'object') return wanted.keys;
  return sentences.quoted((typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80));
}

/** The known word that was probably meant, if any is close. */
export function suggestion(typed: string, candidates: readonly string[]): string | null {
  const [best] = candidates
    .map((word) => ({ word, distance: editDistance(typed.toLowerCase(), word.toLowerCase()) }))
    .toSorted((one, other) => one.distance - other.distance);
  return best && best.distance <= Math.max(2, Math.floor(typed.length / 3)) ? best.word : null;
}

/** Levenshtein. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(one).entries()) {
    const current = [row + 1];
    for (const [column, against] of Array.from(other).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === against ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

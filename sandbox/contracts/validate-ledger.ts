import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ErrorObject } from 'ajv';
import type { LedgerEntry } from '../core/ledger.ts';
import type { ShapeName } from './names.ts';
import { contractValidators, type Validators } from './schemas.ts';

export interface LedgerVerdict {
  /** Answers that were compared with a vendor's shape. */
  readonly looked: number;
  /** One line per answer that is wrong, with its number in the ledger. */
  readonly problems: readonly string[];
}

let made: Validators | null = null;
const validators = (): Validators => (made ??= contractValidators());

/**
 * Compares every answer of the ledger that a partner tool gave with the vendor's own shape for that call and status.
 * Nothing to look at is a problem of its own: a check that saw nothing has proved nothing.
 */
export function validateLedger(entries: readonly LedgerEntry[]): LedgerVerdict {
  const relevant = entries.filter(isVendorAnswer);
  return verdictOf(
    relevant.length,
    relevant.flatMap((entry) => problemOf(entry) ?? []),
  );
}

/** The same for the ledger that a sandbox leaves in its folder, line by line: that of a long story doesn't fit into memory. */
export async function validateLedgerFile(file: string): Promise<LedgerVerdict> {
  const problems: string[] = [];
  let looked = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    // The head of a line says whether it is a vendor's: the bodies of mails needn't be read.
    if (NO_VENDOR.test(line.slice(0, HEAD))) continue;
    const entry = JSON.parse(line) as LedgerEntry;
    if (!isVendorAnswer(entry)) continue;
    looked += 1;
    const problem = problemOf(entry);
    if (problem !== null) problems.push(problem);
  }
  return verdictOf(looked, problems);
}

const HEAD = 200;
const NO_VENDOR = /"service":"(?:smtp|pages)"/;

function verdictOf(looked: number, problems: readonly string[]): LedgerVerdict {
  return { looked, problems: looked === 0 ? ['no answer to look at'] : problems };
}

/** Whoever runs on answers that no vendor gives has proved nothing about the vendors. @throws with the first of the wrong answers */
export function assertVendors({ looked, problems }: LedgerVerdict): void {
  if (problems.length > 0)
    throw new Error(`${problems.length} of ${looked} answers of the sandbox are no vendor’s:\n${problems.slice(0, 5).join('\n')}`);
}

/** For the tests beside the files, of which some ask nothing of a vendor's. @throws as `assertVendors` */
export function assertAnyVendors(entries: readonly LedgerEntry[]): void {
  if (entries.some(isVendorAnswer)) assertVendors(validateLedger(entries));
}

/** What was broken on purpose has no shape: a cut connection, a body cut half way, a proxy's HTML page. */
const BROKEN_ON_PURPOSE = /^(forms|graph)-(truncated|502-html|reset|reset-after-commit)$/;

function isVendorAnswer({ service, method, status, fault }: LedgerEntry): boolean {
  if (service === 'smtp' || service === 'pages' || method === 'MAIL' || status === 0) return false;
  return fault === null || !BROKEN_ON_PURPOSE.test(fault);
}

function problemOf(entry: LedgerEntry): string | null {
  const label = `#${entry.n} ${entry.method} ${entry.path} ${entry.status}`;
  const shape = shapeOf(entry);
  if (shape === undefined) return `${label}: no shape is known for this answer`;
  if (shape === null) return entry.responseBody === null ? null : `${label}: a body where there should be none`;
  const validator = validators()[shape];
  return validator(entry.responseBody) ? null : `${label} is no ${shape}: ${(validator.errors ?? []).slice(0, 4).map(inWords).join('; ')}`;
}

const inWords = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath || '/'} ${message ?? ''}${'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : ''}`;

/** The shape of a call's answer; null for an answer without a body; undefined for a call nobody has described. */
function shapeOf({ service, method, path, status }: LedgerEntry): ShapeName | null | undefined {
  const failed = status >= 400;
  switch (service) {
    case 'graph':
      return failed ? 'GraphErrorBody' : graphShape(method, path, status);
    case 'entra':
      if (failed) return 'EntraTokenError';
      if (path.endsWith('/openid-configuration')) return 'EntraDescription';
      return path.endsWith('/token') ? 'EntraToken' : undefined;
    case 'forms':
      return failed ? 'GoogleErrorBody' : formsShape(path);
    case 'token':
      if (!failed) return 'GoogleToken';
      return status >= 500 ? 'GoogleErrorBody' : 'GoogleTokenError';
    case 'smtp':
    case 'pages':
      return undefined;
  }
}

function graphShape(method: string, path: string, status: number): ShapeName | null | undefined {
  if (status === 202 || status === 204) return null;
  if (path.endsWith('/getSchedule')) return 'GraphSchedules';
  if (/\/calendarView\/[\w.]*delta/.test(path)) return 'GraphDelta';
  if (method === 'GET' && /\/(events|calendarView|instances)$/.test(path)) return 'GraphEvents';
  return /\/events(\/[^/]+)?$/.test(path) ? 'GraphEvent' : undefined;
}

function formsShape(path: string): ShapeName | undefined {
  if (path.endsWith('/responses')) return 'ListFormResponsesResponse';
  if (/\/responses\/[^/]+$/.test(path)) return 'FormResponse';
  return /^\/v1\/forms\/[^/]+$/.test(path) ? 'Form' : undefined;
}

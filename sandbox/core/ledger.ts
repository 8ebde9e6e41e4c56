import { existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { openLogFile } from './log-file.ts';

export type Service = 'forms' | 'token' | 'graph' | 'entra' | 'smtp' | 'pages';

/** One request or delivery, as a checker reads it back. */
export interface LedgerEntry {
  /** 1, 2, 3 … in the order in which the answers were given; goes on after a restart. */
  readonly n: number;
  /** Sandbox clock at the arrival of the request, ISO 8601 UTC. */
  readonly at: string;
  /** Real clock at the arrival of the request, ISO 8601 UTC. */
  readonly realAt: string;
  readonly service: Service;
  /** HTTP method, or the SMTP step: `AUTH`, `MAIL`, `RCPT`, `DATA`. */
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** HTTP status, SMTP reply code, or 0 when the connection was cut without an answer. */
  readonly status: number;
  /** Name of the injected fault this request met, or null. */
  readonly fault: string | null;
  readonly requestBody: unknown;
  readonly responseBody: unknown;
  /** Requests of the same service in progress at arrival, this one included. */
  readonly concurrent: number;
}

export interface Ledger {
  record(entry: Omit<LedgerEntry, 'n'>): void;
  /** JSON array of the entries with n > since. */
  jsonSince(since: number): string;
  since(since: number): LedgerEntry[];
  readonly count: number;
  close(): void;
}

/** Beyond this many characters a body is kept as its beginning, so that a long soak does not fill the disk. */
const BODY_LIMIT = 4_000_000;

const shortened = (body: unknown): unknown =>
  typeof body === 'string' && body.length > BODY_LIMIT ? `${body.slice(0, BODY_LIMIT)}… (${body.length} characters)` : body;

export function openLedger(file: string): Ledger {
  mkdirSync(dirname(file), { recursive: true });
  const starts = dropCutLine(file);
  let size = existsSync(file) ? statSync(file).size : 0;
  const log = openLogFile(file);
  const lines = (since: number): string[] => {
    const from = starts[Math.max(0, since)] ?? size;
    return log.read(from, size).split('\n').slice(0, -1);
  };
  return {
    record: (entry) => {
      const { requestBody, responseBody, ...rest } = entry;
      const line = { n: starts.length + 1, ...rest, requestBody: shortened(requestBody), responseBody: shortened(responseBody) };
      const written = log.append(JSON.stringify(line));
      if (written > 0) starts.push(size);
      size += written;
    },
    jsonSince: (since) => `[${lines(since).join(',')}]`,
    since: (since) => lines(since).map((line) => JSON.parse(line) as LedgerEntry),
    get count() {
      return starts.length;
    },
    close: log.close,
  };
}

/** Removes what a killed process left of an unfinished line; returns where each whole line begins, in bytes. */
function dropCutLine(file: string): number[] {
  if (!existsSync(file)) return [];
  const content = readFileSync(file);
  const end = content.lastIndexOf(LINE_END) + 1;
  if (end !== content.length) truncateSync(file, end);
  const starts: number[] = [];
  for (let start = 0; start < end; start = content.indexOf(LINE_END, start) + 1) starts.push(start);
  return starts;
}

const LINE_END = 0x0a;

import { type Logger, type LogLevel, type LogMetadata, SdkComponent } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { SERVICE_ERRORS } from '../domain/service-error.ts';

export type LogFormat = 'json' | 'pretty';

export interface LoggerOptions {
  /** JSON lines for machines, one readable line for a person at a terminal. */
  readonly format?: LogFormat;
  readonly level?: LogLevel;
  readonly write?: (line: string) => void;
}

/**
 * What may reach a log: pseudonyms and technical facts only. Everything else that the SDK, an activity or a workflow attaches is dropped,
 * and an error's message is kept only where our own adapters made it: the SDK logs activity errors in clear, whatever the codec does.
 */
const KEPT = new Set([
  'namespace',
  'taskQueue',
  'workflowId',
  'workflowType',
  'runId',
  'activityId',
  'activityType',
  'attempt',
  'isLocal',
  'sdkComponent',
  'durationMs',
  'historyLength',
  'status',
  'state',
  'previousState',
  'code',
  'count',
  'mailbox',
  'formKind',
  'host',
  'port',
  'service',
  'caller',
]);

const STACK_LINES = 6;

/** For `Runtime.install({ logger })`, before anything else of Temporal's. */
export function createLogger({ format = defaultFormat(), level = 'INFO', write }: LoggerOptions = {}): Logger {
  const put = write ?? ((line: string) => void process.stderr.write(line));
  const json = pino(
    { level: 'trace', base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    { write: put },
  );
  return new DefaultLogger(level, ({ level: at, message, meta }) => {
    const facts = redact(meta ?? {});
    const text = oneLine(meta !== undefined && isNative(meta) ? withoutQuotes(message) : message);
    if (format === 'json') json[pinoLevel(at)](facts, text);
    else put(`${pretty(at, text, facts)}\n`);
  });
}

/** Only what is on the list, and errors without words that someone may have written. */
function redact(meta: LogMetadata): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(meta)) {
    if (name === 'error' || name === 'err') kept['error'] = describeError(value);
    else if (KEPT.has(name) && isScalar(value)) kept[name] = value;
  }
  return kept;
}

export interface LoggedError {
  readonly type: string;
  /** Only where one of our adapters wrote it: code, status, request id. */
  readonly message?: string;
  /** Places in the code, without the message they follow. */
  readonly at?: readonly string[];
  readonly cause?: LoggedError;
}

/** An error by its type and place; the message only of a known service error. */
export function describeError(error: unknown, depth = 3): LoggedError {
  if (!Error.isError(error)) return { type: typeof error };
  const type = typeOf(error);
  const isKnown = type in SERVICE_ERRORS && (error.name === 'ServiceError' || error.name === 'ApplicationFailure');
  const at = placesOf(error);
  return {
    type,
    ...(isKnown ? { message: oneLine(error.message) } : {}),
    ...(at.length > 0 ? { at } : {}),
    ...(Error.isError(error.cause) && depth > 0 ? { cause: describeError(error.cause, depth - 1) } : {}),
  };
}

function typeOf(error: Error): string {
  for (const property of ['type', 'code'] as const) {
    const value: unknown = Reflect.get(error, property);
    if (typeof value === 'string' && /^[\w.-]{1,60}$/.test(value)) return value;
  }
  return /^\w{1,60}$/.test(error.name) ? error.name : 'Error';
}

/** A stack begins with the message, which may itself have several lines: only lines that are places are kept. */
function placesOf(error: Error): string[] {
  const place = /^ {4}at (?:async )?(?:[\w.<>$ [\]]+ \()?((?:file|node|webpack-internal):[^()\s]+|\/[^()\s]+):\d+:\d+\)?$/;
  const lines = (error.stack ?? '').slice(error.message.length).split('\n');
  return lines
    .filter((line) => place.test(line))
    .slice(0, STACK_LINES)
    .map((line) => line.trim());
}

function pretty(level: LogLevel, message: string, { error, ...facts }: Record<string, unknown>): string {
  const time = new Date().toISOString().slice(11, 19);
  const words = ['workflowId', 'activityType', 'attempt', 'code'].flatMap((name) =>
    name in facts ? [`${name}=${String(facts[name])}`] : [],
  );
  const reason = error === undefined ? [] : [reasonOf(error as LoggedError)];
  return [time, level.padEnd(5), message, ...words, ...reason].join(' ');
}

function reasonOf({ type, message, at }: LoggedError): string {
  return message ?? (at?.[0] ? `${type} ${at[0]}` : type);
}

/** Logged by the SDK's native side, which writes what it was given into its sentences. */
function isNative(meta: LogMetadata): boolean {
  return typeof meta['target'] === 'string' || meta['sdkComponent'] === SdkComponent.core;
}

/** The beginning of the sentence, up to what may be somebody's words. */
function withoutQuotes(text: string): string {
  return /^[\w ,.'-]*/.exec(text.split(/: |["«{([]/)[0] ?? '')?.[0] ?? '';
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function pinoLevel(level: LogLevel) {
  return level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

function defaultFormat(): LogFormat {
  return process.stderr.isTTY ? 'pretty' : 'json';
}

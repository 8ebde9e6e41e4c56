import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openLogFile } from './log-file.ts';

/** Values by key, kept in an append log: a write costs one line whatever the size, and is in the file before the call returns. */
export interface Collection<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  set(key: string, value: T): void;
  delete(key: string): boolean;
  /** In order of first insertion. */
  values(): T[];
  entries(): [string, T][];
  readonly size: number;
  clear(): void;
}

/** One small JSON value in one file. */
export interface Value<T> {
  get(): T;
  set(value: T): void;
}

export interface Stores {
  /** `DIR/<name>.log`; the same name gives the same collection. */
  collection<T>(name: string): Collection<T>;
  /** `DIR/<name>.json`; the same name gives the same value. */
  value<T>(name: string, initial: T): Value<T>;
  /** Closes the files; nothing may be written afterwards. */
  close(): void;
}

type Line<T> = { k: string; v: T } | { k: string; gone: true };

/** Writes the whole file or nothing, so that a process killed half way leaves the old content. */
export function writeAtomically(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.half`;
  const fd = openSync(half, 'w');
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(half, file);
}

function readLines<T>(file: string): Map<string, T> {
  const map = new Map<string, T>();
  if (!existsSync(file)) return map;
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const line = parseLine(text) as Line<T> | null;
    if (line === null) continue;
    if ('gone' in line) map.delete(line.k);
    else map.set(line.k, line.v);
  }
  return map;
}

/** A process killed while it wrote leaves a cut line: nobody was told that write had happened, so it is dropped. */
function parseLine(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function openCollection<T>(file: string): Collection<T> & { close(): void } {
  const map = readLines<T>(file);
  const compacted = [...map].map(([k, v]) => `${JSON.stringify({ k, v })}\n`).join('');
  writeAtomically(file, compacted);
  let log = openLogFile(file);
  const append = (line: Line<T>) => log.append(JSON.stringify(line));
  return {
    get: (key) => map.get(key),
    has: (key) => map.has(key),
    set: (key, value) => {
      append({ k: key, v: value });
      map.set(key, value);
    },
    delete: (key) => {
      if (!map.has(key)) return false;
      append({ k: key, gone: true });
      return map.delete(key);
    },
    values: () => [...map.values()],
    entries: () => [...map],
    get size() {
      return map.size;
    },
    clear: () => {
      log.close();
      map.clear();
      writeFileSync(file, '');
      log = openLogFile(file);
    },
    close: () => log.close(),
  };
}

function openValue<T>(file: string, initial: T): Value<T> {
  let current: T = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : initial;
  return {
    get: () => current,
    set: (value) => {
      writeAtomically(file, JSON.stringify(value));
      current = value;
    },
  };
}

export function openStores(dir: string): Stores {
  mkdirSync(dir, { recursive: true });
  const collections = new Map<string, Collection<unknown> & { close(): void }>();
  const values = new Map<string, Value<unknown>>();
  return {
    collection<T>(name: string): Collection<T> {
      let found = collections.get(name);
      if (found === undefined) {
        found = openCollection<unknown>(join(dir, `${name}.log`));
        collections.set(name, found);
      }
      return found as Collection<T> & { close(): void };
    },
    value<T>(name: string, initial: T): Value<T> {
      let found = values.get(name);
      if (found === undefined) {
        found = openValue<unknown>(join(dir, `${name}.json`), initial);
        values.set(name, found);
      }
      return found as Value<T>;
    },
    close: () => {
      for (const collection of collections.values()) collection.close();
      collections.clear();
    },
  };
}

import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** A file that grows by lines and is read by bytes. */
export interface LogFile {
  /** Gives the bytes written: none once it is closed, as of a process that was ended. */
  append(line: string): number;
  /** @param from bytes before it @param to bytes up to its end */
  read(from: number, to: number): string;
  close(): void;
}

/** Opens it, or makes it. */
export function openLogFile(file: string): LogFile {
  // An answer may still be under way when everything is closed: by then the number of the descriptor can be another file's.
  let fd: number | null = openSync(file, 'a+');
  return {
    append: (line) => (fd === null ? 0 : writeSync(fd, `${line}\n`)),
    read: (from, to) => {
      if (fd === null) throw new Error(`${file} is closed`);
      const content = Buffer.alloc(to - from);
      readSync(fd, content, 0, content.length, from);
      return content.toString('utf8');
    },
    close: () => {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}

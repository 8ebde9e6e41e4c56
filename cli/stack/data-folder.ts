import { chmodSync, mkdirSync } from 'node:fs';

/** The folder of database, keys and logs: for its owner only, also where an earlier start or a person made it. */
export function makeDataFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
}

import { InvalidArgumentError, program } from 'commander';

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly sessions: number;
  readonly registrants: number;
  /** How often a worker is killed, spread over the time. */
  readonly kills: number;
}

/** What the soak is measured by. */
export const FULL: Omit<SoakOptions, 'seed'> = { minutes: 5, sessions: 200, registrants: 3000, kills: 3 };

export function parseOptions(argv: readonly string[]): SoakOptions {
  const { seed, minutes, sessions, registrants, kills } = program
    .option('--seed <n>', 'same seed, same edits, acts and faults', number, Math.floor(Math.random() * 1e6))
    .option('--minutes <n>', 'how long staff edit', number, FULL.minutes)
    .option('--sessions <n>', 'sessions in the calendar', number, FULL.sessions)
    .option('--registrants <n>', 'people who register before it begins', number, FULL.registrants)
    .option('--kills <n>', 'workers killed', numberOrNone, FULL.kills)
    .parse([...argv])
    .opts<SoakOptions>();
  return { seed, minutes, sessions, registrants, kills };
}

function numberOrNone(text: string): number {
  return text === '0' ? 0 : number(text);
}

function number(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number above zero');
  return value;
}

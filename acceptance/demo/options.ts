import { Command, InvalidArgumentError, Option } from 'commander';

export interface DemoOptions {
  readonly json: string | null;
  readonly keep: string | null;
  readonly seed: number;
  readonly kill: 'worker' | null;
}

export function parseOptions(argv: readonly string[]): DemoOptions {
  const whole = (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number');
    return value;
  };
  const options = new Command('npm run demo --')
    .description('Plays the whole story on a stack of its own, reads back what happened, and checks it. Under three minutes.')
    .option('--json <file>', 'write figures and checks to this file')
    .option('--keep <dir>', 'keep the Temporal database, the mailbox (.eml) and the logs in this folder')
    .option('--seed <n>', 'other people, order and timing', whole, 1)
    .addOption(new Option('--kill <process>', 'kill a process at a random moment and start another').choices(['worker']))
    .parse(argv, { from: 'user' })
    .opts<{ json?: string; keep?: string; seed: number; kill?: 'worker' }>();
  return { json: options.json ?? null, keep: options.keep ?? null, seed: options.seed, kill: options.kill ?? null };
}

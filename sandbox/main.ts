import { resolve } from 'node:path';
import { followParent } from './core/parent.ts';
import { parseOptions } from './options.ts';
import { openSandbox } from './sandbox.ts';

/** The partner tools as a process of their own. Prints one JSON line when they answer: addresses and a worker's environment. */
try {
  const options = parseOptions(process.argv.slice(2));
  const sandbox = await openSandbox({ ...options, data: resolve(options.data) });
  let closing = false;
  const end = () => {
    if (closing) return;
    closing = true;
    // Everything is in the files already: a connection that lingers must not hold the end.
    setTimeout(() => process.exit(0), 1_000).unref();
    sandbox.close().then(
      () => process.exit(0),
      () => process.exit(0),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (options.followParent) followParent(end);
  process.stdout.write(`${JSON.stringify(sandbox.announcement)}\n`);
} catch (error) {
  process.stderr.write(`sandbox: ${lineOf(error)}\n`);
  process.exit(1);
}

function lineOf(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  const { code, port } = error as Error & { code?: string; port?: number };
  return code === 'EADDRINUSE' ? `port ${port ?? '?'} is taken by another program: choose another one` : error.message;
}

import { join } from 'node:path';
import { sandboxKeys } from './keys.ts';
import { decideMode } from './mode.ts';
import { usualPorts } from './ports.ts';
import { ROOT } from './stack.ts';

type Env = Readonly<Record<string, string>>;

/** How to reach the service: the one that `npm start` runs on this machine, where the environment names no other. */
export function serviceHere(env: Env): Env {
  if (decideMode(env) !== 'sandbox') return env;
  const keys = sandboxKeys(env['PARCOURS_DATA'] || join(ROOT, '.data'), env);
  return { ...keys, TEMPORAL_ADDRESS: `127.0.0.1:${usualPorts(env['TEMPORAL_PORT']).temporal}`, ...env };
}

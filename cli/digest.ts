// npm run digest -- CODE …: « Ma journée » of these worklists now, of all of them where none is named. Of the service that `npm start` runs on this
// machine, where the environment names no other.
import { join } from 'node:path';
import { withSecretFiles } from '../workers/configuration/secret-files.ts';
import { digest } from '../workers/digest-main.ts';
import { sandboxKeys } from './stack/keys.ts';
import { decideMode } from './stack/mode.ts';
import { usualPorts } from './stack/ports.ts';
import { ROOT } from './stack/stack.ts';

const env = withSecretFiles(process.env);
const here = {
  ...sandboxKeys(env['PARCOURS_DATA'] || join(ROOT, '.data'), env),
  TEMPORAL_ADDRESS: `127.0.0.1:${usualPorts(env['TEMPORAL_PORT']).temporal}`,
};
await digest(process.argv.slice(2), decideMode(env) === 'sandbox' ? { ...here, ...env } : env);

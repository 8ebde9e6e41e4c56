// npm run export -- GC-XXXX-XXXX [--to FOLDER]: everything that the service holds about one person, as JSON and as PDF; with session-… who changed that
// session. Of the service that `npm start` runs on this machine, where the environment names no other.
import { withSecretFiles } from '../workers/configuration/secret-files.ts';
import { exportOne } from '../workers/export-main.ts';
import { serviceHere } from './stack/service-here.ts';

await exportOne(process.argv.slice(2), serviceHere(withSecretFiles(process.env)));

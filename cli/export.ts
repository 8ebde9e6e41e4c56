// npm run export -- GC-XXXX-XXXX [--to FOLDER]: everything that the service holds about one person, as JSON and as PDF. Of the service that `npm start`
// runs on this machine, where the environment names no other.
import { withSecretFiles } from '../workers/configuration/secret-files.ts';
import { exportPerson } from '../workers/export-main.ts';
import { serviceHere } from './stack/service-here.ts';

await exportPerson(process.argv.slice(2), serviceHere(withSecretFiles(process.env)));

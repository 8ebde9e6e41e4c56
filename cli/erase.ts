// npm run erase -- GC-XXXX-XXXX: what erasing this person would change; with --yes it is done. Of the service that `npm start` runs on this machine,
// where the environment names no other.
import { withSecretFiles } from '../workers/configuration/secret-files.ts';
import { erase } from '../workers/erase-main.ts';
import { serviceHere } from './stack/service-here.ts';

await erase(process.argv.slice(2), serviceHere(withSecretFiles(process.env)));

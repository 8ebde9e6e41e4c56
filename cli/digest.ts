// npm run digest -- CODE …: « Ma journée » of these worklists now, of all of them where none is named. Of the service that `npm start` runs on this
// machine, where the environment names no other.
import { withSecretFiles } from '../workers/configuration/secret-files.ts';
import { digest } from '../workers/digest-main.ts';
import { serviceHere } from './stack/service-here.ts';

await digest(process.argv.slice(2), serviceHere(withSecretFiles(process.env)));

// What is made once, when an image is built: the workflow bundle, and the HTML of the mails' layouts. A worker with fresh sources beside both makes neither.
import { compileLayouts } from '../integrations/mail/templates/layouts.ts';
import { ensureBundle } from '../workers/bundle.ts';

console.log(await ensureBundle());
await compileLayouts({ programme: '', offices: [] });

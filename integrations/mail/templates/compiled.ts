import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const KEPT = fileURLToPath(new URL('../../../.cache/mail-layouts', import.meta.url));
const Package = z.object({ version: z.string() });
const { version } = Package.parse(createRequire(import.meta.url)('mjml/package.json'));

const Compiled = z.object({ source: z.string(), html: z.string() });

/**
 * HTML of an MJML document. MJML takes 75 MB of memory and most of a second, so what it made of a document is kept in a file, and it is loaded
 * only for a document that changed since.
 * @param name of its file
 */
export async function compiled(name: string, document: string, folder = KEPT): Promise<string> {
  const path = join(folder, `${name}.json`);
  const source = createHash('sha256').update(version).update(document).digest('hex');
  const kept = existsSync(path) ? Compiled.safeParse(parsed(readFileSync(path, 'utf8'))).data : undefined;
  if (kept?.source === source) return kept.html;
  const { default: mjml } = await import('mjml');
  const { html } = await mjml(document, { fonts: {}, validationLevel: 'strict' });
  keep(path, JSON.stringify({ source, html }));
  return html;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Where nothing may be written, it is compiled again at the next start. Another process may be reading: it sees a whole file. */
function keep(path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    if (!Error.isError(error) || !('code' in error)) throw error;
  }
}

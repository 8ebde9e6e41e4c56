import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from './codec.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const BUNDLE_PATH = join(ROOT, '.cache', 'workflow-bundle.js');

/** What a bundle is made of: the workflows, the rules they import, what writes their failures, and the versions of the packages. */
const SOURCES = ['workflows/**/*.ts', 'domain/**/*.ts', 'workers/failure-converter.ts', 'package-lock.json'];

/** Bundles every workflow into one file: once per build or test run, never at each start of a worker. */
async function writeBundle(path = BUNDLE_PATH): Promise<string> {
  const hash = sourcesHash();
  const code = await bundleOf(join(ROOT, 'workflows', 'index.ts'));
  mkdirSync(dirname(path), { recursive: true });
  replace(path, code);
  replace(`${path}.sources`, hash);
  return path;
}

/** @param workflowsPath the module that exports the workflows */
export async function bundleOf(workflowsPath: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    // What a workflow throws is written by the bundle's own converter: without this one its words would stand in clear.
    failureConverterPath: FAILURE_CONVERTER_PATH,
    // Loaded once for all workflows instead of once for each: no module of ours keeps anything of one workflow.
    preloadModules: [workflowsPath],
    logger: new DefaultLogger('WARN'),
  });
  return code;
}

/** The bundle of the sources as they stand; bundles only when one of them changed since. */
export async function ensureBundle(path = BUNDLE_PATH): Promise<string> {
  return isFresh(path) ? path : writeBundle(path);
}

export function isFresh(path = BUNDLE_PATH): boolean {
  return existsSync(path) && existsSync(`${path}.sources`) && readFileSync(`${path}.sources`, 'utf8') === sourcesHash();
}

export function sourcesHash(root = ROOT): string {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !file.endsWith('.test.ts'))
    .toSorted();
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Another process may be reading: it sees the old file or the new one, never half of it. */
function replace(path: string, content: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

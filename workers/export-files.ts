import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonalData } from '../domain/personal-data.ts';
import { workflowIds } from '../domain/workflow-ids.ts';
import { printPersonalData } from '../integrations/personal-data/pdf.ts';
import type { SessionData } from './session-data.ts';

/**
 * Two files that only their owner may read, named by the reference alone: in file names there is no personal data. Older ones of the same person are
 * replaced. @returns their paths
 */
export async function writeExport(folder: string, data: PersonalData): Promise<readonly string[]> {
  const pdf = await printPersonalData(data);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return [await writeOwn(join(folder, `${data.reference}.json`), json(data)), await writeOwn(join(folder, `${data.reference}.pdf`), pdf)];
}

/** One file that only its owner may read: `session-….json`. @returns its path */
export async function writeSessionExport(folder: string, data: SessionData): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return [await writeOwn(join(folder, `${workflowIds.session(data.session)}.json`), json(data))];
}

function json(data: PersonalData | SessionData): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** Made anew: what stands there, or what a link leads to, keeps its own rights. */
async function writeOwn(file: string, content: string | Uint8Array): Promise<string> {
  await rm(file, { force: true });
  await writeFile(file, content, { mode: 0o600, flag: 'wx' });
  await chmod(file, 0o600);
  return file;
}

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { groupementFile } from './schema.ts';

export const JSON_SCHEMA_PATH = fileURLToPath(new URL('../../config/groupement.schema.json', import.meta.url));

/** What an editor needs to complete and check `groupement.yaml` while it is typed. */
export function groupementJsonSchema(): unknown {
  return { title: 'groupement.yaml', ...z.toJSONSchema(groupementFile, { io: 'input' }) };
}

/** `node workers/configuration/json-schema.ts` writes it anew after a change of the schema. */
async function writeJsonSchema(path = JSON_SCHEMA_PATH): Promise<void> {
  await writeFile(path, `${JSON.stringify(groupementJsonSchema(), null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeJsonSchema();

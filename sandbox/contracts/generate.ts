import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import generator from 'ts-json-schema-generator';

/*
 * `node generate.ts FILE` writes the JSON Schemas of shapes.ts. A process of its own: the generator brings its own TypeScript, an older one
 * than the project's, and eight megabytes of it.
 */
const file = process.argv[2];
if (file === undefined) throw new Error('usage: node generate.ts FILE');
const schema = generator
  .createGenerator({
    path: join(import.meta.dirname, 'shapes.ts'),
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    type: '*',
    expose: 'export',
    topRef: false,
    jsDoc: 'none',
    skipTypeCheck: true,
    additionalProperties: false,
  })
  .createSchema('*');
writeFileSync(file, JSON.stringify(schema));

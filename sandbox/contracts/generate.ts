import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import generator from 'ts-json-schema-generator';
import { ENTRA_SHAPES, GOOGLE_SHAPES, GRAPH_SHAPES } from './names.ts';

/*
 * `node generate.ts FILE` writes the JSON Schemas of shapes.ts, by name. A process of its own: the generator brings its own TypeScript,
 * an older one than the project's.
 */
const file = process.argv[2];
if (file === undefined) throw new Error('usage: node generate.ts FILE');
const made = generator.createGenerator({
  path: join(import.meta.dirname, 'shapes.ts'),
  tsconfig: join(import.meta.dirname, 'tsconfig.json'),
  expose: 'export',
  jsDoc: 'none',
  skipTypeCheck: true,
  additionalProperties: false,
});
const names = [...GRAPH_SHAPES, ...GOOGLE_SHAPES, ...ENTRA_SHAPES];
writeFileSync(file, JSON.stringify(Object.fromEntries(names.map((name) => [name, made.createSchema(name)]))));

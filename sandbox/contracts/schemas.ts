import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { GRAPH_SHAPES, type ShapeName } from './names.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, '.cache');
const PACKAGES = ['@googleapis/forms', '@microsoft/microsoft-graph-types', 'ts-json-schema-generator'];
const SOURCES = ['shapes.ts', 'names.ts', 'generate.ts'];

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
type Schema = { [member: string]: Json };

/** Made from the official type packages once per version of them, about a second; kept in `.cache/`. */
export function generatedSchemas(): Readonly<Record<ShapeName, Schema>> {
  const file = join(CACHE, `contracts-${fingerprint()}.json`);
  if (!existsSync(file)) {
    mkdirSync(CACHE, { recursive: true });
    const half = `${file}.${process.pid}.half`;
    execFileSync(process.execPath, [join(import.meta.dirname, 'generate.ts'), half], { stdio: ['ignore', 'ignore', 'inherit'] });
    renameSync(half, file);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Record<ShapeName, Schema>;
}

function fingerprint(): string {
  const versions = PACKAGES.map((name) => readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  const sources = SOURCES.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  return createHash('sha256')
    .update(JSON.stringify([versions, sources]))
    .digest('hex')
    .slice(0, 16);
}

export type Validators = Readonly<Record<ShapeName, ValidateFunction>>;

/** A validator per shape. Unknown members fail; in Graph's answers OData's own annotations (`@odata.…`) may stand anywhere. */
export function contractValidators(): Validators {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const schemas = Object.entries(generatedSchemas()).map(([name, schema]) => {
    const isGraph = (GRAPH_SHAPES as readonly string[]).includes(name);
    return [name, ajv.compile(isGraph ? asGraph(schema) : schema)];
  });
  return Object.fromEntries(schemas) as Validators;
}

/** Graph's times have seven fractional digits and no offset: the type package says `string` only. */
const LOCAL_TIME = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}$';

function asGraph(schema: Json): Schema {
  const changed = annotated(schema) as Schema;
  const definitions = changed['definitions'] as Record<string, Schema>;
  const time = definitions['DateTimeTimeZone'];
  const properties = time?.['properties'] as Record<string, Schema> | undefined;
  if (properties?.['dateTime'] !== undefined) properties['dateTime'] = { type: 'string', pattern: LOCAL_TIME };
  // One link or the other: with both, OData's annotations being free elsewhere, a page would pass as either.
  const { anyOf, ...page } = definitions['GraphDelta'] ?? {};
  if (anyOf !== undefined) definitions['GraphDelta'] = { ...page, oneOf: anyOf };
  return changed;
}

function annotated(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(annotated);
  if (schema === null || typeof schema !== 'object') return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([member, value]) => [member, annotated(value)]));
  return inner['additionalProperties'] === false ? { ...inner, patternProperties: { '^([A-Za-z]+)?@odata\\.': {} } } : inner;
}

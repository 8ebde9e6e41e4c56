import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const Limits = z.record(z.string(), z.tuple([z.object({ value: z.union([z.number(), z.boolean()]) })]));

/** Arguments that give a dev server the dynamic configuration of production, so that an order of tasks seen here is the one there. */
export function productionLimits(): string[] {
  const limits = Limits.parse(parse(readFileSync(new URL('../../deploy/dynamicconfig.yaml', import.meta.url), 'utf8')));
  return Object.entries(limits).flatMap(([name, [{ value }]]) => ['--dynamic-config-value', `${name}=${value}`]);
}

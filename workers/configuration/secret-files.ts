import { readFileSync } from 'node:fs';
import { ConfigurationError } from './problem.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What opens something: each may stand in a file instead, named by the variable with `_FILE`, as containers hand secrets over. */
export const SECRETS = ['AZURE_CLIENT_SECRET', 'SMTP_URL', 'PAYLOAD_KEY', 'REF_KEY', 'TEMPORAL_API_KEY', 'CODEC_TOKEN'] as const;

/**
 * The environment with each secret in its place, read from its file where there is one. Empty variables, as compose files and shells leave them, are left out.
 * @throws ConfigurationError with a line for each file that can't be read, and for each secret that is given twice
 */
export function withSecretFiles(environment: Variables): Readonly<Record<string, string>> {
  const set = Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim())));
  const problems: string[] = [];
  for (const name of SECRETS) {
    const file = set[`${name}_FILE`];
    if (file === undefined) continue;
    if (set[name] !== undefined) problems.push(`${name} and ${name}_FILE are both set: keep one of them.`);
    const content = contentOf(file);
    if (content === null) problems.push(`${name}_FILE names no readable file: give the path of a file that holds the secret.`);
    else set[name] = content;
    delete set[`${name}_FILE`];
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return set;
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

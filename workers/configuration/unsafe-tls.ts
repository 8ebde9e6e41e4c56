import { problems } from './environment-words.ts';

/**
 * A line where the check of certificates is switched off.
 * @see https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
 */
export function unsafeTls(set: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (set['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return [];
  return [problems.unsafeTls];
}

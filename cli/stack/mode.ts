import { PlainError } from './plain-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** On which services a start runs: the partner tools in miniature, or the real ones. */
export type Mode = 'sandbox' | 'real';

const MAKE_A_KEY = 'openssl rand -base64 32';

/**
 * Real services where every credential is there, the sandbox where none is.
 * @throws PlainError where only some are there: half a service would look alive and do half its work
 */
export function decideMode(env: Env): Mode {
  const present = CREDENTIALS.filter(({ isGiven }) => isGiven(env));
  if (present.length === 0) return 'sandbox';
  const missing = CREDENTIALS.flatMap(({ missing: lacks }) => lacks(env));
  if (missing.length > 0)
    throw new PlainError(
      `Only part of the real services' credentials are set (${present.map(({ name }) => name).join(', ')}): set ${missing.join(', ')} too, or none of them for the sandbox.`,
    );
  const rest = ['GROUPEMENT_CONFIG', 'PAYLOAD_KEY', 'PAYLOAD_KEY_COPY', 'REF_KEY'].filter((name) => isUnset(env, name));
  if (rest.length > 0)
    throw new PlainError(
      `The real services' credentials are set; ${rest.join(', ')} must be set too (keys: ${MAKE_A_KEY}, kept where a backup keeps them).`,
    );
  return 'real';
}

interface Credential {
  readonly name: string;
  readonly isGiven: (env: Env) => boolean;
  /** Names of what is not set. */
  readonly missing: (env: Env) => readonly string[];
}

const AZURE = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'];
const AZURE_PROOFS = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'];

const CREDENTIALS: readonly Credential[] = [
  one('GOOGLE_APPLICATION_CREDENTIALS'),
  {
    name: 'AZURE_…',
    isGiven: (env) => [...AZURE, ...AZURE_PROOFS].some((name) => !isUnset(env, name)),
    missing: (env) => [
      ...AZURE.filter((name) => isUnset(env, name)),
      ...(AZURE_PROOFS.every((name) => isUnset(env, name)) ? [AZURE_PROOFS.join(' or ')] : []),
    ],
  },
  one('SMTP_URL'),
];

function one(name: string): Credential {
  return { name, isGiven: (env) => !isUnset(env, name), missing: (env) => (isUnset(env, name) ? [name] : []) };
}

function isUnset(env: Env, name: string): boolean {
  return (env[name] ?? '').trim() === '';
}

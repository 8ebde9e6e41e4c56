import { isLoopback } from '../../integrations/loopback.ts';
import type { AccessOptions, Oidc } from '../codec-access.ts';
import { ConfigurationError } from './problem.ts';
import { unsafeTls } from './unsafe-tls.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** As `openssl rand -base64 32` makes it: nobody guesses it, so nothing needs to count wrong ones. */
const FEWEST_LETTERS = 32;
const OIDC = ['CODEC_OIDC_ISSUER', 'CODEC_OIDC_JWKS_URL', 'CODEC_OIDC_AUDIENCE', 'CODEC_OIDC_ROLE'] as const;

/**
 * Who may have payloads decoded: `CODEC_TOKEN`, a token of this machine, and `CODEC_OIDC_…`, the access tokens of an OpenID Connect provider. One
 * of the two is needed.
 * @throws ConfigurationError with a line for each variable that is missing or wrong, never quoting a value
 */
export function readCodecAccess(set: Variables): AccessOptions {
  const localToken = set['CODEC_TOKEN']?.trim() || undefined;
  const ofProvider = OIDC.filter((name) => set[name]?.trim());
  const ofOidc = ofProvider.length > 0 ? [...oidcProblems(set), ...unsafeTls(set)] : [];
  const problems = [...tokenProblems(localToken, ofProvider.length > 0), ...ofOidc];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { localToken, oidc: ofProvider.length > 0 ? oidcOf(set) : undefined };
}

function tokenProblems(token: string | undefined, hasProvider: boolean): readonly string[] {
  if (token === undefined && !hasProvider)
    return ['CODEC_TOKEN is missing: set it to a random text (openssl rand -base64 32), or set CODEC_OIDC_ISSUER and its kin.'];
  if (token !== undefined && (token.length < FEWEST_LETTERS || /[\s;,]/.test(token)))
    return [`CODEC_TOKEN is too short or holds spaces: make one of ${FEWEST_LETTERS} letters or more with openssl rand -base64 32.`];
  return [];
}

function oidcProblems(set: Variables): readonly string[] {
  const missing = OIDC.filter((name) => !set[name]?.trim()).map(
    (name) => `${name} is missing: CODEC_OIDC_ISSUER, _JWKS_URL, _AUDIENCE and _ROLE belong together.`,
  );
  const url = set['CODEC_OIDC_JWKS_URL']?.trim() ?? '';
  return url === '' || isSafe(url)
    ? missing
    : [...missing, 'CODEC_OIDC_JWKS_URL is no usable address: it begins with https://, or is on this machine.'];
}

/** Keys that arrive in clear may be anybody's. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function oidcOf(set: Variables): Oidc {
  const value = (name: string) => set[name]?.trim() ?? '';
  return {
    issuer: value('CODEC_OIDC_ISSUER'),
    jwksUrl: value('CODEC_OIDC_JWKS_URL'),
    audience: value('CODEC_OIDC_AUDIENCE'),
    role: value('CODEC_OIDC_ROLE'),
    claim: value('CODEC_OIDC_CLAIM') || 'roles',
  };
}

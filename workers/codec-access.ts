import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

/** How the tokens of an OpenID Connect provider are checked. */
export interface Oidc {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** Where its public keys are. */
  readonly jwksUrl: string;
  /** `aud`: the codec server's own id at the provider, so that a token for another service opens nothing here. */
  readonly audience: string;
  /** The claim that lists what a person may do, `roles`, or `realm_access.roles` inside another. */
  readonly claim: string;
  /** What that claim must hold. */
  readonly role: string;
}

export interface AccessOptions {
  /** One for whoever administers this machine. */
  readonly localToken?: string | undefined;
  readonly oidc?: Oidc | undefined;
}

/** Who may have payloads decoded, by the word that a log names them by; or why nobody is let in. */
export type Verdict = { readonly caller: string } | { readonly refusal: Refusal };

/** A code for the log: one of ours, or one of jose's (`ERR_JWT_EXPIRED`). */
export interface Refusal {
  readonly code: string;
  /** 401: no token, or one that isn't valid. 403: a valid one of a person who may not. */
  readonly status: 401 | 403;
}

/** The caller that stands in the log for the local token, which is nobody's in particular. */
const LOCAL = 'local-token';
/** A provider signs with its private key: a shared secret as key would let anybody who checks tokens make them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** Seconds between the clocks of provider and machine. */
const CLOCK_TOLERANCE = 30;

/** Checks the token that a request brings; null where it brings none. */
export class CodecAccess {
  readonly #localDigest: Buffer | null;
  readonly #checkJwt: ((token: string) => Promise<Verdict>) | null;

  constructor({ localToken, oidc }: AccessOptions) {
    this.#localDigest = localToken === undefined ? null : digest(localToken);
    this.#checkJwt = oidc === undefined ? null : jwtCheck(oidc);
  }

  get hasLocalToken(): boolean {
    return this.#localDigest !== null;
  }

  /** Whether it is the machine's own token, in a time that doesn't depend on how much of it is right. */
  isLocalToken(token: string): boolean {
    return this.#localDigest !== null && timingSafeEqual(digest(token), this.#localDigest);
  }

  async check(token: string | null): Promise<Verdict> {
    if (token === null) return refused('no-token');
    if (this.isLocalToken(token)) return { caller: LOCAL };
    return this.#checkJwt === null ? refused('unknown-token') : await this.#checkJwt(token);
  }
}

function jwtCheck({ issuer, jwksUrl, audience, claim, role }: Oidc): (token: string) => Promise<Verdict> {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const options = { issuer, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE, requiredClaims: ['exp', 'sub'] };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options);
      return wordsOf(payload, claim).includes(role) ? { caller: payload.sub ?? '' } : refused('role-missing', 403);
    } catch (error) {
      return refused(error instanceof errors.JOSEError ? error.code : 'provider-unreachable');
    }
  };
}

/** A list of words, or one text with spaces between them, as `scope` is (RFC 8693, section 4.2). */
function wordsOf(payload: JWTPayload, claim: string): readonly unknown[] {
  const value = claim.split('.').reduce<unknown>((node, name) => (isRecord(node) ? node[name] : undefined), payload);
  if (typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? value : [];
}

function isRecord(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null;
}

function refused(code: string, status: Refusal['status'] = 401): Verdict {
  return { refusal: { code, status } };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

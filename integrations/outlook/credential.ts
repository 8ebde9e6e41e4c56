import { ClientCertificateCredential, ClientSecretCredential, type TokenCredential } from '@azure/identity';
import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';

export interface EntraOptions {
  readonly tenantId: string;
  readonly clientId: string;
  /** A secret, or the path of a PEM file that holds certificate and key. */
  readonly secret: { readonly clientSecret: string } | { readonly certificatePath: string };
  /** Address of a stand-in for https://login.microsoftonline.com; must be https, which @azure/identity insists on. */
  readonly authorityHost?: string;
}

/**
 * How to get a credential. A function, because a credential keeps a token that Graph has refused: whoever is refused makes a new one.
 * A certificate renewed in place is read again that way too.
 */
export type CredentialSource = () => TokenCredential;

export function entraCredential({ tenantId, clientId, secret, authorityHost }: EntraOptions): CredentialSource {
  const options = {
    // Retrying is the workflow's: the pipeline's own retries would sleep for as long as Retry-After says.
    retryOptions: { maxRetries: 0 },
    // A stand-in is unknown to Microsoft's list of authorities.
    ...(authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: true }),
  };
  return 'clientSecret' in secret
    ? () => new ClientSecretCredential(tenantId, clientId, secret.clientSecret, options)
    : () => new ClientCertificateCredential(tenantId, clientId, secret.certificatePath, options);
}

/** One credential, its token for one scope, and the way to a fresh one. */
export class TokenSource {
  readonly #make: CredentialSource;
  readonly #scope: string;
  readonly #timeoutMs: number;
  #credential: TokenCredential | null = null;

  constructor(make: CredentialSource, { scope, timeoutMs = 20_000 }: { scope: string; timeoutMs?: number }) {
    this.#make = make;
    this.#scope = scope;
    this.#timeoutMs = timeoutMs;
  }

  /** The token in use, fetched where there is none or it is about to expire. Throws `ServiceError`. */
  async get(): Promise<{ readonly token: string; readonly expiresAt: number }> {
    try {
      this.#credential ??= this.#make();
      const token = await this.#credential.getToken(this.#scope, { abortSignal: AbortSignal.timeout(this.#timeoutMs) });
      if (token === null) throw new ServiceError('entra-credentials', { detail: 'no token' });
      return { token: token.token, expiresAt: token.expiresOnTimestamp };
    } catch (error) {
      this.#credential = null;
      throw error instanceof ServiceError ? error : entraError(error);
    }
  }

  /** Forgets the token: the service it was for has refused it. */
  refused(): void {
    this.#credential = null;
  }
}

/** Tokens for one scope as a mailer asks for them; Exchange Online's SMTP wants `https://outlook.office365.com/.default`. */
export function accessTokens(make: CredentialSource, scope: string) {
  const tokens = new TokenSource(make, { scope });
  return ({ renew }: { readonly renew: boolean }) => {
    if (renew) tokens.refused();
    return tokens.get();
  };
}

/** Codes by which Entra says « later »: they come with 4xx like the lasting ones. */
const PASSING = new Set(['90006', '90033', '90055']);
const LASTING = /\b(invalid_client|unauthorized_client|invalid_request|invalid_scope|invalid_grant|invalid_resource|access_denied)\b/;

/** @azure/identity gives neither status nor code: the AADSTS number stands in the message only (a secret that ran out is AADSTS7000222). */
export function entraError(error: unknown): ServiceError {
  const { texts, codes } = chain(error);
  const aadsts = /AADSTS(\d+)/.exec(texts)?.[1] ?? null;
  if (aadsts !== null) return errorOf(PASSING.has(aadsts) ? 'calendar-unavailable' : 'entra-credentials', `AADSTS${aadsts}`);
  const lasting = LASTING.exec(texts)?.[1];
  if (lasting !== undefined) return errorOf('entra-credentials', lasting);
  if (codes.some((code) => code === 'ENOENT' || code === 'EACCES' || code.startsWith('ERR_OSSL'))) {
    return errorOf('entra-credentials', 'the certificate file can’t be read');
  }
  return errorOf('calendar-unavailable', 'no token: Entra did not answer');
}

function errorOf(code: ServiceErrorCode, detail: string): ServiceError {
  return new ServiceError(code, { detail });
}

function chain(error: unknown): { readonly texts: string; readonly codes: readonly string[] } {
  const texts: string[] = [];
  const codes: string[] = [];
  for (
    let one: unknown = error, depth = 0;
    typeof one === 'object' && one !== null && depth < 5;
    one = Reflect.get(one, 'cause'), depth++
  ) {
    for (const key of ['message', 'errorCode']) {
      const value: unknown = Reflect.get(one, key);
      if (typeof value === 'string') texts.push(value);
    }
    const code: unknown = Reflect.get(one, 'code');
    if (typeof code === 'string') codes.push(code);
  }
  return { texts: texts.join(' '), codes };
}

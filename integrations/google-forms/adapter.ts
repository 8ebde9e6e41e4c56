import { readFile } from 'node:fs/promises';
import { type forms_v1, forms as formsClient } from '@googleapis/forms';
import { JWT } from 'google-auth-library';
import { z } from 'zod';
import { ServiceError } from '../../domain/service-error.ts';
import { LOOPBACK_NAMES } from '../loopback.ts';
import { formsError, googleFailure, tokenError } from './errors.ts';
import type { FormResponse, FormsPort } from './port.ts';
import { type FormsQuota, GOOGLE_QUOTA, quotaQueues } from './quota.ts';
import { inOrder, parseResponse, parseResponsePage, parseStructure, type ResponsePage } from './schema.ts';

const SCOPES = ['https://www.googleapis.com/auth/forms.body.readonly', 'https://www.googleapis.com/auth/forms.responses.readonly'];
/** The only token endpoint Google's JWT client knows. */
const GOOGLE_TOKEN_HOST = 'oauth2.googleapis.com';
/** A stand-in on this machine is never reached through the proxy of HTTPS_PROXY, which the client would otherwise use for it too. */
const NO_PROXY = [...LOOPBACK_NAMES];

export interface GoogleFormsOptions {
  /** Path of the service account's JSON key. Read again for every new token, so that a replaced key needs no restart. */
  readonly credentialsFile: string;
  /** Address of a stand-in for https://forms.googleapis.com; a path in it is kept. */
  readonly rootUrl?: string;
  /** Address of a stand-in for https://oauth2.googleapis.com/token. */
  readonly tokenUrl?: string;
  readonly quota?: FormsQuota;
  /** Limit of one request, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Google Forms through Google's own client. Retrying is the caller's (a workflow's): one method call makes each request once. */
export function googleForms(options: GoogleFormsOptions): FormsPort {
  return new GoogleForms(options);
}

/** A token and the client that uses it: dropped together when Google refuses the token, since a JWT keeps a refused token. */
interface Session {
  readonly auth: JWT;
  readonly api: forms_v1.Forms;
}

class GoogleForms implements FormsPort {
  readonly #options: GoogleFormsOptions;
  readonly #timeoutMs: number;
  readonly #queues: ReturnType<typeof quotaQueues>;
  readonly #rootUrl: string | null;
  readonly #tokenUrl: URL | null;
  #session: Promise<Session> | null = null;

  constructor(options: GoogleFormsOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 20_000;
    this.#queues = quotaQueues(options.quota ?? GOOGLE_QUOTA);
    this.#rootUrl = options.rootUrl === undefined ? null : webAddress('GOOGLE_FORMS_ROOT_URL', options.rootUrl).href;
    this.#tokenUrl = options.tokenUrl === undefined ? null : webAddress('GOOGLE_OAUTH_TOKEN_URL', options.tokenUrl);
  }

  async structure(formId: string) {
    const body = await this.#withFreshToken((session) => this.#read(() => session.api.forms.get({ formId }, this.#perCall())));
    return parseStructure(formId, body) ?? unreadable('form');
  }

  async responsesSince(formId: string, since: string): Promise<readonly FormResponse[]> {
    const filter = `timestamp >= ${instant(since)}`;
    // A token that dies between two pages takes its page tokens with it: the reading starts again at the first page.
    return inOrder(await this.#withFreshToken((session) => this.#allPages(session, formId, filter)));
  }

  async response(formId: string, responseId: string): Promise<FormResponse | null> {
    try {
      const body = await this.#withFreshToken((session) =>
        this.#read(() => session.api.forms.responses.get({ formId, responseId }, this.#perCall())),
      );
      return parseResponse(formId, body) ?? unreadable('response');
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'forms-not-found') return null;
      throw error;
    }
  }

  async #allPages(session: Session, formId: string, filter: string): Promise<readonly FormResponse[]> {
    const found: FormResponse[] = [];
    const seen = new Set<string>();
    let pageToken: string | null = null;
    do {
      const page: ResponsePage = await this.#page(session, formId, filter, pageToken);
      found.push(...page.responses);
      pageToken = page.nextPageToken;
      // A token that comes back would be read for ever.
      if (pageToken !== null && seen.has(pageToken)) return unreadable('page token repeated');
      if (pageToken !== null) seen.add(pageToken);
    } while (pageToken !== null);
    return found;
  }

  async #page(session: Session, formId: string, filter: string, pageToken: string | null): Promise<ResponsePage> {
    const parameters = { formId, filter, ...(pageToken === null ? {} : { pageToken }) };
    const body = await this.#queues.list.add(() =>
      answer(session.api.forms.responses.list(parameters, this.#perCall()), { midway: pageToken !== null }),
    );
    return parseResponsePage(formId, body) ?? unreadable('page of responses');
  }

  async #read(call: () => Promise<{ readonly data: unknown }>): Promise<unknown> {
    return await this.#queues.read.add(() => answer(call(), { midway: false }));
  }

  /** Runs the work once more from its beginning, with a new token, when Google no longer takes the one it had. */
  async #withFreshToken<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const current = await this.#open();
    try {
      return await work(current);
    } catch (error) {
      if (!(error instanceof StaleReading)) throw error;
      await this.#drop(current);
    }
    try {
      return await work(await this.#open());
    } catch (error) {
      throw error instanceof StaleReading ? error.reason : error;
    }
  }

  async #open(): Promise<Session> {
    this.#session ??= this.#sign();
    const opening = this.#session;
    try {
      const session = await opening;
      // Asked for apart from the call it serves, so that a refused key is never taken for an unshared form.
      await session.auth.getAccessToken();
      return session;
    } catch (error) {
      if (this.#session === opening) this.#session = null;
      throw error instanceof ServiceError ? error : tokenError(tokenFailure(error), Date.now());
    }
  }

  async #drop(stale: Session): Promise<void> {
    const current = await this.#session?.catch(() => null);
    if (current === stale) this.#session = null;
  }

  async #sign(): Promise<Session> {
    const { client_email: email, private_key: key } = await serviceAccount(this.#options.credentialsFile);
    const auth = new JWT({ email, key, scopes: SCOPES, transporterOptions: { timeout: this.#timeoutMs, noProxy: NO_PROXY } });
    auth.transporter.interceptors.request.add({
      resolved: async (config) => {
        if (config.url.hostname !== GOOGLE_TOKEN_HOST) return config;
        // The client would repeat the token call by itself, and sleep in between.
        config.retryConfig = { retry: 0 };
        if (this.#tokenUrl === null) return config;
        config.url = this.#tokenUrl;
        // The proxy was chosen for Google's host.
        if (NO_PROXY.includes(this.#tokenUrl.hostname)) delete config.agent;
        return config;
      },
    });
    return { auth, api: formsClient({ version: 'v1', auth }) };
  }

  /** Given with each call and not to the client: so a path in `rootUrl` survives. `retry` would repeat at once and ignore Retry-After. */
  #perCall() {
    return { retry: false, timeout: this.#timeoutMs, noProxy: NO_PROXY, ...(this.#rootUrl === null ? {} : { rootUrl: this.#rootUrl }) };
  }
}

/** The token, or the page token it gave, is no longer good. Not an outcome: it asks for the one second reading. */
class StaleReading extends Error {
  readonly reason: ServiceError;
  constructor(reason: ServiceError) {
    super('stale');
    this.reason = reason;
  }
}

async function answer(call: Promise<{ readonly data: unknown }>, { midway }: { midway: boolean }): Promise<unknown> {
  try {
    return (await call).data;
  } catch (error) {
    const failure = googleFailure(error);
    const meaning = formsError(failure, Date.now());
    if (failure.status === 401) throw new StaleReading(meaning);
    // Google answers 400 to a page token it no longer knows. Twice in a row is no refusal of what we ask: the next reading has other tokens.
    if (failure.status === 400 && midway)
      throw new StaleReading(new ServiceError('forms-unavailable', { detail: meaning.detail, retryAfterMs: meaning.retryAfterMs }));
    throw meaning;
  }
}

const keyFile = z.object({ client_email: z.string().min(1), private_key: z.string().includes('PRIVATE KEY') });

async function serviceAccount(path: string): Promise<z.infer<typeof keyFile>> {
  try {
    return keyFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    throw new ServiceError('google-credentials', { detail: 'GOOGLE_APPLICATION_CREDENTIALS is not a readable service account key' });
  }
}

/** Without an answer it was the network, unless the key itself can't sign: OpenSSL's errors have a code of their own. */
function tokenFailure(error: unknown) {
  const failure = googleFailure(error);
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : null;
  return typeof code === 'string' && code.startsWith('ERR_OSSL') ? { ...failure, status: 400, reason: 'unusable_key' } : failure;
}

function instant(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new ServiceError('forms-refused', { detail: 'the time to read from is not an instant' });
  return new Date(at).toISOString();
}

function webAddress(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.search === '' && url.hash === '') return url;
  throw new Error(`${name} must be an http(s) address without a query`);
}

function unreadable(what: string): never {
  throw new ServiceError('forms-unreadable', { detail: `unreadable ${what}` });
}

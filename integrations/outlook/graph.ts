import { AuthenticationHandler, Client, HTTPMessageHandler, ResponseType, TelemetryHandler } from '@microsoft/microsoft-graph-client';
import { ServiceError } from '../../domain/service-error.ts';
import { type CredentialSource, TokenSource } from './credential.ts';
import { type GraphAnswer, graphServiceError } from './errors.ts';

const GRAPH = 'https://graph.microsoft.com';

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From `/users` on, encoded. */
  readonly path: string;
  /** Encoded here: Graph's client encodes neither `&` nor `+`. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Graph {
  /** Any answer of the service, success or not, but those that no caller can make sense of (throttled, unavailable, refused credentials, unreadable). */
  send(request: GraphRequest): Promise<GraphAnswer>;
  /** A link that Graph gave (nextLink, deltaLink), as the path of a request to the same Graph. */
  follow(link: string): GraphRequest;
}

export interface GraphOptions {
  readonly credential: CredentialSource;
  /** Address of a stand-in for https://graph.microsoft.com, without /v1.0; must be https, for Graph's client sends no token elsewhere. */
  readonly baseUrl?: string;
  readonly timeoutMs?: number;
}

/** Microsoft's client with its own authentication and transport, and without its RetryHandler: that one repeats POSTs and sleeps for minutes. */
export function graph({ credential, baseUrl, timeoutMs = 20_000 }: GraphOptions): Graph {
  const base = secureAddress(baseUrl ?? GRAPH);
  const tokens = new TokenSource(credential, { scope: `${GRAPH}/.default`, timeoutMs });
  async function once(request: GraphRequest): Promise<GraphAnswer> {
    // Asked for ahead of the client, which would bury what Entra says in an error of its own; and once, for another call may throw it away meanwhile.
    const { token } = await tokens.get();
    const call = clientWith(token, base)
      .api(request.path)
      .version('v1.0')
      .responseType(ResponseType.RAW)
      .options({ signal: AbortSignal.timeout(timeoutMs) })
      .headers({ ...request.headers, Prefer: preferences(request) });
    for (const [name, value] of Object.entries(request.query ?? {})) call.query({ [name]: encodeURIComponent(value) });
    try {
      return await read(await perform(call, request));
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      throw new ServiceError('calendar-unavailable', { detail: `${request.method}: no answer` });
    }
  }

  return {
    async send(request) {
      let answer = await once(request);
      if (answer.status === 401) {
        tokens.refused();
        answer = await once(request);
      }
      return readable(answer);
    },
    follow: (link) => ({ method: 'GET', path: pathOf(link) }),
  };
}

function clientWith(token: string, base: URL): Client {
  const authentication = new AuthenticationHandler({ getAccessToken: async () => token });
  const telemetry = new TelemetryHandler();
  authentication.setNext(telemetry);
  telemetry.setNext(new HTTPMessageHandler());
  return Client.initWithMiddleware({ baseUrl: base.href, customHosts: new Set([base.hostname]), middleware: authentication });
}

/** Ids that survive a move, and times in UTC, on every request; pages that are worth a call. */
function preferences({ headers }: GraphRequest): string {
  const preference = headers?.['Prefer'];
  return ['IdType="ImmutableId"', 'outlook.timezone="UTC"', ...(preference === undefined ? [] : [preference])].join(', ');
}

function perform(call: ReturnType<Client['api']>, { method, body }: GraphRequest): Promise<Response> {
  switch (method) {
    case 'GET':
      return call.get();
    case 'POST':
      return call.post(body ?? {});
    case 'PATCH':
      return call.patch(body ?? {});
    case 'DELETE':
    default:
      return call.delete();
  }
}

async function read(response: Response): Promise<GraphAnswer> {
  return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What means the same to every caller is thrown here; the rest is theirs to judge. */
function readable(answer: GraphAnswer): GraphAnswer {
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    if (body === null) throw new ServiceError('calendar-unreadable', { detail: `HTTP ${status}, not JSON` });
    return answer;
  }
  if ([401, 403, 408, 423, 429].includes(status) || status >= 500) throw graphServiceError(answer, Date.now());
  return answer;
}

/** Only path and query of a link are kept, so that no answer can send our token to another host. */
function pathOf(link: string): string {
  const url = URL.parse(link);
  const path = url === null ? undefined : /\/v1\.0(\/.*)$/.exec(url.pathname)?.[1];
  if (url === null || path === undefined) throw new ServiceError('calendar-unreadable', { detail: 'a link that is none of Graph’s' });
  return path + url.search;
}

function secureAddress(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '') {
    throw new Error('GRAPH_BASE_URL must be an https address without /v1.0: over http no token would be sent');
  }
  return url;
}

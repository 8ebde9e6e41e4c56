import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { Core, SandboxEnv } from './core.ts';
import type { Service } from './ledger.ts';

/** Writes every request and its answer into the ledger; mounted once, in front of all apps of a port. */
export function observe(core: Core, serviceOf: (path: string) => Service | null): MiddlewareHandler<SandboxEnv> {
  const inProgress = new Map<Service, number>();
  return async (c, next) => {
    const service = serviceOf(c.req.path);
    if (service === null) return next();
    const at = core.clock.iso();
    const realAt = core.clock.real().toISOString();
    const concurrent = (inProgress.get(service) ?? 0) + 1;
    inProgress.set(service, concurrent);
    try {
      const requestBody = await readRequest(c);
      await next();
      const cut = c.env.incoming.socket.destroyed;
      core.ledger.record({
        at,
        realAt,
        service,
        method: c.req.method,
        path: c.req.path,
        query: c.req.query(),
        status: cut ? 0 : c.res.status,
        fault: c.get('fault') ?? null,
        requestBody,
        responseBody: cut ? null : await readResponse(c.res),
        concurrent,
      });
    } finally {
      inProgress.set(service, (inProgress.get(service) ?? 1) - 1);
    }
  };
}

/** Cuts the connection without an answer: what a client sees as ECONNRESET. Return its result from the handler. */
export function dropConnection(c: Context<SandboxEnv>): Response {
  const { socket } = c.env.incoming;
  if ('resetAndDestroy' in socket && !('encrypted' in socket)) socket.resetAndDestroy();
  else socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function readRequest(c: Context<SandboxEnv>): Promise<unknown> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return null;
  return parsed(await c.req.text(), c.req.header('content-type') ?? '');
}

/** Pages and files are not kept: the ledger is about what passes between programs. */
async function readResponse(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (response.body === null || !type.includes('json')) return null;
  return parsed(await response.clone().text(), type);
}

function parsed(text: string, contentType: string): unknown {
  if (text === '') return null;
  if (contentType.includes('x-www-form-urlencoded')) return Object.fromEntries(groupValues(new URLSearchParams(text)));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function groupValues(fields: URLSearchParams): [string, string | string[]][] {
  return [...new Set(fields.keys())].map((name) => {
    const values = fields.getAll(name);
    return [name, values.length > 1 ? values : (values[0] ?? '')];
  });
}

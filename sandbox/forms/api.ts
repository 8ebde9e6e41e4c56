import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import type { Core, SandboxEnv } from '../core/core.ts';
import type { Fault } from '../core/faults.ts';
import { dropConnection } from '../core/observe.ts';
import { BAD_GATEWAY_PAGE, GOOGLE_ERRORS, googleError, quotaExceeded } from './errors.ts';
import { FORMS_FAULTS, STATE_FAULTS } from './faults.ts';
import { openQuota } from './quota.ts';
import type { FormsRepository } from './repository.ts';
import { zuluNanos } from './times.ts';
import type { Tokens } from './token.ts';
import type { GoogleResponse } from './types.ts';

const AUTH = 'https://www.googleapis.com/auth/';
const BODY_SCOPES = ['drive', 'drive.file', 'drive.readonly', 'forms.body', 'forms.body.readonly'].map((name) => AUTH + name);
const RESPONSE_SCOPES = ['drive', 'drive.file', 'forms.responses.readonly'].map((name) => AUTH + name);
/** Google's own limit when the client asks for none. */
const PAGE_LIMIT = 5000;

/** Faults that answer a request here; the others strike where a response is submitted, or are states. */
const REQUEST_FAULTS = FORMS_FAULTS.filter(
  ({ fault, service }) => service === 'forms' && fault !== 'forms-late-response' && !STATE_FAULTS.includes(fault),
).map(({ fault }) => fault);
const PAGING_FAULT = 'forms-token-expired';

/** Google Forms API v1, read side: forms.get, forms.responses.list, forms.responses.get. */
export function formsApi(core: Core, forms: FormsRepository, tokens: Tokens): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  const reads = openQuota(975, 390);
  const lists = openQuota(450, 180);

  app.use('/v1/forms/*', async (c, next) => {
    const fault = takeFault(core, c);
    if (fault !== null) {
      c.set('fault', fault.fault);
      const answer = await answerOf(c, fault, tokens);
      if (answer !== null) return answer;
    }
    const refusal = authenticate(c, tokens);
    if (refusal !== null) return refusal;
    await next();
    if (fault?.fault === 'forms-truncated' && c.res.ok) c.res = await truncated(c.res);
    return undefined;
  });

  const quota = (c: Context<SandboxEnv>, of: 'reads' | 'lists'): Response | null => {
    if (!core.options.quotas) return null;
    const reached = (of === 'reads' ? reads : lists).take(c.get('user') ?? '', Date.now());
    if (reached === null) return null;
    const metric = of === 'reads' ? 'forms.googleapis.com/read_requests' : 'forms.googleapis.com/expensive_read_requests';
    return quotaExceeded(c, metric, reached.limit, reached.value);
  };

  app.get('/v1/forms/:formId', (c) => {
    const refusal = allowed(c, BODY_SCOPES) ?? quota(c, 'reads');
    if (refusal !== null) return refusal;
    const { form, fault } = forms.served(c.req.param('formId'));
    if (fault !== null) c.set('fault', fault);
    return form === null ? googleError(c, GOOGLE_ERRORS.notFound) : c.json(form);
  });

  app.get('/v1/forms/:formId/responses', (c) => {
    const refusal = allowed(c, RESPONSE_SCOPES) ?? quota(c, 'lists');
    if (refusal !== null) return refusal;
    const formId = c.req.param('formId');
    if (forms.form(formId) === null) return googleError(c, GOOGLE_ERRORS.notFound);
    const filter = c.req.query('filter') ?? '';
    const keep = filterOf(filter);
    const size = pageSizeOf(c.req.query('pageSize'), core.options.pageSize);
    const token = c.req.query('pageToken') ?? '';
    const after = token === '' ? '' : placeOf(token, formId, filter);
    if (keep === null || size === null || after === null) return googleError(c, GOOGLE_ERRORS.invalidArgument);
    const found = forms.responses(formId, keep).filter(({ place }) => place > after);
    const page = found.slice(0, size);
    const last = page.at(-1);
    const listed = page.map(({ response }) => response);
    return c.json({
      ...(listed.length === 0 ? {} : { responses: c.get('fault') === 'forms-duplicates' ? twice(listed) : listed }),
      ...(found.length > size && last !== undefined ? { nextPageToken: tokenOf(last.place, formId, filter) } : {}),
    });
  });

  app.get('/v1/forms/:formId/responses/:responseId', (c) => {
    const refusal = allowed(c, RESPONSE_SCOPES) ?? quota(c, 'reads');
    if (refusal !== null) return refusal;
    const formId = c.req.param('formId');
    const response = forms.response(formId, c.req.param('responseId'));
    return response === null ? googleError(c, GOOGLE_ERRORS.notFound) : c.json({ formId, ...response });
  });

  app.all('/v1/forms/*', (c) => googleError(c, GOOGLE_ERRORS.notFound));
  return app;
}

/** The token that expires between two pages strikes only a request for a further page. */
function takeFault(core: Core, c: Context<SandboxEnv>): Fault | null {
  const further = (c.req.query('pageToken') ?? '') !== '';
  const only = further ? REQUEST_FAULTS : REQUEST_FAULTS.filter((name) => name !== PAGING_FAULT);
  return core.faults.take('forms', { method: c.req.method, path: c.req.path }, only);
}

/** The fault's own answer, or null when the request goes on. */
async function answerOf(c: Context<SandboxEnv>, fault: Fault, tokens: Tokens): Promise<Response | null> {
  switch (fault.fault) {
    case 'forms-429':
      return quotaExceeded(c, 'forms.googleapis.com/expensive_read_requests', 'per minute per user', 180);
    case 'forms-500':
      return googleError(c, GOOGLE_ERRORS.internal);
    case 'forms-503':
      return googleError(c, GOOGLE_ERRORS.unavailable);
    case 'forms-502-html':
      return c.html(BAD_GATEWAY_PAGE, 502);
    case 'forms-403':
      return googleError(c, GOOGLE_ERRORS.noPermission);
    case 'forms-404':
      return googleError(c, GOOGLE_ERRORS.notFound);
    case PAGING_FAULT:
      tokens.revoke(bearerOf(c));
      return googleError(c, GOOGLE_ERRORS.invalidCredentials);
    case 'forms-reset':
      return dropConnection(c);
    case 'forms-slow':
      await sleep(Number(fault.params['delayMs'] ?? 15_000));
      return null;
    default:
      return null;
  }
}

function authenticate(c: Context<SandboxEnv>, tokens: Tokens): Response | null {
  const token = bearerOf(c);
  if (token === '') return googleError(c, GOOGLE_ERRORS.missingCredentials);
  const grant = tokens.check(token);
  if (grant === null) return googleError(c, GOOGLE_ERRORS.invalidCredentials);
  c.set('user', grant.user);
  c.set('scopes', grant.scopes);
  return null;
}

const bearerOf = (c: Context<SandboxEnv>): string => /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';

function allowed(c: Context<SandboxEnv>, needed: readonly string[]): Response | null {
  return c.get('scopes')?.some((scope) => needed.includes(scope)) ? null : googleError(c, GOOGLE_ERRORS.insufficientScopes);
}

/** Only `timestamp > N` and `timestamp >= N`, which apply to lastSubmittedTime; null for anything else. */
function filterOf(filter: string): ((response: GoogleResponse) => boolean) | null {
  if (filter === '') return () => true;
  const match = /^\s*timestamp\s*(>=|>)\s*"?([^\s"]+)"?\s*$/.exec(filter);
  const bound = zuluNanos(match?.[2] ?? '');
  if (match === null || bound === null) return null;
  const at = (response: GoogleResponse) => zuluNanos(response.lastSubmittedTime) ?? 0n;
  return match[1] === '>' ? (response) => at(response) > bound : (response) => at(response) >= bound;
}

function pageSizeOf(parameter: string | undefined, most: number | null): number | null {
  const size = parameter === undefined || parameter === '' ? 0 : Number(parameter);
  if (!Number.isInteger(size) || size < 0) return null;
  return Math.min(size === 0 ? PAGE_LIMIT : size, PAGE_LIMIT, most ?? PAGE_LIMIT);
}

/** A page token stands for a place in the order, and holds only for the form and filter it was given for. */
const tokenOf = (place: string, formId: string, filter: string): string =>
  Buffer.from(JSON.stringify([place, formId, filter])).toString('base64url');

function placeOf(token: string, formId: string, filter: string): string | null {
  try {
    const [place, ofForm, ofFilter] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string, string, string];
    return ofForm === formId && ofFilter === filter && typeof place === 'string' ? place : null;
  } catch {
    return null;
  }
}

const twice = (responses: readonly GoogleResponse[]): GoogleResponse[] => [...responses.toReversed(), ...responses];

/** A 200 whose body stops half way, though its length says it is whole. */
async function truncated(response: Response): Promise<Response> {
  const text = await response.text();
  return new Response(text.slice(0, Math.max(1, Math.floor(text.length / 2))), {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
  });
}

import { createHash, randomUUID } from 'node:crypto';
import type { ResponseType } from '@microsoft/microsoft-graph-types';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Core, SandboxEnv } from '../core/core.ts';
import { dropConnection } from '../core/observe.ts';
import { type Calendars, etagOf, openCalendars } from './calendars.ts';
import { deltaPage, type From, type Row, syncStateGone } from './delta.ts';
import { entraApp, tokenProblem } from './entra.ts';
import { badRequest, errorBody, GraphError, notFound } from './errors.ts';
import type { CalendarEvent, EventException } from './event.ts';
import {
  conflict,
  DELTA_FAULTS,
  DUPLICATE_FAULTS,
  duplicate,
  FRONT_FAULTS,
  GONE_FAULTS,
  GRAPH_FAULTS,
  playFront,
  unknownMailbox,
} from './faults.ts';
import { filterOf } from './filter.ts';
import { changesOf, draftOf, readEvent } from './input.ts';
import { asInstance, type Instance, instancesIn, occurrence, type Span, splitId } from './instances.ts';
import { openLoad } from './load.ts';
import { eventJson, expanded, type Preferences, preferencesOf, selected, seriesParts } from './present.ts';
import { scheduleOf } from './schedule.ts';
import { instantOfParameter } from './zones.ts';

export interface GraphOptions {
  /** The tenant's mailboxes; any other is a 404. Without it a mailbox exists from its first use. */
  readonly mailboxes?: readonly string[];
  /** How long Exchange takes for anything: without it nothing would ever overlap. */
  readonly latencyMs?: number;
}

type C = Context<SandboxEnv>;
type Handler = (c: C, mailbox: string) => Promise<Response> | Response;

const PAGE_SIZE = 10;
const LARGEST_PAGE = 1_000;
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** Microsoft Graph's calendar (`/v1.0/…`) and Entra (`/<tenant>/…`) in miniature. */
export function graphApp(core: Core, { mailboxes = [], latencyMs = 2 }: GraphOptions = {}): Hono<SandboxEnv> {
  core.faults.define(GRAPH_FAULTS.filter(({ service }) => service === 'graph'));
  const calendars = openCalendars(core);
  const load = openLoad(core);
  for (const mailbox of mailboxes) calendars.addMailbox(mailbox);
  const closed = mailboxes.length > 0;
  const app = new Hono<SandboxEnv>();
  app.route('/', entraApp(core));

  /** What every call goes through: token, faults, mailbox, limits; errors in the vendor's words. */
  const guarded = (handler: Handler) => async (c: C) => {
    try {
      const mailbox = (c.req.param('mailbox') ?? '').toLowerCase();
      assertToken(core, c);
      const release = load.enter(mailbox);
      try {
        const struck = await strike(core, c, mailbox);
        if (struck !== null) return struck;
        if (closed ? !calendars.isMailbox(mailbox) : !mailbox.includes('@')) throw unknownMailbox(mailbox);
        calendars.addMailbox(mailbox);
        await pause(latencyMs);
        return await handler(c, mailbox);
      } finally {
        release();
      }
    } catch (error) {
      if (error instanceof GraphError) return failure(core, c, error);
      throw error;
    }
  };
  app.on(
    'POST',
    paths('events'),
    guarded((c, mailbox) => createEvent(core, calendars, c, mailbox, latencyMs)),
  );
  app.on(
    'GET',
    paths('events'),
    guarded((c, mailbox) => listEvents(core, calendars, c, mailbox)),
  );
  app.on(
    'GET',
    paths('calendarView'),
    guarded((c, mailbox) => calendarView(core, calendars, c, mailbox)),
  );
  for (const name of ['delta', 'delta()', 'microsoft.graph.delta()'])
    app.on(
      'GET',
      paths(`calendarView/${name}`),
      guarded((c, mailbox) => delta(core, calendars, c, mailbox)),
    );
  app.on(
    'GET',
    paths('events/:id'),
    guarded((c, mailbox) => getEvent(calendars, c, mailbox)),
  );
  app.on(
    'PATCH',
    paths('events/:id'),
    guarded((c, mailbox) => patchEvent(core, calendars, c, mailbox)),
  );
  app.on(
    'DELETE',
    paths('events/:id'),
    guarded((c, mailbox) => deleteEvent(core, calendars, c, mailbox)),
  );
  app.on(
    'GET',
    paths('events/:id/instances'),
    guarded((c, mailbox) => instances(core, calendars, c, mailbox)),
  );
  app.on(
    'POST',
    paths('events/:id/cancel'),
    guarded((c, mailbox) => cancelEvent(core, calendars, c, mailbox)),
  );
  app.on(
    'POST',
    paths('events/:id/:answer{accept|decline|tentativelyAccept}'),
    guarded((c, mailbox) => answer(calendars, c, mailbox)),
  );
  app.on(
    'POST',
    ['/v1.0/users/:mailbox/calendar/getSchedule'],
    guarded((c) => getSchedule(calendars, c)),
  );
  app.all(
    '/v1.0/*',
    guarded(() => Promise.reject(badRequest('BadRequest', 'Resource not found for the segment.'))),
  );
  return app;
}

/** Both ways to name the default calendar. */
const paths = (rest: string) => [`/v1.0/users/:mailbox/${rest}`, `/v1.0/users/:mailbox/calendar/${rest}`];

function assertToken(core: Core, c: C): void {
  const problem = tokenProblem(core, c.req.header('authorization'));
  if (problem === null) return;
  const message = {
    missing: 'Access token is empty.',
    malformed: 'CompactToken parsing failed with error code: 80049217',
    expired: 'Lifetime validation failed, the token is expired.',
  }[problem];
  throw new GraphError(401, 'InvalidAuthenticationToken', message, {
    headers: { 'WWW-Authenticate': 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"' },
  });
}

async function strike(core: Core, c: C, mailbox: string): Promise<Response | null> {
  const fault = takeFault(core, c, FRONT_FAULTS);
  return fault === null ? null : playFront(c, fault, mailbox);
}

function takeFault(core: Core, c: C, names: readonly string[]) {
  const fault = core.faults.take('graph', { method: c.req.method, path: c.req.path }, names);
  if (fault !== null) c.set('fault', fault.fault);
  return fault;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function failure(core: Core, c: C, error: GraphError): Response {
  const ids = { requestId: randomUUID(), clientRequestId: c.req.header('client-request-id') ?? randomUUID(), at: core.clock.iso() };
  return answerJson(c, errorBody(error, ids), error.status, {
    ...error.headers,
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
  });
}

function answerJson(c: C, body: object, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  const common = { 'Content-Type': JSON_TYPE, 'OData-Version': '4.0', 'request-id': randomUUID(), 'Cache-Control': 'private' };
  return new Response(JSON.stringify(body), { status, headers: { ...common, ...applied(c), ...headers } });
}

function applied(c: C): Record<string, string> {
  const prefer = c.req.header('prefer') ?? '';
  const kept = prefer
    .split(',')
    .map((part) => part.trim())
    .filter((part) => /^(IdType|outlook\.)/i.test(part));
  return kept.length === 0 ? {} : { 'Preference-Applied': kept.join(', ') };
}

const empty = (status: 202 | 204) => new Response(null, { status, headers: { 'request-id': randomUUID(), 'Cache-Control': 'private' } });
const preferences = (c: C): Preferences => preferencesOf(c.req.header('prefer') ?? '');
const root = (c: C) => `https://${new URL(c.req.url).host}`;
const context = (c: C, mailbox: string, rest: string) => `${root(c)}/v1.0/$metadata#users('${encodeURIComponent(mailbox)}')/${rest}`;

async function bodyOf(c: C): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest(
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

async function createEvent(core: Core, calendars: Calendars, c: C, mailbox: string, latencyMs: number): Promise<Response> {
  const body = await bodyOf(c);
  const input = readEvent(body);
  const draft = draftOf(input);
  const { transactionId, ...content } = input;
  const transaction = transactionId
    ? { id: transactionId, fingerprint: createHash('sha256').update(JSON.stringify(content)).digest('hex') }
    : null;
  const fault = takeFault(core, c, DUPLICATE_FAULTS);
  const earlier = transaction === null ? null : calendars.byTransaction(mailbox, transaction.id);
  if (fault !== null) {
    // As if an earlier request of this transaction had made it with other content.
    const stale = { ...draft, details: { ...draft.details, subject: `${draft.details.subject ?? ''} (ancien)` } };
    const existing =
      earlier?.event ??
      calendars.create(mailbox, stale, transaction === null ? null : { id: transaction.id, fingerprint: 'other content' });
    const status = fault.fault.includes('409') ? 409 : 400;
    throw duplicate(status, fault.fault.endsWith('existing') ? shownId(c, existing) : null);
  }
  if (earlier !== null && transaction !== null) {
    if (earlier.fingerprint !== transaction.fingerprint) throw duplicate(409, shownId(c, earlier.event));
    return created(c, mailbox, earlier.event);
  }
  // Two requests of one transaction that meet here make two events, as it has been seen at the real service.
  await pause(latencyMs);
  const event = calendars.create(mailbox, draft, transaction);
  if (takeFault(core, c, ['graph-reset-after-commit']) !== null) return dropConnection(c);
  return created(c, mailbox, event);
}

const shownId = (c: C, event: CalendarEvent) => (preferences(c).immutable ? event.immutableId : event.id);

function created(c: C, mailbox: string, event: CalendarEvent): Response {
  const shown = eventJson(asInstance(event), preferences(c));
  const headers = { Location: `${root(c)}/v1.0/users/${encodeURIComponent(mailbox)}/events/${shown.id}`, ETag: etagOf(event) };
  return answerJson(c, { '@odata.context': context(c, mailbox, 'events/$entity'), ...shown }, 201, headers);
}

/** The event or the occurrence that an id names; 404 otherwise. */
function named(calendars: Calendars, c: C, mailbox: string): Instance {
  const id = c.req.param('id') ?? '';
  const event = calendars.find(mailbox, id);
  if (event !== null) return asInstance(event);
  const parts = splitId(id);
  const master = parts === null ? null : calendars.find(mailbox, parts.masterId);
  const found = parts === null || master === null ? null : occurrence(master, parts.date);
  if (found === null) throw notFound();
  return found;
}

function oneEvent(c: C, mailbox: string, instance: Instance): Response {
  const [select, expand] = [c.req.query('$select'), c.req.query('$expand')];
  const shown = selected(eventJson(instance, preferences(c)), select);
  const parts = { ...expanded(instance.event, expand), ...seriesParts(instance, { select, expand }, preferences(c)) };
  const body = { '@odata.context': context(c, mailbox, 'events/$entity'), ...shown, ...parts };
  return answerJson(c, body, 200, { ETag: etagOf(instance.event) });
}

function getEvent(calendars: Calendars, c: C, mailbox: string): Response {
  return oneEvent(c, mailbox, named(calendars, c, mailbox));
}

async function patchEvent(core: Core, calendars: Calendars, c: C, mailbox: string): Promise<Response> {
  const input = readEvent(await bodyOf(c));
  const instance = named(calendars, c, mailbox);
  if (takeFault(core, c, GONE_FAULTS) !== null) throw notFound();
  if (takeFault(core, c, ['graph-412']) !== null) throw conflict();
  assertMatch(c, instance.event);
  const changes = changesOf(input, instance.event);
  const changed =
    instance.date === null ? asInstance(calendars.change(instance.event, changes)) : changeDate(calendars, mailbox, instance, changes);
  return oneEvent(c, mailbox, changed);
}

function changeDate(calendars: Calendars, mailbox: string, { event, date }: Instance, changes: ReturnType<typeof changesOf>): Instance {
  const { details, start, end, attendees, properties } = changes;
  const exception: EventException = {
    ...(details === undefined ? {} : { details }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(attendees === undefined ? {} : { attendees }),
    ...(properties === undefined ? {} : { properties }),
  };
  const master = calendars.changeOccurrence(masterOf(calendars, mailbox, event), date ?? '', exception);
  return occurrence(master, date ?? '') ?? asInstance(master);
}

/** An occurrence is a master in other clothes: the store knows the master only. */
function masterOf(calendars: Calendars, mailbox: string, event: CalendarEvent): CalendarEvent {
  const master = calendars.find(mailbox, event.immutableId);
  if (master === null) throw notFound();
  return master;
}

function assertMatch(c: C, event: CalendarEvent): void {
  const wanted = c.req.header('if-match');
  if (wanted === undefined || wanted === '*') return;
  if (strong(wanted) !== strong(etagOf(event))) throw conflict();
}

const strong = (tag: string) => tag.replace(/^W\//, '');

function deleteEvent(core: Core, calendars: Calendars, c: C, mailbox: string): Response {
  const instance = named(calendars, c, mailbox);
  if (takeFault(core, c, GONE_FAULTS) !== null) throw notFound();
  assertMatch(c, instance.event);
  removeInstance(calendars, mailbox, instance, '');
  return empty(204);
}

function removeInstance(calendars: Calendars, mailbox: string, { event, date }: Instance, comment: string): void {
  if (date === null) calendars.remove(event, comment);
  else calendars.removeOccurrence(masterOf(calendars, mailbox, event), date);
}

const commentSchema = z.looseObject({ comment: z.string().optional(), Comment: z.string().optional() }).catch({});

async function cancelEvent(core: Core, calendars: Calendars, c: C, mailbox: string): Promise<Response> {
  const comment = commentSchema.parse(await bodyOf(c));
  const instance = named(calendars, c, mailbox);
  if (takeFault(core, c, GONE_FAULTS) !== null) throw notFound();
  if (!instance.event.isOrganizer)
    throw badRequest('ErrorInvalidRequest', "Your request can't be completed. You need to be an organizer to cancel a meeting.");
  removeInstance(calendars, mailbox, instance, comment.comment ?? comment.Comment ?? '');
  return empty(202);
}

const ANSWERS = new Map<string, ResponseType>([
  ['accept', 'accepted'],
  ['decline', 'declined'],
  ['tentativelyAccept', 'tentativelyAccepted'],
]);

async function answer(calendars: Calendars, c: C, mailbox: string): Promise<Response> {
  const { event, date } = named(calendars, c, mailbox);
  if (event.isOrganizer)
    throw badRequest(
      'ErrorInvalidRequest',
      "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.",
    );
  const original = calendars.events(event.organizer.address).find((found) => found.iCalUId === event.iCalUId);
  const response = ANSWERS.get(c.req.param('answer') ?? '') ?? 'accepted';
  if (original !== undefined) calendars.respond(original, mailbox, response, { date });
  return empty(202);
}

function windowOf(c: C): Span {
  const start = parameter(c, 'startDateTime');
  const end = parameter(c, 'endDateTime');
  if (start === undefined || end === undefined)
    throw badRequest(
      'ErrorInvalidParameter',
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    );
  const window = { start: instantOfParameter('StartDateTime', start), end: instantOfParameter('EndDateTime', end) };
  if (window.end < window.start)
    throw badRequest(
      'ErrorInvalidParameter',
      "The value of the parameter 'EndDateTime' must be greater than or equal to the value of the parameter 'StartDateTime'.",
    );
  return window;
}

/** OData's own parameters by either case. */
const parameter = (c: C, name: string): string | undefined =>
  Object.entries(c.req.query()).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

function listEvents(core: Core, calendars: Calendars, c: C, mailbox: string): Response {
  const matches = filterOf(c.req.query('$filter'));
  return page(core, c, mailbox, 'events', calendars.events(mailbox).filter(matches).map(asInstance));
}

function calendarView(core: Core, calendars: Calendars, c: C, mailbox: string): Response {
  const window = windowOf(c);
  const matches = filterOf(c.req.query('$filter'));
  const shown = calendars.events(mailbox).flatMap((event) => instancesIn(event, window));
  return page(
    core,
    c,
    mailbox,
    'calendarView',
    shown.filter(({ event }) => matches(event)),
  );
}

function instances(core: Core, calendars: Calendars, c: C, mailbox: string): Response {
  const window = windowOf(c);
  const { event } = named(calendars, c, mailbox);
  return page(core, c, mailbox, `events('${c.req.param('id')}')/instances`, instancesIn(event, window));
}

/** One page of a list, with a nextLink while more is there. */
function page(core: Core, c: C, mailbox: string, name: string, found: readonly Instance[]): Response {
  const wish = preferences(c);
  const skip = Number(c.req.query('$skip') ?? 0);
  const top = Number(c.req.query('$top') ?? wish.maxPageSize ?? PAGE_SIZE);
  if (!Number.isInteger(top) || top < 1 || top > LARGEST_PAGE)
    throw badRequest('ErrorInvalidUrlQuery', `The value of $top must be between 1 and ${LARGEST_PAGE}.`);
  const size = Math.min(top, core.options.pageSize ?? top);
  const descending = /desc$/i.test(c.req.query('$orderby') ?? '');
  const sorted = found.toSorted((a, b) => (descending ? b.event.start - a.event.start : a.event.start - b.event.start));
  const value = sorted.slice(skip, skip + size).map((instance) => ({
    ...selected(eventJson(instance, wish), c.req.query('$select')),
    ...expanded(instance.event, c.req.query('$expand')),
  }));
  const more = skip + size < sorted.length ? { '@odata.nextLink': linkWith(c, { $skip: String(skip + size) }) } : {};
  return answerJson(c, { '@odata.context': context(c, mailbox, name), value, ...more });
}

function linkWith(c: C, parameters: Readonly<Record<string, string>>): string {
  const link = new URL(c.req.url);
  link.protocol = 'https:';
  for (const [name, value] of Object.entries(parameters)) link.searchParams.set(name, value);
  return link.href.replaceAll('%24', '$');
}

const UNSUPPORTED = ['$select', '$filter', '$expand', '$orderby', '$search', '$top'];

function delta(core: Core, calendars: Calendars, c: C, mailbox: string): Response {
  if (Object.keys(c.req.query()).some((name) => UNSUPPORTED.includes(name.toLowerCase())))
    throw badRequest(
      'ErrorInvalidUrlQuery',
      `The following parameters are not supported with change tracking over the 'CalendarView' resource: '${UNSUPPORTED.join(', ')}'.`,
    );
  const from = fromOf(c);
  const fault = takeFault(core, c, 'window' in from ? DELTA_FAULTS.filter((name) => !name.startsWith('graph-410')) : DELTA_FAULTS);
  if (fault?.fault.startsWith('graph-410')) throw syncStateGone(fault.fault === 'graph-410' ? 'SyncStateNotFound' : 'resyncRequired');
  const wish = preferences(c);
  const size = wish.maxPageSize ?? PAGE_SIZE;
  const found = deltaPage(calendars, mailbox, from, {
    pageSize: Math.min(size, core.options.pageSize ?? size),
    replay: fault?.fault === 'graph-delta-replay',
    delayed: fault?.fault === 'graph-delta-delayed',
    empty: fault?.fault === 'graph-delta-empty',
    removedDates: fault?.fault === 'graph-delta-removed-dates',
  });
  const isBrief = fault?.fault !== 'graph-delta-full-dates';
  const rows = found.rows.map((row) => rowJson('brief' in row ? { ...row, brief: row.brief && isBrief } : row, wish));
  const there = calendars.events(mailbox)[0];
  if (fault?.fault === 'graph-removed-but-there' && there !== undefined)
    rows.push(rowJson({ kind: 'removed', immutableId: there.immutableId, id: there.id }, wish));
  // A replay comes as a page of its own that repeats rows, so that a client meets the same event twice.
  const value = fault?.fault === 'graph-delta-replay' ? [...rows, ...rows.slice(0, 1)] : rows;
  const base = `${root(c)}${c.req.path}`;
  const next = found.skipToken === null ? {} : { '@odata.nextLink': `${base}?$skiptoken=${found.skipToken}` };
  const last = found.deltaToken === null ? {} : { '@odata.deltaLink': `${base}?$deltatoken=${found.deltaToken}` };
  return answerJson(c, { '@odata.context': `${root(c)}/v1.0/$metadata#Collection(event)`, ...next, ...last, value });
}

function fromOf(c: C): From {
  const skipToken = parameter(c, '$skiptoken');
  const deltaToken = parameter(c, '$deltatoken');
  if (skipToken !== undefined) return { skipToken };
  if (deltaToken !== undefined) return { deltaToken };
  return { window: windowOf(c) };
}

/** An occurrence comes with its times only; its master's row has the rest. */
function rowJson(row: Row, wish: Preferences): object {
  const type = { '@odata.type': '#microsoft.graph.event' };
  if (row.kind === 'removed') return { ...type, id: wish.immutable ? row.immutableId : row.id, '@removed': { reason: 'deleted' } };
  const event = eventJson(row.instance, wish);
  if (!row.brief) return { ...type, ...event };
  const { id, seriesMasterId, start, end } = event;
  return { ...type, '@odata.etag': event['@odata.etag'], seriesMasterId, type: 'occurrence', id, start, end };
}

async function getSchedule(calendars: Calendars, c: C): Promise<Response> {
  const value = scheduleOf(calendars, await bodyOf(c), preferences(c).zone);
  return answerJson(c, { '@odata.context': `${root(c)}/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)`, value });
}

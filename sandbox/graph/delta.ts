import { z } from 'zod';
import type { Calendars } from './calendars.ts';
import { badRequest, GraphError } from './errors.ts';
import { asInstance, type Instance, instancesIn, overlaps, type Span } from './instances.ts';

/** What a token means; clients must take it as opaque. `after`: last change already told (and `skip` rows of the next one). */
interface Round extends Span {
  readonly after: number;
  readonly skip: number;
  /** A full list tells no removal up to this change: the client never had those. 0 in a round of changes. */
  readonly since: number;
}

export type Row =
  | { readonly kind: 'event'; readonly instance: Instance; readonly brief: boolean }
  | { readonly kind: 'removed'; readonly immutableId: string; readonly id: string };

export interface Page {
  readonly rows: readonly Row[];
  readonly skipToken: string | null;
  readonly deltaToken: string | null;
}

export type From = { readonly window: Span } | { readonly skipToken: string } | { readonly deltaToken: string };

export interface DeltaOptions {
  readonly pageSize: number;
  /** Tell everything of the window again, as Exchange sometimes does. */
  readonly replay?: boolean;
  /** Tell nothing yet: changes arrive with a later call. */
  readonly delayed?: boolean;
  /** A page without rows and with a nextLink. */
  readonly empty?: boolean;
}

export function deltaPage(calendars: Calendars, mailbox: string, from: From, options: DeltaOptions): Page {
  const round = roundOf(from, calendars.seq(mailbox), options.replay ?? false);
  if (options.delayed) return { rows: [], skipToken: null, deltaToken: token(round) };
  if (options.empty) return { rows: [], skipToken: token(round), deltaToken: null };
  const rows: Row[] = [];
  let { after, skip } = round;
  for (const change of changesAfter(calendars, mailbox, round)) {
    const told = change.rows.slice(skip, skip + options.pageSize - rows.length);
    rows.push(...told);
    if (skip + told.length < change.rows.length) {
      return { rows, skipToken: token({ ...round, after, skip: skip + told.length }), deltaToken: null };
    }
    after = change.seq;
    skip = 0;
  }
  return { rows, skipToken: null, deltaToken: token({ ...round, after: calendars.seq(mailbox), skip: 0, since: 0 }) };
}

/** Changed things in the order of their changes: one that changes while the pages are read comes again further on. */
function changesAfter(calendars: Calendars, mailbox: string, round: Round): { seq: number; rows: Row[] }[] {
  const changed = calendars
    .events(mailbox)
    .filter((event) => event.seq > round.after)
    .map((event) => ({ seq: event.seq, rows: rowsOf(event, round) }));
  const removed = calendars
    .removed(mailbox)
    .filter((gone) => gone.seq > Math.max(round.after, round.since) && gone.spans.some((span) => overlaps(span, round)))
    .map((gone) => ({ seq: gone.seq, rows: [{ kind: 'removed', immutableId: gone.immutableId, id: gone.id } satisfies Row] }));
  return [...changed, ...removed].filter(({ rows }) => rows.length > 0).toSorted((a, b) => a.seq - b.seq);
}

function rowsOf(event: Instance['event'], round: Round): Row[] {
  const instances = instancesIn(event, round);
  const wasThere = event.seq > round.since && event.before.some((span) => overlaps(span, round));
  if (event.recurrence === null) {
    if (instances.length > 0) return instances.map((instance) => ({ kind: 'event', instance, brief: false }));
    return wasThere ? [{ kind: 'removed', immutableId: event.immutableId, id: event.id }] : [];
  }
  const gone = event.seq <= round.since ? [] : event.cancelledDates.map((date) => removedOccurrence(event, date));
  if (instances.length === 0 && gone.length === 0) return [];
  const occurrences = instances.map((instance): Row => ({ kind: 'event', instance, brief: instance.type === 'occurrence' }));
  return [{ kind: 'event', instance: asInstance(event), brief: false }, ...occurrences, ...gone];
}

function removedOccurrence({ immutableId, id }: Instance['event'], date: string): Row {
  const suffix = `-o${date.replaceAll('-', '')}`;
  return { kind: 'removed', immutableId: `${immutableId}${suffix}`, id: `${id}${suffix}` };
}

const token = ({ start, end, after, skip, since }: Round): string =>
  Buffer.from(JSON.stringify([start, end, after, skip, since])).toString('base64url');

function roundOf(from: From, seq: number, replay: boolean): Round {
  if ('window' in from) return { ...from.window, after: 0, skip: 0, since: seq };
  const round = readToken('skipToken' in from ? from.skipToken : from.deltaToken);
  return replay ? { ...round, after: 0, skip: 0, since: round.after } : round;
}

const tokenSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

function readToken(text: string): Round {
  try {
    const [start, end, after, skip, since] = tokenSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { start, end, after, skip, since };
  } catch {
    throw badRequest('ErrorInvalidUrlQuery', 'Badly formed token.');
  }
}

/** What Graph says once it has forgotten a token: everything has to be read again. */
export const syncStateGone = (code: string) =>
  new GraphError(410, code, 'The sync state generation is not found; the client must synchronize again.');

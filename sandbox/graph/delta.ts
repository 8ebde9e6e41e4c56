import { z } from 'zod';
import type { Calendars } from './calendars.ts';
import { badRequest, GraphError } from './errors.ts';
import { asInstance, type Instance, instancesIn, overlaps, type Span } from './instances.ts';

/** What a token means; clients must take it as opaque. `after`: last change already told. */
interface Round extends Span {
  readonly after: number;
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
  /** Say of a series which of its dates were deleted. Exchange tells the series again, and nothing of those dates. */
  readonly removedDates?: boolean;
}

export function deltaPage(calendars: Calendars, mailbox: string, from: From, options: DeltaOptions): Page {
  const round = roundOf(from, calendars.seq(mailbox), options.replay ?? false);
  if (options.delayed) return { rows: [], skipToken: null, deltaToken: token(round) };
  if (options.empty) return { rows: [], skipToken: token(round), deltaToken: null };
  const rows: Row[] = [];
  let { after } = round;
  for (const change of changesAfter(calendars, mailbox, round, options.removedDates ?? false)) {
    // A series is never cut: it stands on one page, however long.
    if (rows.length > 0 && rows.length + change.rows.length > options.pageSize)
      return { rows, skipToken: token({ ...round, after }), deltaToken: null };
    rows.push(...change.rows);
    after = change.seq;
  }
  return { rows, skipToken: null, deltaToken: token({ ...round, after: calendars.seq(mailbox), since: 0 }) };
}

/** Changed things in the order of their changes: one that changes while the pages are read comes again further on. */
function changesAfter(calendars: Calendars, mailbox: string, round: Round, removedDates: boolean): { seq: number; rows: Row[] }[] {
  const changed = calendars
    .events(mailbox)
    .filter((event) => event.seq > round.after)
    .map((event) => ({ seq: event.seq, rows: event.recurrence === null ? rowsOf(event, round) : seriesRows(event, round, removedDates) }));
  const removed = calendars
    .removed(mailbox)
    .filter((gone) => gone.seq > Math.max(round.after, round.since) && gone.spans.some((span) => overlaps(span, round)))
    .map((gone) => ({ seq: gone.seq, rows: [{ kind: 'removed', immutableId: gone.immutableId, id: gone.id } satisfies Row] }));
  return [...changed, ...removed].filter(({ rows }) => rows.length > 0).toSorted((a, b) => a.seq - b.seq);
}

function rowsOf(event: Instance['event'], round: Round): Row[] {
  const instances = instancesIn(event, round);
  if (instances.length > 0) return instances.map((instance) => ({ kind: 'event', instance, brief: false }));
  return wasThere(event, round) ? [removedEvent(event)] : [];
}

/**
 * The series itself and each of its dates in the window, those that nobody touched with their times only. A date that is no longer among
 * them was deleted, or moved out of the window, or the series ended before it: nothing says which (microsoft-graph-docs, #4501 and #7632).
 */
function seriesRows(event: Instance['event'], round: Round, removedDates: boolean): Row[] {
  const instances = instancesIn(event, round);
  if (instances.length === 0) {
    // Where the series wants its dates, and where they had been moved to before they were deleted.
    const whole = { ...event, cancelledDates: [] };
    const stood = [whole, { ...whole, exceptions: {} }].some((each) => instancesIn(each, round).length > 0);
    return wasThere(event, round) || (event.seq > round.since && stood) ? [removedEvent(event)] : [];
  }
  const dates = instances.map((instance): Row => ({ kind: 'event', instance, brief: instance.type === 'occurrence' }));
  const gone = removedDates && event.seq > round.since ? event.cancelledDates.map((date) => removedOccurrence(event, date)) : [];
  return [{ kind: 'event', instance: asInstance(event), brief: false }, ...dates, ...gone];
}

const wasThere = (event: Instance['event'], round: Round): boolean =>
  event.seq > round.since && event.before.some((span) => overlaps(span, round));

const removedEvent = ({ immutableId, id }: Instance['event']): Row => ({ kind: 'removed', immutableId, id });

function removedOccurrence({ immutableId, id }: Instance['event'], date: string): Row {
  const suffix = `-o${date.replaceAll('-', '')}`;
  return { kind: 'removed', immutableId: `${immutableId}${suffix}`, id: `${id}${suffix}` };
}

const token = ({ start, end, after, since }: Round): string =>
  Buffer.from(JSON.stringify([start, end, after, since])).toString('base64url');

function roundOf(from: From, seq: number, replay: boolean): Round {
  if ('window' in from) return { ...from.window, after: 0, since: seq };
  const round = readToken('skipToken' in from ? from.skipToken : from.deltaToken);
  return replay ? { ...round, after: 0, since: round.after } : round;
}

/** Tokens of an earlier sandbox, whose data is still there, have one number more before the last. */
const tokenSchema = z.union([
  z.tuple([z.number(), z.number(), z.number(), z.number()]),
  z
    .tuple([z.number(), z.number(), z.number(), z.number(), z.number()])
    .transform(([start, end, after, , since]) => [start, end, after, since] as const),
]);

function readToken(text: string): Round {
  try {
    const [start, end, after, since] = tokenSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { start, end, after, since };
  } catch {
    throw badRequest('ErrorInvalidUrlQuery', 'Badly formed token.');
  }
}

/** What Graph says once it has forgotten a token: everything has to be read again. */
export const syncStateGone = (code: string) =>
  new GraphError(410, code, 'The sync state generation is not found; the client must synchronize again.');

import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { Delivered, Entry } from '../../support/sandbox.ts';
import type { Stack } from '../../support/stack.ts';
import type { CalendarEntry, GraphEntry, MailEntry, PathEntry, SessionEntry, Strike } from './evidence.ts';

/** What the partner tools and the server hold, as data. */

const MAILBOX = 'groupement@aile.example.org';
/** The service's mark on its events, as it stands in the mailbox. */
const REFERENCE = 'String {7d0c3a52-1f64-4b8e-9b1d-5a2e8c6f4d19} Name ParcoursCreateurs';

export async function readCalendar({ sandbox }: Stack): Promise<readonly CalendarEntry[]> {
  const expand = encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${REFERENCE}')`);
  const found: CalendarEntry[] = [];
  let path: string | null = `/users/${encodeURIComponent(MAILBOX)}/events?$top=100&$expand=${expand}`;
  while (path !== null) {
    const answer = await sandbox.graph('GET', path);
    const page = (await answer.json()) as { value: GraphEvent[]; '@odata.nextLink'?: string };
    found.push(
      ...page.value.map((event) => ({
        id: event.id,
        reference: event.singleValueExtendedProperties?.[0]?.value ?? null,
        subject: event.subject,
        start: `${event.start.dateTime.slice(0, 19)}Z`,
        end: `${event.end.dateTime.slice(0, 19)}Z`,
        place: event.location.displayName,
        isCancelled: event.isCancelled,
        attendees: event.attendees.map(({ emailAddress }) => emailAddress.address),
      })),
    );
    const next: string | undefined = page['@odata.nextLink'];
    path = next === undefined ? null : next.slice(next.indexOf('/v1.0') + '/v1.0'.length);
  }
  return found;
}

interface GraphEvent {
  readonly id: string;
  readonly subject: string;
  readonly isCancelled: boolean;
  readonly start: { readonly dateTime: string };
  readonly end: { readonly dateTime: string };
  readonly location: { readonly displayName: string };
  readonly attendees: readonly { readonly emailAddress: { readonly address: string } }[];
  readonly singleValueExtendedProperties?: readonly { readonly value: string }[];
}

/** What was delivered since the last look; participants and staff alike. */
export class Mailbox {
  readonly mails: MailEntry[] = [];
  readonly #stack: Stack;

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  async look(): Promise<number> {
    const news = await this.#stack.sandbox.mailsAfter(this.mails.at(-1)?.id ?? 0);
    this.mails.push(...news.map(entryOf));
    return this.mails.length;
  }
}

function entryOf(mail: Delivered): MailEntry {
  const { id, realReceivedAt, envelope, messageId, text } = mail;
  return { id, at: realReceivedAt, to: envelope.to, messageId, text, ics: icsOf(mail) };
}

function icsOf({ attachments }: Delivered): MailEntry['ics'] {
  const file = attachments.find(({ contentType }) => contentType.startsWith('text/calendar'));
  if (file === undefined) return null;
  const lines = Buffer.from(file.content, 'base64')
    .toString('utf8')
    .replaceAll(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  const value = (name: string) =>
    (lines.find((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`)) ?? '')
      .replace(/^[^:]*:/, '')
      .replaceAll(/\\([,;\\])/g, '$1');
  const time = (name: string) => value(name).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return {
    method: value('METHOD'),
    uid: value('UID'),
    sequence: Number(value('SEQUENCE')),
    start: time('DTSTART'),
    end: time('DTEND'),
    location: value('LOCATION'),
  };
}

export async function readSessions({ server }: Stack): Promise<readonly SessionEntry[]> {
  const found = await server.list("WorkflowType = 'session'");
  return found.map((session) => ({
    id: session.workflowId.slice('session-'.length),
    state: word(session, 'GcSessionState'),
    kind: word(session, 'GcSessionKind'),
    seatsLeft: Number(attribute(session, 'GcSeatsLeft')),
    start: date(attribute(session, 'GcSessionStart')),
    desk: deskKeys(session),
  }));
}

export async function readPaths(stack: Stack): Promise<readonly PathEntry[]> {
  const found = await stack.server.list("WorkflowType = 'participantPath'");
  return await inParallel(found, async (path) => {
    const ref = path.workflowId.slice('participant-'.length);
    const [session = null] = list(attribute(path, 'GcSessions'));
    return {
      ref,
      stage: word(path, 'GcStage'),
      session,
      view: session === null ? null : await viewOf(stack, session, ref),
      desk: deskKeys(path),
    };
  });
}

async function viewOf({ server }: Stack, session: string, ref: string): Promise<PathEntry['view']> {
  const view: unknown = await server.client.workflow.getHandle(`session-${session}`).query('seatView', ref);
  if (typeof view !== 'object' || view === null) return null;
  const { status, start, end, place, icsSequence } = view as {
    status: string;
    start: { at: string };
    end: { at: string };
    place: { name: string; address: string };
    icsSequence: number;
  };
  return { status, start: start.at, end: end.at, place, icsSequence };
}

/** Workflows in whose name something is still under way or waits for another attempt. */
export async function busy({ server }: Stack): Promise<number> {
  const found = await server.list("ExecutionStatus = 'Running' AND WorkflowType IN ('session', 'participantPath')");
  const pending = await inParallel(found, async ({ workflowId }) => (await server.pending(workflowId)).length);
  const watch = await server.details('calendar-watch');
  const isTelling = (await server.pending('calendar-watch')).some(({ type }) => type !== 'watchCalendar');
  return pending.filter((count) => count > 0).length + Number(watch.includes('En panne')) + Number(isTelling);
}

/** What passed between the service and the partner tools, from the file that they keep. */
export async function readLedger(
  { dir }: Stack,
  greatest: Readonly<Record<string, number>>,
): Promise<{ readonly graph: GraphEntry; readonly strikes: readonly Strike[] }> {
  let fullReadings = 0;
  let forgotten = 0;
  const writes: { at: string; eventId: string }[] = [];
  const strikes: Strike[] = [];
  for await (const line of createInterface({ input: createReadStream(join(dir, 'sandbox', 'ledger.jsonl')) })) {
    // Only the head says what it is, and a form's answers may be megabytes.
    const head = line.slice(0, HEAD);
    const isStruck = head.includes('"fault":"');
    if (!isStruck && !head.includes('"service":"graph"')) continue;
    const entry = JSON.parse(line) as Entry;
    const { service, method, path, query, status, realAt } = entry;
    if (isStruck) strikes.push({ at: realAt, fault: entry.fault ?? '', about: aboutOf(entry) });
    if (service !== 'graph') continue;
    if (path.includes('/calendarView/delta')) {
      if (status === 410) forgotten++;
      else if (status === 200 && 'startDateTime' in query) fullReadings++;
    }
    const eventId = eventOf(path);
    if (method === 'PATCH' && status === 200 && eventId !== null) writes.push({ at: realAt, eventId });
  }
  return { graph: { greatest, fullReadings, forgotten, writes }, strikes };
}

/** Whether the calendar was looked through since that moment: after a kill, that takes half a minute. */
export async function isLookedThrough({ dir }: Stack, since: string): Promise<boolean> {
  const file = join(dir, 'sandbox', 'ledger.jsonl');
  const input = createReadStream(file, { start: Math.max(0, statSync(file).size - LATEST) });
  for await (const line of createInterface({ input })) {
    const head = line.slice(0, HEAD);
    const at = /"realAt":"([^"]+)"/.exec(head)?.[1] ?? '';
    if (at > since && head.includes('/calendarView/delta') && head.includes('"status":200')) return true;
  }
  return false;
}

/** The end of the file, where the last seconds stand. */
const LATEST = 2_000_000;
/** Service, path, query and fault stand in it. */
const HEAD = 4_000;

function aboutOf({ service, path, requestBody }: Entry): string {
  if (service === 'graph') return path.includes('/calendarView') ? 'changes' : (eventOf(path) ?? '');
  if (service === 'forms') return /\/forms\/([^/?]+)/.exec(path)?.[1] ?? '';
  const to: unknown = typeof requestBody === 'object' && requestBody !== null && 'to' in requestBody ? requestBody.to : null;
  return Array.isArray(to) ? to.join() : '';
}

function eventOf(path: string): string | null {
  const id = /\/events\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? null : decodeURIComponent(id);
}

/** Most Graph requests at one time so far, by mailbox. */
export async function greatestLoad({ sandbox }: Stack): Promise<Readonly<Record<string, number>>> {
  const answer = await fetch(`${sandbox.web}/calendar/load.json`);
  return ((await answer.json()) as { greatestConcurrency: Record<string, number> }).greatestConcurrency;
}

const AT_ONCE = 8;

async function inParallel<From, To>(items: readonly From[], work: (item: From) => Promise<To>): Promise<readonly To[]> {
  const done: To[] = [];
  const left = items.entries();
  const one = async () => {
    for (const [index, item] of left) done[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return done;
}

function deskKeys({ memo }: WorkflowExecutionInfo): readonly string[] {
  const items: unknown = memo?.['desk'];
  return Array.isArray(items) ? items.flatMap((item: { key?: unknown }) => (typeof item.key === 'string' ? [item.key] : [])) : [];
}

function attribute({ typedSearchAttributes }: WorkflowExecutionInfo, name: string): unknown {
  return typedSearchAttributes.getAll().find(({ key }) => key.name === name)?.value;
}

function word(info: WorkflowExecutionInfo, name: string): string {
  const value = attribute(info, name);
  return typeof value === 'string' ? value : '';
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function date(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

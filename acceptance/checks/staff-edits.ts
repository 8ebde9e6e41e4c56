import { Temporal } from 'temporal-polyfill';
import { type Evidence, type GraphEvent, type Programme, referenceOf, staffOf } from '../evidence.ts';
import type { Mail } from '../mailbox.ts';

/** What staff did on the calendar's pages, out of the pages' own record. */
export interface StaffEdit {
  readonly act: 'move' | 'delete' | 'create' | 'answer';
  /** Graph's immutable id of the event; empty for one that was created. */
  readonly id: string;
  readonly at: string;
  /** As typed. */
  readonly fields: Readonly<Record<string, string>>;
}

const ACTS = ['move', 'delete', 'create', 'answer'] as const;

export function edits({ ledger }: Evidence): readonly StaffEdit[] {
  return ledger.flatMap(({ service, method, path, status, requestBody, realAt }) => {
    const act = ACTS.find((one) => path === `/calendar/${one}`);
    if (service !== 'pages' || method !== 'POST' || status !== 303 || act === undefined) return [];
    const fields = Object.fromEntries(Object.entries(asObject(requestBody)).map(([name, value]) => [name, String(value)]));
    return [{ act, id: fields['id'] ?? '', at: realAt, fields }];
  });
}

/** Where each moved event was left. */
export function lastMoves(evidence: Evidence): readonly StaffEdit[] {
  const moves = edits(evidence).filter(({ act }) => act === 'move');
  return moves.filter(({ id }, index) => moves.findLastIndex((other) => other.id === id) === index);
}

/** Id of the session whose event the service created under this id; « ? » where it created none. */
export function sessionBehind({ ledger }: Evidence, eventId: string): string {
  const created = ledger.find(
    ({ service, method, path, status, responseBody }) =>
      service === 'graph' && method === 'POST' && path.endsWith('/events') && status === 201 && asObject(responseBody)['id'] === eventId,
  );
  const transaction = asObject(created?.requestBody)['transactionId'];
  return typeof transaction === 'string' ? transaction.replace(/:[^:]*$/, '') : '?';
}

export function organisersEvents({ calendars, programme }: Pick<Evidence, 'calendars' | 'programme'>): readonly GraphEvent[] {
  return calendars[programme.calendar.mailbox] ?? [];
}

export function belongsTo(event: GraphEvent, session: string): boolean {
  const { transactionId, body } = event;
  return (
    referenceOf(event) === session ||
    (transactionId?.startsWith(`${session}:`) ?? false) ||
    new RegExp(`${session}(?![a-z0-9-])`).test(body?.content ?? '')
  );
}

/** A facilitator of each organisation that has some. */
export function hasOneOfEach({ programme }: Evidence, { attendees = [] }: GraphEvent): boolean {
  const able = staffOf(programme).filter(({ roles }) => roles.includes('facilitator'));
  const there = attendees.map(({ emailAddress }) => emailAddress.address.toLowerCase());
  const organisations = new Set(able.map(({ organisation }) => organisation));
  return [...organisations].every((id) =>
    able.some(({ organisation, email }) => organisation === id && there.includes(email.toLowerCase())),
  );
}

export interface CalendarFile {
  readonly uid: string;
  readonly sequence: number;
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly end: string;
  readonly location: string;
  readonly method: string;
}

/** The .ics of a mail: what a calendar keeps the appointment by. Null where there is none. */
export function calendarFile({ attachments }: Pick<Mail, 'attachments'>): CalendarFile | null {
  const attached = attachments.find(({ contentType }) => contentType.startsWith('text/calendar'));
  if (attached === undefined) return null;
  const lines = Buffer.from(attached.content, 'base64')
    .toString('utf8')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  const value = (name: string) => lines.find((line) => new RegExp(`^${name}[:;]`).test(line))?.replace(/^[^:]*:/, '') ?? '';
  const time = (name: string) => value(name).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  return {
    uid: value('UID'),
    sequence: Number(value('SEQUENCE')),
    start: time('DTSTART'),
    end: time('DTEND'),
    location: value('LOCATION').replaceAll(/\\([,;\\])/g, '$1'),
    method: value('METHOD'),
  };
}

/** Local time of the configuration as an instant, ISO 8601 UTC. */
export function instant({ programme }: Programme, local: string): string {
  return new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(programme.timeZone ?? 'Europe/Paris').epochMilliseconds).toISOString();
}

export function asObject(body: unknown): Readonly<Record<string, unknown>> {
  const value: unknown = typeof body === 'string' && body.startsWith('{') ? JSON.parse(body) : body;
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

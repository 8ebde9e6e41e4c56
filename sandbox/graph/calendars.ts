import { createHash, randomBytes } from 'node:crypto';
import type { Attendee, ResponseType, TimeSlot } from '@microsoft/microsoft-graph-types';
import type { Core } from '../core/core.ts';
import type { CalendarEvent, EventDetails, EventException, ExtendedProperty, Invitation, Person, Removed } from './event.ts';
import { extent, occurrence, withProperties } from './instances.ts';

/** Exchange changes the changeKey of a new event once more after about this long. */
export const SETTLES_AFTER_MS = 2_000;
const NO_TIME = '0001-01-01T00:00:00Z';
/** Writing one of these only touches the owner's own view: Exchange mails nobody. */
const PRIVATE_DETAILS = new Set<string>([
  'categories',
  'isReminderOn',
  'reminderMinutesBeforeStart',
  'showAs',
  'sensitivity',
  'importance',
  'hideAttendees',
]);

/** The content of an event that a client or a person asks for. */
export interface Draft {
  readonly details: EventDetails;
  readonly start: number;
  readonly end: number;
  readonly startZone: string;
  readonly endZone: string;
  readonly attendees: readonly Attendee[];
  readonly properties: readonly ExtendedProperty[];
  readonly recurrence: CalendarEvent['recurrence'];
}

export type Changes = Partial<Omit<Draft, 'details'>> & { readonly details?: Partial<EventDetails> };

/** All calendars of the sandbox: one per mailbox, kept in the core's store. */
export interface Calendars {
  mailboxes(): string[];
  isMailbox(address: string): boolean;
  /** True for an address of one of the tenant's domains; anything else is another organisation's. */
  isInternal(address: string): boolean;
  addMailbox(address: string): void;
  events(mailbox: string): CalendarEvent[];
  /** By either id, exactly as written: ids are case-sensitive. */
  find(mailbox: string, id: string): CalendarEvent | null;
  byTransaction(mailbox: string, transactionId: string): { event: CalendarEvent; fingerprint: string } | null;
  create(mailbox: string, draft: Draft, transaction?: { id: string; fingerprint: string } | null): CalendarEvent;
  /** `newId`: a person moved it, so that its mutable id changes. */
  change(event: CalendarEvent, changes: Changes, options?: { newId?: boolean }): CalendarEvent;
  /** One date of a series becomes an exception, and keeps what is written to it whatever becomes of the others. */
  changeOccurrence(master: CalendarEvent, date: string, exception: EventException): CalendarEvent;
  removeOccurrence(master: CalendarEvent, date: string): CalendarEvent;
  /** Deletes; attendees hear of it when the organizer deletes. */
  remove(event: CalendarEvent, comment: string): void;
  /** The answer of one attendee, given in their own mailbox or mail program; `date`: to one date of a series only. */
  respond(
    event: CalendarEvent,
    address: string,
    response: ResponseType,
    options?: { proposed?: TimeSlot | null; comment?: string; date?: string | null },
  ): CalendarEvent;
  removed(mailbox: string): Removed[];
  /** Number of the mailbox's last change. */
  seq(mailbox: string): number;
}

const opened = new WeakMap<Core, Calendars>();

/** The same object for the Graph app and for the pages: they are two doors to one store. */
export function openCalendars(core: Core): Calendars {
  const existing = opened.get(core);
  if (existing !== undefined) return existing;
  const calendars = makeCalendars(core);
  opened.set(core, calendars);
  return calendars;
}

export const changeKeyOf = (event: CalendarEvent): string =>
  createHash('sha256').update(`${event.immutableId}|${event.version}`).digest('base64').slice(0, 32);

export const etagOf = (event: CalendarEvent): string => `W/"${changeKeyOf(event)}"`;

const key = (address: string) => address.trim().toLowerCase();
const domainOf = (address: string) => key(address).split('@')[1] ?? '';
const newId = (prefix: string, bytes: number) => `${prefix}${randomBytes(bytes).toString('base64url')}`;

function personOf(address: string): Person {
  const words = (address.split('@')[0] ?? address).split(/[._-]+/);
  return { name: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' '), address };
}

function makeCalendars(core: Core): Calendars {
  const mailboxes = core.collection<{ address: string }>('graph-mailboxes');
  const stored = core.collection<CalendarEvent>('graph-events');
  const tombstones = core.collection<Removed>('graph-removed');
  const transactions = core.collection<{ immutableId: string; fingerprint: string }>('graph-transactions');
  const index = new Map<string, Map<string, CalendarEvent>>();
  const byMutableId = new Map<string, string>();
  const sequences = new Map<string, number>();
  const unsettled = new Set<string>();
  for (const event of stored.values()) remember(event);
  for (const gone of tombstones.values()) raise(gone.mailbox, gone.seq);

  function remember(event: CalendarEvent): void {
    let events = index.get(event.mailbox);
    if (events === undefined) index.set(event.mailbox, (events = new Map()));
    const old = events.get(event.immutableId);
    if (old !== undefined && old.id !== event.id) byMutableId.delete(old.id);
    events.set(event.immutableId, event);
    byMutableId.set(event.id, event.immutableId);
    if (event.settlesAt === null) unsettled.delete(event.immutableId);
    else unsettled.add(event.immutableId);
    raise(event.mailbox, event.seq);
  }

  function raise(mailbox: string, seq: number): void {
    sequences.set(mailbox, Math.max(seq, sequences.get(mailbox) ?? 0));
  }

  const nextSeq = (mailbox: string) => (sequences.get(mailbox) ?? 0) + 1;

  function save(event: CalendarEvent): CalendarEvent {
    const saved = { ...event, version: event.version + 1, seq: nextSeq(event.mailbox), modifiedAt: core.clock.now().getTime() };
    stored.set(saved.immutableId, saved);
    remember(saved);
    return saved;
  }

  /** Done when somebody looks, so that no timer keeps the process alive. */
  function settle(mailbox: string): void {
    if (unsettled.size === 0) return;
    const now = core.clock.now().getTime();
    for (const id of unsettled) {
      const event = index.get(mailbox)?.get(id);
      if (event !== undefined && event.settlesAt !== null && event.settlesAt <= now) save({ ...event, settlesAt: null });
    }
  }

  function find(mailbox: string, id: string): CalendarEvent | null {
    const owner = key(mailbox);
    settle(owner);
    const events = index.get(owner);
    return events?.get(id) ?? events?.get(byMutableId.get(id) ?? '') ?? null;
  }

  function isInternal(address: string): boolean {
    const domain = domainOf(address);
    return mailboxes.values().some((mailbox) => domainOf(mailbox.address) === domain);
  }

  function tell(event: CalendarEvent, kind: Invitation['kind'], recipients: readonly Attendee[], comment = ''): void {
    for (const { emailAddress } of recipients) {
      const to = emailAddress?.address ?? '';
      if (to === '' || key(to) === event.mailbox) continue;
      const mail: Invitation = {
        kind,
        mailbox: event.mailbox,
        eventId: event.immutableId,
        to,
        subject: event.details.subject ?? '',
        start: new Date(event.start).toISOString(),
        comment,
      };
      const at = core.clock.iso();
      const realAt = core.clock.real().toISOString();
      const common = { at, realAt, service: 'graph', method: 'MAIL', query: {}, status: 250, fault: null, concurrent: 0 } as const;
      core.ledger.record({ ...common, path: `/invitations/${kind}`, requestBody: mail, responseBody: null });
    }
  }

  /** The copy in the calendar of an attendee whose mailbox is in the sandbox, as Exchange's own delivery makes it. */
  function deliver(event: CalendarEvent): void {
    if (!event.isOrganizer) return;
    for (const attendee of event.attendees) {
      const owner = key(attendee.emailAddress?.address ?? '');
      if (owner === event.mailbox || !mailboxes.has(owner)) continue;
      const copy = copyIn(owner, event.iCalUId);
      const shared = pick(event);
      if (copy !== null) save({ ...copy, ...shared, before: moved(copy, event) });
      else
        save({
          ...fresh(owner),
          ...shared,
          transactionId: null,
          isOrganizer: false,
          properties: [],
          ownResponse: { response: 'notResponded', time: NO_TIME },
        });
    }
  }

  const copyIn = (mailbox: string, iCalUId: string): CalendarEvent | null =>
    [...(index.get(mailbox)?.values() ?? [])].find((event) => event.iCalUId === iCalUId) ?? null;

  function cancelCopies(event: CalendarEvent, attendees: readonly Attendee[]): void {
    if (!event.isOrganizer) return;
    for (const attendee of attendees) {
      const copy = copyIn(key(attendee.emailAddress?.address ?? ''), event.iCalUId);
      if (copy === null || copy.isOrganizer) continue;
      save({ ...copy, isCancelled: true, details: { ...copy.details, subject: `Annulé : ${copy.details.subject ?? ''}`, showAs: 'free' } });
    }
  }

  function fresh(mailbox: string) {
    const now = core.clock.now().getTime();
    return {
      immutableId: newId('AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A', 24),
      id: newId('AAMkADk0MGFkODE3LWE4', 60),
      mailbox,
      version: 0,
      seq: 0,
      settlesAt: null,
      createdAt: now,
      modifiedAt: now,
      before: [],
    };
  }

  function create(mailbox: string, draft: Draft, transaction: { id: string; fingerprint: string } | null = null): CalendarEvent {
    const owner = key(mailbox);
    const event = save({
      ...fresh(owner),
      ...draft,
      settlesAt: core.clock.now().getTime() + SETTLES_AFTER_MS,
      iCalUId: `040000008200E00074C5B7101A82E00800000000${randomBytes(20).toString('hex').toUpperCase()}`,
      transactionId: transaction?.id ?? null,
      attendees: draft.attendees.map((attendee) => unanswered(attendee)),
      organizer: personOf(owner),
      isOrganizer: true,
      ownResponse: { response: 'organizer', time: NO_TIME },
      isCancelled: false,
      exceptions: {},
      cancelledDates: [],
    });
    if (transaction !== null)
      transactions.set(`${owner} ${transaction.id}`, { immutableId: event.immutableId, fingerprint: transaction.fingerprint });
    deliver(event);
    tell(event, 'invitation', event.attendees);
    return event;
  }

  function change(event: CalendarEvent, changes: Changes, { newId: renew = false } = {}): CalendarEvent {
    const { details, attendees, properties, ...rest } = changes;
    const timeChanged = (rest.start ?? event.start) !== event.start || (rest.end ?? event.end) !== event.end;
    const invited = attendees === undefined ? event.attendees : merged(event.attendees, attendees);
    const next = save({
      ...event,
      ...rest,
      id: renew ? newId('AAMkADk0MGFkODE3LWE4', 60) : event.id,
      details: { ...event.details, ...details },
      properties: properties === undefined ? event.properties : withProperties(event.properties, properties),
      attendees: timeChanged && event.isOrganizer ? invited.map(unanswered) : invited,
      before: timeChanged || rest.recurrence !== undefined ? [...event.before, extent(event)].slice(-20) : event.before,
      settlesAt: null,
    });
    if (next.isOrganizer) {
      cancelCopies(event, without(event.attendees, next.attendees));
      deliver(next);
      announce(event, next, changes);
    }
    return next;
  }

  function changeOccurrence(master: CalendarEvent, date: string, exception: EventException): CalendarEvent {
    const old = master.exceptions[date];
    const before = occurrence(master, date)?.event ?? master;
    const timeChanged = (exception.start ?? before.start) !== before.start || (exception.end ?? before.end) !== before.end;
    const invited = exception.attendees === undefined ? before.attendees : merged(before.attendees, exception.attendees);
    const attendees = timeChanged && master.isOrganizer ? invited.map(unanswered) : invited;
    const changed = {
      ...old,
      ...exception,
      details: { ...old?.details, ...exception.details },
      properties: withProperties(old?.properties ?? [], exception.properties ?? []),
      ...(exception.attendees === undefined && !timeChanged ? {} : { attendees }),
    };
    // A date that leaves a window is told there, as an event of its own is.
    const spans = timeChanged ? [...master.before, { start: before.start, end: before.end }].slice(-20) : master.before;
    const next = save({ ...master, before: spans, exceptions: { ...master.exceptions, [date]: changed }, settlesAt: null });
    if (next.isOrganizer) {
      deliver(next);
      announce(before, occurrence(next, date)?.event ?? next, exception);
    }
    return next;
  }

  function removeOccurrence(master: CalendarEvent, date: string): CalendarEvent {
    const gone = occurrence(master, date)?.event;
    const next = save({ ...master, cancelledDates: [...new Set([...master.cancelledDates, date])], settlesAt: null });
    if (next.isOrganizer && gone !== undefined) {
      deliver(next);
      tell(gone, 'cancellation', gone.attendees);
    }
    return next;
  }

  /** Whom Exchange mails: only those who come or go when nothing else changed, otherwise everybody. */
  function announce(before: CalendarEvent, after: CalendarEvent, changes: Changes | EventException): void {
    const come = without(after.attendees, before.attendees);
    tell(after, 'cancellation', without(before.attendees, after.attendees));
    tell(after, 'invitation', come);
    if (concernsEverybody(changes)) tell(after, 'update', without(after.attendees, come));
  }

  function remove(event: CalendarEvent, comment: string): void {
    const spans = [...event.before, extent(event)];
    const gone: Removed = { immutableId: event.immutableId, id: event.id, mailbox: event.mailbox, seq: nextSeq(event.mailbox), spans };
    tombstones.set(event.immutableId, gone);
    raise(event.mailbox, gone.seq);
    stored.delete(event.immutableId);
    index.get(event.mailbox)?.delete(event.immutableId);
    byMutableId.delete(event.id);
    unsettled.delete(event.immutableId);
    if (!event.isOrganizer) return;
    cancelCopies(event, event.attendees);
    tell(event, 'cancellation', event.attendees, comment);
  }

  function respond(
    event: CalendarEvent,
    address: string,
    response: ResponseType,
    { proposed = null, comment = '', date = null }: { proposed?: TimeSlot | null; comment?: string; date?: string | null } = {},
  ) {
    const time = core.clock.iso().replace(/\.\d+Z$/, 'Z');
    const target = date === null ? event : (occurrence(event, date)?.event ?? event);
    const attendees = target.attendees.map((attendee) => {
      if (key(attendee.emailAddress?.address ?? '') !== key(address)) return attendee;
      const { proposedNewTime: _old, ...rest } = attendee;
      return { ...rest, status: { response, time }, ...(proposed === null ? {} : { proposedNewTime: proposed }) };
    });
    const answered = save(
      date === null
        ? { ...event, attendees }
        : { ...event, exceptions: { ...event.exceptions, [date]: { ...event.exceptions[date], attendees } } },
    );
    const copy = copyIn(key(address), event.iCalUId);
    if (date === null && copy !== null && !copy.isOrganizer) save({ ...copy, ownResponse: { response, time } });
    if (comment !== '') tell(answered, 'response', [{ emailAddress: { address: event.organizer.address } }], comment);
    return answered;
  }

  return {
    mailboxes: () => mailboxes.values().map((mailbox) => mailbox.address),
    isMailbox: (address) => mailboxes.has(key(address)),
    isInternal,
    addMailbox: (address) => {
      if (!mailboxes.has(key(address))) mailboxes.set(key(address), { address: key(address) });
    },
    events: (mailbox) => {
      settle(key(mailbox));
      return [...(index.get(key(mailbox))?.values() ?? [])];
    },
    find,
    byTransaction: (mailbox, transactionId) => {
      const made = transactions.get(`${key(mailbox)} ${transactionId}`);
      const event = made === undefined ? null : find(mailbox, made.immutableId);
      return made === undefined || event === null ? null : { event, fingerprint: made.fingerprint };
    },
    create,
    change,
    changeOccurrence,
    removeOccurrence,
    remove,
    respond,
    removed: (mailbox) => tombstones.values().filter((gone) => gone.mailbox === key(mailbox)),
    seq: (mailbox) => sequences.get(key(mailbox)) ?? 0,
  };
}

const unanswered = ({ proposedNewTime: _none, ...attendee }: Attendee): Attendee => ({
  ...attendee,
  status: { response: 'none', time: NO_TIME },
});

const addressOf = (attendee: Attendee) => key(attendee.emailAddress?.address ?? '');

function without(list: readonly Attendee[], others: readonly Attendee[]): Attendee[] {
  const there = new Set(others.map(addressOf));
  return list.filter((attendee) => !there.has(addressOf(attendee)));
}

/** The new list, with the answers that were already given. */
function merged(old: readonly Attendee[], wanted: readonly Attendee[]): Attendee[] {
  const answers = new Map(old.map((attendee) => [addressOf(attendee), attendee]));
  return wanted.map((attendee) => {
    const before = answers.get(addressOf(attendee));
    return before === undefined ? unanswered(attendee) : { ...before, ...attendee, status: before.status ?? null };
  });
}

function concernsEverybody({ details = {}, attendees: _own, properties: _silent, ...rest }: Changes | EventException): boolean {
  return Object.keys(rest).length > 0 || Object.keys(details).some((name) => !PRIVATE_DETAILS.has(name));
}

const moved = (copy: CalendarEvent, event: CalendarEvent) =>
  copy.start === event.start && copy.end === event.end ? copy.before : [...copy.before, { start: copy.start, end: copy.end }].slice(-20);

function pick({
  iCalUId,
  start,
  end,
  startZone,
  endZone,
  details,
  attendees,
  organizer,
  recurrence,
  exceptions,
  cancelledDates,
  isCancelled,
}: CalendarEvent) {
  // Properties are the organizer's own: no attendee ever gets them.
  const shown = Object.fromEntries(Object.entries(exceptions).map(([date, { properties: _own, ...exception }]) => [date, exception]));
  const series = { recurrence, exceptions: shown, cancelledDates };
  return { iCalUId, start, end, startZone, endZone, details, attendees, organizer, ...series, isCancelled };
}

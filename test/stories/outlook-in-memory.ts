import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { AddressBusy, CalendarChanges, CalendarPort, OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';

/** The calendars of all mailboxes where time is skipped: what the service writes, what staff edit, and an Outlook that can be away. */
export class OutlookInMemory implements CalendarPort {
  away = false;
  /** The only mailbox that is away; null: all are. */
  awayMailbox: string | null = null;
  /** Why, while it is away. */
  refusal: ServiceErrorCode = 'calendar-unavailable';
  /** Refused while away: when (milliseconds), and which event it was about. */
  readonly refused: { readonly at: number; readonly about: string }[] = [];
  readonly #events = new Map<string, Kept>();
  #seq = 0;

  /** All that stand for one session or appointment, in one mailbox or in all. */
  of(reference: string, mailbox?: string): readonly StoredEvent[] {
    return this.standing(mailbox).filter((stored) => stored.reference === reference);
  }

  standing(mailbox?: string): readonly StoredEvent[] {
    const kept = [...this.#events.values()].filter((one) => mailbox === undefined || one.mailbox === mailbox);
    return kept.map(({ stored }) => stored);
  }

  /** Staff work on, whatever becomes of Graph. */
  edit(reference: string, change: Partial<Pick<StoredEvent, 'start' | 'end' | 'place'>>): void {
    const kept = [...this.#events.values()].find(({ stored }) => stored.reference === reference);
    if (kept === undefined) throw new Error(`no event of ${reference}`);
    this.#keep(kept.mailbox, { ...kept.stored, ...change });
  }

  /** Staff copy an event to the calendar of another mailbox, its reference included. */
  copyTo(mailbox: string, reference: string): void {
    const [stored] = this.of(reference);
    if (stored === undefined) throw new Error(`no event of ${reference}`);
    this.#keep(mailbox, { ...stored, eventId: `${mailbox} copy of ${stored.eventId}` });
  }

  async create(mailbox: string, owned: OwnedEvent, transactionId: string): Promise<StoredEvent> {
    this.#answer(mailbox, owned.reference);
    const eventId = `${mailbox} ${transactionId}`;
    return this.#standing(mailbox, eventId) ?? this.#keep(mailbox, storedAs(owned, eventId));
  }

  async get(mailbox: string, eventId: string): Promise<StoredEvent | null> {
    this.#answer(mailbox, eventId);
    return this.#standing(mailbox, eventId);
  }

  async findByReference(mailbox: string, reference: string): Promise<StoredEvent | null> {
    this.#answer(mailbox, reference);
    return this.of(reference, mailbox)[0] ?? null;
  }

  async update(
    mailbox: string,
    eventId: string,
    wanted: OwnedEvent | ((standing: StoredEvent) => OwnedEvent),
  ): Promise<StoredEvent | null> {
    this.#answer(mailbox, eventId);
    const standing = this.#standing(mailbox, eventId);
    if (standing === null) return null;
    return this.#keep(mailbox, storedAs(typeof wanted === 'function' ? wanted(standing) : wanted, eventId));
  }

  async cancel(mailbox: string, eventId: string): Promise<void> {
    this.#answer(mailbox, eventId);
    if (this.#standing(mailbox, eventId) !== null) this.#events.delete(eventId);
  }

  async changes(mailbox: string, from: Parameters<CalendarPort['changes']>[1]): Promise<CalendarChanges> {
    this.#answer(mailbox, 'changes');
    const since = 'window' in from ? 0 : Number(from.deltaLink);
    const changed = [...this.#events.values()].filter((kept) => kept.mailbox === mailbox && kept.seq > since);
    return { changed: changed.map(({ stored }) => stored), removed: [], series: [], deltaLink: String(this.#seq), resync: false };
  }

  async busy(_mailbox: string, { addresses }: Parameters<CalendarPort['busy']>[1]): Promise<readonly AddressBusy[]> {
    return addresses.map((address) => ({ address, unknown: null, times: [] }));
  }

  #standing(mailbox: string, eventId: string): StoredEvent | null {
    const kept = this.#events.get(eventId);
    return kept?.mailbox === mailbox ? kept.stored : null;
  }

  #answer(mailbox: string, about: string): void {
    if (!this.away || (this.awayMailbox ?? mailbox) !== mailbox) return;
    this.refused.push({ at: Date.now(), about });
    throw new ServiceError(this.refusal, { detail: 'in a test' });
  }

  #keep(mailbox: string, stored: StoredEvent): StoredEvent {
    this.#seq += 1;
    this.#events.set(stored.eventId, { mailbox, stored, seq: this.#seq });
    return stored;
  }
}

interface Kept {
  readonly mailbox: string;
  readonly stored: StoredEvent;
  readonly seq: number;
}

function storedAs({ body: _body, category, ...owned }: OwnedEvent, eventId: string): StoredEvent {
  return {
    ...owned,
    eventId,
    type: 'singleInstance',
    seriesMasterId: null,
    iCalUId: eventId,
    originalStart: null,
    isCancelled: false,
    isOrganizer: true,
    isAllDay: false,
    isTentative: false,
    categories: category === null ? [] : [category],
    attendees: owned.attendees.map(({ address }) => ({ address, response: 'accepted' as const })),
  };
}

import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { AddressBusy, CalendarChanges, CalendarPort, OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';

/** The organiser's calendar where time is skipped: what the service writes, what staff edit, and an Outlook that can be away. */
export class OutlookInMemory implements CalendarPort {
  away = false;
  /** Why, while it is away. */
  refusal: ServiceErrorCode = 'calendar-unavailable';
  /** Refused while away: when (milliseconds), and which event it was about. */
  readonly refused: { readonly at: number; readonly about: string }[] = [];
  readonly #events = new Map<string, { readonly stored: StoredEvent; readonly seq: number }>();
  #seq = 0;

  /** All that stand for one session. */
  of(reference: string): readonly StoredEvent[] {
    return [...this.#events.values()].map(({ stored }) => stored).filter((stored) => stored.reference === reference);
  }

  /** Staff work on, whatever becomes of Graph. */
  edit(reference: string, change: Partial<Pick<StoredEvent, 'start' | 'end' | 'place'>>): void {
    const [stored] = this.of(reference);
    if (stored === undefined) throw new Error(`no event of ${reference}`);
    this.#keep({ ...stored, ...change });
  }

  async create(_mailbox: string, owned: OwnedEvent, transactionId: string): Promise<StoredEvent> {
    this.#answer(owned.reference);
    return this.#events.get(transactionId)?.stored ?? this.#keep(storedAs(owned, transactionId));
  }

  async get(_mailbox: string, eventId: string): Promise<StoredEvent | null> {
    this.#answer(eventId);
    return this.#events.get(eventId)?.stored ?? null;
  }

  async findByReference(_mailbox: string, reference: string): Promise<StoredEvent | null> {
    this.#answer(reference);
    return this.of(reference)[0] ?? null;
  }

  async update(
    _mailbox: string,
    eventId: string,
    wanted: OwnedEvent | ((standing: StoredEvent) => OwnedEvent),
  ): Promise<StoredEvent | null> {
    this.#answer(eventId);
    const standing = this.#events.get(eventId)?.stored;
    if (standing === undefined) return null;
    return this.#keep(storedAs(typeof wanted === 'function' ? wanted(standing) : wanted, eventId));
  }

  async cancel(_mailbox: string, eventId: string): Promise<void> {
    this.#answer(eventId);
    this.#events.delete(eventId);
  }

  async changes(_mailbox: string, from: Parameters<CalendarPort['changes']>[1]): Promise<CalendarChanges> {
    this.#answer('changes');
    const since = 'window' in from ? 0 : Number(from.deltaLink);
    const changed = [...this.#events.values()].filter(({ seq }) => seq > since).map(({ stored }) => stored);
    return { changed, removed: [], series: [], deltaLink: String(this.#seq), resync: false };
  }

  async busy(_mailbox: string, { addresses }: Parameters<CalendarPort['busy']>[1]): Promise<readonly AddressBusy[]> {
    return addresses.map((address) => ({ address, unknown: null, times: [] }));
  }

  #answer(about: string): void {
    if (!this.away) return;
    this.refused.push({ at: Date.now(), about });
    throw new ServiceError(this.refusal, { detail: 'in a test' });
  }

  #keep(stored: StoredEvent): StoredEvent {
    this.#seq += 1;
    this.#events.set(stored.eventId, { stored, seq: this.#seq });
    return stored;
  }
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

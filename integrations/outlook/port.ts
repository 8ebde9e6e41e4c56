/** What the service needs of an Outlook calendar. Every method throws `ServiceError` (domain/service-error.ts) and nothing else. */
export interface CalendarPort {
  /** Creates the event once: the same `transactionId` again returns the event that exists, brought to this content. */
  create(mailbox: string, event: OwnedEvent, transactionId: string): Promise<StoredEvent>;
  /** Null when the event is gone (404). An event that staff made a series stands for its first date: the series itself is never shown. */
  get(mailbox: string, eventId: string): Promise<StoredEvent | null>;
  /** Our own event by its reference (extended property), whatever happened to its id; null when there is none. */
  findByReference(mailbox: string, reference: string): Promise<StoredEvent | null>;
  /** Writes the owned fields that differ from what stands there, in one PATCH, or none when nothing differs; null when the event is gone. */
  update(mailbox: string, eventId: string, event: OwnedEvent | ((standing: StoredEvent) => OwnedEvent)): Promise<StoredEvent | null>;
  /** Cancels (attendees are told by Outlook); an event that is gone already counts as cancelled. */
  cancel(mailbox: string, eventId: string, comment: string): Promise<void>;
  /**
   * One page of changes, each date of a series by itself; `resync` true when the server dropped our token (410) and this is a full list again.
   */
  changes(
    mailbox: string,
    from: { readonly deltaLink: string } | { readonly window: { readonly start: string; readonly end: string } },
  ): Promise<CalendarChanges>;
  /**
   * Free and busy of these addresses between two instants (ISO 8601 UTC), as `mailbox` may see them: one entry each, in the same order.
   * Any number of addresses and days; an address that can't be looked up, an external one for example, is an entry, not an error.
   */
  busy(
    mailbox: string,
    request: { readonly addresses: readonly string[]; readonly start: string; readonly end: string },
  ): Promise<readonly AddressBusy[]>;
}

/** When somebody is taken; free time and work elsewhere are no obstacle and not listed. */
export interface AddressBusy {
  readonly address: string;
  /** Graph's code (`ErrorMailRecipientNotFound`) where nothing is known of this address; null where `times` is all there is. */
  readonly unknown: string | null;
  readonly times: readonly BusyTime[];
}

export interface BusyTime {
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly end: string;
  /** Empty where the reader may not see it, and for what is private. */
  readonly subject: string;
  readonly place: string;
}

/** The fields this service owns of an event. No participant's name, ever. */
export interface OwnedEvent {
  /** Our reference (a session's id, or `GC-XXXX-XXXX:a1`), kept in an extended property. */
  readonly reference: string;
  readonly subject: string;
  /** Plain French text; null leaves what stands there, for an event that staff wrote. */
  readonly body: string | null;
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly end: string;
  readonly place: string;
  readonly attendees: readonly { readonly address: string; readonly name: string }[];
  readonly category: string | null;
}

export interface StoredEvent {
  readonly eventId: string;
  /** An event of its own, or one date of a series: as the series wants it, or changed by itself. */
  readonly type: 'singleInstance' | 'occurrence' | 'exception';
  /** Of a date: the id of its series, which is no event of ours and never written to. Null for an event of its own. */
  readonly seriesMasterId: string | null;
  readonly iCalUId: string;
  /** Of a date of a series: when the series wanted it (ISO 8601 UTC), whatever became of it. Null for an event of its own, or where unknown. */
  readonly originalStart: string | null;
  /** In `changes` never one that a date merely shows because its series has it, unless it is the series' first date. */
  readonly reference: string | null;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly place: string;
  readonly isCancelled: boolean;
  readonly isOrganizer: boolean;
  /** Without an hour: `start` and `end` are midnights. */
  readonly isAllDay: boolean;
  /** Shown as « provisoire »: whoever wrote it has not decided yet. */
  readonly isTentative: boolean;
  /** As the calendar counts versions, if it says: two that differ may hold the same content, for Exchange raises it by itself. */
  readonly version?: string;
  /** In the order in which Outlook shows them. */
  readonly categories: readonly string[];
  readonly attendees: readonly {
    readonly address: string;
    readonly response: 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded';
    /** Another start that this attendee proposes (ISO 8601 UTC). */
    readonly proposedStart?: string | null;
  }[];
}

export interface CalendarChanges {
  readonly changed: readonly StoredEvent[];
  /** Removed, or merely out of the window: GET before acting. */
  readonly removed: readonly string[];
  /** Series that were touched, by the id of the series. What stands of them is in `changed`; of a date that doesn't stand any more nothing is said. */
  readonly series: readonly string[];
  readonly deltaLink: string;
  readonly resync: boolean;
}

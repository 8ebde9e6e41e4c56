/** Everything that the checker judges, as plain data: it can be written to a file and judged again. Times are ISO 8601 UTC of the real clock. */
export interface Evidence {
  readonly seed: number;
  readonly rules: Rules;
  /** Addresses of everybody who registered. */
  readonly people: readonly string[];
  readonly edits: readonly Edit[];
  readonly answers: readonly InvitationAnswer[];
  readonly acts: readonly Act[];
  readonly kills: readonly string[];
  readonly strikes: readonly Strike[];
  readonly calendar: readonly CalendarEntry[];
  readonly mails: readonly MailEntry[];
  readonly sessions: readonly SessionEntry[];
  readonly paths: readonly PathEntry[];
  readonly graph: GraphEntry;
}

export interface Rules {
  readonly pollingMs: number;
  readonly quietMs: number;
  readonly formsPollingMs: number;
  /** Besides polling and quiet time: many edits at once, three calls at a time. */
  readonly plainAllowanceMs: number;
  /** Instead, where a killed worker's work is taken over, or a refusing service is asked again later. */
  readonly allowanceMs: number;
  /** Session id → seats, of those in the configuration. */
  readonly capacities: Readonly<Record<string, number>>;
  /** Of an event made by hand in the place that the generator names. */
  readonly adoptedCapacity: number;
  /** A title of this kind makes an event a session. */
  readonly sessionTitle: string;
  readonly facilitators: number;
}

/** What staff did in the calendar, or decided by form. */
export interface Edit {
  readonly at: string;
  readonly kind: 'move' | 'place' | 'delete' | 'create' | 'strip' | 'formMove' | 'formCancel' | 'substitute';
  readonly eventId: string;
  /** Null for an event made by hand. */
  readonly session: string | null;
  /** Address of who said that they come instead. */
  readonly substitute?: string;
}

/** What a facilitator answered to the invitation, in their own Outlook. */
export interface InvitationAnswer {
  readonly at: string;
  readonly eventId: string;
  readonly response: 'accepted' | 'declined';
}

/** A request that met an injected fault. */
export interface Strike {
  readonly at: string;
  readonly fault: string;
  /** The event's id, `changes` where the calendar was looked through, a form's id, or the recipient's address; empty for anything else. */
  readonly about: string;
}

/** What a participant did, by form. */
export interface Act {
  readonly at: string;
  readonly kind: 'cannotCome' | 'anotherDate' | 'withdraw' | 'again' | 'register';
  readonly address: string;
}

export interface CalendarEntry {
  readonly id: string;
  readonly reference: string | null;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly place: string;
  readonly isCancelled: boolean;
  readonly attendees: readonly string[];
}

export interface MailEntry {
  readonly id: number;
  readonly at: string;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly text: string;
  readonly ics: {
    readonly method: string;
    readonly uid: string;
    readonly sequence: number;
    readonly start: string;
    readonly end: string;
    readonly location: string;
  } | null;
}

export interface SessionEntry {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly seatsLeft: number;
  readonly start: string;
  /** Keys of its open lines on desks. */
  readonly desk: readonly string[];
}

export interface PathEntry {
  readonly ref: string;
  readonly stage: string;
  /** As the path shows it. */
  readonly session: string | null;
  /** As that session answers. */
  readonly view: {
    readonly status: string;
    readonly start: string;
    readonly end: string;
    readonly place: { readonly name: string; readonly address: string };
    readonly icsSequence: number;
  } | null;
  readonly desk: readonly string[];
}

export interface GraphEntry {
  /** Most requests at one time, by mailbox, as the mailbox's own side counted them. */
  readonly greatest: Readonly<Record<string, number>>;
  /** Readings of the whole calendar. */
  readonly fullReadings: number;
  /** Answered « 410, read everything again ». */
  readonly forgotten: number;
  /** Writes to events that succeeded. */
  readonly writes: readonly { readonly at: string; readonly eventId: string }[];
}

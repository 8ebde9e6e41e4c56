export interface MailboxHostStart {
  /** Task queue of one mailbox, `outlook-organiser` or `outlook-<staff code>`. */
  readonly queue: string;
}

/** Implemented by workers/mailbox-host.ts, since hosting a queue is a worker's matter. */
export interface MailboxHostActivities {
  /** Polls the queue, three calls at once at most, until its term is over (a day, about). `gone`: this mailbox is no longer configured. */
  hostMailbox(start: MailboxHostStart): Promise<{ readonly gone: boolean }>;
}

import { defineSignal } from '@temporalio/workflow';

/** Task queue of the work that one process does for all: reading forms, watching worklists. */
export const DUTY_QUEUE = 'parcours-duty';

/**
 * Task queue of every activity that ends with a mail. The process on duty polls it as fast as the mail provider takes mails: what must wait waits in
 * the server, in the order of its urgency.
 */
export const MAIL_QUEUE = 'parcours-mail';

export interface DutyStart {
  /** A process that gives no sign of life for this long is dead, in milliseconds: another one goes on duty. */
  readonly takeOverAfter: number;
}

/** Implemented by workers/duty.ts, since being on duty is a worker's matter. */
export interface DutyActivities {
  /** This process polls the queues of duty, of mails and of the mailboxes, until its term is over (a day, about). */
  standDuty(): Promise<void>;
}

/** Another time-out, from the next term on: a worker with another environment has started. */
export const takeOverAfter = defineSignal<[milliseconds: number]>('takeOverAfter');

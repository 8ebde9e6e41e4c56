import type { ActivityOptions } from '@temporalio/common';
import { MAIL_QUEUE } from './duty/contract.ts';

/**
 * Whose turn it is where mails must wait:
 * - `answer`: to what the person did just now;
 * - `change`: of what was promised, which must not be missed;
 * - `usual`: reminders, questions;
 * - `staff`: lists and sheets, made well before they are needed.
 */
export type Urgency = 'answer' | 'change' | 'usual' | 'staff';

const PRIORITY_KEYS: Readonly<Record<Urgency, number>> = { answer: 1, change: 2, usual: 3, staff: 4 };

/** Of a fairness key, in bytes (the server refuses a longer one, and with it the workflow's task). */
const LONGEST_CROWD = 64;

/**
 * Options of an activity that ends with a mail.
 * @param crowd those who are written to for one cause at the same time (ASCII). Crowds of the same urgency take turns, a mail each: whoever is
 * alone doesn't wait for the end of somebody else's hundreds. https://docs.temporal.io/develop/task-queue-priority-fairness
 */
export function byMail(urgency: Urgency, crowd: string): Pick<ActivityOptions, 'taskQueue' | 'priority'> {
  return { taskQueue: MAIL_QUEUE, priority: { priorityKey: PRIORITY_KEYS[urgency], fairnessKey: crowd.slice(0, LONGEST_CROWD) } };
}

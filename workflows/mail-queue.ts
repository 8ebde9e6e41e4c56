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

/** Options of an activity that ends with a mail. */
export function byMail(urgency: Urgency): Pick<ActivityOptions, 'taskQueue' | 'priority'> {
  return { taskQueue: MAIL_QUEUE, priority: { priorityKey: PRIORITY_KEYS[urgency] } };
}

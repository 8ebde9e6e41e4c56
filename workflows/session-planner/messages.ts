import { defineSignal } from '@temporalio/workflow';

/** Look at the plan again now: a worker with another configuration has started, or an administrator asks. */
export const planNow = defineSignal('planNow');

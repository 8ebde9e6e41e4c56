import { proxyActivities, sleep } from '@temporalio/workflow';
import type { FloorActivities } from './worker.ts';

const { nothing } = proxyActivities<FloorActivities>({ startToCloseTimeout: '40 seconds' });
const { startItems } = proxyActivities<FloorActivities>({ startToCloseTimeout: '10 minutes', retry: { maximumAttempts: 1 } });

/** The bare floor: what Temporal itself costs for one item. */
export async function floorItem(): Promise<void> {
  await nothing();
}

/** A bare deadline. @param due ISO 8601 */
export async function floorTimer(due: string): Promise<void> {
  await sleep(Math.max(1, Date.parse(due) - Date.now()));
}

/** Starts many items from an activity, as the intake starts paths. With `due`, deadlines. Returns when it began, ISO 8601. */
export async function floorBatch(prefix: string, count: number, due: string | null = null): Promise<string> {
  return await startItems(prefix, count, due);
}

import type { Priority } from '@temporalio/common';

/**
 * Sessions, and what runs for as long as the service does, come before the paths (3 unless said, 1 first). After an outage thousands of paths
 * wake at once: whoever registers then waits for the answer of a session, which must not stand behind all of them. Runs that go on inherit it.
 */
export const BEFORE_PATHS: Priority = { priorityKey: 2 };

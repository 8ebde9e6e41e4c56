import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mailsToLea } from '../../test/support/mails-to-lea.ts';
import type { Mailed, MailWaits } from '../../workflows/participant-path/contract.ts';

// A mail whose hour has come, by the server's clock, while the worker's own clock says otherwise.
const OPENING = Date.parse('2026-11-30T08:00:00.000Z');
const MINUTE_MS = 60_000;

const { to, view, writer } = await mailsToLea();

beforeEach(() => {
  vi.useFakeTimers({ now: OPENING, shouldAdvanceTime: true });
});

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['ten minutes behind', -10],
  ['right', 0],
  ['ten minutes ahead', 10],
])('a mail whose hour has come leaves, though the clock of the worker is %s', async (_, skew) => {
  expect((await write(OPENING + MINUTE_MS / 2, skew)).outcome).toBe('sent');
});

test.each([
  ['behind', -10],
  ['ahead', 10],
])('before its hour it waits for a moment that is ahead of its workflow, though the clock is ten minutes %s', async (_, skew) => {
  const requestedAt = OPENING - 30 * MINUTE_MS;
  const answer = await write(requestedAt, skew);
  expect([answer.outcome, 'until' in answer ? answer.until.at : '']).toEqual(['later', new Date(OPENING).toISOString()]);
});

/** @param requestedAt the server's time of the attempt @param skew of the worker's clock, in minutes */
async function write(requestedAt: number, skew: number): Promise<Mailed | MailWaits> {
  vi.setSystemTime(requestedAt + skew * MINUTE_MS);
  const send = writer();
  const environment = new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: requestedAt });
  return (await environment.run(async () => send({ kind: 'sessionMoved', n: 1, why: 'sessionMoved', to, view, was: view.start.at }))) as
    | Mailed
    | MailWaits;
}

import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { SeatView } from '../../domain/seat.ts';
import { createComposer } from '../../integrations/mail/compose.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import type { Mailed, MailWaits } from '../../workflows/participant-path/contract.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { createParticipantWriter } from './participant-mail.ts';

// A mail whose hour has come, by the server's clock, while the worker's own clock says otherwise.
const OPENING = Date.parse('2026-11-30T08:00:00.000Z');
const MINUTE_MS = 60_000;

const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const deadlines = createDeadlines(programme);
const composer = await createComposer({
  programmeName: programme.name,
  timeZone: programme.timeZone,
  organiser: { name: programme.name, email: programme.calendar.mailbox },
});

beforeEach(() => {
  jest.useFakeTimers({ now: OPENING, advanceTimers: true });
});

afterEach(() => {
  jest.useRealTimers();
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
  const asked = OPENING - 30 * MINUTE_MS;
  const answer = await write(asked, skew);
  expect([answer.outcome, 'until' in answer ? answer.until.at : '']).toEqual(['later', new Date(OPENING).toISOString()]);
});

/** @param asked the server's time of the attempt @param skew of the worker's clock, in minutes */
async function write(asked: number, skew: number): Promise<Mailed | MailWaits> {
  jest.setSystemTime(asked + skew * MINUTE_MS);
  const send = createParticipantWriter({
    programme,
    deadlines,
    composer,
    claims: { claim: () => Promise.resolve(), last: () => undefined, beat: () => Promise.resolve() },
    links: { prefilled: () => Promise.resolve('https://docs.google.com/forms/d/F-UNA/viewform') },
    seats: { view: () => Promise.resolve(null) },
    sender: { isInDoubt: () => false, send: () => Promise.resolve('sent') },
  });
  const environment = new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: asked });
  return (await environment.run(async () =>
    send({ kind: 'sessionMoved', n: 1, why: 'sessionMoved', to: to(), view, was: view.start.at }),
  )) as Mailed | MailWaits;
}

function to() {
  const { charge } = deadlines.plan(
    {
      ref: view.ref,
      stage: 'registered',
      clockFrom: '2026-11-01T08:00:00Z',
      organisation: 'aile',
      birthDate: null,
      neighbourhood: null,
      turn: 0,
      referent: null,
      referentName: null,
      session: null,
      pausedUntil: null,
    },
    '2026-11-23T10:00:00.000Z',
  );
  return { ref: view.ref, firstName: 'Léa', email: 'lea@example.org', charge, lastMailAt: null };
}

const view: SeatView = {
  sessionId: 'info-2026-12-a',
  kind: 'info',
  title: 'Information collective',
  ref: 'GC-7K3M-9QXD',
  seq: 1,
  rev: 1,
  status: 'held',
  rank: null,
  start: deadlines.moment('2099-12-03T13:30:00.000Z'),
  end: deadlines.moment('2099-12-03T15:30:00.000Z'),
  place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
  icsSequence: 0,
  attendance: null,
};

import { fileURLToPath } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { newPlanRequest } from '../../domain/plan.ts';
import type { SeatRequest, SeatView } from '../../domain/seat.ts';
import { ServiceError } from '../../domain/service-error.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import type { Invitation } from '../../workflows/participant-path/contract.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import type { SeatClient } from '../session/seat-client.ts';
import { createInvitationActivities } from './invitations.ts';

const at = (iso: string) => ({ at: iso, label: iso });
const request: SeatRequest = {
  ref: 'GC-7K3M-9QXD',
  seq: 1,
  want: 'seat',
  priority: false,
  name: 'Léa M.',
  arrival: '2026-11-01T08:00:00Z',
};
const plan = newPlanRequest({ ref: request.ref, clockFrom: '2026-11-01T08:00:00Z', organisation: 'aile' });

/** Sessions as the list knew them a moment ago, and what each says now. */
function seatsOf(answers: Readonly<Record<string, SeatView['status'] | 'silent'>>): SeatClient & { readonly requests: string[] } {
  const requests: string[] = [];
  return {
    requests,
    areAnySilent: () => false,
    openSessions: () => Promise.resolve(Object.keys(answers)),
    takeIfRoom: () => Promise.resolve(null),
    set: (sessionId, { ref, seq, want }) => {
      requests.push(`${sessionId} ${want}`);
      const status = answers[sessionId] ?? 'refused';
      if (status === 'silent') return Promise.reject(new ServiceError('session-silent', { detail: 'no answer' }));
      return Promise.resolve({
        sessionId,
        kind: 'info',
        title: 'Information collective',
        ref,
        seq,
        rev: 1,
        status,
        rank: 1,
        start: at('2027-01-12T13:30:00.000Z'),
        end: at('2027-01-12T15:30:00.000Z'),
        place: { name: 'Maison de quartier', address: '' },
        icsSequence: 0,
        attendance: null,
        markedBy: null,
      });
    },
    view: () => Promise.resolve(null),
  };
}

/** @param earlier sessions that an attempt that died had asked */
async function invite(seats: SeatClient, earlier: readonly string[] = [], attempt = 1): Promise<Invitation> {
  const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
  const deadlines = createDeadlines(programme);
  const checkpoint = {
    claim: () => Promise.resolve(),
    last: <T>(_: string, is: (details: unknown) => details is T) => lastOf(earlier, is),
    beat: () => Promise.resolve(),
  };
  const unused = () => Promise.reject(new Error('nobody is written to'));
  const activities = createInvitationActivities({
    programme,
    deadlines,
    checkpoint,
    seats,
    personal: (ref) => ref,
    sender: { isInDoubt: () => false, send: unused },
    links: { prefilled: unused },
    composer: {
      compose: () => {
        throw new Error('nothing is written');
      },
    },
  });
  const { assignment } = deadlines.plan(plan, '2026-11-23T10:00:00.000Z');
  const to = { ref: request.ref, firstName: 'Léa', email: null, assignment, lastMailAt: null };
  const invitationRequest = { request, plan, mail: { kind: 'seat', n: 1, why: 'sessionCancelled', to }, except: [] } as const;
  const invitation: unknown = await new MockActivityEnvironment({ attempt }).run(activities.invite, invitationRequest);
  return invitation as Invitation;
}

function lastOf<T>(sessions: readonly string[], is: (details: unknown) => details is T): T | undefined {
  const details: unknown = { sessions };
  return sessions.length > 0 && is(details) ? details : undefined;
}

test('where the next session was cancelled or closed a moment ago, the waiting list of the one after takes the person', async () => {
  const seats = seatsOf({ cancelled: 'cancelled', closed: 'refused', next: 'waiting', last: 'waiting' });
  expect((await invite(seats)).view).toMatchObject({ sessionId: 'next', status: 'waiting' });
  expect(seats.requests).toEqual(['cancelled seatOrWait', 'closed seatOrWait', 'next seatOrWait']);
});

test('nothing to offer is said only once every session was asked', async () => {
  const seats = seatsOf({ cancelled: 'cancelled', closed: 'refused' });
  expect(await invite(seats)).toMatchObject({ view: null, plan: null, mail: null });
  expect(seats.requests).toHaveLength(2);
});

test('a session that does not answer keeps nobody waiting: the next one is asked, and the silent one named', async () => {
  const seats = seatsOf({ stuck: 'silent', next: 'waiting' });
  expect(await invite(seats)).toMatchObject({ view: { sessionId: 'next' }, toRelease: ['stuck'] });
});

test('as long as a session with room may only be late, nobody is told that there is none: they are asked again a minute later, five times', async () => {
  const late = { type: 'session-silent', nonRetryable: false, nextRetryDelay: '1 minute' };
  for (const attempt of [1, 4]) {
    await expect(invite(seatsOf({ stuck: 'silent', full: 'refused' }), [], attempt)).rejects.toMatchObject(late);
    await expect(invite({ ...seatsOf({}), areAnySilent: () => true }, [], attempt)).rejects.toMatchObject(late);
  }
  expect(await invite(seatsOf({ stuck: 'silent' }), [], 5)).toMatchObject({ view: null, toRelease: ['stuck'] });
  expect(await invite(seatsOf({ full: 'refused' }))).toMatchObject({ view: null, toRelease: [] });
});

test('an attempt that died may have been given a place wherever it asked: all but the one that is kept are to be given back', async () => {
  const seats = seatsOf({ stuck: 'waiting', full: 'refused', last: 'waiting' });
  expect(await invite(seats, ['stuck', 'full', 'last'])).toMatchObject({ view: { sessionId: 'last' }, toRelease: ['stuck', 'full'] });
  expect(seats.requests).toEqual(['last seat']);
});

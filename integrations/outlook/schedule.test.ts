import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENTRA } from '../../sandbox/core/credentials.ts';
import { MAILBOX, openPeer, type Peer } from '../../sandbox/graph/test-peer.ts';
import { outlookCalendar } from './adapter.ts';
import { entraCredential } from './credential.ts';
import { mergeSchedules, parseSchedules, scheduleBody, scheduleCalls } from './schedule.ts';

let peer: Peer;
beforeAll(async () => {
  peer = await openPeer();
});
afterAll(async () => {
  await peer[Symbol.asyncDispose]();
});

const EXTERNAL = 'contact.ml@example.org';

function calendar() {
  const { tenantId, clientId, clientSecret } = ENTRA;
  const credential = entraCredential({ tenantId, clientId, secret: { clientSecret }, authorityHost: peer.url });
  return outlookCalendar({ credential, baseUrl: peer.url, timeZone: 'Europe/Paris' });
}

test('the busy times of a mailbox, and an external address that is merely unknown', async () => {
  const event = { reference: 's1', subject: 'Atelier', body: null, place: 'Salle', attendees: [], category: null };
  await calendar().create(MAILBOX, { ...event, start: '2026-12-03T13:30:00Z', end: '2026-12-03T15:30:00Z' }, 's1:g1');
  const before = peer.core.ledger.count;
  const answers = await calendar().busy(MAILBOX, {
    addresses: [EXTERNAL, MAILBOX],
    start: '2026-12-01T00:00:00Z',
    end: '2026-12-31T00:00:00Z',
  });
  expect(answers).toEqual([
    { address: EXTERNAL, unknown: 'ErrorMailRecipientNotFound', times: [] },
    {
      address: MAILBOX,
      unknown: null,
      times: [{ start: '2026-12-03T13:30:00.000Z', end: '2026-12-03T15:30:00.000Z', subject: 'Atelier', place: 'Salle' }],
    },
  ]);
  expect(peer.core.ledger.since(before).filter(({ service }) => service === 'graph')).toHaveLength(1);
});

test('more addresses and days than one call takes are several calls', async () => {
  const addresses = Array.from({ length: 41 }, (_, index) => `a${index}@example.org`);
  const before = peer.core.ledger.count;
  const answers = await calendar().busy(MAILBOX, { addresses, start: '2026-12-01T00:00:00Z', end: '2027-03-01T00:00:00Z' });
  expect(answers.map(({ address }) => address)).toEqual(addresses);
  const calls = peer.core.ledger.since(before).filter(({ service }) => service === 'graph');
  expect(calls.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
});

test.each([
  ['graph-429-120', 'calendar-throttled'],
  ['graph-503', 'calendar-unavailable'],
  ['graph-403', 'calendar-forbidden'],
])('%s is %s', async (fault, code) => {
  peer.core.faults.inject({ fault });
  const reading = calendar().busy(MAILBOX, { addresses: [MAILBOX], start: '2026-12-01T00:00:00Z', end: '2026-12-02T00:00:00Z' });
  await expect(reading).rejects.toMatchObject({ code });
  peer.core.faults.clear();
});

test('no call asks for more than twenty addresses or 62 days, and together they ask for everything', () => {
  const DAY = 24 * 3600_000;
  const begin = Date.parse('2026-11-23T08:00:00.000Z');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 400 }), (people, days) => {
      const addresses = Array.from({ length: people }, (_, index) => `a${index}@example.org`);
      const question = { addresses, start: new Date(begin).toISOString(), end: new Date(begin + days * DAY).toISOString() };
      const calls = scheduleCalls(question);
      for (const call of calls) {
        expect(call.addresses.length).toBeLessThanOrEqual(20);
        expect(Date.parse(call.end) - Date.parse(call.start)).toBeLessThanOrEqual(62 * DAY);
      }
      for (const address of addresses) {
        const own = calls.filter((call) => call.addresses.includes(address));
        expect(own.reduce((sum, { start, end }) => sum + Date.parse(end) - Date.parse(start), 0)).toBe(days * DAY);
      }
    }),
  );
});

const at = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
const item = (status: string, more: object = {}) => ({
  status,
  start: at('2026-12-03T08:00:00.0000000'),
  end: at('2026-12-03T09:00:00.0000000'),
  ...more,
});

test('what is free is no obstacle, what is private keeps its words, what we don’t know by name is taken', () => {
  const items = [
    item('free'),
    item('workingElsewhere'),
    item('tentative'),
    item('oof'),
    item('busy', { isPrivate: true, subject: 'X', location: 'Y' }),
    item('unheardOf'),
  ];
  const [answer] = parseSchedules({ value: [{ scheduleId: 'A@example.org', scheduleItems: items }] }, ['a@example.org']) ?? [];
  expect(answer?.unknown).toBeNull();
  expect(answer?.times.map(({ subject, place }) => subject + place)).toEqual(['', '', '', '']);
});

test('an address without an answer, or with an error of any kind, is unknown; anything else is no answer', () => {
  const odd = {
    scheduleId: 'b@example.org',
    scheduleItems: [item('busy')],
    error: { message: 'b@example.org', responseCode: 'b@example.org !' },
  };
  expect(
    parseSchedules({ value: [odd, { scheduleId: 'c@example.org', availabilityView: '0' }] }, ['a', 'b@example.org', 'c@example.org']),
  ).toEqual([
    { address: 'a', unknown: 'unknown', times: [] },
    { address: 'b@example.org', unknown: 'unknown', times: [] },
    { address: 'c@example.org', unknown: 'unknown', times: [] },
  ]);
  for (const body of [
    null,
    undefined,
    {},
    { value: 'x' },
    { value: [{ scheduleId: 'a', scheduleItems: [{ start: at('x'), end: at('y') }] }] },
  ])
    expect(parseSchedules(body, ['a'])).toBeNull();
});

test('what one of several calls could not know is not known', () => {
  const time = { start: '2026-12-03T08:00:00.000Z', end: '2026-12-03T09:00:00.000Z', subject: '', place: '' };
  const schedule = { address: 'a', unknown: null, times: [time] };
  expect(mergeSchedules(['a'], [schedule, { ...schedule, times: [] }])).toEqual([schedule]);
  expect(mergeSchedules(['a', 'b'], [schedule, { address: 'a', unknown: 'Error', times: [] }])).toEqual([
    { address: 'a', unknown: 'Error', times: [] },
    { address: 'b', unknown: 'unknown', times: [] },
  ]);
  expect(scheduleBody({ addresses: ['a'], start: time.start, end: time.end })).toMatchObject({
    startTime: { dateTime: '2026-12-03T08:00:00', timeZone: 'UTC' },
    endTime: { dateTime: '2026-12-03T09:00:00', timeZone: 'UTC' },
  });
});

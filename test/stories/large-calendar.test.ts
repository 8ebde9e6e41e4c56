import { expect, test } from '@jest/globals';
import { Temporal } from 'temporal-polyfill';
import { calendarPage } from '../support/calendar-page.ts';
import { sessionAt } from '../support/programme.ts';
import { startStack } from '../support/stack.ts';

const DAY = 24 * 3600;
const OTHERS = 1990;
const BY_HAND = 10;
const AT_ONCE = 20;

const inDays = (days: number) => Temporal.Now.zonedDateTimeISO('Europe/Paris').add({ days }).toPlainDate().toString();
const hour = (index: number) => String(8 + (index % 10)).padStart(2, '0');

/** AILE's calendar as it stood before the service came: two thousand events, ten of them sessions that staff made by hand. */
test('a calendar of 2,000 events is read once, by pages, in spite of short failures; only sessions are touched', async () => {
  await using stack = await startStack({
    workers: 0,
    config: {
      calendar: { mailbox: 'groupement@aile.example.org', quiet: 'PT2S' },
      polling: { forms: 'PT2S', calendar: 'PT1S' },
      sessions: [sessionAt('info-proche', [30 * DAY, 30 * DAY + 7200])],
    },
  });
  const { sandbox, server, until } = stack;
  const page = calendarPage(sandbox);
  const subjects = [
    ...Array.from({ length: OTHERS }, (_, index) => `Réunion ${index + 1}`),
    ...Array.from({ length: BY_HAND }, (_, index) => `Atelier ${index + 1}`),
  ];
  const left = subjects.entries();
  const fill = async () => {
    for (const [index, subject] of left)
      await page.create({
        subject,
        date: inDays(20 + (index % 150)),
        from: `${hour(index)}:00`,
        to: `${hour(index)}:45`,
        place: 'Salle 1',
      });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fill));

  // In the middle of the first reading, and of its second half.
  await sandbox.arm(
    { fault: 'graph-503', method: 'GET', path: '/calendarView/delta', after: 20 },
    { fault: 'graph-429-1', method: 'GET', path: '/calendarView$', after: 10, times: 1 },
  );
  await stack.startWorker();
  await until(
    async () => (await server.list("WorkflowType = 'session' AND ExecutionStatus = 'Running'")).length === BY_HAND + 1,
    'ten adopted',
    {
      timeoutMs: 120_000,
    },
  );
  const shown = async () => {
    const answer = await fetch(`${sandbox.web}/calendar/events.json`);
    const [mailbox] = (await answer.json()) as { events: { id: string; subject: string; changeKey: string; attendees: unknown[] }[] }[];
    return mailbox?.events ?? [];
  };
  const completed = async () =>
    (await shown()).filter(({ subject, attendees }) => subject.startsWith('Atelier') && attendees.length === 2).length === BY_HAND;
  await until(completed, 'each with both co-facilitators', { timeoutMs: 120_000, everyMs: 500 });

  // And staff are followed as in any calendar.
  const event = (await shown()).find(({ subject }) => subject === 'Information collective');
  await page.move(event?.id ?? '', { date: inDays(32), from: '10:00', to: '12:00' });
  await until(async () => (await server.details('session-info-proche')).includes('Déplacée dans Outlook'), 'the session has moved');

  const graph = (await sandbox.ledger()).filter(({ service, path }) => service === 'graph' && path.startsWith('/v1.0/'));
  const reads = graph.filter(({ method }) => method === 'GET');
  // Forty pages of changes and twenty of events, begun three times at most; then a few a session.
  expect(reads.length).toBeLessThan(400);
  expect(
    reads.filter(({ path, query, status }) => path.endsWith('/delta') && 'startDateTime' in query && status === 200).length,
  ).toBeLessThanOrEqual(3);
  const written = graph.filter(({ method, status }) => method !== 'GET' && status < 300);
  expect(written.length).toBeLessThanOrEqual(1 + 2 * BY_HAND);
  const load = (await (await fetch(`${sandbox.web}/calendar/load.json`)).json()) as { greatestConcurrency: Record<string, number> };
  expect(Math.max(...Object.values(load.greatestConcurrency))).toBeLessThanOrEqual(3);
}, 300_000);

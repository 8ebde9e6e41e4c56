import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { openCalendarPages } from '../../acceptance/drive/calendar.ts';
import { registered } from '../../acceptance/people.ts';
import { localIn, sessionAt } from '../support/programme.ts';
import type { Entry } from '../support/sandbox.ts';
import { type Stack, startStack } from '../support/stack.ts';

const DAY = 24 * 3600;
const OTHERS = 1990;
const BY_HAND = 10;
const AT_ONCE = 20;
const INTERVIEWS = 6;
const ORGANISER = 'groupement@aile.example.org';
/** Longer than the service's own pause before its second attempt. */
const RETRY_AFTER_S = 6;
const THROTTLED = 3;

const inDays = (days: number) => Temporal.Now.zonedDateTimeISO('Europe/Paris').add({ days }).toPlainDate().toString();
const hour = (index: number) => String(8 + (index % 10)).padStart(2, '0');

/** AILE's calendar as it stood before the service came: two thousand events, ten of them sessions that staff made by hand. */
test('a calendar of 2,000 events is read once, by pages, in spite of short failures; two workers never call it more than three times at once', async () => {
  await using stack = await startStack({
    workers: 0,
    config: {
      calendar: { mailbox: ORGANISER, quiet: 'PT2S' },
      polling: { forms: 'PT2S', calendar: 'PT1S' },
      sessions: [sessionAt('info-proche', [30 * DAY, 30 * DAY + 7200])],
    },
  });
  const { sandbox, server, until } = stack;
  const page = openCalendarPages(sandbox.web);
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
    // Then every session has its event to read and to complete, all at once, and Outlook takes its time.
    { fault: 'graph-429', method: 'GET', path: '/users/groupement[^/]+/events/', times: THROTTLED, params: { retryAfter: RETRY_AFTER_S } },
    { fault: 'graph-slow', path: '/events', times: 100, params: { delayMs: 300 } },
  );
  await Promise.all([stack.startWorker(), stack.startWorker()]);
  const interviews = inReferentsCalendars(stack);
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

  await interviews;
  const load = (await (await fetch(`${sandbox.web}/calendar/load.json`)).json()) as { greatestConcurrency: Record<string, number> };
  const { [ORGANISER]: organiser = 0, ...referents } = load.greatestConcurrency;
  expect(organiser).toBeGreaterThanOrEqual(2);
  expect(Object.keys(referents).length).toBeGreaterThan(0);
  expect(Object.entries(load.greatestConcurrency).filter(([, most]) => most > 3)).toEqual([]);
  const waits = waitsAfterThrottling(await sandbox.ledger());
  expect(waits).toHaveLength(THROTTLED);
  for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(RETRY_AFTER_S * 1000);
});

/** Work for the mailboxes of staff while the organiser's is busy: each interview is an event in its referent's own calendar. */
async function inReferentsCalendars({ sandbox, server, until }: Stack): Promise<void> {
  const responses = await sandbox.import(Array.from({ length: INTERVIEWS }, (_, index) => registered(`Entretien${index}`)));
  await until(async () => (await server.paths("GcStage = 'invited'")).length === INTERVIEWS, 'everybody has a referent', {
    timeoutMs: 120_000,
  });
  const when = localIn(10 * DAY)
    .slice(0, 16)
    .replace('T', ' ');
  const answers = responses.map((id) => ({ Référence: server.reference(id), Code: 'K7QX-4M2P', 'Prochain rendez-vous': when }));
  await sandbox.import(answers.map((answer) => ({ formId: 'F-FUP', answers: answer })));
  const written = async () => {
    const entries = await sandbox.ledger();
    return entries.filter(({ method, path, status }) => method === 'POST' && path.endsWith('/events') && status === 201).length;
  };
  // The configured session's event is one of those that are made.
  await until(async () => (await written()) === INTERVIEWS + 1, 'an event for each interview', { timeoutMs: 120_000, everyMs: 500 });
}

/** Milliseconds from each refusal that named a delay to the next call of the same address. */
function waitsAfterThrottling(ledger: readonly Entry[]): readonly number[] {
  return ledger
    .filter(({ fault }) => fault === 'graph-429')
    .map(({ method, path, realAt }) => {
      const next = ledger.find((entry) => entry.method === method && entry.path === path && entry.realAt > realAt);
      return Date.parse(next?.realAt ?? '') - Date.parse(realAt);
    });
}

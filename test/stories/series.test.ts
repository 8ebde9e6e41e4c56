import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { openCalendarPages } from '../../acceptance/drive/calendar.ts';
import { addressOf, registered } from '../../acceptance/people.ts';
import { validateLedger } from '../../sandbox/contracts/validate-ledger.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { sessionAt } from '../support/programme.ts';
import type { Delivered } from '../support/sandbox.ts';
import { startStack } from '../support/stack.ts';

const { sessionStart, sessionState } = SEARCH_ATTRIBUTES;

const DAY = 24 * 3600;
const ORGANISER = 'groupement@aile.example.org';
const SUBJECT = 'Information collective';

const inDays = (days: number) => Temporal.Now.zonedDateTimeISO('Europe/Paris').add({ days }).toPlainDate().toString();
const minuteOf = (time = '') => time.slice(0, 16);
const ofKind = (mails: readonly Delivered[], kind: string) => mails.filter(({ messageId }) => messageId.includes(`.${kind}.`));

test('each date of a series that staff make is a session, and is moved, deleted and told by itself', async () => {
  await using stack = await startStack({
    config: {
      calendar: { mailbox: ORGANISER, quiet: 'PT2S' },
      polling: { forms: 'PT2S', calendar: 'PT1S' },
      sessions: [sessionAt('info-lointaine', [60 * DAY, 60 * DAY + 7200])],
    },
  });
  const { sandbox, server, until } = stack;
  const page = openCalendarPages(sandbox.web);
  const dates = async () => (await sandbox.calendarView(inDays(5), inDays(50))).filter(({ subject }) => subject === SUBJECT);
  const complete = async (count: number) => {
    const standing = await dates();
    return standing.length === count && standing.every(({ attendees }) => attendees.length === 2) && standing;
  };
  /** Sessions of the series, each as « 2026-12-05T13:30 open ». */
  const sessions = async () => {
    const found = await server.list("WorkflowType = 'session' AND ExecutionStatus = 'Running'");
    return found
      .filter(({ workflowId }) => workflowId.startsWith('session-x-'))
      .map(({ typedSearchAttributes: of }) => `${minuteOf(of.get(sessionStart)?.toISOString())} ${of.get(sessionState)}`)
      .toSorted();
  };
  const standing = async () => (await sessions()).filter((line) => !line.endsWith('cancelled'));
  const shown = async () => (await dates()).map(({ start }) => `${minuteOf(start.dateTime)} open`).toSorted();

  await page.create({
    subject: SUBJECT,
    date: inDays(10),
    from: '14:30',
    to: '16:30',
    place: 'Maison de quartier des Aunettes',
    weekly: 3,
  });
  const [first, , third] = await until(() => complete(3), 'each date has both co-facilitators', { timeoutMs: 60_000 });
  const series = first?.seriesMasterId ?? '';
  expect(series).not.toBe('');
  await until(async () => (await standing()).join() === (await shown()).join(), 'three sessions stand where the dates do');

  await sandbox.import([registered('Alma')]);
  await until(async () => ofKind(await sandbox.mailsTo(addressOf('Alma')), 'confirmation').length === 1, 'Alma has a seat');

  // The date where she has her seat, and another one; meanwhile Outlook forgets where the service stood.
  const [forgotten] = await sandbox.arm({ fault: 'graph-410', method: 'GET', path: '/calendarView/delta' });
  await page.move(first?.id ?? '', { date: inDays(11), from: '10:00', to: '12:00' });
  await page.remove(third?.id ?? '');
  await until(async () => ofKind(await sandbox.mailsTo(addressOf('Alma')), 'sessionMoved').length > 0, 'Alma hears of the move');
  await until(async () => (await sessions()).filter((line) => line.endsWith('cancelled')).length === 1, 'one session is cancelled');
  await until(async () => (await standing()).join() === (await shown()).join(), 'two sessions stand where the dates do');
  expect(await shown()).toHaveLength(2);
  expect((await sandbox.fault(forgotten?.id ?? ''))?.hits).toBe(1);

  // Two more dates: two more sessions.
  await page.repeat(series, 5);
  await until(() => complete(4), 'the new dates have both co-facilitators too', { timeoutMs: 60_000 });
  await until(async () => (await standing()).join() === (await shown()).join(), 'four sessions stand where the dates do');
  expect(await sessions()).toHaveLength(5);

  // Not again: whoever is told of one date hears of no other.
  const toAlma = await sandbox.mailsTo(addressOf('Alma'));
  expect([ofKind(toAlma, 'sessionMoved').length, ofKind(toAlma, 'sessionCancelled').length]).toEqual([1, 0]);
  expect(ofKind(toAlma, 'sessionMoved')[0]?.text).toMatch(/de 10\sh à 12\sh/);

  // The service wrote to each date, and never to the series.
  const written = (await sandbox.ledger()).filter(
    ({ service, method, path, status }) => service === 'graph' && path.startsWith('/v1.0/') && method !== 'GET' && status < 300,
  );
  const ids = written.map(({ path }) => path.split('/events/')[1] ?? '');
  expect(ids.filter((id) => id.startsWith(`${series}-o`)).length).toBeGreaterThanOrEqual(5);
  expect(ids.filter((id) => id === series || id.startsWith(`${series}/`))).toEqual([]);

  await page.remove(series);
  await until(async () => (await standing()).length === 0, 'every session of the series is cancelled');
  await until(async () => ofKind(await sandbox.mailsTo(addressOf('Alma')), 'seat').length === 1, 'Alma is offered another session');
  // Of each date that had her seat, once: a date that had not yet heard of its end may have been offered to her.
  const cancelled = ofKind(await sandbox.mailsTo(addressOf('Alma')), 'sessionCancelled').map(({ text }) => text);
  expect(cancelled.length).toBeGreaterThan(0);
  expect(new Set(cancelled).size).toBe(cancelled.length);
  expect(await sessions()).toHaveLength(5);
  expect((await sandbox.events()).map(({ subject }) => subject)).toEqual([SUBJECT]);
  expect(validateLedger(await sandbox.ledger()).problems).toEqual([]);
});

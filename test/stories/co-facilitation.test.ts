import { expect, test } from '@jest/globals';
import { calendarPage } from '../support/calendar-page.ts';
import { sessionAt } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';

const DAY = 24 * 3600;
/** Seconds from now: a session that begins later than this is asked about a day from now. */
const ASKED_AFTER = 30;
const ORGANISER = 'groupement@aile.example.org';

/** The prefilled link of a desk mail's line, as a person finds it: by the words of its button. */
async function linkTo({ sandbox, until }: Stack, address: string, label: string): Promise<string> {
  return await until(async () => {
    const mails = await sandbox.mailsTo(address);
    const lines = mails.flatMap(({ text }) => text.split('\n')).filter((line) => line.replaceAll('\u00a0', ' ').includes(`> ${label}`));
    return lines.at(-1)?.match(/https?:\S+/)?.[0] ?? null;
  }, `« ${label} » in a mail to ${address}`);
}

test('two organisations: a declined invitation finds a substitute, and the Mission Locale moves by form', async () => {
  await using stack = await startStack({ workers: 0 });
  const { sandbox, until } = stack;
  stack.configure({
    calendar: { mailbox: ORGANISER, quiet: 'PT1S' },
    polling: { forms: 'PT2S', calendar: 'PT1S' },
    // Asked thirty days ahead, less the time for the worker to begin and for somebody to decline first.
    delays: { answers: { before: `PT${30 * DAY - ASKED_AFTER}S`, coordinator: 'PT20S' } },
    sessions: [sessionAt('info-duo', [30 * DAY, 30 * DAY + 7200], { facilitators: ['s1', 's3'] })],
  });
  await stack.startWorker();
  const eventNow = async () => (await sandbox.events()).find(({ body }) => body.content.includes('info-duo'));
  const event = await until(eventNow, 'the session stands in the calendar');
  await calendarPage(sandbox).answer(event.id, 'contact.ml@example.org', 'declined');

  // The facilitator hears of it, then the coordinator, with somebody of the same organisation.
  await linkTo(stack, 'contact.ml@example.org', 'Me faire remplacer');
  const [substitute] = stack.programme.organisations
    .flatMap(({ staff }) => staff)
    .filter(({ organisation, roles, code }) => organisation === 'mission-locale' && roles.includes('facilitator') && code !== 's3');
  expect(substitute).toBeDefined();
  await sandbox.answerLink(await linkTo(stack, 'camille.roux@aile.example.org', `Demander à ${substitute?.name}`));
  await sandbox.answerLink(await linkTo(stack, substitute?.email ?? '', 'J’y serai'));
  const replaced = await until(async () => {
    const attendees = (await eventNow())?.attendees.map(({ emailAddress }) => emailAddress.address) ?? [];
    return attendees.includes(substitute?.email ?? '') ? attendees : null;
  }, 'the substitute stands on the event');
  expect(replaced.toSorted()).toEqual(['camille.roux@aile.example.org', substitute?.email ?? ''].toSorted());

  // Answers were read already: who declines after that is heard all the same.
  await calendarPage(sandbox).answer(event.id, 'camille.roux@aile.example.org', 'declined');
  await linkTo(stack, 'camille.roux@aile.example.org', 'Me faire remplacer');

  // The Mission Locale can't edit AILE's Outlook: its decision is carried out there.
  const moved = new Date(Date.parse(`${event.start.dateTime}Z`.replace(/\.\d+Z$/, 'Z')) + 2 * DAY * 1000).toISOString().slice(0, 10);
  await sandbox.import([
    {
      formId: 'F-FUP',
      answers: {
        'Référence de la séance': 'info-duo',
        Code: substitute?.formCode ?? '',
        'Décision sur la séance': 'Déplacer',
        'Nouvelle date': `${moved} 10:00`,
      },
    },
  ]);
  const after = await until(async () => {
    const now = await eventNow();
    return now?.start.dateTime.startsWith(moved) ? now : null;
  }, 'the event is moved');
  expect(after.attendees).toHaveLength(2);
  expect(await sandbox.events()).toHaveLength(1);
}, 120_000);

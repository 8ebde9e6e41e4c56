import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCalendarPages } from '../../acceptance/drive/calendar.ts';
import { addressOf, registered } from '../../acceptance/people.ts';
import { sessionAt } from '../support/programme.ts';
import type { CalendarEvent, Delivered } from '../support/sandbox.ts';
import { type Stack, startStack } from '../support/stack.ts';

const DAY = 24 * 3600;
/** Seconds from now: a session that begins later than this is asked about a day from now. */
const QUESTION_AFTER = 30;
const ORGANISER = 'groupement@aile.example.org';
const MONTH = 30 * DAY;
const FACILITATORS = { facilitators: ['s1', 's3'] };
const COORDINATOR = 'camille.roux@aile.example.org';
const MISSION_LOCALE = 'contact.ml@example.org';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  // Dates count from here, however long the server took to start.
  stack.configure({
    calendar: { mailbox: ORGANISER, quiet: 'PT1S' },
    polling: { forms: 'PT2S', calendar: 'PT1S' },
    // Asked thirty days ahead, less the time to decline first.
    delays: { answers: { before: `PT${MONTH - QUESTION_AFTER}S`, coordinator: 'PT20S' } },
    sessions: [
      // The first one is where people are seated.
      sessionAt('info-annulee', [MONTH - 3 * DAY, MONTH - 3 * DAY + 7200], FACILITATORS),
      ...['info-duo', 'info-outlook', 'info-formulaire'].map((id) => sessionAt(id, [MONTH, MONTH + 7200], FACILITATORS)),
    ],
  });
  await stack.startWorker();
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

const inDays = (days: number) => Temporal.Now.zonedDateTimeISO('Europe/Paris').add({ days }).toPlainDate().toString();
const ofKind = (mails: readonly Delivered[], kind: string) => mails.filter(({ messageId }) => messageId.includes(`.${kind}.`));

async function eventOf(session: string): Promise<CalendarEvent | undefined> {
  return (await stack.sandbox.events()).find(({ body }) => body.content.includes(session));
}

/** The prefilled link about a session in a worklist's mail, as a person finds it: by the words of its button. */
async function linkTo(address: string, label: string, session: string): Promise<string> {
  return await stack.until(async () => {
    const mails = await stack.sandbox.mailsTo(address);
    const lines = mails.flatMap(({ text }) => text.split('\n')).filter((line) => line.replaceAll('\u00a0', ' ').includes(`> ${label}`));
    const links = lines.map((line) => /https?:\S+/.exec(line)?.[0] ?? '');
    return links.findLast((link) => link.includes(session)) ?? null;
  }, `« ${label} » for ${session} in a mail to ${address}`);
}

/** The Mission Locale can't edit AILE's Outlook: it decides by form. */
async function decideByForm(session: string, decision: Readonly<Record<string, string>>, staff = 's3'): Promise<void> {
  const member = stack.programme.organisations.flatMap((organisation) => organisation.staff).find(({ code }) => code === staff);
  await stack.sandbox.import([
    { formId: 'F-FUP', answers: { 'Référence de la séance': session, Code: member?.formCode ?? '', ...decision } },
  ]);
}

/** The event's day and hour in Paris, once they are these. */
async function movedTo(session: string, local: string): Promise<CalendarEvent> {
  return await stack.until(async () => {
    const event = await eventOf(session);
    const start = Temporal.Instant.from(`${event?.start.dateTime.slice(0, 19) ?? ''}Z`).toZonedDateTimeISO('Europe/Paris');
    return start.toPlainDateTime().toString({ smallestUnit: 'minute' }) === local && event;
  }, `${session} at ${local}`);
}

test('two organisations: a declined invitation finds a substitute, and the Mission Locale moves by form', async () => {
  const { sandbox, until } = stack;
  const eventNow = () => eventOf('info-duo');
  const event = await until(eventNow, 'the session stands in the calendar');
  await openCalendarPages(sandbox.web).answer(event.id, MISSION_LOCALE, 'declined');

  // The facilitator hears of it, then the coordinator, with somebody of the same organisation.
  await linkTo(MISSION_LOCALE, 'Me faire remplacer', 'info-duo');
  const [substitute] = stack.programme.organisations
    .flatMap(({ staff }) => staff)
    .filter(({ organisation, roles, code }) => organisation === 'mission-locale' && roles.includes('facilitator') && code !== 's3');
  expect(substitute).toBeDefined();
  await sandbox.answerLink(await linkTo(COORDINATOR, `Demander à ${substitute?.name}`, 'info-duo'));
  await sandbox.answerLink(await linkTo(substitute?.email ?? '', 'J’y serai', 'info-duo'));
  const replaced = await until(async () => {
    const attendees = (await eventNow())?.attendees.map(({ emailAddress }) => emailAddress.address) ?? [];
    return attendees.includes(substitute?.email ?? '') ? attendees : null;
  }, 'the substitute stands on the event');
  expect(replaced.toSorted()).toEqual([COORDINATOR, substitute?.email ?? ''].toSorted());

  // Answers were read already: who declines after that is heard all the same.
  await openCalendarPages(sandbox.web).answer(event.id, COORDINATOR, 'declined');
  await linkTo(COORDINATOR, 'Me faire remplacer', 'info-duo');

  // The Mission Locale can't edit AILE's Outlook: its decision is carried out there.
  await decideByForm('info-duo', { 'Décision sur la séance': 'Déplacer', 'Nouvelle date': `${inDays(32)} 10:00` }, substitute?.code);
  const after = await movedTo('info-duo', `${inDays(32)}T10:00`);
  expect(after.attendees).toHaveLength(2);
});

test('another time proposed in Outlook reaches the coordinator, whose yes moves the event', async () => {
  const { sandbox } = stack;
  const event = await stack.until(() => eventOf('info-outlook'), 'the session stands in the calendar');
  await openCalendarPages(sandbox.web).propose(event.id, MISSION_LOCALE, { date: inDays(33), from: '15:00', to: '17:00' });
  await sandbox.answerLink(await linkTo(COORDINATOR, 'Accepter cette date', 'info-outlook'));
  expect((await movedTo('info-outlook', `${inDays(33)}T15:00`)).attendees).toHaveLength(2);
});

test('another date proposed by form reaches the coordinator, whose yes moves the event', async () => {
  const { sandbox } = stack;
  const before = await stack.until(() => eventOf('info-formulaire'), 'the session stands in the calendar');
  await decideByForm('info-formulaire', { 'Décision sur la séance': 'Proposer une date', 'Nouvelle date': `${inDays(34)} 09:30` });
  const link = await linkTo(COORDINATOR, 'Accepter cette date', 'info-formulaire');
  // Nothing moves before she says yes.
  expect((await eventOf('info-formulaire'))?.start).toEqual(before.start);
  await sandbox.answerLink(link);
  expect((await movedTo('info-formulaire', `${inDays(34)}T09:30`)).attendees).toHaveLength(2);
});

test('cancelled by form: the event goes, registrants are told and offered the next session, the coordinator knows', async () => {
  const { sandbox, server, until } = stack;
  await until(() => eventOf('info-annulee'), 'the session stands in the calendar');
  await sandbox.import([registered('Nadia')]);
  const mails = () => sandbox.mailsTo(addressOf('Nadia'));
  await until(async () => ofKind(await mails(), 'confirmation').length === 1, 'Nadia has a seat');
  await decideByForm('info-annulee', { 'Décision sur la séance': 'Annuler', Motif: 'Salle fermée' });
  await until(async () => {
    const event = await eventOf('info-annulee');
    return event === undefined || event.isCancelled;
  }, 'the event is gone');
  await until(async () => ofKind(await mails(), 'seat').length === 1, 'Nadia is offered another session');
  expect(ofKind(await mails(), 'sessionCancelled')).toHaveLength(1);
  const sessions = await server.list("WorkflowId = 'session-info-annulee' AND GcSessionState = 'cancelled'");
  expect(sessions).toHaveLength(1);
  await until(
    async () =>
      (await server.worklistLines('s1')).some(({ reference, title }) => reference === 'info-annulee' && title.includes('annulée')),
    'the coordinator is told',
  );
  expect((await sandbox.events()).filter(({ isCancelled }) => !isCancelled)).toHaveLength(3);
});

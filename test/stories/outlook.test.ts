import { expect, test } from '@jest/globals';
import { Temporal } from 'temporal-polyfill';
import { validateLedger } from '../../sandbox/contracts/validate-ledger.ts';
import { calendarPage } from '../support/calendar-page.ts';
import { addressOf, registered } from '../support/people.ts';
import { sessionAt } from '../support/programme.ts';
import type { Delivered } from '../support/sandbox.ts';
import { startStack } from '../support/stack.ts';

const DAY = 24 * 3600;
const ORGANISER = 'groupement@aile.example.org';
const PEOPLE = ['Alma', 'Bilal', 'Chloé'];

const inDays = (days: number) => Temporal.Now.zonedDateTimeISO('Europe/Paris').add({ days }).toPlainDate().toString();
const ofKind = (mails: readonly Delivered[], kind: string) => mails.filter(({ messageId }) => messageId.includes(`.${kind}.`));

/** The .ics of a mail: what a calendar keeps the appointment by. */
function ics(mail: Delivered | undefined): { uid: string; sequence: string; start: string; method: string } {
  const file = mail?.attachments.find(({ contentType }) => contentType.startsWith('text/calendar'));
  const lines = Buffer.from(file?.content ?? '', 'base64')
    .toString('utf8')
    .split(/\r?\n/);
  const value = (name: string) => lines.find((line) => line.startsWith(name))?.replace(/^[^:]*:/, '') ?? '';
  return { uid: value('UID'), sequence: value('SEQUENCE'), start: value('DTSTART'), method: value('METHOD') };
}

test('staff plan, move and cancel in Outlook, and the service follows', async () => {
  await using stack = await startStack({
    config: {
      calendar: { mailbox: ORGANISER, quiet: 'PT3S' },
      polling: { forms: 'PT2S', calendar: 'PT1S' },
      sessions: [sessionAt('info-proche', [30 * DAY, 30 * DAY + 7200]), sessionAt('info-lointaine', [40 * DAY, 40 * DAY + 7200])],
    },
  });
  const { sandbox, server, until } = stack;
  const page = calendarPage(sandbox);
  const eventOf = async (id: string) => (await sandbox.events()).find((event) => event.body.content.includes(id));

  const event = await until(() => eventOf('info-proche'), 'the session stands in the calendar');
  await until(() => eventOf('info-lointaine'), 'so does the other');
  await sandbox.import(PEOPLE.map((name) => registered(name)));
  await until(async () => ofKind(await sandbox.mails(), 'confirmation').length === PEOPLE.length, 'everybody has a seat');

  // Moved twice and to another room within the quiet time: one mail each, with the same UID and a raised SEQUENCE.
  await page.move(event.id, { date: inDays(31), from: '09:00', to: '11:00' });
  await page.move(event.id, { date: inDays(32), from: '10:00', to: '12:00' });
  await page.edit(event.id, {
    subject: event.subject,
    place: 'Mairie annexe',
    guests: event.attendees.map(({ emailAddress }) => emailAddress.address).join(' '),
    categories: 'Information collective',
    body: '',
  });
  await until(async () => ofKind(await sandbox.mails(), 'sessionMoved').length >= PEOPLE.length, 'everybody hears of the move');
  for (const person of PEOPLE) {
    const own = await sandbox.mailsTo(addressOf(person));
    const moved = ofKind(own, 'sessionMoved');
    expect({ person, moved: moved.length }).toEqual({ person, moved: 1 });
    expect(moved[0]?.text).toContain('Mairie annexe');
    const [before, after] = [ics(ofKind(own, 'confirmation')[0]), ics(moved[0])];
    expect(after).toMatchObject({ uid: before.uid, sequence: '1' });
    expect(after.start).not.toBe(before.start);
  }

  // People are offered seats by the date that the session has now.
  const dated = await until(async () => {
    const found = await server.list(`WorkflowId = 'session-info-proche' AND GcSessionStart >= '${inDays(32)}T00:00:00Z'`);
    return found.length > 0 && found;
  }, 'the session is found by its new date');
  expect(dated).toHaveLength(1);

  // What the service owns is put back; what staff moved stays where they moved it.
  await page.edit(event.id, { subject: event.subject, place: 'Mairie annexe', guests: '', categories: 'Information collective', body: '' });
  const mended = await until(
    async () => (await sandbox.events()).find(({ id, attendees }) => id === event.id && attendees.length === 2),
    'both co-facilitators are back',
  );
  expect(mended.location.displayName).toBe('Mairie annexe');

  // Deleted: everybody is told, offered the next session, and it is never created again.
  await page.remove(event.id);
  await until(async () => ofKind(await sandbox.mails(), 'sessionCancelled').length >= PEOPLE.length, 'everybody hears of the cancellation');
  await until(async () => ofKind(await sandbox.mails(), 'seat').length >= PEOPLE.length, 'everybody is offered the next session');
  for (const person of PEOPLE) {
    const own = await sandbox.mailsTo(addressOf(person));
    expect([ofKind(own, 'sessionCancelled').length, ofKind(own, 'seat').length, ofKind(own, 'sessionMoved').length]).toEqual([1, 1, 1]);
    expect(ics(ofKind(own, 'sessionCancelled')[0]).method).toBe('CANCEL');
  }
  await until(
    async () => (await server.deskLines('s1')).some(({ title }) => title.includes('annulée dans Outlook')),
    'the coordinator is told',
  );

  // Made by hand: it becomes a session, with both co-facilitators.
  await page.create({
    subject: 'Atelier budget',
    date: inDays(20),
    from: '14:00',
    to: '16:00',
    place: 'Maison de quartier des Aunettes',
    guests: 'ines.moreau@aile.example.org',
  });
  const adopted = await until(
    async () => (await sandbox.events()).find(({ subject, attendees }) => subject === 'Atelier budget' && attendees.length === 2),
    'the workshop has both co-facilitators',
  );
  expect(adopted.attendees.map(({ emailAddress }) => emailAddress.address)).toContain('ines.moreau@aile.example.org');
  const sessions = await server.list(`WorkflowType = 'session' AND GcSessionKind = 'workshop' AND ExecutionStatus = 'Running'`);
  expect(sessions.map(({ workflowId }) => workflowId)).toEqual([expect.stringMatching(/^session-x-[0-9a-f]{12}$/)]);

  const events = await sandbox.events();
  expect(
    events
      .filter(({ isCancelled }) => !isCancelled)
      .map(({ subject }) => subject)
      .toSorted(),
  ).toEqual(['Atelier budget', 'Information collective']);
  const { looked, problems } = validateLedger(await sandbox.ledger());
  expect(problems).toEqual([]);
  expect(looked).toBeGreaterThan(20);
}, 120_000);

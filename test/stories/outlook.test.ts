import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { openCalendarPages } from '../../acceptance/drive/calendar.ts';
import { addressOf, registered } from '../../acceptance/people.ts';
import { validateLedger } from '../../sandbox/contracts/validate-ledger.ts';
import { sessionAt } from '../support/programme.ts';
import type { Delivered, Entry, SandboxPeer } from '../support/sandbox.ts';
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

/** How Graph answered when somebody read the event that its list of changes had called removed; null while nobody has. */
async function readAgain(sandbox: SandboxPeer): Promise<number | null> {
  const ledger = await sandbox.ledger();
  const said = ledger.find(({ fault }) => fault === 'graph-removed-but-there');
  const rows = (said?.responseBody as { readonly value?: readonly { readonly id: string; readonly '@removed'?: unknown }[] } | undefined)
    ?.value;
  const removed = rows?.find((row) => row['@removed'] !== undefined)?.id;
  if (said === undefined || removed === undefined) return null;
  const isIts = ({ method, path }: Entry) => method === 'GET' && decodeURIComponent(path).endsWith(`/events/${removed}`);
  return ledger.find((entry) => entry.realAt > said.realAt && isIts(entry))?.status ?? null;
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
  const page = openCalendarPages(sandbox.web);
  const eventOf = async (id: string) => (await sandbox.events()).find((event) => event.body.content.includes(id));

  const event = await until(() => eventOf('info-proche'), 'the session stands in the calendar');
  await until(() => eventOf('info-lointaine'), 'so does the other');
  await sandbox.import(PEOPLE.map((name) => registered(name)));
  await until(async () => ofKind(await sandbox.mails(), 'confirmation').length === PEOPLE.length, 'everybody has a seat');

  // « Removed » is what the calendar says of an event that only left the window, too: nobody is told, and the session goes on.
  const [left] = await sandbox.arm({ fault: 'graph-removed-but-there' });
  await until(async () => (await sandbox.fault(left?.id ?? ''))?.spent, 'the calendar takes leave of an event that stands');
  const gone = await until(() => readAgain(sandbox), 'its session has looked for itself');
  expect(gone).toBe(200);
  expect(ofKind(await sandbox.mails(), 'sessionCancelled')).toEqual([]);
  const still = await server.list("WorkflowType = 'session' AND GcSessionState = 'open'");
  expect(still.map(({ workflowId }) => workflowId).toSorted()).toEqual(['session-info-lointaine', 'session-info-proche']);

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

  // Outlook refuses everything: seats are given all the same, one line tells the coordinator, and what staff do meanwhile is followed once.
  const [away] = await sandbox.arm({ fault: 'graph-403', path: '/users/groupement' });
  const outage = 'L’agenda Outlook ne peut plus être suivi';
  const outages = async () => (await server.worklistLines('s1')).filter(({ kind }) => kind === 'service');
  await until(async () => (await outages()).length > 0, 'the coordinator sees it');
  await page.move(event.id, { date: inDays(33), from: '09:00', to: '11:00' });
  await sandbox.import([registered('Dalia')]);
  await until(async () => ofKind(await sandbox.mailsTo(addressOf('Dalia')), 'confirmation').length === 1, 'a seat without Outlook');
  await page.move(event.id, { date: inDays(34), from: '10:00', to: '12:00' });
  const notifications = await until(async () => {
    const mails = (await sandbox.mailsTo('camille.roux@aile.example.org')).filter(({ text }) => text.includes(outage));
    return mails.length > 0 && mails;
  }, 'and reads it');
  expect((await outages()).map(({ title }) => title)).toEqual([expect.stringContaining(outage)]);
  await sandbox.mend(away?.id);
  const everybody = [...PEOPLE, 'Dalia'];
  await until(async () => ofKind(await sandbox.mails(), 'sessionMoved').length >= PEOPLE.length + everybody.length, 'Outlook is back');
  await until(async () => (await outages()).length === 0, 'and the line is gone');
  for (const person of everybody) {
    const moved = ofKind(await sandbox.mailsTo(addressOf(person)), 'sessionMoved');
    expect([person, moved.length]).toEqual([person, person === 'Dalia' ? 1 : 2]);
    expect(ics(moved.at(-1)).start).toContain(inDays(34).replaceAll('-', ''));
  }
  expect(notifications).toHaveLength(1);

  // Deleted: everybody is told, offered the next session, and it is never created again.
  await page.remove(event.id);
  await until(
    async () => ofKind(await sandbox.mails(), 'sessionCancelled').length >= everybody.length,
    'everybody hears of the cancellation',
  );
  await until(async () => ofKind(await sandbox.mails(), 'seat').length >= everybody.length, 'everybody is offered the next session');
  for (const person of everybody) {
    const own = await sandbox.mailsTo(addressOf(person));
    expect([ofKind(own, 'sessionCancelled').length, ofKind(own, 'seat').length]).toEqual([1, 1]);
    expect(ics(ofKind(own, 'sessionCancelled')[0]).method).toBe('CANCEL');
  }
  await until(
    async () => (await server.worklistLines('s1')).some(({ title }) => title.includes('annulée dans Outlook')),
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
});

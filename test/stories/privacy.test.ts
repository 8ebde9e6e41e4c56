import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSENT } from '../../acceptance/people.ts';
import { localIn, sessionAt } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { openChromium } from './chromium.ts';

interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** As typed; the number itself is looked for without spaces too. */
  readonly phone: string;
  readonly wish: string;
}

/** Names that nothing else in a database is called. */
const PEOPLE: readonly Person[] = [
  ['Cunégonde', 'Vandenbroucque', '06 39 98 20 01'],
  ['Théodora', 'Etchegarayoa', '06 39 98 20 02'],
  ['Mamadouba', 'Koulibalytraoré', '06 39 98 20 03'],
  ['Quitterie', 'Jaurèguiberry', '06 39 98 20 04'],
  ['Олександра', 'Ravelomanana', '06 39 98 20 05'],
  ['Sigismond', 'D’Alembertine', '06 39 98 20 06'],
].map(([firstName = '', lastName = '', phone = ''], index) => ({
  firstName,
  lastName,
  phone,
  email: `boite.privee${index}@confidentiel.example.org`,
  wish: `un secret numéro ${index} bien gardé`,
}));

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ workers: 0, decodes: true });
  await stack.sandbox.import(PEOPLE.map(asRegistration));
  stack.configure({
    delays: { informed: { referent: 'PT3S', coordinator: 'PT6S' } },
    sessions: [sessionAt('info-privee', [16, 18]), sessionAt('info-suite', [30 * 24 * 3600, 30 * 24 * 3600 + 3600])],
  });
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

function asRegistration({ firstName, lastName, email, phone, wish }: Person, index: number) {
  return {
    formId: 'F-REG',
    answers: {
      Prénom: firstName,
      Nom: lastName,
      Téléphone: phone,
      'Votre envie ou projet': wish,
      'Date de naissance': '1979-08-09',
      [CONSENT]: 'Oui',
      // One without an address: a call to make.
      ...(index === 5 ? {} : { 'Adresse e-mail': email }),
    },
  };
}

test('a story with failures of every partner: people get their mail, and a file that stalls is escalated', async () => {
  const { sandbox, server } = stack;
  const armed = await sandbox.arm(
    { fault: 'smtp-550-address', times: 1, path: 'boite.privee1' },
    { fault: 'smtp-451', times: 2 },
    { fault: 'forms-500', times: 2 },
    { fault: 'graph-503', times: 1 },
  );
  await stack.startWorker();
  await stack.until(async () => (await sandbox.mails()).some(({ messageId }) => messageId.includes('info-privee.attendance')), 'the sheet');
  await sandbox.import([
    {
      formId: 'F-ATT',
      answers: {
        'Référence de la séance': 'info-privee',
        Code: 'K7QX-4M2P',
        Présence: { '1': 'Présent', '2': 'Présent', '3': 'Absent' },
        'Personnes venues sans inscription': 'Cunégonde Vandenbroucque, 06 39 98 20 01',
      },
    },
    // Unreadable on purpose: what waits in quarantine is somebody's words too.
    { formId: 'F-FUP', answers: { Référence: 'Théodora Etchegarayoa', Code: 'K7QX-4M2P', Note: PEOPLE[1]?.wish ?? '' } },
  ]);
  await stack.until(async () => (await server.paths('GcReminders >= 2')).length >= 1, 'an escalation');
  await stack.until(async () => (await server.worklistLines()).some(({ key }) => key.startsWith('quarantine-')), 'a quarantine');
  await sandbox.import([
    {
      formId: 'F-FUP',
      answers: {
        Référence: await firstReference(),
        Code: 'K7QX-4M2P',
        'Prochain rendez-vous': inSixtyDays(),
        Note: 'Note sur Cunégonde',
      },
    },
  ]);
  await stack.until(async () => (await sandbox.mails()).some(({ messageId }) => messageId.includes('.appointment.')), 'an appointment');
  const struck = await Promise.all(armed.map(async ({ id }) => (await sandbox.fault(id))?.hits ?? 0));
  expect(Math.min(...struck)).toBeGreaterThan(0);
  expect(await failedActivities()).toBeGreaterThan(0);
});

test('an administrator reads a path in the Web UI', async () => {
  await using browser = await openChromium();
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  const rendered: string[] = [];
  page.on('request', (request) => rendered.push(new URL(request.url()).pathname));
  await page.goto(`${stack.uiUrl}/namespaces/default/workflows/participant-${await firstReference()}`);
  await page.locator('a[href$="/user-metadata"]').click();
  await page
    .frameLocator('iframe')
    .getByText(PEOPLE[0]?.lastName ?? '')
    .first()
    .waitFor();
  // What is shown stands in the address that the server of the Web UI is asked for: the next test looks for it in that server's log.
  expect(rendered).toContain('/render');
});

test('nobody’s name, address, phone or words stand in the database, the logs or the calendar', async () => {
  const { sandbox, dir } = stack;
  // Both sessions and the appointment, and the mail of everybody: what is looked through is whole.
  const events = await stack.until(async () => {
    const found = await allEvents();
    return found.length >= 3 && found;
  }, 'three events');
  const mails = await stack.until(async () => {
    const sent = Buffer.from(JSON.stringify(await sandbox.mails()));
    return hitsIn(new Map([['mails', sent]])).length > 10 && sent;
  }, 'mails to everybody');
  const database = readDatabase(dir);
  expect(database.get('temporal.db')?.length).toBeGreaterThan(1_000_000);
  const logs = globSync('**/*.log', { cwd: dir }).filter((name) => !name.includes('sandbox'));
  expect(logs.length).toBeGreaterThanOrEqual(3);
  expect(logs.filter((name) => statSync(join(dir, name)).size > 0).some((name) => name.includes('worker'))).toBe(true);
  const places = new Map([...database, ...logs.map((name) => [name, readFileSync(join(dir, name))] as const)]);
  expect(events.length).toBeGreaterThanOrEqual(3);
  places.set('calendar', Buffer.from(JSON.stringify(events)));
  const graph = (await sandbox.ledger()).filter(({ service }) => service === 'graph');
  expect(graph.length).toBeGreaterThan(0);
  places.set('everything ever written to the calendar', Buffer.from(JSON.stringify(graph)));

  // The check finds what is there: the same words in clear are found in what people were sent, and in a planted file.
  expect(hitsIn(new Map([['mails', mails]])).length).toBeGreaterThan(10);
  for (const [name, bytes] of places) {
    const planted = Buffer.concat([bytes, Buffer.from(PEOPLE[2]?.lastName ?? '')]);
    expect(hitsIn(new Map([[name, planted]]))).toHaveLength(1 + hitsIn(new Map([[name, bytes]])).length);
  }
  expect(hitsIn(places)).toEqual([]);
});

test('no staff code stands in a mail, the calendar, the database or a log, and what signs for staff in their own mails alone', async () => {
  const { sandbox, dir, programme } = stack;
  const staff = programme.organisations.flatMap((organisation) => organisation.staff);
  const mails = await sandbox.mails();
  const ofStaff = mails.filter(({ to }) => to.every((address) => staff.some(({ email }) => email === address)));
  const others = mails.filter((mail) => !ofStaff.includes(mail));
  const graph = (await sandbox.ledger()).filter(({ service }) => service === 'graph');
  // The sandbox keeps responses as Google does.
  const names = globSync('**/*.log', { cwd: dir }).filter((name) => !name.includes('sandbox'));
  const logs = names.map((name) => readFileSync(join(dir, name), 'latin1'));
  const elsewhere = [JSON.stringify(graph), ...[...readDatabase(dir).values()].map((bytes) => bytes.toString('latin1')), ...logs];
  expect(staff.filter(({ formCode }) => [JSON.stringify(mails), ...elsewhere].some((text) => text.includes(formCode)))).toEqual([]);
  expect(JSON.stringify(ofStaff).match(/LIEN1(-[0-9A-Z]{5}){3}/g)?.length).toBeGreaterThan(5);
  expect(others.length).toBeGreaterThan(3);
  expect([JSON.stringify(others), ...elsewhere].filter((text) => text.includes('LIEN1'))).toEqual([]);
});

test('ids, search attributes and memos as the server tells them without the key say nobody’s name', async () => {
  const { client } = stack.server;
  const executions = await stack.until(async () => {
    const listed = await client.workflowService.listWorkflowExecutions({ namespace: client.options.namespace, pageSize: 1000, query: '' });
    return listed.executions.length > PEOPLE.length + 10 && listed.executions;
  }, 'everything that runs');
  expect(executions.length).toBeGreaterThan(PEOPLE.length + 10);
  const raw = executions.map(({ execution, searchAttributes, memo }) =>
    [
      execution?.workflowId ?? '',
      ...Object.values(searchAttributes?.indexedFields ?? {}).map(({ data }) => Buffer.from(data ?? []).toString()),
      ...Object.values(memo?.fields ?? {}).map(({ data }) => Buffer.from(data ?? []).toString('latin1')),
    ].join('\n'),
  );
  expect(raw.filter((text) => text.includes('participant-GC-')).length).toBeGreaterThanOrEqual(PEOPLE.length);
  expect(raw.join('\n')).toContain('informed');
  expect(hitsIn(new Map([['raw', Buffer.from(raw.join('\n'))]]))).toEqual([]);
  // Memos are there, and they are encrypted.
  const memos = executions.flatMap(({ memo }) => Object.entries(memo?.fields ?? {}));
  expect(memos.length).toBeGreaterThan(3);
  for (const [name, { metadata }] of memos)
    expect([name, Buffer.from(metadata?.['encoding'] ?? []).toString()]).toEqual([name, 'binary/encrypted']);
});

/** The database and what the server keeps beside it as it pleases: -wal, -shm, or a -journal that lives for one transaction and may be gone by now. */
function readDatabase(dir: string): ReadonlyMap<string, Buffer> {
  const names = globSync('temporal.db*', { cwd: dir });
  return new Map(
    names.flatMap((name) => {
      try {
        return [[name, readFileSync(join(dir, name))] as const];
      } catch (error) {
        if (name === 'temporal.db-journal' && Error.isError(error) && 'code' in error && error.code === 'ENOENT') return [];
        throw error;
      }
    }),
  );
}

/** What must not be readable: every form in which a database might keep it. */
function secretsOf({ firstName, lastName, email, phone, wish }: Person): readonly string[] {
  const digits = phone.replaceAll(' ', '');
  return [firstName, lastName, email, phone, digits, `+33${digits.slice(1)}`, wish];
}

function hitsIn(places: ReadonlyMap<string, Buffer>): readonly string[] {
  const hits: string[] = [];
  for (const [place, bytes] of places) {
    const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
    for (const person of PEOPLE)
      for (const secret of secretsOf(person))
        for (const [coding, needle] of codings(secret))
          if (bytes.includes(needle) || lower.includes(Buffer.from(needle.toString('latin1').toLowerCase(), 'latin1')))
            hits.push(`${place}: ${secret} (${coding})`);
  }
  return hits;
}

/** As UTF-8, as UTF-16, escaped as JSON may be, and as a URL or base64 holds it (the part that doesn't depend on what stands before it). */
function codings(text: string): readonly (readonly [string, Buffer])[] {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\0-~]/gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const all = new Map([
    ['UTF-8', Buffer.from(text)],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['escaped', Buffer.from(escaped)],
    ['URL', Buffer.from(encodeURIComponent(text))],
    [
      'base64',
      Buffer.from(
        Buffer.from(text)
          .toString('base64')
          .slice(0, Math.floor(Buffer.byteLength(text) / 3) * 4),
      ),
    ],
  ]);
  const seen = new Set<string>();
  return [...all].filter(
    ([, needle]) => needle.length >= 6 && !seen.has(needle.toString('latin1')) && Boolean(seen.add(needle.toString('latin1'))),
  );
}

/** Of the organiser and of everybody whose Outlook is written to. */
async function allEvents() {
  const staff = stack.programme.organisations.flatMap((organisation) => organisation.staff.filter(({ outlook }) => outlook));
  const mailboxes = ['groupement@aile.example.org', ...staff.map(({ email }) => email)];
  return (await Promise.all(mailboxes.map((mailbox) => stack.sandbox.events(mailbox)))).flat();
}

async function firstReference(): Promise<string> {
  const [mail] = await stack.sandbox.mailsTo(PEOPLE[0]?.email ?? '');
  return /GC-\w{4}-\w{4}/.exec(mail?.messageId ?? '')?.[0] ?? '';
}

async function failedActivities(): Promise<number> {
  return stack.workers.flatMap(({ log }) => log().split('\n')).filter((line) => line.includes('Activity failed')).length;
}

/** As the form takes it: an appointment in another year would be taken for a slip. */
function inSixtyDays(): string {
  return localIn(60 * 24 * 3600)
    .slice(0, 'YYYY-MM-DDTHH:MM'.length)
    .replace('T', ' ');
}

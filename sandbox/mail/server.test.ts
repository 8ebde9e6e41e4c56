import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import type { Sandbox } from '../sandbox.ts';
import { control, testSandbox } from '../test-sandbox.ts';
import type { Delivery } from './store.ts';

const MAIL = {
  from: 'Groupement <groupement@aile.example.org>',
  to: 'ada@example.org',
  replyTo: 'camille@aile.example.org',
  subject: 'Votre place à l’information collective',
  messageId: '<GC-1.confirmation.1@aile.example.org>',
  text: 'Bonjour Ada,\n\nà jeudi !',
  html: '<p>Bonjour Ada,</p><p>à jeudi !</p>',
  headers: { 'Auto-Submitted': 'auto-generated' },
  attachments: [{ filename: 'seance.ics', contentType: 'text/calendar; method=REQUEST; charset=utf-8', content: 'BEGIN:VCALENDAR' }],
};

const transport = ({ announcement }: Sandbox, auth = false) =>
  createTransport(auth ? (announcement.env['SMTP_URL'] ?? '') : announcement.smtp);

async function mailbox({ announcement }: Sandbox): Promise<Delivery[]> {
  return (await (await fetch(`${announcement.web}/mail.json`)).json()) as Delivery[];
}

async function refusal(promise: Promise<unknown>): Promise<{ responseCode?: number; code?: string; response?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { responseCode?: number };
  }
  throw new Error('expected a refusal');
}

test('keeps a mail with all its parts, and again when it comes twice', async () => {
  await using sandbox = await testSandbox();
  await transport(sandbox, true).sendMail(MAIL);
  await transport(sandbox).sendMail(MAIL);
  const mails = await mailbox(sandbox);
  expect(mails).toHaveLength(2);
  expect(mails[0]).toMatchObject({
    id: 1,
    envelope: { from: 'groupement@aile.example.org', to: ['ada@example.org'] },
    messageId: MAIL.messageId,
    subject: MAIL.subject,
    from: ['groupement@aile.example.org'],
    to: ['ada@example.org'],
    replyTo: ['camille@aile.example.org'],
    html: MAIL.html,
    headers: { 'auto-submitted': 'auto-generated' },
  });
  expect(mails[0]?.text.trim()).toBe(MAIL.text);
  const [attachment] = mails[0]?.attachments ?? [];
  expect(attachment).toMatchObject({ filename: 'seance.ics', contentType: 'text/calendar; method=REQUEST; charset=utf-8' });
  expect(Buffer.from(attachment?.content ?? '', 'base64').toString()).toBe('BEGIN:VCALENDAR');
  const raw = await (await fetch(`${sandbox.announcement.web}/mail/2.eml`)).text();
  expect(raw).toContain(`Message-ID: ${MAIL.messageId}`);
  expect(((await (await fetch(`${sandbox.announcement.web}/mail.json?since=1`)).json()) as Delivery[]).map(({ id }) => id)).toEqual([2]);
});

test('the mailbox survives a restart', async () => {
  await using sandbox = await testSandbox();
  await transport(sandbox).sendMail(MAIL);
  await using again = await testSandbox({ data: sandbox.core.dir });
  await transport(again).sendMail(MAIL);
  expect((await mailbox(again)).map(({ id }) => id)).toEqual([1, 2]);
});

test('an OAuth2 token is accepted as well', async () => {
  await using sandbox = await testSandbox();
  const { hostname, port } = new URL(sandbox.announcement.smtp);
  const options = {
    host: hostname,
    port: Number(port),
    auth: { type: 'OAuth2' as const, user: 'groupement@aile.example.org', accessToken: 't' },
  };
  await createTransport(options).sendMail(MAIL);
  expect(await mailbox(sandbox)).toHaveLength(1);
});

test.each([
  ['smtp-421', 421],
  ['smtp-450', 450],
  ['smtp-451', 451],
  ['smtp-452', 452],
  ['smtp-535', 535],
  ['smtp-550-address', 550],
  ['smtp-550-basic-auth', 550],
  ['smtp-550-sender', 550],
])('%s refuses once, keeps nothing and stands in the ledger', async (fault, code) => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault });
  expect(await refusal(transport(sandbox, true).sendMail(MAIL))).toMatchObject({ responseCode: code });
  expect(await mailbox(sandbox)).toHaveLength(0);
  await transport(sandbox, true).sendMail(MAIL);
  expect(await mailbox(sandbox)).toHaveLength(1);
  expect(sandbox.core.ledger.since(0).filter((entry) => entry.fault === fault)).toMatchObject([{ service: 'smtp', status: code }]);
});

test('smtp-550-address refuses only the address meant', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault: 'smtp-550-address', path: '^bad@', times: 0 });
  const { response } = await refusal(transport(sandbox).sendMail({ ...MAIL, to: 'bad@example.org' }));
  expect(response).toContain('5.1.1');
  await transport(sandbox).sendMail(MAIL);
  expect(await mailbox(sandbox)).toHaveLength(1);
});

test('smtp-partial-rcpt resolves with the refused recipient in rejected', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault: 'smtp-partial-rcpt' });
  const sent = await transport(sandbox).sendMail({ ...MAIL, to: 'ada@example.org, bob@example.org' });
  expect(sent).toMatchObject({ accepted: ['ada@example.org'], rejected: ['bob@example.org'] });
  expect((await mailbox(sandbox))[0]?.envelope.to).toEqual(['ada@example.org']);
});

test.each([
  ['smtp-lost-before-data', 0],
  ['smtp-lost-during-data', 0],
  ['smtp-reset-after-data', 1],
])('%s breaks the connection; %i delivery is kept', async (fault, kept) => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault });
  expect((await refusal(transport(sandbox).sendMail(MAIL))).responseCode).toBeUndefined();
  expect(await mailbox(sandbox)).toHaveLength(kept);
  expect(sandbox.core.ledger.since(0)).toMatchObject([{ service: 'smtp', status: 0, fault }]);
});

test('smtp-slow answers late, and well', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault: 'smtp-slow', params: { delayMs: 50 } });
  await transport(sandbox).sendMail(MAIL);
  expect(sandbox.core.faults.list()).toMatchObject([{ hits: 1 }]);
});

test('receipt time is the sandbox’s, and the real one beside it', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'clock.json', { now: '2027-03-28T12:00:00Z' });
  await transport(sandbox).sendMail(MAIL);
  const [mail] = await mailbox(sandbox);
  expect(mail?.receivedAt).toMatch(/^2027-03-28T12:0/);
  expect(Math.abs(Date.parse(mail?.realReceivedAt ?? '') - Date.now())).toBeLessThan(600_000);
});

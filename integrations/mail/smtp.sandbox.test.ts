import { expect, test } from 'vitest';
import { testSandbox } from '../../sandbox/test-sandbox.ts';
import type { Mail } from './port.ts';
import { smtpMailer } from './smtp.ts';

const MAIL: Mail = {
  messageId: '<GC-7K3M-9QXD.confirmation.1@aile.example.org>',
  to: 'nadia@example.org',
  replyTo: null,
  subject: 'Votre place',
  text: 'Bonjour Nadia',
  html: '<p>Bonjour Nadia</p>',
  attachments: [],
};

/** What the mailbox kept must agree with what the code says: only « in doubt » may be either. */
test.each([
  ['smtp-421', 'mail-temporary', 0],
  ['smtp-450', 'mail-temporary', 0],
  ['smtp-451', 'mail-temporary', 0],
  ['smtp-452', 'mail-temporary', 0],
  ['smtp-535', 'mail-authentication', 0],
  ['smtp-550-address', 'mail-address-refused', 0],
  ['smtp-550-basic-auth', 'mail-authentication', 0],
  ['smtp-550-sender', 'mail-refused', 0],
  ['smtp-lost-before-data', 'mail-unreachable', 0],
  ['smtp-lost-during-data', 'mail-in-doubt', 0],
  ['smtp-reset-after-data', 'mail-in-doubt', 1],
  ['smtp-slow', 'mail-in-doubt', 1],
])('%s is %s', async (fault, code, kept) => {
  await using sandbox = await testSandbox();
  using mailer = smtpMailer({
    url: sandbox.announcement.env['SMTP_URL'] ?? '',
    from: 'Groupement <groupement@aile.example.org>',
    redirectTo: null,
    // Short where silence is what is tried, and long enough for a busy machine.
    ...(fault === 'smtp-slow' ? { socketTimeoutMs: 3_000 } : {}),
  });
  const { id } = sandbox.core.faults.inject({ fault, ...(fault === 'smtp-slow' ? { params: { delayMs: 20_000 } } : {}) });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ name: 'ServiceError', code });
  expect(sandbox.core.faults.list().find((each) => each.id === id)?.hits).toBe(1);
  const mailbox = async () => {
    const answer: unknown = await (await fetch(`${sandbox.announcement.web}/mail.json`)).json();
    return Array.isArray(answer) ? answer.length : -1;
  };
  expect(await mailbox()).toBe(kept);
  sandbox.core.faults.clear();
  await mailer.send(MAIL);
  expect(await mailbox()).toBe(kept + 1);
});
